import Base
import Testing

@testable import Reports

/// What is said of two sides whose truth is known.
@Suite struct ComparisonTests {
    /// Runs of one load; each is a little slower or faster than the others, by chance alone.
    static func side(
        _ letter: String, runs: Int, seed: UInt64, slower: Duration = .zero,
        change: (inout Report) -> Void = { _ in }
    ) -> Comparison.Side {
        var chance = SplitMix64(seed: seed)
        let reports = (0..<runs).map { _ in
            var report = Report.sample
            report.messages.all.lost = 0
            report.messages.all.duplicated = 0
            for (leg, finding) in report.latency.measured {
                var finding = finding
                for place in [\Report.Latency.p50, \.p99, \.p999, \.mean] {
                    finding[keyPath: place] =
                        finding[keyPath: place]! * chance.between(0.97, 1.03) + slower
                }
                report.latency[leg] = finding
            }
            for place in report.timeline.slices.indices {
                let factor = chance.between(0.97, 1.03)
                for figure in [\Report.Timeline.Slice.p50, \.p99] {
                    if let value = report.timeline.slices[place][keyPath: figure] {
                        report.timeline.slices[place][keyPath: figure] = value * factor + slower
                    }
                }
            }
            report.generator.cpuSeconds *= chance.between(0.99, 1.01)
            change(&report)
            return report
        }
        return Comparison.Side(letter: letter, name: "out/\(letter.lowercased())", runs: reports)
    }

    private static func compare(
        _ a: Comparison.Side, _ b: Comparison.Side, tolerance: Double = 0.05, seed: UInt64 = 0
    ) throws -> Comparison {
        try Comparison(
            a, b, tolerance: tolerance, bootstrap: Bootstrap(seed: seed, resamples: 1000))
    }

    @Test(arguments: [1, 5])
    func `two runs of the same thing show no difference`(runs: Int) throws {
        var silent = 0
        for seed in 0..<UInt64(100) {
            let a = Self.side("A", runs: runs, seed: 2 * seed)
            let b = Self.side("B", runs: runs, seed: 2 * seed + 1)
            let comparison = try Self.compare(a, b, tolerance: 0, seed: seed)
            if comparison.headline == "No detectable difference between A and B" { silent += 1 }
        }
        #expect(silent >= 93, "\(silent) of 100")
    }

    @Test(arguments: [1, 5])
    func `a millisecond more is found, with an interval around it`(runs: Int) throws {
        let a = Self.side("A", runs: runs, seed: 1)
        let b = Self.side("B", runs: runs, seed: 2, slower: .milliseconds(1))
        let comparison = try Self.compare(a, b)
        let median = try #require(
            comparison.findings.first { $0.id == "latency.endToEnd.p50" })
        // What half an interval a slice swings by is far more within a run that is cut.
        #expect(try #require(median.interval).contains(1e6), "\(median)")
        if runs > 1 {
            #expect(median.outcome == .worse && median.basis == .repetitions)
            #expect(comparison.headline.hasPrefix("B is slower: end to end p"))
        } else {
            #expect(median.basis == .slices)
        }
        #expect(try Self.compare(b, a).worse.isEmpty)
    }

    @Test
    func `what is within the tolerance is no difference`() throws {
        let a = Self.side("A", runs: 5, seed: 1)
        let b = Self.side("B", runs: 5, seed: 2) { $0.generator.cpuSeconds *= 1.1 }
        let cost = { (comparison: Comparison) in
            comparison.findings.first { $0.id == "cpuPerMessage" }?.outcome
        }
        #expect(cost(try Self.compare(a, b)) == .worse)
        #expect(cost(try Self.compare(b, a)) == .better)
        #expect(cost(try Self.compare(a, b, tolerance: 0.15)) == .same)
        #expect(try Self.compare(a, b).headline.hasPrefix("B costs more: CPU of gale a message +"))
    }

    @Test(arguments: [1, 3])
    func `a loss where there was none is worse, with or without repetitions`(runs: Int) throws {
        let a = Self.side("A", runs: runs, seed: 1)
        let b = Self.side("B", runs: runs, seed: 2) { $0.messages.all.lost = 1 }
        #expect(try Self.compare(a, b).headline.hasPrefix("B loses more: messages lost +1"))
        #expect(try Self.compare(b, a).headline.hasPrefix("A loses less: messages lost -1"))
    }

    @Test
    func `a percentile of few values is left out`() throws {
        let a = Self.side("A", runs: 2, seed: 1) { $0.latency[.will]?.count = 900 }
        let ids = try Self.compare(a, a).findings.map(\.id)
        #expect(ids.contains("latency.will.p50") && !ids.contains("latency.will.p99"))
        #expect(!ids.contains { $0.hasPrefix("latency.roundTrip") }, "it was not measured")
    }

    @Test
    func `other scenarios and other fleets cannot be compared`() throws {
        let a = Self.side("A", runs: 1, seed: 1)
        let other = Self.side("B", runs: 1, seed: 1) { $0.scenario.name = "trucks" }
        let larger = Self.side("B", runs: 1, seed: 1) { $0.fleet.devices = 2000 }
        for (side, word) in [(other, "trucks"), (larger, "2,000")] {
            let error = #expect(throws: Incomparable.self) { try Self.compare(a, side) }
            #expect(error?.description.contains(word) == true)
        }
    }

    @Test
    func `what makes a verdict doubtful is said`() throws {
        let a = Self.side("A", runs: 2, seed: 1)
        let b = Self.side("B", runs: 2, seed: 1) {
            $0.scenario.seed = 8
            $0.gale.version = "0.2.0"
            $0.host.cores = 64
            $0.duration *= 2
            $0.verdict = .interrupted
        }
        let notes = try Self.compare(a, b).notes.joined(separator: "\n")
        for word in ["seeds", "versions", "machines", "lasted", "2 runs ended early"] {
            #expect(notes.contains(word), "\(notes)")
        }
        #expect(try Self.compare(a, a).notes.isEmpty)
    }

    @Test(arguments: ComparisonFormat.all.map(\.name))
    func `every format is as it was looked at`(name: String) throws {
        let a = Self.side("A", runs: 5, seed: 1)
        let slower = Self.side("B", runs: 5, seed: 2, slower: .milliseconds(1))
        let single = Self.side("C", runs: 1, seed: 3)
        let comparisons = [try Comparison(a, slower), try Comparison(a, single)]
        let format = try #require(ComparisonFormat.all.first { $0.name == name })
        let text = format.print(comparisons)
        let ending = ["text": "txt", "json": "json", "markdown": "md"][name]!
        try Snapshot.expect(text, is: "comparison.\(ending)")
        if name == "text" {
            for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
    }
}
