import Base
import Testing

@testable import Reports

/// One-way figures between clocks that are known within an error.
@Suite struct ClockTests {
    private static func report() -> Report {
        var report = Report.sample
        var clock = Report.Clock()
        clock.who = ["turbines", "trucks"]
        clock.offset = .milliseconds(-12)
        clock.error = .microseconds(90)
        clock.echoes = 77
        report.clocks = [clock]
        report.scenario.only = ["dashboard"]
        return report
    }

    @Test func `a figure that is finer than the error is refused, and no other`() throws {
        var report = Self.report()
        let before = try #require(report.latency[.endToEnd])
        // The p50 of the sample is as large as that.
        let refused = report.refuse(.endToEnd, finerThan: .microseconds(480))
        #expect(refused == ["min"])
        #expect(report.refuse(.endToEnd, finerThan: .microseconds(481)) == ["p50"])
        let after = try #require(report.latency[.endToEnd])
        #expect(after.min == nil && after.p50 == nil)
        #expect(after.p90 == before.p90 && after.mean == before.mean && after.count == before.count)
        #expect(report.refusedLegs == ["endToEnd"])
        #expect(report.latency[.puback] == Report.sample.latency[.puback])
        let curve = try #require(report.curves[.endToEnd])
        #expect(curve.latencies.allSatisfy { $0 >= .microseconds(481) })
        #expect(report.json.value(at: "latency.endToEnd.p50") == nil)
        #expect(report.json["latency"]?["endToEnd"]?["p50"] == .null)
    }

    @Test func `slices are refused as the whole is`() {
        var report = Self.report()
        _ = report.refuse(.endToEnd, finerThan: .seconds(3600))
        #expect(report.curves[.endToEnd] == nil)
        #expect(
            report.timeline.slices.allSatisfy { $0.p50 == nil && $0.p99 == nil && $0.max == nil })
        #expect(report.latency[.endToEnd]?.count == Report.sample.latency[.endToEnd]?.count)
    }

    @Test func `a leg that was not measured has nothing to refuse`() {
        var report = Report()
        #expect(report.refuse(.endToEnd, finerThan: .seconds(1)).isEmpty)
        #expect(report.refusedLegs.isEmpty)
    }

    @Test func `a report with clocks comes back as it was, and every format draws it`() throws {
        var report = Self.report()
        _ = report.refuse(.endToEnd, finerThan: .seconds(3600))
        #expect(try Report(json: report.json) == report)
        for format in Format.all {
            #expect(!format.print(report).isEmpty, "\(format.name)")
        }
        let text = Format.text.print(report)
        #expect(text.contains("turbines, trucks  -12 ms  90 µs      77          –"), "\(text)")
    }

    @Test func `a gale without subscribers does not say what was lost`() {
        var report = Self.report()
        report.verdict = .passed
        report.checks = []
        #expect(report.headline.contains("lost 3"))
        report.applications = []
        #expect(!report.headline.contains("lost"))
        #expect(report.headline.contains("deliveries judged elsewhere"))
    }
}
