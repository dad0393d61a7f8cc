import Base
import MQTT
import Reports
import Scenarios
import Testing
import Transports

/// Benchmarks in virtual time: rates are met, windows are kept, nothing is lost.
@Suite struct BenchRunTests {
    private static func run(
        _ pattern: Bench.Pattern, over conditions: SimulatedConditions = SimulatedConditions(),
        _ change: (inout Bench) -> Void
    ) throws -> VirtualRun {
        var bench = Bench(pattern)
        bench.devices = 10
        bench.duration = .seconds(1)
        change(&bench)
        return try VirtualRun(Plan(bench), over: conditions)
    }

    @Test(arguments: [(10.0, 1), (700, 1), (3333, 2), (25_000, 1)])
    func `any rate is met on whole milliseconds`(rate: Double, qos: UInt8) throws {
        let run = try Self.run(.fanIn) {
            $0.pace = .rate(rate)
            $0.qos = QoS(rawValue: qos)!
            $0.window = 1000
            $0.duration = .seconds(2)
        }
        // The ramp is short, and a device begins with the next message of its own.
        #expect(abs(Double(run.all.published) - 2 * rate) <= rate * 0.02 + 10)
        #expect(run.all.acknowledged == run.all.published)
        #expect(run.all.delivered == run.all.published)
        #expect(run.all.lost == 0 && run.all.duplicated == 0 && run.all.corrupted == 0)
        #expect(run.report.warnings.isEmpty, "\(run.report.warnings)")
    }

    @Test(arguments: [1, 7, 64]) func `flat out is closed by the window`(window: Int) throws {
        var conditions = SimulatedConditions()
        conditions.latency = .milliseconds(5)
        let run = try Self.run(.publish, over: conditions) {
            $0.pace = .flatOut
            $0.qos = .atLeastOnce
            $0.window = window
        }
        // A window goes out and is acknowledged once a round trip, which is 10 ms.
        let most = 10 * window * 102
        #expect(run.all.published <= most && run.all.published >= most * 9 / 10)
        #expect(run.all.acknowledged == run.all.published)
        #expect(run.server.published[1] == run.all.published)
        #expect(run.report.warnings.contains { $0.contains("closed loop") })
    }

    @Test func `a command goes there and back`() throws {
        let run = try Self.run(.roundTrip) {
            $0.pace = .rate(100)
            $0.qos = .atLeastOnce
        }
        #expect((run.report.latency[.roundTrip]?.count ?? 0) >= 95)
        #expect(run.all.lost == 0)
    }

    @Test func `each pair is its own`() throws {
        let run = try Self.run(.pairs) { $0.pace = .rate(100) }
        #expect(run.all.published >= 95 && run.all.delivered == run.all.published)
        #expect(run.report.applications.count == 10)
    }

    @Test func `one publisher reaches all subscribers`() throws {
        let run = try Self.run(.fanOut) { $0.pace = .rate(100) }
        #expect(run.all.published >= 95 && run.all.delivered == run.all.published * 10)
    }

    @Test func `devices come, stay and go`() throws {
        let run = try Self.run(.connect) { $0.pace = .rate(20) }
        #expect(run.report.fleet.connected == 10 && run.report.fleet.reconnects == 0)
        #expect(run.all.published == 0)
        #expect(run.report.wills.spurious == 0)
    }

    @Test func `devices keep coming back`() throws {
        let run = try Self.run(.churn) { $0.pace = .rate(40) }
        #expect(run.report.fleet.connected == 10)
        #expect((39...40).contains(run.report.fleet.reconnects))
        #expect(run.report.fleet.connectFailures == 0)
    }
}
