import Base
import Foundation
import Reports
import Testing

/// What a run over TLS says and does at its user's request.
@Suite(.serialized) struct SecurityTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(Ways.posts, to: "posts.yaml")
    }

    private static let load = ["run", "posts.yaml", "--report", "report"]

    private func play(_ words: [String]) throws -> Played {
        let played = try Played(Gale.start(Self.load + words, in: folder), in: folder)
        #expect(played.outcome.status == 0, "\(played.outcome)")
        #expect(played.faults.isEmpty)
        played.expectBalance()
        return played
    }

    @Test func `who believes any broker reads so first, in every format`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let played = try play(["--broker", mosquitto.url(.elsewhere), "--insecure"])
        let remark = "certificates were not verified"
        let lines = played.outcome.stdout.split(separator: "\n")
        let verdict = try #require(lines.firstIndex { $0.hasPrefix("PASSED (\(remark)") })
        #expect(lines[verdict...].contains { $0.hasPrefix("  \(remark): whoever answered") })
        #expect(played.report["security"]?["insecure"]?.bool == true)
        #expect(played.report["security"]?["verified"]?.bool == false)
        for (file, rows) in [("report.md", 2), ("junit.xml", 5), ("report.html", 12)] {
            let head = try folder.read("report/\(file)").split(separator: "\n").prefix(rows)
            #expect(head.contains { $0.contains(remark) }, "\(file)")
        }
        let quiet = try Gale.run(
            Self.load + ["--broker", mosquitto.url(.tls), "--insecure", "--quiet"], in: folder)
        #expect(quiet.stdout.hasPrefix("PASSED (\(remark)"), "\(quiet.stdout)")
        // Of a broker that is believed there is nothing of the kind to say.
        let believed = try play(mosquitto.way(.tls))
        #expect(!believed.outcome.stdout.contains("verified"))
    }

    @Test(arguments: ["1.2", "1.3"])
    func `the key log opens a capture`(version: String) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let wire = try Wire(at: mosquitto.port(.tls), in: folder)
        let played = try play(
            mosquitto.way(.tls) + ["--tls-version", version, "--key-log", "keys"])
        try wire.end()
        #expect(played.report["security"]?["keyLog"]?.string == "keys")
        let rights = try FileManager.default.attributesOfItem(atPath: folder.path + "/keys")
        #expect(rights[.posixPermissions] as? Int == 0o600)
        let decoding = "tls.port==\(mosquitto.port(.tls)),mqtt"
        let opened = try wire.fields(
            ["mqtt.msgtype"], of: "mqtt", keys: "keys", as: decoding
        ).flatMap { $0[0].split(separator: ",") }
        let counts = Dictionary(grouping: opened, by: { $0 }).mapValues(\.count)
        #expect(counts["1"] == 3 && counts["2"] == 3 && counts["14"] == 3, "\(counts)")
        #expect(try Double(counts["3"] ?? 0) == played["messages.published"])
        #expect(try Double(counts["4"] ?? 0) == played["messages.acknowledged"])
        #expect(try wire.fields(["mqtt.msgtype"], of: "mqtt", as: decoding).isEmpty)
    }

    @Test(arguments: [
        ("1.2", SecureMosquitto.Door.tls), ("1.3", .mutualTLS), ("1.3", .secureWebSocket),
    ])
    func `who comes back resumes, where that is wanted`(
        version: String, door: SecureMosquitto.Door
    ) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        try folder.write(
            """
            name: comes-back
            fleets:
              - {name: all, model: sensor, count: 4, every: 100ms, qos: 1, session: persistent}
            applications:
              - {name: archive, subscribe: [{filter: sensors/#, qos: 1}]}
            phases:
              - ramp: 200ms
              - hold: 200ms
              - cut: {of: all, share: 100%, over: 100ms}
              - hold: 500ms
            drain: 5s
            expect: [lost == 0]

            """, to: "comes-back.yaml")
        for resumes in [true, false] {
            let played = try Played(
                Gale.start(
                    ["run", "comes-back.yaml", "--report", "report", "--tls-version", version]
                        + mosquitto.way(door) + (resumes ? ["--resume"] : []), in: folder),
                in: folder)
            played.expectSuccess()
            played.expectBalance()
            #expect(try played["fleet.reconnects"] == 4)
            #expect(try played["security.resumedHandshakes"] == (resumes ? 4 : 0))
            #expect(try played["security.fullHandshakes"] == (resumes ? 5 : 9))
        }
    }

    /// What `--alpn` says, the protocol of the server, and what comes of it.
    @Test(arguments: [
        (["--alpn", "x-amzn-mqtt-ca"], "x-amzn-mqtt-ca", "x-amzn-mqtt-ca"),
        (["--alpn", "unheard-of,mqtt"], "mqtt", "mqtt"), ([], "mqtt", "mqtt"),
        (["--alpn", "unheard-of"], "mqtt", "None"),
    ])
    func `application protocols are offered, and the name of the host is told`(
        options: [String], known: String, agreed: String
    ) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let relay = try Python.serve(
            "tls_relay.py",
            ["\(mosquitto.port(.plain))", "papers/server.pem", "papers/server.key", known],
            in: folder)
        let url = "mqtts://localhost:\(relay.port)"
        _ = try play(["--broker", url] + mosquitto.papers.trust + options)
        #expect(try relay.child.line(with: "spoke ") == "spoke \(agreed) to localhost")
    }

    @Test func `an address is no name of a host`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let relay = try Python.serve(
            "tls_relay.py",
            ["\(mosquitto.port(.plain))", "papers/server.pem", "papers/server.key", "mqtt"],
            in: folder)
        // RFC 6066 §3.
        let url = "mqtts://127.0.0.1:\(relay.port)"
        _ = try play(["--broker", url] + mosquitto.papers.trust)
        #expect(try relay.child.line(with: "spoke ") == "spoke mqtt to None")
    }
}
