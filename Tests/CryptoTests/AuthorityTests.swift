import Crypto
import Foundation
import Testing

/// Chains of certificates, judged by other verifiers than the one that made them.
@Suite struct AuthorityTests {
    /// A root, an intermediate and what they take back, as files.
    struct Stand {
        let folder = try! Folder()
        let root = try! Authority.root(named: "Root of Ütest", validFor: Era.now)
        let middle: Authority

        init() throws {
            middle = try root.intermediate(named: "middle", validFor: Era.now)
            try folder.write("root.pem", root.certificate.pem)
            try folder.write("middle.pem", middle.certificate.pem)
        }

        func list(revoked: [String]) throws {
            let lists = [
                try middle.revocationList(
                    of: revoked.map { ($0, Era.now.lowerBound) }, number: 7, validFor: Era.now),
                try root.revocationList(of: [], number: 1, validFor: Era.now),
            ]
            try folder.write("lists.pem", lists.map(\.pem).joined())
        }

        func verify(_ certificate: Certificate, _ extra: String = "") throws -> Folder.Outcome {
            try folder.write("it.pem", certificate.pem)
            return try folder.run(
                "sh", "-c",
                "openssl verify -x509_strict -CAfile root.pem -untrusted middle.pem \(extra) it.pem"
            )
        }
    }

    @Test
    func `a strict verifier accepts what was issued, and refuses what was revoked`() throws {
        let stand = try Stand()
        let key = try PrivateKey.p256()
        let good = try stand.middle.issue(.init(commonName: "good", validity: Era.now), for: key)
        let gone = try stand.middle.issue(.init(commonName: "gone", validity: Era.now), for: key)
        try stand.list(revoked: [gone.serial])
        let lists = "-crl_check_all -CRLfile lists.pem -purpose sslclient"
        #expect(try stand.verify(good, lists).text == "it.pem: OK\n")
        #expect(try stand.verify(gone, lists).text.contains("certificate revoked"))
        #expect(try stand.verify(good, "-purpose sslserver").text.contains("certificate purpose"))
        let late = Int(Era.now.upperBound) + 60
        #expect(try stand.verify(good, "-attime \(late)").text.contains("has expired"))
        let early = Int(Era.now.lowerBound) - 60
        #expect(try stand.verify(good, "-attime \(early)").text.contains("not yet valid"))
        let stranger = try Authority.root(named: "Root of Ütest", validFor: Era.now)
        let foreign = try stranger.issue(.init(commonName: "x", validity: Era.now), for: key)
        #expect(try stand.verify(foreign).status != 0)
    }

    @Test
    func `a server answers to the hosts that its certificate names, and to no others`() throws {
        let stand = try Stand()
        let hosts = ["localhost", "*.farm.test", "127.0.0.1", "::1"]
        let made = try stand.middle.issue(
            .init(commonName: "broker", validity: Era.now, use: .server(hosts: hosts)),
            for: try PrivateKey.p256())
        #expect(made.subjectAlternativeNames == hosts)
        let table = [
            ("-verify_hostname localhost", true), ("-verify_hostname a.farm.test", true),
            ("-verify_ip 127.0.0.1", true), ("-verify_ip ::1", true),
            ("-verify_hostname broker", false), ("-verify_hostname a.b.farm.test", false),
            ("-verify_ip 127.0.0.2", false),
        ]
        for (check, accepted) in table {
            let outcome = try stand.verify(made, "-purpose sslserver " + check)
            #expect((outcome.status == 0) == accepted, "\(check): \(outcome.text)")
        }
    }

    @Test(arguments: ["ed25519", "rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384"])
    func `an authority made elsewhere signs as well`(_ kind: String) throws {
        let stand = try Stand()
        try stand.folder.run(
            "sh", "-c",
            "openssl req -x509 -newkey \(kind) -nodes -subj /CN=theirs -keyout a.key -out root.pem "
                + "-addext keyUsage=critical,keyCertSign,cRLSign")
        let theirs = try Authority(
            certificate: Certificate.all(pem: stand.folder.read("root.pem"), from: "root.pem")[0],
            key: PrivateKey(pem: stand.folder.read("a.key"), from: "a.key"))
        let middle = try theirs.intermediate(named: "ours", validFor: Era.now)
        try stand.folder.write("middle.pem", middle.certificate.pem)
        let key = try PrivateKey.p256()
        let made = try middle.issue(.init(commonName: "thing", validity: Era.now), for: key)
        let lists = try [theirs, middle].map {
            try $0.revocationList(of: [], number: 0, validFor: Era.now).pem
        }
        try stand.folder.write("lists.pem", lists.joined())
        #expect(try stand.verify(made, "-crl_check_all -CRLfile lists.pem").text == "it.pem: OK\n")
    }

    @Test
    func `a chain is kept from the issuer up, and sent without its root`() throws {
        let root = try Authority.root(named: "root", validFor: Era.past)
        let middle = try root.intermediate(named: "middle", validFor: Era.past)
        #expect(root.chain.isEmpty && root.trail.isEmpty)
        #expect(root.root === root.certificate)
        #expect(middle.chain.map(\.subject) == ["CN=root"])
        #expect(middle.trail.map(\.subject) == ["CN=middle"])
        #expect(middle.root === root.certificate)
        let again = try Authority(
            certificate: middle.certificate, key: middle.key, chain: middle.chain)
        #expect(again.trail.map(\.subject) == ["CN=middle"])
        #expect(
            CryptoError.message { _ = try middle.intermediate(named: "low", validFor: Era.past) }
                == "“CN=middle” may not have authorities under it (its path length is 0); "
                + "make “low” under its root")
    }

    @Test
    func `an authority that is none is refused`() throws {
        let root = try Authority.root(named: "root", validFor: Era.past)
        let other = try Authority.root(named: "other", validFor: Era.past)
        let key = try PrivateKey.p256()
        let thing = try root.issue(.init(commonName: "thing", validity: Era.past), for: key)
        let middle = try root.intermediate(named: "middle", validFor: Era.past)
        let table: [(Certificate, PrivateKey, [Certificate], String)] = [
            (
                root.certificate, other.key, [],
                "the key is not that of the authority “CN=root”; give the key it was made with"
            ),
            (
                thing, key, [],
                "“CN=thing” may not sign certificates: its basic constraints do not say CA:TRUE; "
                    + "give the certificate of an authority"
            ),
            (
                middle.certificate, middle.key, [other.certificate],
                "“CN=middle” is not signed by “CN=other”, which follows it in the chain; put each "
                    + "issuer after the certificate it signed"
            ),
        ]
        for (certificate, key, chain, message) in table {
            let said = CryptoError.message {
                _ = try Authority(certificate: certificate, key: key, chain: chain)
            }
            #expect(said == message)
        }
    }

    @Test(arguments: [
        (
            CertificateRequest(commonName: "", validity: Era.past),
            "“” cannot be the common name of a certificate: it has 0 characters, and 1 to 64 are "
                + "allowed"
        ),
        (
            .init(
                commonName: "a", organizationalUnit: String(repeating: "ü", count: 65),
                validity: Era.past),
            "“\(String(repeating: "ü", count: 65))” cannot be the organizational unit of a "
                + "certificate: it has 65 characters, and 1 to 64 are allowed"
        ),
        (
            .init(commonName: "a", validity: 0..<300_000_000_000),
            "300000000000 seconds since 1970 is no time that a certificate can bear; choose one "
                + "between the years 1950 and 9999"
        ),
        (
            .init(commonName: "a", validity: Era.past, use: .server(hosts: [])),
            "the server certificate “a” names no host; give the DNS names or addresses that "
                + "clients connect to"
        ),
        (
            .init(commonName: "a", validity: Era.past, use: .server(hosts: ["a b"])),
            "“a b” is neither an IP address nor a DNS name"
        ),
        (
            .init(commonName: "a", validity: Era.past, serial: "00"),
            "“00” is no serial number; write one above zero, of at most 20 bytes, in hex"
        ),
    ])
    func `a request that makes no certificate is refused`(
        _ request: CertificateRequest, _ message: String
    ) throws {
        let root = try Authority.root(named: "root", validFor: Era.past)
        let key = try PrivateKey.p256()
        #expect(CryptoError.message { _ = try root.issue(request, for: key) } == message)
    }

    @Test
    func `many threads may issue at once`() throws {
        let root = try Authority.root(named: "root", validFor: Era.past)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<40 {
                let key = try! PrivateKey.p256()
                let request = CertificateRequest(
                    commonName: "\(thread).\(number)", validity: Era.past)
                let made = try! root.issue(request, for: key)
                #expect(made.matches(key) && made.isSigned(by: root.certificate))
            }
        }
    }
}
