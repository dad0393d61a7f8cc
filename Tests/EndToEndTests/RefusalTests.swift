import Base
import Foundation
import Reports
import Testing

/// Brokers that are not believed, and clients that a broker does not believe: each ends in one
/// sentence that says who refused whom, and why.
@Suite(.serialized) struct RefusalTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(Ways.posts, to: "posts.yaml")
    }

    private static let load = ["run", "posts.yaml", "--report", "report"]

    /// A run that never began: its one sentence.
    private func sentence(
        _ words: [String], status: Int32 = 69, environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let outcome = try Gale.run(Self.load + words, in: folder, environment: environment)
        #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
        #expect(
            outcome.stderr.hasPrefix("gale: ") && outcome.stderr.split(separator: "\n").count == 1,
            "\(outcome.stderr)", sourceLocation: sourceLocation)
        #expect(!folder.has("report"), sourceLocation: sourceLocation)
        return String(outcome.stderr.dropFirst("gale: ".count).dropLast())
    }

    /// A broker whose certificate is not believed, and the words that say so.
    struct Doubt: Sendable, CustomTestStringConvertible {
        var name: String
        var door = SecureMosquitto.Door.tls
        var options = ["--cafile", "papers/ca.pem"]
        var words: String

        var testDescription: String { name }
    }

    @Test(arguments: [
        Doubt(name: "trusted by this machine", options: [], words: "local issuer certificate"),
        Doubt(
            name: "of another authority", options: ["--cafile", "strange/ca.pem"],
            words: "local issuer certificate"),
        Doubt(name: "old", door: .expired, words: "certificate has expired"),
        Doubt(name: "of another address", door: .elsewhere, words: "IP address mismatch"),
        Doubt(
            name: "on no list", options: ["--cafile", "papers/ca.pem", "--crl", "strange/crl.pem"],
            words: "unable to get certificate CRL"),
        Doubt(
            name: "old, behind a WebSocket", door: .secureWebSocket,
            options: ["--cafile", "strange/ca.pem"], words: "local issuer certificate"),
    ])
    func `a broker that is not believed is not spoken to`(_ doubt: Doubt) throws {
        let mosquitto = try SecureMosquitto(in: folder, withExpired: true)
        try mosquitto.papers.makeStrangers()
        let url = mosquitto.url(doubt.door)
        let said = try sentence(["--broker", url] + doubt.options)
        #expect(said.hasPrefix("\(url) showed a certificate that is not believed here: "))
        #expect(said.hasSuffix(doubt.words), "\(said)")
    }

    /// A client's certificate that is refused.
    struct Refused: Sendable, CustomTestStringConvertible {
        let name: String
        let options: [String]
        /// What TLS 1.3 says, after the name of the broker.
        let words: String
        /// What 1.2 says, where that differs.
        var older: String?

        var testDescription: String { name }
    }

    static let refused = [
        Refused(
            name: "none", options: [],
            words: "refused this client: it wants a certificate (certificate_required)",
            older: "refused this client: no version, cipher or certificate suits both "
                + "(handshake_failure)"),
        Refused(
            name: "foreign",
            options: [
                "--cert", "strange/things/thing-1.pem", "--key", "strange/things/thing-1.key",
            ],
            words: "refused this client's certificate: it does not know who issued it (unknown_ca)"),
        Refused(
            name: "revoked",
            options: ["--cert", "papers/things/thing-3.pem", "--key", "papers/things/thing-3.key"],
            words: "refused this client's certificate: it is revoked (certificate_revoked)"),
    ]

    @Test(arguments: refused)
    func `a client that is refused says why`(_ refused: Refused) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        try mosquitto.papers.makeStrangers()
        let url = mosquitto.url(.mutualTLS)
        let words = ["--broker", url] + mosquitto.papers.trust + refused.options
        #expect(
            try sentence(words + ["--tls-version", "1.2"])
                == "\(url) \(refused.older ?? refused.words)")
        #expect(try sentence(words + ["--tls-version", "1.3"]) == "\(url) \(refused.words)")
    }

    /// Who asks first finds everything well; then the broker comes back with another list of whom
    /// it lets in.
    @Test func `a client that is refused when it comes back says why, in the report`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let url = mosquitto.url(.mutualTLS)
        let child = try Gale.start(
            Self.load + mosquitto.way(.mutualTLS) + ["--duration", "2s"], in: folder)
        _ = try child.line(with: "connected")
        try mosquitto.revoke(thing: 1)
        let played = try Played(child, in: folder)
        let sentence =
            "\(url) refused this client's certificate: it is revoked (certificate_revoked)"
        #expect(played.faults.contains { $0.hasSuffix(sentence) }, "\(played.faults)")
        let failures = try played["fleet.connectFailures"]
        let refused = try played["security.failedHandshakes"]
        #expect(refused > 2 && failures >= refused)
        played.expectBalance()
    }

    @Test func `what is not spoken there is told`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        func end(_ door: SecureMosquitto.Door, _ scheme: String) throws -> (String, String) {
            let url = mosquitto.url(door, scheme: scheme)
            let isSecure = scheme == "mqtts" || scheme == "wss"
            let said = try sentence(["--broker", url] + (isSecure ? mosquitto.papers.trust : []))
            #expect(said.hasPrefix(url))
            return (String(said.dropFirst(url.count)), url)
        }
        #expect(try end(.plain, "mqtts").0 == " reset the connection")
        #expect(try end(.plain, "ws").0 == " reset the connection")
        #expect(try end(.tls, "ws").0 == " reset the connection")
        #expect(
            try end(.webSocket, "wss").0
                == " answered with bytes that are not TLS; check scheme and port")
        // Who speaks MQTT at once hears of it only then.
        let url = mosquitto.url(.tls, scheme: "mqtt")
        let played = try Played(
            Gale.start(Self.load + ["--broker", url], in: folder), in: folder)
        #expect(played.outcome.status == 1 && played.faults == ["\(url) reset the connection"])
        #expect(try played["fleet.connected"] == 0)
        played.expectBalance()
    }

    @Test func `where nobody listens it says so`() throws {
        let port = try Port.free()
        for scheme in ["mqtt", "mqtts", "ws", "wss", "http", "https"] {
            let url = "\(scheme)://127.0.0.1:\(port)"
            #expect(
                try sentence(["--broker", url]).hasPrefix("\(url) refused the connection"),
                "\(scheme)")
        }
        let said = try sentence(["--broker", "unix://\(folder.path)/nobody.sock"])
        #expect(said.contains("nobody.sock: No such file or directory"), "\(said)")
    }

    /// Options of files, and the words about them.
    @Test(arguments: [
        (["--cert", "papers/things/thing-1.pem", "--key", "short.key"], "short.key is damaged"),
        (["--cert", "short.pem", "--key", "papers/things/thing-1.key"], "short.pem is damaged"),
        (
            ["--cert", "papers/things/thing-1.pem", "--key", "papers/things/thing-2.key"],
            "papers/things/thing-1.pem: the key does not belong to the certificate of “CN=thing-1”"
        ),
        (["--cert", "papers/things/thing-1.pem"], "papers/things/thing-1.pem"),
        (["--cert", "papers/things/thing-1.pem", "--key", "empty"], "empty"),
        (["--cert", "papers/things/thing-1.pem", "--key", "none"], "none"),
        (["--cafile", "empty"], "empty"), (["--cafile", "none"], "none"),
        (["--cafile", "papers/things/thing-1.key"], "papers/things/thing-1.key"),
        (["--crl", "papers/ca.pem"], "papers/ca.pem"),
        (["--ciphers", "NONSENSE"], "OpenSSL knows no cipher of TLS 1.2 in “NONSENSE”"),
        (["--ciphers", "TLS_NONSENSE"], "“TLS_NONSENSE” is no list of cipher suites of TLS 1.3"),
        (["--key-log", "no/such/folder/keys"], "no/such/folder/keys"),
    ])
    func `a file that cannot be used is named`(options: [String], words: String) throws {
        _ = try Papers(in: folder)
        try folder.write("", to: "empty")
        try folder.write(
            String(folder.read("papers/things/thing-1.key").prefix(200)), to: "short.key")
        try folder.write(
            String(folder.read("papers/things/thing-1.pem").prefix(400)), to: "short.pem")
        let said = try sentence(["--broker", "mqtts://127.0.0.1:1"] + options, status: 65)
        #expect(said.contains(words), "\(said)")
    }

    @Test func `a locked key is opened by its password alone`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        try mosquitto.papers.lockKey(with: "opensesame")
        let words =
            ["--broker", mosquitto.url(.mutualTLS)] + mosquitto.papers.trust
            + ["--cert", "papers/things/thing-1.pem", "--key", "locked.key"]
        #expect(
            try sentence(words, status: 65).hasPrefix("locked.key is protected by a password"))
        let variable = "GALE_KEY_PASSWORD"
        #expect(
            try sentence(words, status: 65, environment: [variable: "wrong"])
                .hasPrefix("the password does not open locked.key"))
        let outcome = try Gale.run(
            Self.load + words, in: folder, environment: [variable: "opensesame"])
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(arguments: [
        ["--cafile", "ca.pem"], ["--cert", "a.pem", "--key", "a.key"], ["--crl", "crl.pem"],
        ["--insecure"], ["--tls-version", "1.3"], ["--ciphers", "TLS_AES_128_GCM_SHA256"],
        ["--alpn", "mqtt"], ["--resume"], ["--key-log", "keys"],
    ])
    func `options of TLS mean nothing without it`(options: [String]) throws {
        for url in ["mqtt://127.0.0.1:1", "ws://127.0.0.1:1", "unix:///none"] {
            let said = try sentence(["--broker", url] + options, status: 64)
            #expect(said.hasPrefix("\(url) has no TLS, so its options mean nothing"), "\(said)")
        }
    }

    @Test(arguments: [
        (["--tls-version", "1.1"], "--tls-version wants 1.2, 1.3 or 1.2-1.3, not “1.1”"),
        (["--key", "a.key"], "--key wants --cert, the certificate that belongs to it"),
    ])
    func `an option that cannot be is told`(options: [String], words: String) throws {
        let said = try sentence(["--broker", "mqtts://127.0.0.1:1"] + options, status: 64)
        #expect(said.hasPrefix(words), "\(said)")
    }
}
