import Base
import Crypto
import Testing

/// Keys made here and elsewhere.
@Suite struct PrivateKeyTests {
    @Test
    func `a key comes back from DER and from PEM`() throws {
        let key = try PrivateKey.p256()
        let again = try PrivateKey(der: key.der)
        let third = try PrivateKey(pem: again.pem.bytes, from: "a.key")
        #expect(again.der == key.der)
        #expect(third.der == key.der)
        #expect(third.kind == "P-256")
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PrivateKey.p256().der != key.der)
    }

    /// What the openssl command writes: its arguments, and the kind that is read.
    @Test(arguments: [
        ("genrsa 2048", "RSA 2048"),
        ("genrsa -traditional 2048", "RSA 2048"),
        ("ecparam -genkey -name prime256v1", "P-256"),
        ("ecparam -genkey -noout -name secp384r1", "P-384"),
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521", "P-521"),
        ("genpkey -algorithm ED25519", "ED25519"),
    ])
    func `keys of other makers are read`(_ arguments: String, _ kind: String) throws {
        let folder = try Folder()
        let made = try folder.run("sh", "-c", "openssl \(arguments) >a.key 2>log")
        #expect(made.status == 0)
        let key = try PrivateKey(pem: try folder.read("a.key"), from: "a.key")
        #expect(key.kind == kind)
        #expect(try PrivateKey(der: key.der).der == key.der)
        let root = try Authority.root(named: "root", validFor: Era.past)
        let request = CertificateRequest(commonName: "thing", validity: Era.past)
        #expect(try root.issue(request, for: key).matches(key))
    }

    /// The three ways in which a file protects a key, each with its command.
    @Test(arguments: [
        "pkcs8 -topk8 -in a.pem -passout pass:hunter2 -out b.pem",
        "pkcs8 -topk8 -in a.pem -outform DER -passout pass:hunter2 -out b.der",
        "ec -in a.pem -aes128 -passout pass:hunter2 -out b.pem",
    ])
    func `a protected key opens to its password alone`(_ arguments: String) throws {
        let folder = try Folder()
        let key = try PrivateKey.p256()
        try folder.write("a.pem", key.pem)
        let made = try folder.run("sh", "-c", "openssl \(arguments)")
        #expect(made.status == 0, "\(made.text)")
        let file = arguments.hasSuffix("der") ? "b.der" : "b.pem"
        let bytes = try folder.read(file)
        func load(_ password: String?) throws -> PrivateKey {
            file == "b.der"
                ? try PrivateKey(der: bytes, password: password, from: file)
                : try PrivateKey(pem: bytes, password: password, from: file)
        }
        #expect(try load("hunter2").der == key.der)
        #expect(
            CryptoError.message { _ = try load(nil) }
                == "\(file) is protected by a password; give one, or store the key without")
        // One wrong password in 256 passes the first check of the old form.
        for number in 0..<600 where file == "b.pem" && arguments.hasPrefix("ec") || number < 2 {
            #expect(
                CryptoError.message { _ = try load("wrong\(number)") }
                    == "the password does not open \(file); give the one it was protected with")
        }
        #expect(CryptoError.message { _ = try load("") } != nil)
    }

    @Test(arguments: ["ecparam -genkey -name secp256k1", "genpkey -algorithm X25519"])
    func `a kind that TLS cannot sign with is refused`(_ arguments: String) throws {
        let folder = try Folder()
        try folder.run("sh", "-c", "openssl \(arguments) >a.key")
        let bytes = try folder.read("a.key")
        let message = CryptoError.message { _ = try PrivateKey(pem: bytes, from: "a.key") }
        #expect(message?.hasPrefix("a.key holds a key of an unsupported kind (") == true)
        #expect(message?.contains(arguments.hasSuffix("1") ? "secp256k1" : "X25519") == true)
    }

    @Test
    func `a public key and a certificate are no private keys`() throws {
        let folder = try Folder()
        let root = try Authority.root(named: "root", validFor: Era.past)
        try folder.write("a.pem", root.key.pem)
        try folder.run("openssl", "pkey", "-in", "a.pem", "-pubout", "-out", "b.pem")
        let publicKey = try folder.read("b.pem")
        let table: [([UInt8], String)] = [
            (publicKey, "x holds a public key where a private key is wanted"),
            (root.certificate.pem.bytes, "x holds a certificate where a private key is wanted"),
        ]
        for (bytes, message) in table {
            #expect(CryptoError.message { _ = try PrivateKey(pem: bytes, from: "x") } == message)
        }
        #expect(
            CryptoError.message { _ = try PrivateKey(der: root.certificate.der, from: "x") }
                == "x holds a certificate where a private key is wanted")
        #expect(
            CryptoError.message { _ = try PrivateKey(der: root.certificate.publicKeyDER) }
                == "the key holds no private key: it is damaged, or something else")
    }

    @Test(arguments: [
        ("", "x holds no PEM: no line says -----BEGIN; give a PEM file with a private key"),
        ("garbage", "x holds no PEM: no line says -----BEGIN; give a PEM file with a private key"),
        (
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "x is not DER: it is damaged, or something else; copy the private key again"
        ),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
            "x is in OpenSSH's own format; convert it with ssh-keygen -p -m PKCS8 -f"
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
            "x holds no private key: it is damaged, or something else"
        ),
    ])
    func `what is no key is named as such`(_ text: String, _ message: String) {
        #expect(CryptoError.message { _ = try PrivateKey(pem: text.bytes, from: "x") } == message)
    }

    @Test
    func `a key cut short anywhere is refused, and so is one with a tail`() throws {
        let key = try PrivateKey.p256()
        let der = key.der
        for count in 0..<der.count {
            let message = CryptoError.message {
                _ = try PrivateKey(der: Array(der[..<count]), from: "x")
            }
            #expect(
                message?.hasPrefix(count == 0 ? "x is empty" : "x is truncated") == true,
                "\(count) bytes: \(message ?? "accepted")")
        }
        #expect(
            CryptoError.message { _ = try PrivateKey(der: der + [0], from: "x") }
                == "x has 1 byte too many at its end; copy the private key again")
        let pem = key.pem.bytes
        for count in 1..<pem.count - 1 {
            #expect(throws: CryptoError.self, "\(count) letters") {
                _ = try PrivateKey(pem: Array(pem[..<count]), from: "x")
            }
        }
    }

    @Test
    func `bytes changed at random are a key or an error, and leave no complaint behind`() throws {
        let seed: UInt64 = 0x5EED
        var random = SplitMix64(seed: seed)
        let der = try PrivateKey.p256().der
        for _ in 0..<500 {
            var changed = der
            for _ in 0...random.below(3) {
                changed[random.below(der.count)] = UInt8(random.below(256))
            }
            let key = try? PrivateKey(der: changed)
            #expect(CryptoError.takeReason() == "OpenSSL gives no reason", "seed \(seed)")
            #expect(key?.kind != "unknown", "seed \(seed)")
        }
    }

    @Test
    func `a point that is not on the curve is refused`() throws {
        var der = try PrivateKey.p256().der
        der[der.count - 1] ^= 1
        #expect(
            CryptoError.message { _ = try PrivateKey(der: der, from: "x") }
                == "x holds no private key: it is damaged, or something else")
    }
}
