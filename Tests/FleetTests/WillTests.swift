import Base
import Fleet
import ReferenceBroker
import Reports
import Testing
import Transports

/// A Will is owed for every link that went without DISCONNECT, and for no other.
@Suite struct WillTests {
    private static func scenario(_ phase: String, client: String = "") -> String {
        """
        name: wills
        seed: 7
        fleets:
          - {name: trucks, model: truck, count: 40, every: 1s\(client)}
        applications:
          - name: watcher
            wills: true
            subscribe: {filter: fleet/trucks/+/status, qos: 1}
        phases:
          - ramp: 1s
          - \(phase)
          - hold: 2s
          - reconnect: 1s
          - hold: 2s
        """
    }

    /// What trucks lose in tunnels, whatever the phases do.
    private static let tunnels: Int = {
        let run = try? VirtualRun(scenario("hold: 1s"))
        return run?.report.wills.expected ?? -1
    }()

    @Test func `cut links are owed their Wills`() throws {
        let run = try VirtualRun(Self.scenario("cut: {share: 50%, over: 1s, stay-away: true}"))
        let wills = run.report.wills
        #expect(wills.expected >= 18)
        #expect(wills.expected <= 20 + Self.tunnels)
        #expect(wills.delivered == wills.expected)
        #expect((wills.missing, wills.spurious) == (0, 0))
        #expect(run.report.latency[.will]?.count == wills.expected)
        #expect(run.report.latency[.will]?.max == .milliseconds(2))
        #expect(run.server.aborted == wills.expected)
    }

    @Test func `links that said goodbye are not`() throws {
        let run = try VirtualRun(
            Self.scenario("cut: {share: 50%, over: 1s, disconnect: true, stay-away: true}"))
        #expect(run.report.wills.expected <= Self.tunnels)
        #expect(run.report.wills.delivered == run.report.wills.expected)
        #expect(run.report.wills.spurious == 0)
        #expect(run.server.aborted == run.report.wills.expected)
    }

    @Test func `Wills that never come are missing`() throws {
        let run = try VirtualRun(
            Self.scenario("cut: {share: 50%, over: 1s, stay-away: true}"),
            .swallows(payload: #"{"status":"lost"}"#))
        let wills = run.report.wills
        #expect(wills.expected >= 18)
        #expect(wills.missing == wills.expected)
        #expect(wills.delivered == 0)
    }

    @Test func `Wills after a goodbye are spurious`() throws {
        let run = try VirtualRun(
            Self.scenario("cut: {share: 50%, over: 1s, disconnect: true, stay-away: true}"),
            mutant: .sendsWillOnDisconnect)
        let wills = run.report.wills
        #expect(wills.spurious >= 18)
        #expect(wills.missing == 0)
    }

    @Test func `links that the network breaks are owed their Wills too`() throws {
        for seed in 1...10 {
            var conditions = SimulatedConditions()
            conditions.meanLife = .seconds(4)
            let run = try VirtualRun(
                """
                name: network
                seed: 1
                fleets: [{name: trucks, model: truck, count: 20, every: 1s}]
                applications:
                  - name: watcher
                    session: persistent
                    reconnect: {first: 20ms, cap: 100ms}
                    wills: true
                    subscribe: {filter: fleet/trucks/+/status, qos: 1}
                phases: [{ramp: 1s}, {hold: 8s}]
                """, seed: UInt64(seed), over: conditions)
            let wills = run.report.wills
            #expect(wills.expected > 10, "seed \(seed)")
            #expect((wills.missing, wills.spurious) == (0, 0), "seed \(seed)")
        }
    }
}
