import Foundation
import Testing

/// Keys and certificates for one test, in the folder `papers` of its workspace.
///
/// thing-1 and thing-2 are good, thing-3 is revoked; the broker is good for localhost and
/// 127.0.0.1. `fleet.db` holds all of them.
struct Papers {
    private let folder: Workspace

    init(in folder: Workspace) throws {
        self.folder = folder
        try Self.provision(
            ["--ca", "ca", "--devices", "3", "--revoke", "thing-3"], to: "papers", folder)
    }

    /// Believes the authority.
    let trust = ["--cafile", "papers/ca.pem"]

    /// Believes the authority, and shows the certificate of a thing.
    func showing(thing number: Int) -> [String] {
        trust + ["--cert", "papers/things/thing-\(number).pem"]
            + ["--key", "papers/things/thing-\(number).key"]
    }

    /// An authority that nobody knows, with a thing of its own, in the folder `strange`.
    func makeStrangers() throws {
        try Self.provision(["--devices", "1"], to: "strange", folder)
    }

    /// A certificate for this host that the authority signed, and that is over: `old.pem`.
    func makeExpired() throws {
        try folder.write("subjectAltName = DNS:localhost, IP:127.0.0.1\n", to: "old.ext")
        try openSSL(
            ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
                + ["-keyout", "old.key", "-subj", "/CN=localhost", "-out", "old.csr"])
        try openSSL(
            ["x509", "-req", "-in", "old.csr", "-CA", "ca/ca.pem", "-CAkey", "ca/ca.key"]
                + ["-days", "-1", "-extfile", "old.ext", "-out", "old.pem"])
    }

    /// The key of thing-1 behind a password: `locked.key`.
    func lockKey(with password: String) throws {
        try openSSL(
            ["pkcs8", "-topk8", "-in", "papers/things/thing-1.key", "-out", "locked.key"]
                + ["-passout", "pass:\(password)"])
    }

    private func openSSL(_ words: [String]) throws {
        let outcome = try Child(["openssl"] + words, in: folder).outcome(within: 20)
        try #require(outcome.status == 0, "openssl \(words): \(outcome.stderr)")
    }

    private static func provision(
        _ words: [String], to name: String, _ folder: Workspace
    ) throws {
        let file = name == "papers" ? "fleet.db" : "\(name).db"
        let outcome = try Gale.run(
            ["provision", "--out", file] + words + ["--export", name], in: folder)
        try #require(outcome.status == 0, "\(outcome.stderr)")
    }
}
