import Base
import Fleet
import Harness
import Reactor
import Reports
import Scenarios
import Testing
import Transports

/// Two threads play one plan against a broker on a real socket; their books are added up.
@Suite struct TwoLoopsTests {
    @Test func `two loops publish, command and measure as one`() throws {
        let origin = EpollLoop.clock()
        let broker = try EmbeddedBroker(
            on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)], origin: origin,
            epochSeconds: BrokerStand.epochMilliseconds / 1000)
        try broker.start()
        defer { broker.stop() }
        let plan = try Plan(
            parsing: """
                name: two-loops
                seed: 7
                fleets:
                  - {name: sensors, model: sensor, count: 25, every: 200ms, qos: 2}
                  - {name: probes, model: probe, count: 25, every: 1h}
                applications:
                  - {name: one, subscribe: {filter: sensors/#, qos: 2}}
                  - {name: two, subscribe: {filter: sensors/#, qos: 1}}
                  - name: caller
                    commands: [{fleet: probes, command: ping, qos: 1, name: call}]
                phases:
                  - ramp: 300ms
                  - command: {by: caller, command: call, over: 500ms}
                  - hold: 400ms
                drain: 5s
                """, file: "test.yaml", models: Shipped.models)
        let run = try FleetRun(
            plan,
            RunSettings(
                endpoint: broker.endpoints[0], isEmbedded: true, loops: 2,
                epochMilliseconds: BrokerStand.epochMilliseconds), origin: origin)
        try run.start()
        let report = try run.finish().report
        let sensors = report.messages.byQoS[2]
        #expect(report.fleet.connected == 50)
        #expect(report.fleet.connectFailures == 0)
        #expect((75...175).contains(sensors.published))
        #expect(sensors.acknowledged == sensors.published)
        // The second application's share was agreed at QoS 1.
        #expect(sensors.delivered == sensors.published)
        let delivered = report.applications.map(\.delivered)
        #expect(delivered[0] == sensors.published)
        #expect(delivered[1] == sensors.published)
        #expect(report.latency[.roundTrip]?.count == 25)
        #expect(report.latency[.connack]?.count == 53)
        let all = report.messages.all
        #expect(all.lost + all.duplicated + all.reordered + all.corrupted + all.unexpected == 0)
        #expect(report.warnings.isEmpty)
        // The kernel says when things came.
        #expect(report.generator.readDelayP99 != nil)
        #expect(report.faults.isEmpty)
    }

    @Test func `a run that is stopped ends at once, with a report`() throws {
        let origin = EpollLoop.clock()
        let broker = try EmbeddedBroker(
            on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)], origin: origin,
            epochSeconds: 0)
        try broker.start()
        defer { broker.stop() }
        let plan = try Plan(
            parsing: """
                name: long
                fleets: [{name: sensors, model: sensor, count: 10, every: 1s, qos: 1}]
                applications: [{name: all, subscribe: {filter: sensors/#, qos: 1}}]
                phases: [{ramp: 10ms}, {hold: 1h}]
                expect: [lost == 0]
                """, file: "test.yaml", models: Shipped.models)
        let run = try FleetRun(
            plan, RunSettings(endpoint: broker.endpoints[0], isEmbedded: true, loops: 2),
            origin: origin)
        try run.start()
        run.stop()
        let report = try run.finish().report
        #expect(run.isOver)
        #expect(report.verdict == .interrupted)
        #expect(report.duration < .seconds(5))
        #expect(report.messages.all.lost == 0)
    }
}
