import Foundation
import Testing

/// Identities made, kept, changed and looked into by the command.
@Suite struct ProvisionTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Runs `gale provision` to a good end and returns what it said.
    @discardableResult
    private func provision(
        _ words: String..., environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try Gale.run(
            ["provision", "--out", "fleet.db"] + words, in: folder, environment: environment)
        try #require(
            outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome.stderr)",
            sourceLocation: sourceLocation)
        return outcome.stdout
    }

    /// Runs `gale provision` to a bad end of one sentence.
    private func complaint(
        _ status: Int32, _ words: [String], environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try Gale.run(["provision"] + words, in: folder, environment: environment)
        #expect(outcome.status == status, "\(outcome.stderr)", sourceLocation: sourceLocation)
        #expect(outcome.stdout.isEmpty, "\(outcome.stdout)", sourceLocation: sourceLocation)
        #expect(outcome.stderr.hasPrefix("gale: "), sourceLocation: sourceLocation)
        #expect(
            outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)",
            sourceLocation: sourceLocation)
        return String(outcome.stderr.dropFirst(6))
    }

    private func rights(_ name: String) throws -> Int? {
        let path = folder.path + "/" + name
        return try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func lines() throws -> [String] {
        try provision("--list").split(separator: "\n").map(String.init)
    }

    @Test
    func `things are made with their rate, in a file for its owner alone`() throws {
        let said = try provision(
            "--devices", "300", "--template", "turbine-{id:4}", "--group", "farm/row-{id/100}",
            "--attribute", "model=v{id%2}", "--host", "broker.example", "--days", "7")
        let first = try #require(said.split(separator: "\n").first)
        #expect(
            try #/300 certificates in [0-9.]+ m?s: [0-9,]+/s/#.wholeMatch(in: first) != nil,
            "\(first)")
        #expect(said.contains("things        300\n"))
        #expect(said.contains("groups        farm 300, farm/row-0 100, farm/row-1 100, farm/row"))
        #expect(said.contains("broker        localhost, 127.0.0.1, ::1, broker.example\n"))
        #expect(try rights("fleet.db") == 0o600 && folder.files == ["fleet.db"])
        let lines = try lines()
        #expect(lines.count == 300)
        let fields = lines[100].split(separator: "\t")
        #expect(fields[0] == "101" && fields[1] == "turbine-0101" && fields[3] == "good")
        #expect(fields[4] == "farm/row-1")
        let end = try Date.ISO8601FormatStyle().parse(String(fields[2]))
        #expect(abs(end.timeIntervalSinceNow - 7 * 86_400) < 600)
        // What it says of the file is the same later on.
        #expect(
            try provision() == said.split(separator: "\n").dropFirst().joined(separator: "\n")
                + "\n")
    }

    @Test
    func `folders on the way are made, and go with a failure`() throws {
        let good = try Gale.run("provision", "--out", "a/b/f.db", "--devices", "1", in: folder)
        #expect(good.status == 0 && folder.files == ["a/b/f.db"])
        _ = try complaint(64, ["--out", "c/d/f.db", "--devices", "1", "--host", "no host"])
        #expect(!folder.has("c"))
    }

    @Test
    func `a file that is there is kept, added to, or replaced`() throws {
        try provision("--devices", "2")
        let said = try complaint(65, ["--out", "fleet.db", "--devices", "5"])
        #expect(said.contains("fleet.db is there already; --add") && said.contains("--force"))
        #expect(try lines().count == 2)
        try provision("--devices", "3", "--add", "--template", "pump-{id}")
        #expect(
            try lines().map { $0.split(separator: "\t")[1] } == [
                "thing-1", "thing-2", "pump-3", "pump-4", "pump-5",
            ])
        _ = try complaint(
            65, ["--out", "fleet.db", "--devices", "1", "--add", "--template", "pump-4"])
        #expect(try lines().count == 5)
        try provision("--devices", "1", "--force")
        #expect(try lines().count == 1 && folder.files == ["fleet.db"])
    }

    @Test
    func `what is revoked and renewed shows`() throws {
        try provision("--devices", "4")
        let said = try provision("--revoke", "thing-2,thing-3", "--renew", "thing-4")
        #expect(said.hasPrefix("1 certificate renewed\n2 certificates revoked\n"))
        #expect(said.contains("; 2 revoked, 0 expired"))
        #expect(
            try lines().map { $0.split(separator: "\t")[3] } == [
                "good", "revoked", "revoked", "good",
            ])
        #expect(try provision("--revoke", "thing-2").hasPrefix("0 certificates revoked\n"))
        #expect(try provision("--crl", "crl.pem") == "crl.pem: 3 certificates revoked\n")
        let text = try Child(
            ["openssl", "crl", "-in", "crl.pem", "-noout", "-text"], in: folder
        ).outcome().stdout
        #expect(text.components(separatedBy: "Serial Number:").count == 4, "\(text)")
        #expect(
            try complaint(65, ["--out", "fleet.db", "--crl", "crl.pem"])
                == "crl.pem is there already; --force replaces it\n")
        #expect(
            try complaint(65, ["--out", "fleet.db", "--revoke", "thing-1,nobody"])
                == "fleet.db has no thing “nobody”; see --list\n")
        #expect(try lines()[0].contains("good"))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal leaves what was there before`(signal: Int32) throws {
        try provision("--devices", "2")
        for words in [["--force"], ["--add"]] {
            let child = try Gale.start(
                ["provision", "--out", "fleet.db", "--devices", "900000"] + words, in: folder)
            // The draft, or the journal of a change, tells that the work is under way.
            let sign = words == ["--add"] ? "fleet.db-journal" : "fleet.db.part"
            let limit = Clock.now + 20
            while !folder.has(sign), Clock.now < limit { sched_yield() }
            child.send(signal)
            let outcome = try child.outcome(within: 20)
            #expect(outcome.status == 130)
            #expect(outcome.stderr == "gale: interrupted: fleet.db is as it was before\n")
            #expect(try lines().count == 2 && folder.files == ["fleet.db"])
        }
    }

    @Test
    func `a disk that is full leaves what was there before`() throws {
        try provision("--devices", "2")
        for words in [["--force"], ["--add"]] {
            let outcome = try Gale.run(
                after: FullDiskTests.disk(blocks: 2000),
                ["provision", "--out", "fleet.db", "--devices", "5000"] + words, in: folder)
            #expect(outcome.status == 70, "\(outcome.stderr)")
            #expect(outcome.stderr.contains("fleet.db could not be"), "\(outcome.stderr)")
            #expect(outcome.stderr.split(separator: "\n").count == 1)
            #expect(try lines().count == 2 && folder.files == ["fleet.db"])
        }
    }

    @Test
    func `what is no identity file is refused`() throws {
        try folder.write("name\na\n", to: "list.csv")
        let made = try Child(
            [
                "python3", "-c",
                "import sqlite3; sqlite3.connect('other.db').execute('CREATE TABLE t (x)')",
            ], in: folder
        ).outcome()
        try #require(made.status == 0, "\(made.stderr)")
        for (file, words) in [
            ("list.csv", "is no file of gale provision"), ("other.db", "not one that gale"),
            ("none.db", "none.db is not there; --devices N or --from CSV"),
            (".", "is no file"),
        ] {
            #expect(try complaint(65, ["--out", file, "--list"]).contains(words), "\(file)")
            #expect(try complaint(65, ["--out", file, "--revoke", "a"]).contains(words), "\(file)")
        }
        _ = try complaint(65, ["--out", "other.db", "--devices", "1", "--add"])
    }

    @Test(arguments: [
        (["--devices", "1"], "wants --out FILE"), (["-o", "f", "--devices", "0"], "1 to 1000000"),
        (["-o", "f", "--devices", "1000001"], "1 to 1000000"),
        (["-o", "f", "--devices", "2", "--template", "x"], "put {id} into it"),
        (["-o", "f", "--devices", "2", "--template", "{x}"], "--template: “{x}” in “{x}”"),
        (["-o", "f", "--devices", "2", "--group", "a//b"], "--group: “a//b” is no path"),
        (["-o", "f", "--devices", "2", "--attribute", "a"], "wants NAME=VALUE, not “a”"),
        (["-o", "f", "--devices", "2", "--attribute", "=a"], "wants NAME=VALUE, not “=a”"),
        (["-o", "f", "--devices", "2", "--days", "x"], "1 to 36500"),
        (["-o", "f", "--devices", "2", "--add", "--force"], "write one of them"),
        (["-o", "f", "--template", "x-{id}"], "--template goes with --devices N"),
        (["-o", "f", "--issue", "--devices", "1"], "--issue goes with --from CSV"),
        (["-o", "f", "--days", "3"], "--days goes with"),
        (["-o", "f", "--add"], "--add goes with"),
        (["-o", "f", "--ca", "d"], "--ca goes with"), (["-o", "f", "--host", "h"], "--host goes"),
        (["-o", "f", "--devices", "1", "--add", "--host", "h"], "--host goes with"),
        (["-o", "f", "--force"], "--force goes with"),
        (["-o", "f", "--only-authority"], "--only-authority goes with --export DIR"),
        (["-o", "f", "--devices", "1", "--host", "a b"], "--host: “a b” is neither"),
        (["-o", "f", "more"], "takes no operand"),
    ])
    func `bad usage is told with what to write`(words: [String], message: String) throws {
        #expect(try complaint(64, words).contains(message))
        #expect(folder.files.isEmpty)
    }

    @Test
    func `a root of one's own signs every file`() throws {
        let said = try provision("--devices", "1", "--ca", "ca")
        #expect(said.contains("ca: a new root in ca.pem and ca.key\n"))
        #expect(try rights("ca/ca.key") == 0o600)
        let root = try folder.read("ca/ca.pem")
        try provision("--devices", "1", "--ca", "ca", "--force", "--export", "pem")
        #expect(try folder.read("ca/ca.pem") == root && folder.read("pem/ca.pem").contains(root))
        let long = try provision("--devices", "1", "--ca", "ca", "--force", "--days", "9000")
        #expect(long.contains("“CN=gale root” ends 20") && !said.contains("ends 20"))
        let key = try folder.read("ca/ca.key")
        #expect(try folder.read("pem/ca.pem").contains(key) == false)
        // The same key behind a password.
        let locked = try Child(
            [
                "openssl", "pkcs8", "-topk8", "-in", "ca/ca.key", "-out", "ca/locked.key",
                "-passout", "pass:opensesame",
            ], in: folder
        ).outcome()
        try #require(locked.status == 0, "\(locked.stderr)")
        try FileManager.default.removeItem(atPath: folder.path + "/ca/ca.key")
        let words = ["--out", "fleet.db", "--devices", "1", "--force", "--ca", "ca"]
        #expect(try complaint(65, words).contains("ca has ca.pem, and so no key to sign with"))
        try FileManager.default.moveItem(
            atPath: folder.path + "/ca/locked.key", toPath: folder.path + "/ca/ca.key")
        #expect(
            try complaint(65, words)
                .contains("ca/ca.key is protected by a password; give one"))
        #expect(
            try complaint(65, words, environment: ["GALE_CA_PASSWORD": "wrong"])
                .contains("does not open ca/ca.key"))
        try provision(
            "--devices", "1", "--force", "--ca", "ca",
            environment: ["GALE_CA_PASSWORD": "opensesame"])
        try folder.write("no certificate", to: "ca/ca.pem")
        #expect(try complaint(65, words).contains("ca/ca.pem"))
        #expect(try lines().count == 1)
    }
}
