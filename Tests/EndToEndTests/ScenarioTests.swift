import Base
import Foundation
import Testing

/// Every scenario that comes with gale, smaller and shorter than it is meant to be.
@Suite struct ScenarioTests {
    /// A scenario and the options that make it small; shorter ones would leave nothing to see.
    struct Small: Sendable, CustomTestStringConvertible {
        let name: String
        let scale: String
        let duration: String

        var options: [String] { ["--scale", scale, "--duration", duration] }
        var testDescription: String { name }
    }

    static let all = [
        Small(name: "wind-farm", scale: "0.1", duration: "8s"),
        Small(name: "exactly-once", scale: "0.2", duration: "17s"),
        Small(name: "fan-in", scale: "0.1", duration: "9s"),
        Small(name: "fan-out", scale: "0.2", duration: "4s"),
        Small(name: "last-will", scale: "0.2", duration: "13s"),
        Small(name: "trucks", scale: "0.4", duration: "12s"),
        Small(name: "mixed-fleet", scale: "0.1", duration: "14s"),
        Small(name: "round-trip", scale: "0.2", duration: "5s"),
        Small(name: "sprinklers", scale: "1", duration: "13s"),
        Small(name: "durable-and-transient", scale: "0.4", duration: "12s"),
        Small(name: "secure-fleet", scale: "0.02", duration: "8s"),
        Small(name: "identity-faults", scale: "0.15", duration: "25s"),
    ]

    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test
    func `every scenario is played here`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Project.path("scenarios"))
        #expect(
            Set(files.filter { $0.hasSuffix(".yaml") }) == Set(Self.all.map { $0.name + ".yaml" }))
    }

    @Test(arguments: all)
    func `it passes on the embedded broker`(_ small: Small) throws {
        let played = try play(small, [])
        played.expectSuccess()
        #expect(played.report["broker"]?["embedded"]?.bool == true)
        try expectSense(played, small)
    }

    @Test(
        arguments: all.filter {
            ["wind-farm", "exactly-once", "sprinklers", "last-will"].contains($0.name)
        })
    func `it passes on Mosquitto`(_ small: Small) throws {
        let mosquitto = try Mosquitto(in: folder)
        let played = try play(small, ["--broker", mosquitto.url])
        played.expectSuccess()
        #expect(played.report["broker"]?["embedded"]?.bool == false)
        #expect(played.report["broker"]?["url"]?.string == mosquitto.url)
        try expectSense(played, small)
    }

    @Test
    func `several loops and addresses play it as one does`() throws {
        let played = try play(
            Self.all[0], ["--loops", "2", "--bind", "127.0.0.2-127.0.0.5", "--seed", "9"])
        played.expectSuccess()
        #expect(try played["scenario.seed"] == 9)
        try expectSense(played, Self.all[0])
    }

    private func play(_ small: Small, _ more: [String]) throws -> Played {
        let words = ["run", small.name] + small.options + more + ["--report", "report"]
        return try Played(try Gale.start(words, in: folder), in: folder)
    }

    /// What must be so in every run, whatever its scenario expects.
    private func expectSense(_ played: Played, _ small: Small) throws {
        #expect(try played["messages.published"] > 0)
        #expect(try played["messages.delivered"] > 0)
        for qos in ["1", "2"] {
            #expect(try played["messages.byQoS.\(qos).lost"] == 0, "QoS \(qos)")
        }
        #expect(try played["messages.byQoS.2.duplicated"] == 0)
        #expect(try played["messages.corrupted"] == 0)
        #expect(try played["messages.unexpected"] == 0)
        #expect(try played["fleet.connectFailures"] == 0)
        let refused = small.name == "identity-faults" ? try played["identities.refused"] : 0
        let banished = refused > 0 ? try played["identities.expired.refused"] : 0
        #expect(try played["fleet.connected"] >= played["fleet.devices"] - refused)
        #expect(try refused == 0 || banished > 0 && played["acl.refused"] > 0)
        #expect(try played["bytes.total"] > played["bytes.payload"])
        let accounts = [
            "payload", "topic", "mqtt", "acknowledgements", "keepAlive", "webSocket",
            "webSocketUpgrade", "http", "tlsRecords", "tlsHandshake", "tcpIP",
        ]
        let sum = try accounts.reduce(0) { try $0 + played["bytes.\($1)"] }
        #expect(try played["bytes.total"] == sum)
        #expect(try played["generator.cpuSeconds"] > 0)
        #expect(try played["generator.maxResidentBytes"] > 1_000_000)
        // The messages of some carry no time, so that nothing can be told of their way.
        let isTimed = !["last-will", "round-trip"].contains(small.name)
        for leg in ["connect", "connack", "suback"] + (isTimed ? ["endToEnd"] : []) {
            #expect(try played["latency.\(leg).count"] > 0, "no \(leg)")
            let quantiles = try ["min", "p50", "p90", "p99", "p999", "max"].map {
                try played["latency.\(leg).\($0)"]
            }
            #expect(quantiles == quantiles.sorted(), "\(leg): \(quantiles)")
        }
        for file in ["report.html", "report.md", "junit.xml"] {
            #expect(folder.has("report/\(file)"))
        }
    }
}
