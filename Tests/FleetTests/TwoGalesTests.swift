import Base
import Fleet
import Harness
import Reactor
import Reports
import Scenarios
import Testing
import Transports

/// Two runs with clocks of their own play one plan, each its part, over a broker on a real socket.
@Suite struct TwoGalesTests {
    /// The clock of the second is ahead by this much, and its instants begin earlier.
    private static let ahead: Int64 = 7_000
    private static let earlier: Int64 = 3_000_000_000

    /// Plays `plan` with these names in the first run and all others in the second.
    private func play(_ yaml: String, _ names: Set<String>, kernels: [String] = ["", ""]) throws
        -> [Report]
    {
        let origin = EpollLoop.clock()
        let broker = try EmbeddedBroker(
            on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)], origin: origin,
            epochSeconds: BrokerStand.epochMilliseconds / 1000)
        try broker.start()
        defer { broker.stop() }
        let plan = try Plan(parsing: yaml, file: "test.yaml", models: Shipped.models)
        let parts = [names, Set(plan.cast).subtracting(names)]
        let runs = try parts.enumerated().map { index, names in
            let part = PartSettings(
                names: names, together: "pair", id: "gale\(index)", kernel: kernels[index])
            return try FleetRun(
                plan,
                RunSettings(
                    endpoint: broker.endpoints[0], isEmbedded: false, loops: 2,
                    epochMilliseconds: BrokerStand.epochMilliseconds
                        + (index == 0 ? 0 : Self.ahead - Self.earlier / 1_000_000), part: part),
                origin: index == 0 ? origin : origin - Self.earlier)
        }
        for run in runs { try run.start() }
        return try runs.map { try $0.finish().report }
    }

    private static let plan = """
        name: two-gales
        seed: 7
        fleets:
          - {name: meters, model: smart-meter, count: 20, every: 100ms, qos: 1}
          - {name: sensors, model: sensor, count: 20, every: 100ms, qos: 2}
        applications:
          - {name: one, subscribe: [{filter: sensors/#, qos: 2}, {filter: meters/#, qos: 2}]}
          - {name: two, subscribe: {filter: meters/#, qos: 1}}
        phases:
          - ramp: 200ms
          - hold: 1s
        drain: 5s
        expect: [lost == 0, unexpected == 0, applications.one.missed == 0]
        """

    @Test(arguments: [["", ""], ["same", "same"]])
    func `clocks that differ by seconds change no figure`(kernels: [String]) throws {
        let reports = try play(Self.plan, ["meters", "sensors"], kernels: kernels)
        let (sender, receiver) = (reports[0], reports[1])
        #expect(sender.fleet.connected == 40 && receiver.fleet.devices == 0)
        let published = sender.messages.byQoS[1].published
        #expect((150...300).contains(published))
        for qos in [1, 2] {
            #expect(receiver.messages.byQoS[qos].published == sender.messages.byQoS[qos].published)
        }
        let all = published + sender.messages.byQoS[2].published
        #expect(receiver.applications.map(\.delivered) == [all, published])
        #expect(receiver.verdict == .passed, "\(receiver.checks) \(receiver.reason)")
        #expect(sender.verdict == .passed && sender.checks.allSatisfy { $0.verdict == .skipped })
        let clock = try #require(receiver.clocks.first)
        #expect(clock.who == ["meters", "sensors"] && clock.published == all)
        let miss = clock.offset + .milliseconds(Self.ahead)
        #expect(max(miss, .zero - miss) <= clock.error)
        #expect(clock.error > .zero && clock.error < .milliseconds(100))
        let back = try #require(sender.clocks.first).offset - .milliseconds(Self.ahead)
        #expect(max(back, .zero - back) <= sender.clocks[0].error)
        let latency = try #require(receiver.latency[.endToEnd])
        #expect(latency.count == all + published)
        #expect(try #require(latency.max) < .seconds(2))
        #expect(
            [latency.min, latency.p50, latency.mean].allSatisfy { $0 ?? .seconds(1) >= clock.error }
        )
        #expect(receiver.serviceTime[.endToEnd] == nil && sender.latency[.endToEnd] == nil)
    }

    @Test func `two that publish for each other do not wait for each other`() throws {
        let reports = try play(Self.plan, ["meters", "one"])
        for (report, name) in zip(reports, ["one", "two"]) {
            #expect(report.verdict == .passed, "\(report.checks) \(report.reason)")
            #expect(report.duration < .seconds(10))
            #expect(report.applications.map(\.name) == [name])
            let all = report.messages.all
            #expect(all.lost + all.unexpected + all.missed + all.duplicated == 0)
        }
        let published = reports.map(\.messages.all.published)
        #expect(published[0] == published[1])
        let delivered = reports.map(\.messages.all.delivered)
        #expect(delivered == [published[0], reports[0].messages.byQoS[1].published])
    }
}
