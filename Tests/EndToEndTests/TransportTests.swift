import Base
import Foundation
import Reports
import Testing

/// Every way to a real Mosquitto, at every QoS and in both versions.
@Suite(.serialized) struct TransportTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(Ways.scenario, to: "ways.yaml")
    }

    /// Everything arrived, at both subscribers, and the books hold what they must.
    private func expectSense(_ played: Played, scheme: String) throws {
        played.expectSuccess()
        played.expectBalance()
        #expect(played.faults.isEmpty)
        let published = try played["messages.published"]
        #expect(published > 80)
        #expect(try played["messages.delivered"] == 2 * published)
        #expect(try played["messages.lost"] == 0 && played["messages.duplicated"] == 0)
        let byQoS = try (0...2).map { try played["messages.byQoS.\($0).published"] }
        #expect(byQoS.allSatisfy { $0 > 25 } && byQoS.reduce(0, +) == published)
        #expect(try played["messages.acknowledged"] == byQoS[1] + byQoS[2])
        #expect(try played["fleet.connected"] == 12 && played["fleet.connectFailures"] == 0)

        let isSecure = ["mqtts", "wss"].contains(scheme)
        let isWeb = ["ws", "wss"].contains(scheme)
        #expect((played.orZero("bytes.tlsRecords") > 0) == isSecure)
        #expect((played.orZero("bytes.tlsHandshake") > 0) == isSecure)
        #expect((played.orZero("bytes.webSocket") > 0) == isWeb)
        #expect((played.orZero("bytes.webSocketUpgrade") > 0) == isWeb)
        #expect((try played["bytes.tcpIP"] > 0) == (scheme != "unix"))
        #expect(try played["latency.connect.count"] == Ways.links)
        #expect(played.orZero("latency.handshake.count") == (isSecure ? Ways.links : 0))
        #expect((played.report["security"]?["scheme"]?.string == scheme) == isSecure)
        guard isSecure else { return }
        #expect(played.report["security"]?["verified"]?.bool == true)
        #expect(try played["security.fullHandshakes"] == Ways.links)
        #expect(try played["security.resumedHandshakes"] == 0)
        #expect(try played["security.failedHandshakes"] == 0)
    }

    @Test(arguments: SecureMosquitto.Door.good)
    func `it leads to the broker`(_ door: SecureMosquitto.Door) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let played = try play(mosquitto.way(door))
        #expect(played.report["broker"]?["url"]?.string == mosquitto.url(door))
        try expectSense(played, scheme: door.scheme)
    }

    @Test func `WebSocket over TLS leads through nginx, which demands certificates`() throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let nginx = try Nginx(to: mosquitto.port(.webSocket), isMutual: true, in: folder)
        let url = "wss://localhost:\(nginx.port)/mqtt"
        try expectSense(
            play(["--broker", url] + mosquitto.papers.showing(thing: 1)), scheme: "wss")
        for words in [mosquitto.papers.trust, mosquitto.papers.showing(thing: 3)] {
            let outcome = try Gale.run(
                ["run", "ways.yaml", "--broker", url] + words, in: folder)
            #expect(outcome.status == 69 && outcome.stderr.split(separator: "\n").count == 1)
            #expect(outcome.stderr.contains("with 400 Bad Request: "), "\(outcome.stderr)")
            #expect(outcome.stderr.contains("SSL certificate"), "\(outcome.stderr)")
        }
    }

    @Test(arguments: [
        ("1.2", "ECDHE-ECDSA-CHACHA20-POLY1305"), ("1.2", "ECDHE-ECDSA-AES128-GCM-SHA256"),
        ("1.3", "TLS_CHACHA20_POLY1305_SHA256"), ("1.3", "TLS_AES_128_GCM_SHA256"),
    ])
    func `version and cipher are those that were asked for`(
        version: String, cipher: String
    ) throws {
        let mosquitto = try SecureMosquitto(in: folder)
        let played = try play(
            mosquitto.way(.mutualTLS) + ["--tls-version", version, "--ciphers", cipher]
                + ["--duration", "700ms"])
        #expect(played.outcome.status == 0 && played.faults.isEmpty)
        played.expectBalance()
        #expect(played.agreed("versions") == ["TLSv\(version)"])
        #expect(played.agreed("ciphers") == [cipher])
    }

    @Test func `who shows a certificate may do what its name may`() throws {
        let mosquitto = try SecureMosquitto(in: folder, access: "pattern write things/%u/#\n")
        try folder.write(
            """
            name: access
            fleets:
              - {name: own, model: sensor, count: 2, topic: "things/thing-1/{id}", every: 100ms,
                 qos: 1}
              - {name: other, model: sensor, count: 2, topic: "things/thing-2/{id}", every: 100ms,
                 qos: 1}
            applications:
              - {name: all, subscribe: [{filter: things/#, qos: 1}]}
            phases: [{hold: 700ms}]
            drain: 1s

            """, to: "access.yaml")
        let played = try Played(
            Gale.start(
                ["run", "access.yaml", "--report", "report"] + mosquitto.way(.mutualTLS)
                    + ["--back-end", mosquitto.url(.plain)], in: folder), in: folder)
        played.expectBalance()
        #expect(played.faults == ["the broker refused a message: not authorized (0x87)"])
        let acknowledged = try played["messages.acknowledged"]
        let refused = try #require(played.report["faults"]?.array?.first?.value(at: "count"))
        #expect(acknowledged > 8 && refused > 8)
        #expect(try acknowledged + refused == played["messages.published"])
        #expect(try played["messages.delivered"] == acknowledged)
    }

    private func play(_ words: [String]) throws -> Played {
        try Played(
            Gale.start(["run", "ways.yaml", "--report", "report"] + words, in: folder), in: folder)
    }
}
