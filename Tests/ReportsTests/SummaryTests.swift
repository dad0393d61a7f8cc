import Base
import Testing

@testable import Reports

/// What several runs have in common.
@Suite struct SummaryTests {
    private static func series(
        _ runs: Int, of planned: Int = 5, mustBeValid: Bool = false,
        change: (Int, inout Report) -> Void = { _, _ in }
    ) -> Series {
        var series = Series(Turn.repeated(planned), mustBeValid: mustBeValid)
        let reports = ComparisonTests.side("A", runs: runs, seed: 1).runs
        for (index, (turn, report)) in zip(series.turns, reports).enumerated() {
            var report = report
            report.verdict = .passed
            report.generator.verdict = .valid
            change(index, &report)
            series.add(report, of: turn)
        }
        return series
    }

    private static func summary(_ series: Series) -> Summary {
        Summary(series, bootstrap: Bootstrap(resamples: 200))
    }

    @Test
    func `mean, spread and interval are those of the runs`() throws {
        let summary = Self.summary(
            Self.series(4) { index, report in
                report.latency[.endToEnd]?.p50 = .milliseconds([1, 2, 3, 6][index])
            })
        let found = try #require(summary.findings.first { $0.id == "latency.endToEnd.p50" })
        #expect(found.values == [1e6, 2e6, 3e6, 6e6] && found.mean == 3e6)
        #expect(abs(try #require(found.spread) - 2.160_246_9e6) < 1)
        let interval = try #require(found.interval)
        #expect(interval.contains(3e6) && interval.low >= 0 && interval.low < 1e6)
        #expect(interval.high > 6e6 && interval.high < 12e6, "\(interval)")
    }

    @Test(arguments: [1, 2])
    func `few runs have a mean and no interval`(runs: Int) throws {
        let summary = Self.summary(Self.series(runs, of: runs))
        let found = try #require(summary.findings.first)
        #expect(found.interval == nil && (found.spread == nil) == (runs == 1))
        #expect(summary.headline.hasPrefix("PASSED wind-farm, \(runs) run"))
    }

    @Test
    func `the first line says what became of the runs`() {
        let failed = Self.summary(Self.series(5) { if $0 == 2 { $1.verdict = .failed } })
        #expect(failed.headline.hasPrefix("FAILED wind-farm, 5 runs: end to end p99 "))
        #expect(failed.headline.hasSuffix("; 1 of 5 runs failed"))
        #expect(
            failed.notes == ["The expectations of run 3 did not hold; gale report tells which."])
        let cut = Self.summary(Self.series(3) { if $0 == 2 { $1.verdict = .interrupted } })
        #expect(cut.verdict == .interrupted && cut.findings[0].values.count == 2)
        #expect(cut.headline.hasSuffix("; interrupted after 2 of 5 runs"))
        let open = Self.summary(Self.series(5) { if $0 == 4 { $1.verdict = .inconclusive } })
        #expect(open.verdict == .inconclusive)
    }

    @Test(arguments: [true, false])
    func `a run of an invalid generator is left out, and fails where it must`(must: Bool) {
        let summary = Self.summary(
            Self.series(5, mustBeValid: must) { if $0 < 2 { $1.generator.verdict = .invalid } })
        #expect(summary.verdict == (must ? .failed : .passed))
        #expect(summary.findings[0].values.count == 3)
        #expect(summary.headline.hasSuffix("; generator invalid in 2 of 5 runs"))
        #expect(summary.notes[0].contains("runs 1 and 2 was"))
        let none = Self.summary(Self.series(5) { $1.generator.verdict = .invalid })
        #expect(none.findings.isEmpty)
        #expect(none.headline.contains("nothing can be said"))
    }

    @Test(arguments: SummaryFormat.all.map(\.fileName))
    func `every format is as it was looked at`(name: String) throws {
        let format = try #require(SummaryFormat.all.first { $0.fileName == name })
        let text = format.print(
            Summary(
                Self.series(5) {
                    if $0 == 1 { $1.verdict = .failed }
                    if $0 == 3 { $1.generator.verdict = .invalid }
                }))
        try Snapshot.expect(text, is: name)
        for line in text.split(separator: "\n") where name == "summary.txt" {
            #expect(line.count <= 100, "\(line)")
        }
    }
}
