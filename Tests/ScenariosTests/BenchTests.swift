import Base
import MQTT
import Scenarios
import Testing

/// What `gale bench` makes of its flags.
@Suite struct BenchTests {
    private static func bench(
        _ pattern: Bench.Pattern, _ change: (inout Bench) -> Void = { _ in }
    ) -> Bench {
        var bench = Bench(pattern)
        bench.devices = 50
        change(&bench)
        return bench
    }

    /// Pattern, devices, applications, filters of the first of them, phases.
    @Test(arguments: [
        (Bench.Pattern.publish, 50, 0, nil, ["ramp", "hold"]),
        (.fanIn, 50, 1, "bench/+", ["ramp", "hold"]),
        (.fanOut, 1, 50, "bench/all", ["ramp", "hold"]),
        (.pairs, 50, 50, "bench/1", ["ramp", "hold"]),
        (.roundTrip, 50, 1, "bench/+/pong", ["ramp", "hold"]),
        (.connect, 50, 0, nil, ["connect", "hold", "disconnect"]),
        (.churn, 50, 0, nil, ["ramp", "churn 1", "churn 2", "churn 3"]),
    ]) func `a pattern is a plan`(
        pattern: Bench.Pattern, devices: Int, applications: Int, filter: String?, phases: [String]
    ) throws {
        let bench = Self.bench(pattern) {
            $0.duration = .milliseconds(2500)
            $0.qos = .atLeastOnce
        }
        let plan = try Plan(bench)
        #expect(plan.name == "bench-\(pattern.rawValue)")
        #expect(plan.fleets.map(\.count) == [devices])
        #expect(plan.applications.reduce(0) { $0 + $1.count } == applications)
        #expect(plan.applications.first?.subscriptions.first?.filter == filter)
        #expect(plan.applications.allSatisfy { $0.subscriptions[0].qos == .atLeastOnce })
        #expect(plan.phases.map(\.name) == phases)
        #expect(Set(plan.applications.map(\.name)).count == plan.applications.count)
    }

    @Test(arguments: [
        (Bench.Pattern.fanIn, QoS.atMostOnce, ["delivered > 0"]),
        (.fanIn, .atLeastOnce, ["lost == 0"]), (.roundTrip, .exactlyOnce, ["lost == 0"]),
        (.publish, .atMostOnce, []), (.publish, .atLeastOnce, ["acknowledged > 0"]),
        (.churn, .atLeastOnce, []),
    ]) func `what its QoS promises is expected`(
        pattern: Bench.Pattern, qos: QoS, expected: [String]
    ) throws {
        let plan = try Plan(Self.bench(pattern) { $0.qos = qos })
        #expect(plan.expectations.map(\.text) == expected)
    }

    /// Devices, messages a second of all of them, nanoseconds between two of a device.
    @Test(arguments: [
        (100, 1000.0, 100_000_000), (10_000, 10_000, 1_000_000_000), (3, 2, 1_500_000_000),
        (1, 700, 1_428_571), (10, 100_000, 100_000), (7, 0.5, 14_000_000_000),
    ]) func `the rate is shared out exactly`(
        devices: Int, rate: Double, interval: Int64
    ) throws {
        let plan = try Plan(
            Self.bench(.publish) {
                $0.devices = devices
                $0.pace = .rate(rate)
            })
        #expect(plan.fleets[0].every == [.nanoseconds(interval)])
        let total = Double(devices) * 1e9 / Double(interval)
        #expect(abs(total / rate - 1) < 0.01)
    }

    @Test func `flat out has no interval and one message a write`() throws {
        let zero = try Plan(Self.bench(.publish) { $0.pace = .flatOut })
        #expect(zero.fleets[0].every == [.zero] && zero.fleets[0].client.window == 1)
        let one = try Plan(
            Self.bench(.publish) {
                $0.pace = .flatOut
                $0.qos = .atLeastOnce
            })
        #expect(one.fleets[0].client.window == 20)
        let wide = try Plan(
            Self.bench(.publish) {
                $0.pace = .flatOut
                $0.window = 64
            })
        #expect(wide.fleets[0].client.window == 64)
    }

    @Test func `a command has as many bytes as a payload`() throws {
        let plan = try Plan(Self.bench(.roundTrip) { $0.payloadBytes = 333 })
        let command = try #require(plan.applications.first?.commands.first)
        #expect(command.payload.compact.utf8.count == 333)
        #expect(command.every == .seconds(1))
    }

    @Test(arguments: [
        ("--devices", Self.bench(.publish) { $0.devices = 0 }),
        ("--payload", Self.bench(.publish) { $0.payloadBytes = -1 }),
        ("--window", Self.bench(.publish) { $0.window = 0 }),
        ("--window", Self.bench(.publish) { $0.window = 65_536 }),
        ("--duration", Self.bench(.publish) { $0.duration = .zero }),
        ("--rate", Self.bench(.publish) { $0.pace = .rate(1e9) }),
        ("--flat-out", Self.bench(.churn) { $0.pace = .flatOut }),
        ("--flat-out", Self.bench(.roundTrip) { $0.pace = .flatOut }),
        ("--topic", Self.bench(.pairs) { $0.topic = "all" }),
        ("--topic", Self.bench(.publish) { $0.topic = "a/#" }),
        ("--topic", Self.bench(.publish) { $0.topic = "a/{nobody}" }),
        ("5000", Self.bench(.pairs) { $0.devices = 5001 }),
        (
            "reconnect",
            Self.bench(.churn) {
                $0.devices = 1
                $0.pace = .rate(1000)
                $0.duration = .seconds(60)
            }
        ),
    ]) func `what makes no run is refused by name`(word: String, bench: Bench) {
        let mistake = #expect(throws: Bench.Mistake.self) { try Plan(bench) }
        #expect(mistake?.message.contains(word) == true, "\(mistake?.message ?? "")")
    }
}
