import Base
import Crypto
import Testing

/// What certificates say, and files that hold none.
@Suite struct CertificateTests {
    static let root = try! Authority.root(named: "root", validFor: Era.past)
    /// What an empty queue of OpenSSL's is told by.
    static let quiet = "OpenSSL gives no reason"

    @Test
    func `every field comes back as it was asked for, by DER and by PEM`() throws {
        let seed: UInt64 = 0xCE47
        var random = SplitMix64(seed: seed)
        let letters = Array("abcXYZ019-_ .,+=\"<>;#\\éß漢🦆")
        for _ in 0..<60 {
            let name = String(
                (0..<random.below(64) + 1).map { _ in letters[random.below(letters.count)] })
            let start = Int64(random.below(250_000_000_000))
            let request = CertificateRequest(
                commonName: name, organizationalUnit: random.below(2) == 0 ? nil : "unit \(name)",
                validity: start..<start + Int64(random.below(1_000_000_000)))
            guard request.organizationalUnit?.unicodeScalars.count ?? 0 <= 64 else { continue }
            let key = try PrivateKey.p256()
            let made = try Self.root.issue(request, for: key)
            let copies = try [
                made, Certificate(der: made.der), Certificate.all(pem: made.pem.bytes, from: "")[0],
            ]
            for copy in copies {
                #expect(copy.commonName == name, "seed \(seed)")
                #expect(copy.organizationalUnit == request.organizationalUnit, "seed \(seed)")
                #expect(copy.notBefore == request.validity.lowerBound, "seed \(seed)")
                #expect(copy.notAfter == request.validity.upperBound, "seed \(seed)")
                #expect(copy.serial == request.serial, "seed \(seed)")
                #expect(copy.issuer == "CN=root")
                #expect(copy.der == made.der)
                #expect(copy.publicKeyDER == made.publicKeyDER)
                #expect(!copy.isAuthority)
                #expect(copy.matches(key))
                #expect(!copy.matches(Self.root.key))
            }
        }
    }

    @Test
    func `the openssl command reads the same`() throws {
        let folder = try Folder()
        let request = CertificateRequest(
            commonName: "pump, 7", organizationalUnit: "plant", validity: Era.past)
        let made = try Self.root.issue(request, for: try PrivateKey.p256())
        try folder.write("a.pem", made.pem)
        let said = try folder.run(
            "openssl", "x509", "-in", "a.pem", "-noout", "-serial", "-subject", "-issuer",
            "-nameopt", "RFC2253", "-fingerprint", "-sha256", "-dates")
        let fingerprint = said.text.split(separator: "\n").first { $0.contains("Fingerprint=") }
        #expect(
            fingerprint?.split(separator: "=").last?.split(separator: ":").joined().lowercased()
                == made.sha256Fingerprint)
        #expect(made.subject == #"CN=pump\, 7,OU=plant"#)
        for line in [
            "serial=\(made.serial)", "subject=\(made.subject)", "issuer=CN=root",
            "notBefore=Sep 13 12:26:40 2020 GMT", "notAfter=Oct  3 12:26:40 2020 GMT",
        ] {
            #expect(said.text.contains(line + "\n"), "\(said.text)")
        }
        try folder.run("openssl", "x509", "-in", "a.pem", "-pubkey", "-noout", "-out", "b.pem")
        try folder.run("openssl", "pkey", "-pubin", "-in", "b.pem", "-outform", "DER", "-out", "c")
        #expect(try folder.read("c") == made.publicKeyDER)
    }

    @Test
    func `certificates of another maker are read`() throws {
        let folder = try Folder()
        try folder.run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "a.key", "-out",
            "a.pem", "-subj", "/C=DE/O=Acme/CN=old gateway", "-set_serial", "10", "-addext",
            "subjectAltName=DNS:a.test,IP:10.0.0.7,IP:::1,URI:urn:x,email:a@b.test,RID:1.2.3")
        let read = try Certificate.all(pem: folder.read("a.pem"), from: "a.pem")[0]
        let key = try PrivateKey(pem: folder.read("a.key"), from: "a.key")
        #expect(read.subject == "CN=old gateway,O=Acme,C=DE")
        #expect(read.serial == "0A")
        #expect(
            read.subjectAlternativeNames == ["a.test", "10.0.0.7", "::1", "urn:x", "a@b.test"])
        #expect(read.matches(key))
        #expect(read.isAuthority)
        #expect(read.isSelfIssued)
        #expect(read.isSigned(by: read))
        #expect(!read.isSigned(by: Self.root.certificate))
    }

    @Test
    func `a certificate without names has none`() throws {
        let folder = try Folder()
        try folder.run(
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-keyout", "a.key", "-out", "a.pem", "-subj", "/")
        let read = try Certificate.all(pem: folder.read("a.pem"), from: "a.pem")[0]
        #expect(read.commonName == nil)
        #expect(read.organizationalUnit == nil)
        #expect(read.subject.isEmpty)
        #expect(read.subjectAlternativeNames.isEmpty)
    }

    @Test
    func `a file may hold many, with remarks and keys between them`() throws {
        let middle = try Self.root.intermediate(named: "middle", validFor: Era.past)
        let text =
            "the chain\n" + middle.certificate.pem + middle.key.pem + "\nits root\n"
            + Self.root.certificate.pem
        let all = try Certificate.all(pem: text.bytes, from: "chain.pem")
        #expect(all.map(\.commonName) == ["middle", "root"])
        let windows = text.replacing("\n", with: "\r\n")
        #expect(try Certificate.all(pem: windows.bytes, from: "chain.pem").count == 2)
    }

    @Test
    func `what is no certificate is named as such`() throws {
        let none = "x holds no PEM: no line says -----BEGIN; give a PEM file with a certificate"
        let table = [
            ("", none), ("\u{0}\u{1}garbage", none),
            (Self.root.key.pem, "x holds a private key where a certificate is wanted"),
            (
                "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
                "x holds a certificate request where a certificate is wanted"
            ),
            (
                "-----BEGIN SAUSAGE-----\nMAA=\n-----END SAUSAGE-----\n",
                "x holds “SAUSAGE” where a certificate is wanted"
            ),
            (
                "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
                "x holds no certificate (field missing): it is damaged, or something else"
            ),
        ]
        for (text, message) in table {
            let said = CryptoError.message { _ = try Certificate.all(pem: text.bytes, from: "x") }
            #expect(said == message)
        }
        #expect(
            CryptoError.message {
                _ = try Certificate(der: Self.root.certificate.pem.bytes, from: "x")
            } == "x is PEM text where DER is wanted; copy the certificate again")
        #expect(throws: CryptoError.self) { _ = try Certificate(der: Self.root.key.der) }
    }

    @Test
    func `a certificate cut short anywhere is refused, and so is one with a tail`() throws {
        let der = Self.root.certificate.der
        for count in 0..<der.count {
            #expect(throws: CryptoError.self, "\(count) bytes") {
                _ = try Certificate(der: Array(der[..<count]))
            }
        }
        #expect(
            CryptoError.message { _ = try Certificate(der: Array(der[..<100]), from: "x") }
                == "x is truncated: it has 100 of \(der.count) bytes; copy the certificate again")
        #expect(throws: CryptoError.self) { _ = try Certificate(der: der + [1, 2]) }
        let pem = Self.root.certificate.pem.bytes
        for count in 1..<pem.count - 1 {
            #expect(throws: CryptoError.self, "\(count) letters") {
                _ = try Certificate.all(pem: Array(pem[..<count]), from: "x")
            }
        }
        let cut = CryptoError.message {
            _ = try Certificate.all(pem: pem + pem[..<200], from: "x")
        }
        #expect(cut?.hasPrefix("x is damaged or truncated in its PEM block 2 (") == true)
    }

    @Test
    func `bytes changed at random never end in anything but a certificate or an error`() throws {
        let seed: UInt64 = 0xBAD
        var random = SplitMix64(seed: seed)
        let der = Self.root.certificate.der
        let stranger = try PrivateKey.p256()
        var refused = 0
        for _ in 0..<2000 {
            var changed = der
            for _ in 0...random.below(4) {
                changed[random.below(der.count)] = UInt8(random.below(256))
            }
            defer { #expect(CryptoError.takeReason() == Self.quiet, "seed \(seed)") }
            guard let read = try? Certificate(der: changed) else {
                refused += 1
                continue
            }
            let said =
                [read.subject, read.issuer, read.serial, read.commonName ?? ""]
                + read.subjectAlternativeNames
            #expect(said.count >= 4 && read.notBefore <= .max && read.pem.count > 100)
            #expect(!read.matches(stranger), "seed \(seed)")
            #expect(!read.isAuthority || read.notAfter <= .max)
            #expect(!read.isSigned(by: Self.root.certificate) || changed == der, "seed \(seed)")
        }
        #expect(refused > 0, "seed \(seed)")
    }
}
