import Base
import Testing

@testable import Reports

/// Several runs in a row: whose turn it is, and what they come to.
@Suite struct SeriesTests {
    @Test(arguments: [
        (1, "A B", "a1 b1"), (2, "A B B A", "a1 b1 b2 a2"),
        (3, "A B B A A B", "a1 b1 b2 a2 a3 b3"),
        (5, "A B B A A B B A A B", "a1 b1 b2 a2 a3 b3 b4 a4 a5 b5"),
    ])
    func `two brokers take turns`(times: Int, order: String, folders: String) {
        let turns = Turn.alternating(times)
        #expect(turns.compactMap { $0.side?.letter }.joined(separator: " ") == order)
        #expect(turns.map(\.folder).joined(separator: " ") == folders)
        #expect(turns.map(\.place) == Array(1...2 * times))
        for side in Turn.Side.allCases {
            #expect(turns.filter { $0.side == side }.map(\.number) == Array(1...times))
        }
    }

    @Test(arguments: 1...40)
    func `neither broker comes earlier than the other on the whole`(times: Int) {
        let turns = Turn.alternating(times)
        let places = Turn.Side.allCases.map { side in
            turns.filter { $0.side == side }.reduce(0) { $0 + $1.place }
        }
        #expect((0...1).contains(places[1] - places[0]))
    }

    @Test
    func `a turn says where it is`() {
        #expect(Turn.alternating(5)[2].title == "3 of 10: B")
        #expect(Turn.repeated(5)[2].title == "3 of 5")
        #expect(Turn.repeated(3).map(\.folder) == ["1", "2", "3"])
    }

    /// What became of a run, in a letter: passed, failed, without a verdict, of an invalid or a
    /// degraded generator, interrupted.
    private static func report(_ letter: Character) -> Report {
        var report = ComparisonTests.side("A", runs: 1, seed: 1).runs[0]
        report.verdict =
            switch letter {
            case "f": .failed
            case "o": .inconclusive
            case "c": .interrupted
            default: .passed
            }
        report.generator.verdict =
            switch letter {
            case "i": .invalid
            case "d": .degraded
            default: .valid
            }
        return report
    }

    private static func series(
        _ turns: [Turn], _ letters: String, mustBeValid: Bool = false
    ) -> Series {
        var series = Series(turns, mustBeValid: mustBeValid)
        for (turn, letter) in zip(turns, letters) { series.add(Self.report(letter), of: turn) }
        return series
    }

    @Test(arguments: [
        ("ppp", false, Series.Ending.well), ("pdp", true, .well), ("pfp", false, .failed),
        ("pop", false, .failed), ("pip", false, .well), ("pip", true, .failed),
        ("pc", false, .interrupted), ("fc", true, .interrupted), ("fi", false, .failed),
    ])
    func `the worst of the runs decides`(letters: String, mustBeValid: Bool, ending: Series.Ending)
    {
        let series = Self.series(Turn.repeated(3), letters, mustBeValid: mustBeValid)
        #expect(series.ending() == ending)
        #expect(series.ending(isWorse: true) == (ending == .interrupted ? .interrupted : .failed))
    }

    @Test
    func `of two brokers no run may be invalid`() {
        #expect(Self.series(Turn.alternating(2), "ppip").ending() == .failed)
        #expect(Self.series(Turn.alternating(2), "pppp").ending() == .well)
        #expect(Self.series(Turn.alternating(2), "pppp").ending(isWorse: true) == .failed)
    }

    @Test
    func `a series that was ended between two runs is interrupted`() {
        var series = Self.series(Turn.repeated(5), "ppp")
        #expect(series.ending() == .well && series.remarks == ["ended after 3 of 5 runs"])
        series.interrupt()
        #expect(series.ending() == .interrupted)
        #expect(series.remarks == ["interrupted after 3 of 5 runs"])
    }

    @Test
    func `runs that do not count are named, and left out`() throws {
        let series = Self.series(Turn.alternating(4), "pfippodc")
        #expect(series.counted(.a).count == 3 && series.counted(.b).count == 3)
        let comparison = try series.comparison(
            names: ("here", "there"), tolerance: 0.1, bootstrap: Bootstrap(resamples: 100))
        #expect(comparison.runs == (3, 3) && comparison.names == ("here", "there"))
        #expect(comparison.tolerance == 0.1 && !comparison.findings.isEmpty)
        #expect(
            comparison.headline.hasSuffix(
                "; 2 of 8 runs failed; generator invalid in 1 of 8 runs; "
                    + "interrupted after 7 of 8 runs"))
        let notes = comparison.notes.joined(separator: "\n")
        for words in ["b1 and b3 did not hold", "b2 was invalid", "b4 was degraded"] {
            #expect(notes.contains(words), "\(notes)")
        }
    }

    @Test(arguments: ["", "p", "pp", "ppp", "pici"])
    func `where too few runs count, nothing is said of the brokers`(letters: String) throws {
        let series = Self.series(Turn.alternating(3), letters)
        let comparison = try series.comparison(names: ("here", "there"), tolerance: 0.05)
        #expect(comparison.findings.isEmpty && comparison.worse.isEmpty)
        #expect(comparison.headline.hasPrefix("Nothing can be said of A and B"))
        for format in ComparisonFormat.all { #expect(!format.print([comparison]).isEmpty) }
    }

    @Test
    func `one run of each is compared by its slices`() throws {
        let comparison = try Self.series(Turn.alternating(1), "pp")
            .comparison(names: ("here", "there"), tolerance: 0.05)
        #expect(comparison.findings.contains { $0.basis == .slices })
    }
}
