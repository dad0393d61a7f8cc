import Base
import Fleet
import Reports
import Testing
import Transports

/// A machine that has no room for all devices of a run: the others work, and nothing is passed.
@Suite struct AllowanceTests {
    private static let scenario = """
        name: crowd
        seed: 7
        fleets: [{name: sensors, model: sensor, count: 30, every: 100ms, qos: 1}]
        applications: [{name: all, count: 3, subscribe: {filter: sensors/#, qos: 1}}]
        phases: [{ramp: 1s}, {hold: 2s}, {cut: {share: 50%, over: 1s}}, {hold: 2s}]
        expect: ["messages.lost == 0"]
        """

    private static func run(devices: Int, _ yaml: String = scenario) throws -> VirtualRun {
        try VirtualRun(
            yaml, allowance: Allowance(devices: devices, limit: "file descriptors", remedy: "more"))
    }

    @Test(arguments: [1, 10, 29]) func `who came first works, the others are turned away once`(
        places: Int
    ) throws {
        let run = try Self.run(devices: places)
        #expect(run.report.fleet.devices == 30 && run.report.fleet.connected == places)
        #expect(run.report.fleet.connectFailures == 30 - places)
        // Who was cut came back: places are kept. One share of them may be rounded either way.
        #expect(run.report.fleet.reconnects <= places && run.report.fleet.reconnects >= places / 3)
        #expect(run.all.published > 40 * places && run.all.published <= 61 * places)
        #expect(run.all.delivered == 3 * run.all.published && run.all.lost == 0)
        #expect(run.report.latency[.endToEnd]?.count == run.all.delivered)
        let fault = try #require(run.report.faults.first { $0.what.contains("no link") })
        #expect(fault.count == 30 - places)
    }

    @Test func `nothing is passed, and the report says why`() throws {
        let run = try Self.run(devices: 10)
        #expect(run.report.checks.map(\.verdict) == [.passed])
        #expect(run.report.verdict == .inconclusive)
        #expect(run.report.reason.contains("20 of 30 devices"))
        #expect(run.report.warnings.contains { $0.contains("Only 10 of 30 devices") })
        let failed = try Self.run(
            devices: 10, Self.scenario.replacing("lost == 0", with: "published == 0"))
        #expect(failed.report.verdict == .failed)
        #expect(failed.report.reason.contains("20 of 30 devices"))
    }

    @Test func `a run that has room enough after all is as good as any`() throws {
        let run = try Self.run(devices: 30)
        #expect(run.report.verdict == .passed && run.report.reason.isEmpty)
        #expect(run.report.fleet.connectFailures == 0 && run.report.warnings.isEmpty)
    }
}
