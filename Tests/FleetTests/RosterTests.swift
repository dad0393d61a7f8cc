import Fleet
import MQTT
import Reports
import Scenarios
import Testing

@Suite struct RosterTests {
    private func roster(_ yaml: String, servesShadows: Bool = false) throws -> Roster {
        try Roster(
            try Plan(parsing: yaml, file: "test.yaml", models: Shipped.models),
            servesShadows: servesShadows)
    }

    @Test func `devices are numbered through all fleets`() throws {
        let roster = try roster(
            """
            name: cast
            fleets:
              - {name: a, model: sensor, count: 3}
              - {name: b, model: probe, count: 2}
              - {name: c, model: sensor, count: 4}
            phases: [hold: 1s]
            """)
        #expect(roster.deviceCount == 9)
        #expect((0..<9).map { roster.contingent(of: $0) } == [0, 0, 0, 1, 1, 2, 2, 2, 2])
        // Each model's devices have identifiers of their own.
        #expect(Set(roster.topics.filter { $0.hasPrefix("sensors/") }).count == 7)
        #expect(roster.topics.contains("sensors/7/value"))
    }

    @Test func `every publisher and topic is a stream, commands too`() throws {
        let roster = try roster(
            """
            name: cast
            fleets: [{name: probes, model: probe, count: 2, qos: 1}]
            applications:
              - {name: news, publish: {topic: news/weather, every: 1s, qos: 2}}
            phases: [hold: 1s]
            """)
        let topics = roster.topics.filter { !$0.isEmpty }.sorted()
        #expect(
            topics == [
                "news/weather", "probes/1/alive", "probes/1/ping", "probes/1/pong",
                "probes/2/alive", "probes/2/ping", "probes/2/pong",
            ])
        #expect(roster.streamCount == roster.topics.count)
        let news = try #require(roster.topics.firstIndex(of: "news/weather"))
        #expect(roster.streamQoS[news] == .exactlyOnce)
    }

    @Test func `an audience is everybody whose filter matches, and the device that is commanded`()
        throws
    {
        let roster = try roster(
            """
            name: cast
            fleets:
              - {name: sensors, model: sensor, count: 2}
              - {name: probes, model: probe, count: 1}
            applications:
              - {name: all, subscribe: ["#"]}
              - {name: one, subscribe: [sensors/1/value]}
              - {name: readers, count: 5, subscribe: sensors/#}
              - {name: team, count: 3, subscribe: $share/g/sensors/+/value}
              - {name: nobody, subscribe: other/#}
            phases: [hold: 1s]
            """)
        func audience(_ topic: String) throws -> Int {
            Int(roster.audience[try #require(roster.topics.firstIndex(of: topic))])
        }
        #expect(try audience("sensors/1/value") == 8)
        #expect(try audience("sensors/2/value") == 7)
        #expect(try audience("probes/1/alive") == 1)
        #expect(try audience("probes/1/ping") == 2)
    }

    @Test func `a topic with two publishers is counted only`() throws {
        let roster = try roster(
            """
            name: cast
            fleets: [{name: sensors, model: sensor, count: 2}]
            applications:
              - {name: a, publish: {topic: news/weather, every: 1s}}
              - {name: b, publish: {topic: news/weather, every: 1s}}
              - {name: c, publish: {topic: news/sport, every: 1s}}
            phases: [hold: 1s]
            """)
        let stamped = zip(roster.topics, roster.stampedStreams)
        #expect(stamped.filter { $0.0 == "news/weather" }.map(\.1) == [false, false])
        #expect(stamped.filter { $0.0 == "news/sport" }.map(\.1) == [true])
        #expect(stamped.filter { $0.0.hasPrefix("sensors/") }.map(\.1) == [true, true])
    }

    @Test func `two publishers of one topic lose nothing`() throws {
        let run = try VirtualRun(
            """
            name: shared-topic
            seed: 7
            applications:
              - {name: a, publish: {topic: news/weather, every: 100ms, qos: 1}}
              - {name: b, publish: {topic: news/weather, every: 200ms, qos: 1}}
              - {name: reader, subscribe: {filter: news/#, qos: 1}}
            phases: [{hold: 5s}]
            """)
        #expect((75...77).contains(run.all.published))
        #expect(run.all.delivered == run.all.published)
        #expect(run.all.lost + run.all.duplicated + run.all.unexpected == 0)
    }
}
