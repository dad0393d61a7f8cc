import Base
import MQTT
import Scenarios
import Testing
import YAML

/// What options change in a scenario.
@Suite struct OverrideTests {
    static func changed(
        _ text: String = sample, scale: Double? = nil, duration: Duration? = nil,
        seed: UInt64? = nil, set: [String] = []
    ) throws -> Plan {
        var overrides = Overrides()
        overrides.scale = scale
        overrides.duration = duration
        overrides.seed = seed
        overrides.settings = try set.map { try Overrides.Setting(parsing: $0) }
        return try plan(text, overrides)
    }

    @Test
    func `scale multiplies devices and applications that there are several of`() throws {
        let plan = try Self.changed(scale: 0.1)
        #expect(plan.fleets.map(\.count) == [40, 10, 2])
        #expect(plan.applications.map(\.count) == [1, 1])
        #expect(try Self.changed(scale: 2.5).fleets.map(\.count) == [1000, 250, 50])
        #expect(try Self.changed(scale: 2.5).applications.map(\.count) == [1, 10])
    }

    @Test
    func `duration stretches the hold phases and nothing else`() throws {
        let plan = try Self.changed(duration: .minutes(2))
        #expect(plan.length == .minutes(2))
        let durations = plan.phases.map(\.duration)
        #expect(durations[0] == .seconds(4))
        #expect(durations[6] == .seconds(5))
        // 104 s are left for holds of 10 s and 4 s.
        #expect(durations[1] == .milliseconds(74_286))
        #expect(durations[7] == .milliseconds(29_714))
    }

    @Test
    func `a stretched run takes exactly what was asked for`() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<50 {
            let wanted = Duration.milliseconds(16_002 + random.below(100_000))
            let plan = try Self.changed(duration: wanted)
            #expect(plan.length == wanted)
            #expect(plan.phases.allSatisfy { $0.duration >= .milliseconds(1) })
        }
    }

    @Test
    func `seed replaces the seed`() throws {
        #expect(try Self.changed().seed == 7)
        #expect(try Self.changed(seed: 9).seed == 9)
    }

    @Test
    func `set reaches everything that the file could say`() throws {
        let plan = try Self.changed(set: [
            "fleets.turbines.qos=2", "fleets[1].count=3", "fleets.turbines.reconnect.first=2s",
            "applications.workers.subscribe={filter: a/b, qos: 2}", "drain=1s",
            "fleets.turbines.count=5", "phases[1].hold=1m", "fleets.turbines.count=6",
        ])
        #expect(plan.fleets[0].qos == [.exactlyOnce])
        #expect(plan.fleets.map(\.count) == [6, 3, 20])
        #expect(plan.applications[1].subscriptions == [Subscription("a/b", qos: .exactlyOnce)])
        #expect(plan.drain == .seconds(1))
        #expect(plan.fleets[0].client.reconnect.first == .seconds(2))
        #expect(plan.phases[1].duration == .minutes(1))
    }

    static let mistakes: [(set: String, message: String)] = [
        ("fleets", "a setting is written KEY=VALUE, such as fleets.turbines.qos=2"),
        ("=1", "a setting is written KEY=VALUE, such as fleets.turbines.qos=2"),
        (
            "fleets..qos=1",
            #""fleets..qos" is no path; write it like fleets.turbines.qos or fleets[0].count"#
        ),
        (
            "fleets[x]=1",
            #""fleets[x]" is no path; write it like fleets.turbines.qos or fleets[0].count"#
        ),
        (
            "fleets.trubines.qos=1",
            #""trubines" is no name in this list; did you mean "turbines"? There are: "#
                + "turbines, sprinklers, trucks"
        ),
        ("fleets[3].qos=1", "[3] leads nowhere; there are 3, from [0] on"),
        ("name.first=x", #""first" leads nowhere: above it is "sample""#),
        (
            "fleet.turbines.qos=1",
            #""fleet" is no key of a scenario; did you mean "fleets"? There are: "#
                + "name, about, seed, identities, fleets, applications, phases, drain, expect"
        ),
        ("drain=30", #""30" is no duration; write 30s"#),
        ("fleets.turbines.qos=3", "3 is outside 0…2"),
        (
            "fleets.turbines.qos=[1",
            "this is not YAML: did not find expected ',' or ']' (while parsing a "
                + "flow sequence that begins in line 1)"
        ),
        ("fleets.turbines.count=&a 1", #""&a" is an anchor, which means nothing here"#),
    ]

    @Test(arguments: mistakes)
    func `a bad setting names the option`(_ set: String, _ message: String) {
        let problem = #expect(throws: Problem.self) { try Self.changed(set: [set]) }
        // Without the value, which may be a password.
        let key = set.prefix { $0 != "=" }
        #expect(problem?.description == "--set\(key.isEmpty ? "" : " ")\(key): \(message)")
    }

    @Test
    func `options that cannot be obeyed say why`() {
        let far = #expect(throws: Problem.self) { try Self.changed(scale: 10_000) }
        #expect(far?.description == "--scale: 400 times 10000.0 is more than 1000000")
        let none = #expect(throws: Problem.self) { try Self.changed(scale: 0) }
        #expect(none?.description == "--scale: the factor must be above zero")
        let short = #expect(throws: Problem.self) { try Self.changed(duration: .seconds(16)) }
        #expect(
            short?.description
                == "--duration: the phases other than hold take 16s; give more than that")
        let fixed = #expect(throws: Problem.self) {
            try Self.changed(
                "name: s\nfleets: [{name: t, model: turbine}]\nphases: [ramp: 1s]\n",
                duration: .seconds(9))
        }
        #expect(
            fixed?.description
                == "--duration: the scenario has no hold phase that could be stretched")
    }
}
