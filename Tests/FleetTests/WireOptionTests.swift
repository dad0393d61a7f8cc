import Reports
import Testing

/// What a fleet may ask for on the wire, and what that costs.
@Suite struct WireOptionTests {
    private func run(_ option: String) throws -> VirtualRun {
        try VirtualRun(
            """
            name: wire
            seed: 7
            fleets:
              - {name: a, group: first, model: sensor, count: 10, mqtt: 5.0, qos: 1\(option)}
              - {name: b, group: second, model: sensor, count: 5, mqtt: 5.0, qos: 1}
            phases: [{ramp: {over: 1s, of: first}}, {hold: 5s}, {ramp: {over: 1s, of: second}}]
            """)
    }

    @Test func `a phase may name a group`() throws {
        let run = try run("")
        #expect(run.report.timeline.slices.dropFirst(3).first?.connected == 10)
        #expect(run.report.fleet.connected == 15)
    }

    @Test func `a Topic Alias spares the topic`() throws {
        let plain = try run("")
        let aliased = try run(", topic-alias: true")
        #expect(aliased.all.published == plain.all.published)
        #expect(aliased.all.acknowledged == plain.all.published)
        // Each of ten devices names its topic once; the rest of the messages have an alias.
        #expect(aliased.report.bytes.topic < plain.report.bytes.topic / 2)
    }

    @Test func `User Properties go with each message`() throws {
        let plain = try run("")
        let marked = try run(", user-properties: {site: north}")
        let messages = marked.all.published
        #expect(messages == plain.all.published)
        // Identifier, two lengths of two bytes, “site” and “north”, on each of the first fleet's.
        let extra = marked.report.bytes.mqtt - plain.report.bytes.mqtt
        #expect(extra > 0 && extra % 14 == 0 && extra / 14 <= messages)
    }
}
