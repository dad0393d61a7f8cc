import Base
import Fleet
import MQTT
import ReferenceBroker
import Reports
import Scenarios
import Testing
import Transports

/// Links go at any moment; what the sessions promise holds all the same.
@Suite struct CutTests {
    private static func lossy(_ meanLife: Duration) -> SimulatedConditions {
        var conditions = SimulatedConditions()
        conditions.meanLife = meanLife
        conditions.jitter = .milliseconds(4)
        conditions.pieces = 20...200
        return conditions
    }

    private static func durable(_ qos: Int, _ version: String) -> String {
        let client =
            "mqtt: \(version), session: persistent, reconnect: {first: 20ms, cap: 100ms}"
        return """
            name: durable
            seed: 1
            fleets:
              - {name: s, model: sensor, count: 3, every: 50ms, qos: \(qos), \(client)}
            applications:
              - {name: a, subscribe: {filter: sensors/#, qos: \(qos)}, \(client)}
            phases: [{ramp: 200ms}, {hold: 1500ms}]
            drain: 20s
            """
    }

    @Test(arguments: [1, 2], ["3.1.1", "5.0"])
    func `with lasting sessions nothing is lost, and QoS 2 comes once`(
        qos: Int, version: String
    ) throws {
        var reconnects = 0
        for seed in 1...50 {
            let run = try VirtualRun(
                Self.durable(qos, version), seed: UInt64(seed), over: Self.lossy(.milliseconds(600))
            )
            let all = run.all
            reconnects += run.report.fleet.reconnects
            #expect(all.published > 50, "seed \(seed)")
            #expect(all.lost == 0, "seed \(seed)")
            #expect(all.missed == 0, "seed \(seed)")
            #expect(all.delivered == all.published, "seed \(seed)")
            #expect(all.acknowledged == all.published, "seed \(seed)")
            #expect(all.corrupted + all.unexpected == 0, "seed \(seed)")
            if qos == 2 { #expect(all.duplicated == 0, "seed \(seed)") }
            #expect(run.report.warnings.isEmpty, "seed \(seed)")
        }
        #expect(reconnects > 200)
    }

    @Test(arguments: Cut.Step.allCases) func `at every packet of the handshake`(
        step: Cut.Step
    ) throws {
        let isSubscribers = [.onPublish, .afterPubrecSent, .onPubrel, .afterPubcompSent]
            .contains(step)
        let qos = step == .onPuback ? 1 : 2
        for version in ["3.1.1", "5.0"] {
            let client =
                "mqtt: \(version), session: persistent, reconnect: {first: 20ms, cap: 100ms}"
            let run = try VirtualRun(
                """
                name: steps
                seed: 3
                fleets:
                  - {name: s, model: sensor, count: 10, every: 100ms, qos: \(qos), \(client)}
                applications:
                  - {name: a, subscribe: {filter: sensors/#, qos: \(qos)}, \(client)}
                phases:
                  - ramp: 500ms
                  - cut: {at: \(step.rawValue), over: 3s, of: [\(isSubscribers ? "a" : "s")]}
                  - hold: 1s
                drain: 10s
                """)
            #expect(run.all.delivered == run.all.published)
            #expect(run.all.lost + run.all.missed == 0)
            #expect(qos == 1 || run.all.duplicated == 0)
            #expect(run.report.fleet.reconnects > 50 || isSubscribers)
            #expect(run.server.broker.statistics.connectionsOpened > 30)
        }
    }

    @Test func `steps are hit in turn`() throws {
        let run = try VirtualRun(
            """
            name: turns
            seed: 3
            fleets:
              - name: s
                model: sensor
                count: 8
                every: 100ms
                qos: 2
                session: persistent
                reconnect: {first: 20ms, cap: 50ms}
            applications: [{name: a, subscribe: {filter: sensors/#, qos: 2}}]
            phases:
              - ramp: 500ms
              - cut: {at: [publish-sent, pubrec, pubrel-sent, pubcomp], over: 3s}
              - hold: 1s
            """)
        #expect(run.report.fleet.reconnects > 8 * 8)
        #expect(run.all.delivered == run.all.published)
        #expect(run.all.duplicated == 0)
    }

    @Test func `a durable subscriber misses nothing, a transient one what was sent meanwhile`()
        throws
    {
        for seed in 1...20 {
            let run = try VirtualRun(
                """
                name: durable-and-transient
                seed: 1
                fleets: [{name: s, model: sensor, count: 5, every: 100ms, qos: 1}]
                applications:
                  - {name: durable, session: persistent, subscribe: {filter: sensors/#, qos: 1}}
                  - {name: transient, subscribe: {filter: sensors/#, qos: 1}}
                phases:
                  - ramp: 500ms
                  - hold: 2s
                  - cut: {of: [durable, transient], over: 500ms, stay-away: true}
                  - hold: 4s
                  - reconnect: {of: [durable, transient], over: 500ms}
                  - hold: 2s
                """, seed: UInt64(seed))
            let durable = run.report.applications[0]
            let transient = run.report.applications[1]
            #expect((durable.lost, durable.missed) == (0, 0), "seed \(seed)")
            #expect(durable.delivered == run.all.published, "seed \(seed)")
            #expect(transient.lost == 0, "seed \(seed)")
            // Away for four to five seconds, in which fifty messages a second were due.
            #expect((195...260).contains(transient.missed), "seed \(seed)")
            #expect(
                transient.delivered + transient.missed == run.all.published, "seed \(seed)")
        }
    }

    @Test func `a loss outside of an absence is a loss all the same`() throws {
        let run = try VirtualRun(
            """
            name: both
            seed: 1
            fleets: [{name: s, model: sensor, count: 5, every: 100ms, qos: 1}]
            applications: [{name: t, subscribe: {filter: sensors/#, qos: 1}}]
            phases:
              - ramp: 500ms
              - hold: 3500ms
              - cut: {of: t, over: 100ms, stay-away: true}
              - hold: 3s
              - reconnect: {of: t, over: 100ms}
              - hold: 4s
            """, .drops(every: 10), meddlesUntil: .zero + .seconds(2))
        #expect(run.server.meddler.done[1] > 5)
        #expect(run.all.lost == run.server.meddler.done[1])
        #expect(run.all.missed > 100)
    }

    @Test func `a broker that denies sessions is told on`() throws {
        var told = 0
        for seed in 1...20 {
            let run = try VirtualRun(
                Self.durable(1, "5.0"), seed: UInt64(seed), mutant: .deniesSession,
                over: Self.lossy(.milliseconds(600)))
            told += run.faults("had lost the session")
        }
        #expect(told > 20)
    }
}
