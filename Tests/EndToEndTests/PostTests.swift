import Base
import Foundation
import Reports
import Testing

/// Devices that post by HTTP and HTTPS, to the end of what they post: a subscriber of the same
/// broker.
@Suite(.serialized) struct PostTests {
    let folder: Workspace

    init() throws {
        folder = try Workspace()
        try folder.write(
            """
            name: posts
            seed: 3
            fleets:
              - {name: q0v3, model: sensor, count: 2, every: 100ms, qos: 0, mqtt: 3.1.1}
              - {name: q1v3, model: sensor, count: 2, every: 100ms, qos: 1, mqtt: 3.1.1}
              - {name: q0v5, model: sensor, count: 2, every: 100ms, qos: 0}
              - {name: q1v5, model: sensor, count: 2, every: 100ms, qos: 1}
            applications:
              - {name: archive, subscribe: [{filter: sensors/#, qos: 1}]}
            phases:
              - ramp: 300ms
              - hold: 900ms
            drain: 5s
            expect: [lost == 0, duplicated == 0]

            """, to: "posts.yaml")
    }

    /// `gale broker` with a listener for each scheme, and their ports.
    private func serve(_ schemes: [String], _ words: [String] = []) throws -> [String: UInt16] {
        let listen = schemes.flatMap { ["--listen", "\($0)://127.0.0.1:0"] }
        let broker = try Gale.start(["broker"] + listen + words, in: folder)
        var ports: [String: UInt16] = [:]
        for scheme in schemes {
            let line = try broker.line(with: "Listening on \(scheme)://")
            ports[scheme] = UInt16(line.split(separator: ":").last!)
        }
        return ports
    }

    private func play(_ url: String, _ words: [String], backEnd port: UInt16) throws -> Played {
        let played = try Played(
            Gale.start(
                ["run", "posts.yaml", "--report", "report", "--broker", url]
                    + ["--back-end", "mqtt://127.0.0.1:\(port)"] + words, in: folder), in: folder)
        played.expectSuccess()
        played.expectBalance()
        #expect(played.faults.isEmpty)
        let published = try played["messages.published"]
        #expect(try published > 60 && played["messages.delivered"] == published)
        #expect(try played["messages.lost"] == 0 && played["fleet.connected"] == 8)
        #expect(
            try played["messages.acknowledged"] == played["messages.byQoS.1.published"])
        #expect(try played["bytes.http"] > 100 * published)
        return played
    }

    @Test func `posts arrive`() throws {
        let ports = try serve(["http", "mqtt"])
        let played = try play(
            "http://127.0.0.1:\(ports["http"]!)", [], backEnd: ports["mqtt"]!)
        #expect(played.report["security"]?["scheme"]?.string == nil)
    }

    @Test func `posts arrive over TLS, with a certificate`() throws {
        let papers = try Papers(in: folder)
        let ports = try serve(["https", "mqtt"], ["--identities", "fleet.db"])
        let played = try play(
            "https://127.0.0.1:\(ports["https"]!)", papers.showing(thing: 1),
            backEnd: ports["mqtt"]!)
        #expect(try played["security.fullHandshakes"] == 8)
        #expect(played.report["security"]?["scheme"]?.string == "https")
    }

    @Test(arguments: [false, true])
    func `posts arrive through nginx`(isMutual: Bool) throws {
        let papers = try Papers(in: folder)
        let ports = try serve(["http", "mqtt"])
        let nginx = try Nginx(to: ports["http"]!, isMutual: isMutual, in: folder)
        let url = "https://localhost:\(nginx.port)"
        let played = try play(
            url, isMutual ? papers.showing(thing: 2) : papers.trust, backEnd: ports["mqtt"]!)
        #expect(try played["security.fullHandshakes"] == 8)
        guard isMutual else { return }
        // What is due within a second of when the subscriber leaves is not held against anybody.
        let refused = try Played(
            Gale.start(
                ["run", "posts.yaml", "--report", "report", "--duration", "3s"]
                    + ["--set", "drain=2s", "--broker", url]
                    + ["--back-end", "mqtt://127.0.0.1:\(ports["mqtt"]!)"] + papers.trust,
                in: folder), in: folder)
        #expect(try refused["messages.acknowledged"] == 0 && refused["messages.delivered"] == 0)
        #expect(refused.faults.contains { $0.hasPrefix("\(url) answered 400 Bad Request") })
        #expect(try refused.outcome.status == 1 && refused["messages.lost"] > 20)
        refused.expectBalance()
    }

    @Test func `what is posted is what went over the wire`() throws {
        let papers = try Papers(in: folder)
        let port = try serve(["https"], ["--identities", "fleet.db"])["https"]!
        let wire = try Wire(at: port, in: folder)
        let played = try Played(
            Gale.start(
                ["bench", "publish", "--devices", "3", "--rate", "60", "--qos", "1"]
                    + ["--duration", "700ms", "--report", "report"]
                    + ["--broker", "https://127.0.0.1:\(port)"] + papers.showing(thing: 1),
                in: folder), in: folder)
        try wire.end()
        played.expectBalance()
        #expect(try played["messages.acknowledged"] > 30)
        let probe = try #require(wire.segments().map(\.stream).min())
        #expect(try played.movedBytes == Double(wire.payloadBytes(butOf: probe)))
    }
}
