import Foundation
import Testing

/// Identities as PEM files that OpenSSL agrees with, and CSV files of things.
@Suite struct ProvisionFilesTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    @discardableResult
    private func provision(
        _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try Gale.run(["provision"] + words, in: folder)
        try #require(
            outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)",
            sourceLocation: sourceLocation)
        return outcome.stdout
    }

    private func openssl(_ words: String...) throws -> Child.Outcome {
        try Child(["openssl"] + words, in: folder).outcome()
    }

    private func rights(_ name: String) throws -> Int? {
        let path = folder.path + "/" + name
        return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test
    func `OpenSSL agrees with chains, purposes, hosts and keys`() throws {
        try provision("-o", "f.db", "--devices", "3", "--host", "b.example", "--export", "pem")
        #expect(
            folder.files == [
                "f.db", "pem/ca.pem", "pem/crl.pem", "pem/server.key", "pem/server.pem",
                "pem/things.csv",
            ] + (1...3).flatMap { ["pem/things/thing-\($0).key", "pem/things/thing-\($0).pem"] })
        // Trusting the root alone, as a cautious broker does: the chain comes with the thing.
        try folder.write(try openssl("x509", "-in", "pem/ca.pem").stdout, to: "root.pem")
        for (file, purpose, more) in [
            ("things/thing-2", "sslclient", []), ("server", "sslserver", ["-verify_ip", "::1"]),
            ("server", "sslserver", ["-verify_hostname", "b.example"]),
        ] {
            let leaf = "pem/\(file).pem"
            let words = ["verify", "-x509_strict", "-CAfile", "root.pem", "-untrusted", leaf]
            let outcome = try Child(
                ["openssl"] + words + ["-purpose", purpose] + more + [leaf], in: folder
            ).outcome()
            #expect(outcome.stdout == "\(leaf): OK\n", "\(outcome.stdout)\(outcome.stderr)")
            let halves = try [
                openssl("x509", "-in", leaf, "-noout", "-pubkey"),
                openssl("pkey", "-in", "pem/\(file).key", "-pubout"),
            ]
            #expect(halves[0].stdout == halves[1].stdout && !halves[0].stdout.isEmpty)
            #expect(try rights("pem/\(file).key") == 0o600)
        }
        let wrong = try openssl(
            "verify", "-CAfile", "pem/ca.pem", "-purpose", "sslserver", "pem/things/thing-1.pem")
        #expect(wrong.status != 0)
        let subject = try openssl("x509", "-in", "pem/things/thing-2.pem", "-noout", "-subject")
        #expect(subject.stdout == "subject=CN = thing-2\n")
    }

    @Test
    func `OpenSSL refuses what was revoked`() throws {
        try provision("-o", "f.db", "--devices", "3", "--revoke", "thing-2", "--export", "pem")
        for number in 1...3 {
            let outcome = try openssl(
                "verify", "-CAfile", "pem/ca.pem", "-CRLfile", "pem/crl.pem", "-crl_check_all",
                "pem/things/thing-\(number).pem")
            #expect((outcome.status == 0) == (number != 2), "\(outcome.stderr)")
            if number == 2 { #expect(outcome.stderr.contains("certificate revoked")) }
        }
    }

    @Test
    func `an export never goes over a file unasked`() throws {
        try provision("-o", "f.db", "--devices", "2")
        try FileManager.default.createDirectory(
            atPath: folder.path + "/pem/things", withIntermediateDirectories: true)
        try folder.write("mine", to: "pem/things/thing-2.key")
        let before = folder.files
        let refused = try Gale.run("provision", "-o", "f.db", "--export", "pem", in: folder)
        #expect(refused.status == 65)
        #expect(
            refused.stderr
                == "gale: pem/things/thing-2.key is there already; --force replaces it\n")
        #expect(try folder.files == before && folder.read("pem/things/thing-2.key") == "mine")
        // What a link leads to is not what is replaced.
        try folder.write("precious", to: "precious")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/pem/ca.pem", withDestinationPath: folder.path + "/precious")
        try provision("-o", "f.db", "--export", "pem", "--force")
        #expect(try folder.read("precious") == "precious")
        #expect(try folder.read("pem/ca.pem").contains("BEGIN CERTIFICATE"))
        #expect(try rights("pem/things/thing-2.key") == 0o600)
        try provision("-o", "f.db", "--export", "broker", "--only-authority")
        #expect(
            folder.files.filter { $0.hasPrefix("broker/") } == [
                "broker/ca.pem", "broker/crl.pem", "broker/server.key", "broker/server.pem",
            ])
    }

    @Test
    func `names that climb stay in their folder, and come back`() throws {
        let names = ["../../up", "..", "/etc/x", "a b", "%2E.", "ünü/ö", "x;y", "-rf"]
        let rows = names.map { "\"\($0)\",p-\($0),site/7; all,42\n" }
        try folder.write("name,password,group,attr.h\n" + rows.joined(), to: "t.csv")
        let said = try provision(
            "-o", "f.db", "--from", "t.csv", "--issue", "--export", "out/pem")
        #expect(said.hasPrefix("t.csv: 8 things, 0 certificates made elsewhere\n8 certificates in"))
        let keys = folder.files.filter { $0.hasSuffix(".key") }
        #expect(keys.count == 9 && folder.files.count == 23)
        #expect(
            folder.files.allSatisfy { ["f.db", "t.csv"].contains($0) || $0.hasPrefix("out/pem/") })
        #expect(keys.contains("out/pem/things/%2E.%2F..%2Fup.key"))
        #expect(try rights("out/pem/things.csv") == 0o600)
        // And back again: the same sheet comes out.
        let back = try provision("-o", "g.db", "--from", "out/pem/things.csv", "--export", "again")
        #expect(back.hasPrefix("out/pem/things.csv: 8 things, 8 certificates made elsewhere\n"))
        #expect(try folder.read("again/things.csv") == folder.read("out/pem/things.csv"))
        for key in keys where key.contains("things/") {
            let name = key.dropFirst("out/pem/".count)
            #expect(try folder.read("again/\(name)") == folder.read(key))
        }
    }

    @Test
    func `a sheet with bad rows makes nothing and tells each`() throws {
        try provision("-o", "a.db", "--devices", "2", "--export", "pem")
        try folder.write(
            """
            name,certificate,key,password
            good,pem/things/thing-1.pem,pem/things/thing-1.key,s3cr3t
            swapped,pem/things/thing-1.pem,pem/things/thing-2.key,s3cr3t
            missing,pem/none.pem,pem/things/thing-1.key,s3cr3t
            endless,/dev/zero,pem/things/thing-1.key,s3cr3t
            folder,pem,pem/things/thing-1.key,s3cr3t

            """, to: "bad.csv")
        let outcome = try Gale.run("provision", "-o", "b.db", "--from", "bad.csv", in: folder)
        #expect(outcome.status == 65 && outcome.stdout.isEmpty)
        #expect(
            outcome.stderr == """
                gale: bad.csv:3: column "key": pem/things/thing-2.key is not the key of the \
                certificate in pem/things/thing-1.pem
                bad.csv:4: column "certificate": pem/none.pem cannot be read: No such file or \
                directory
                bad.csv:5: column "certificate": /dev/zero cannot be read: it is no file
                bad.csv:6: column "certificate": pem cannot be read: it is no file

                """)
        #expect(!folder.has("b.db") && !folder.files.contains { $0.hasSuffix(".part") })
        let missing = try Gale.run("provision", "-o", "b.db", "--from", "no.csv", in: folder)
        #expect(missing.status == 65 && missing.stderr.contains("no.csv cannot be read"))
    }

    @Test
    func `passwords and keys are never told`() throws {
        try folder.write("name,user_name,password,token\na,ann,s3cr3t,t0k3n\n", to: "t.csv")
        var said = try provision("-o", "f.db", "--from", "t.csv", "--issue", "--export", "pem")
        said += try provision("-o", "f.db") + provision("-o", "f.db", "--list")
        #expect(said.contains("passwords     1\n") && said.contains("tokens        1\n"))
        #expect(!said.contains("s3cr3t") && !said.contains("t0k3n") && !said.contains("PRIVATE"))
        #expect(try folder.read("pem/things.csv").contains("s3cr3t"))
        #expect(try rights("f.db") == 0o600 && rights("pem/things.csv") == 0o600)
    }

    @Test
    func `an export onto a full disk leaves whole files alone`() throws {
        try provision("-o", "f.db", "--devices", "200")
        let outcome = try Gale.run(
            after: FullDiskTests.disk(blocks: 8),
            ["provision", "-o", "f.db", "--export", "pem"], in: folder)
        #expect(outcome.status == 70, "\(outcome.stderr)")
        #expect(outcome.stderr.contains("pem/things.csv could not be written"))
        #expect(!folder.files.contains { $0.hasSuffix(".part") || $0.hasSuffix("things.csv") })
        for file in folder.files where file.hasSuffix(".key") {
            #expect(try openssl("pkey", "-in", file, "-noout").status == 0)
        }
    }
}
