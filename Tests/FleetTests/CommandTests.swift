import Base
import Fleet
import Reports
import Testing
import Transports

/// Commands reach their devices, and answers and shadows come back.
@Suite struct CommandTests {
    private func probes(_ command: String, phases: String) throws -> VirtualRun {
        try VirtualRun(
            """
            name: round-trip
            seed: 7
            fleets: [{name: probes, model: probe, count: 20, every: 1h}]
            applications:
              - name: caller
                commands: [{fleet: probes, command: ping, qos: 1\(command)}]
            phases: [\(phases)]
            """)
    }

    @Test func `a command round reaches each device once`() throws {
        let run = try probes(
            ", name: call",
            phases: "{ramp: 1s}, {command: {by: caller, command: call, over: 2s}}, {hold: 1s}")
        #expect(run.report.latency[.roundTrip]?.count == 20)
        // There and back, through the broker: four times the wire.
        #expect(run.report.latency[.roundTrip]?.max == .milliseconds(4))
        // Every device's sign of life apart, a command and an answer each.
        #expect(
            run.report.messages.byQoS[1].published - 40 == run.report.messages.byQoS[1].delivered
                - 40)
        #expect(run.all.lost + run.all.missed + run.all.duplicated == 0)
    }

    @Test(arguments: [(10, 2), (50, 10), (100, 20)])
    func `a share of a command is exact`(percent: Int, chosen: Int) throws {
        let run = try probes(
            ", name: call, share: \(percent)%",
            phases: "{ramp: 1s}, {command: {by: caller, command: call, over: 2s}}, {hold: 1s}")
        #expect(run.report.latency[.roundTrip]?.count == chosen)
    }

    @Test func `a command that repeats comes round`() throws {
        let run = try probes(", every: 1s", phases: "{ramp: 100ms}, {hold: 4900ms}")
        let count = try #require(run.report.latency[.roundTrip]?.count)
        #expect((98...101).contains(count))
        #expect(run.all.lost == 0)
    }

    @Test func `a command to a device without a session is missed, not lost`() throws {
        let run = try probes(
            ", name: call",
            phases: """
                {ramp: 1s}, {cut: {share: 50%, over: 500ms, stay-away: true}},
                {command: {by: caller, command: call, over: 1s}}, {hold: 1s}, {reconnect: 1s},
                {hold: 1s}
                """)
        #expect(run.all.missed == 10)
        #expect(run.all.lost == 0)
        #expect(run.report.latency[.roundTrip]?.count == 10)
    }

    @Test func `a command to a device with a lasting session waits for it`() throws {
        let run = try VirtualRun(
            """
            name: waiting
            seed: 7
            fleets:
              - {name: probes, model: probe, count: 20, every: 1h, session: persistent}
            applications:
              - name: caller
                commands: [{fleet: probes, command: ping, qos: 1, name: call}]
            phases:
              - ramp: 1s
              - cut: {share: 50%, over: 500ms, stay-away: true}
              - command: {by: caller, command: call, over: 1s}
              - hold: 1s
              - reconnect: 1s
              - hold: 1s
            """)
        #expect(run.all.missed + run.all.lost == 0)
        #expect(run.report.latency[.roundTrip]?.count == 20)
        #expect(run.report.latency[.roundTrip]!.max! > .seconds(1))
    }

    @Test(arguments: [true, false])
    func `a desired state reaches those that were away`(isEmbedded: Bool) throws {
        let run = try VirtualRun(
            """
            name: shadows
            seed: 7
            fleets: [{name: lawn, model: sprinkler, count: 20, every: 5s}]
            applications:
              - name: gardener
                subscribe: macdonald/+/telemetry
                commands:
                  - fleet: lawn
                    command: water
                    send: {water: "on"}
                    via: shadow
                    name: wish
            phases:
              - ramp: 1s
              - hold: 1s
              - cut: {share: 40%, over: 500ms, stay-away: true}
              - command: {by: gardener, command: wish, over: 1s}
              - hold: 2s
              - reconnect: 1s
              - hold: 2s
            """, hasShadows: isEmbedded)
        let shadow = try #require(run.report.latency[.shadow])
        #expect(shadow.count == 20)
        // Who was there answered at once, who was away when he was back.
        #expect(shadow.p50! < .milliseconds(20))
        #expect(shadow.max! > .seconds(2))
        #expect(run.report.faults.isEmpty)
        #expect(run.all.lost + run.all.unexpected == 0)
    }
}
