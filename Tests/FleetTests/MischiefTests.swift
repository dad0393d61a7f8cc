import Base
import Fleet
import MQTT
import ReferenceBroker
import Reports
import Testing
import Transports

/// A broker that does wrong is found out, to the message.
@Suite struct MischiefTests {
    /// Three fleets, one at each QoS, and two subscribers.
    private static let scenario = """
        name: mischief
        seed: 7
        fleets:
          - {name: nought, model: sensor, count: 5, every: 100ms, qos: 0}
          - {name: one, model: sensor, count: 5, every: 100ms, qos: 1}
          - {name: two, model: sensor, count: 5, every: 100ms, qos: 2}
        applications:
          - {name: left, subscribe: {filter: sensors/#, qos: 2}}
          - {name: right, subscribe: {filter: sensors/#, qos: 2}}
        phases: [{ramp: 1s}, {hold: 9s}]
        drain: 5s
        """

    /// Which figures may be above zero.
    private func check(
        _ run: VirtualRun, _ counted: [KeyPath<Report.Deliveries, Int>],
        at kinds: [Int] = [0, 1, 2], _ location: SourceLocation = #_sourceLocation
    ) {
        let figures: [KeyPath<Report.Deliveries, Int>] = [
            \.lost, \.duplicated, \.reordered, \.corrupted, \.unexpected, \.missed,
        ]
        for qos in kinds {
            let found = run.report.messages.byQoS[qos]
            let done = run.server.meddler.done[qos]
            #expect(done > 5, sourceLocation: location)
            for figure in figures {
                let expected = counted.contains(figure) ? done : 0
                #expect(
                    found[keyPath: figure] == expected, "QoS \(qos): \(figure)",
                    sourceLocation: location)
            }
        }
        #expect(run.report.warnings.isEmpty, sourceLocation: location)
    }

    @Test(arguments: [7, 29, 100]) func `dropped messages are lost`(every: Int) throws {
        let run = try VirtualRun(Self.scenario, .drops(every: every))
        check(run, [\.lost])
        #expect(run.all.delivered + run.all.lost == 2 * run.all.published)
        #expect(run.report.applications.reduce(0) { $0 + $1.lost } == run.all.lost)
    }

    @Test func `messages that come twice are duplicated`() throws {
        // At QoS 2 the packet identifier tells the client, which keeps it to itself.
        let run = try VirtualRun(Self.scenario, .duplicates(every: 29))
        check(run, [\.duplicated], at: [0, 1])
        #expect(run.server.meddler.done[2] > 5)
        #expect(run.report.messages.byQoS[2].duplicated == 0)
        #expect(run.all.delivered == 2 * run.all.published)
    }

    @Test func `messages that overtake are reordered`() throws {
        let run = try VirtualRun(
            Self.scenario, .swaps(every: 13), meddlesUntil: .zero + .seconds(8))
        check(run, [\.reordered])
        #expect(run.all.delivered == 2 * run.all.published)
    }

    @Test func `changed payloads are corrupted, and what was sent is lost`() throws {
        let run = try VirtualRun(Self.scenario, .flips(every: 29))
        check(run, [\.corrupted, \.lost])
    }

    @Test(arguments: ["sensors/nobody/value", "sensors", "sensors/1/value/extra"])
    func `messages on a topic of nobody's are unexpected`(topic: String) throws {
        let run = try VirtualRun(Self.scenario, .strays(every: 29, to: topic))
        let done = run.server.meddler.done.reduce(0, +)
        #expect(done > 50)
        #expect(run.all.unexpected == done)
        #expect(run.all.lost + run.all.duplicated + run.all.reordered == 0)
    }

    @Test func `messages to whoever did not ask for them are unexpected`() throws {
        let run = try VirtualRun(
            """
            name: misdelivery
            seed: 7
            fleets: [{name: s, model: sensor, count: 5, every: 100ms}]
            applications:
              - {name: right, subscribe: {filter: sensors/#, qos: 1}}
              - {name: wrong, subscribe: {filter: weather/#, qos: 1}}
            phases: [{ramp: 1s}, {hold: 4s}]
            """, .misdelivers(every: 10, to: "wrong"))
        let done = run.server.meddler.done.reduce(0, +)
        #expect(done > 10)
        #expect(run.all.unexpected == done)
        #expect(run.all.lost + run.all.duplicated + run.all.reordered == 0)
        #expect(run.all.delivered == run.all.published)
        #expect(run.report.applications.map(\.delivered) == [run.all.published, 0])
    }

    @Test func `messages that come to a device by mistake are unexpected`() throws {
        let run = try VirtualRun(
            """
            name: misdelivery
            seed: 7
            fleets: [{name: s, model: sensor, count: 5, every: 100ms, client-id: "s-{id}"}]
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
            phases: [{ramp: 1s}, {hold: 4s}]
            """, .misdelivers(every: 10, to: "s-3"))
        #expect(run.all.unexpected == run.server.meddler.done.reduce(0, +))
        #expect(run.all.unexpected > 10)
        #expect(run.all.delivered == run.all.published)
    }

    @Test func `a shared subscription that gives to all is found out`() throws {
        func play(_ mutant: Bool) throws -> VirtualRun {
            try VirtualRun(
                """
                name: shared
                seed: 7
                fleets: [{name: s, model: sensor, count: 5, every: 100ms, qos: 1}]
                applications:
                  - {name: team, count: 3, subscribe: {filter: $share/team/sensors/#, qos: 1}}
                phases: [{ramp: 1s}, {hold: 4s}]
                """, mutant: mutant ? .sharesWithAll : nil)
        }
        let good = try play(false)
        #expect(good.all.published > 150)
        #expect(good.all.delivered == good.all.published)
        #expect(good.all.lost + good.all.duplicated + good.all.unexpected == 0)
        let bad = try play(true)
        #expect(bad.all.delivered == bad.all.published)
        #expect(bad.all.duplicated == 2 * bad.all.published)
    }

    @Test func `a QoS 2 message that the broker takes twice is duplicated`() throws {
        let yaml = """
            name: twice
            seed: 7
            fleets:
              - name: s
                model: sensor
                count: 10
                every: 200ms
                qos: 2
                session: persistent
                reconnect: {first: 50ms, cap: 200ms}
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 2}}]
            phases: [{ramp: 1s}, {cut: {at: publish-sent, over: 5s}}, {hold: 2s}]
            """
        let good = try VirtualRun(yaml)
        #expect(good.report.fleet.reconnects > 20)
        #expect(good.all.duplicated == 0)
        #expect(good.all.delivered == good.all.published)
        let bad = try VirtualRun(yaml, mutant: .duplicatesQoS2)
        #expect(bad.all.duplicated > 20)
        #expect(bad.all.lost == 0)
    }

    @Test func `a QoS that was never granted is no loss, and the lower one counts`() throws {
        let run = try VirtualRun(
            """
            name: lower
            seed: 7
            fleets: [{name: s, model: sensor, count: 5, every: 100ms, qos: 2}]
            applications: [{name: all, subscribe: {filter: sensors/#, qos: 0}}]
            phases: [{ramp: 1s}, {hold: 4s}]
            """, .drops(every: 10))
        // Published at QoS 2, owed at QoS 0.
        let done = run.server.meddler.done
        #expect(done[0] > 10)
        #expect(run.report.messages.byQoS[2].published == run.all.published)
        #expect(run.report.messages.byQoS[0].lost == done[0])
        #expect(run.report.messages.byQoS[2].lost == 0)
    }
}
