/// Several runs of one load in a row, of one broker or of two in turn, as far as they were played.
package struct Series: Sendable {
    /// What the exit code says of all runs.
    package enum Ending: Equatable, Sendable {
        case well, failed, interrupted
    }

    package let turns: [Turn]
    /// Whether an invalid generator fails a run by itself.
    ///
    /// Of two brokers it always does: what is told of them would be gale's own doing.
    package let mustBeValid: Bool
    package private(set) var runs: [(turn: Turn, report: Report)] = []
    /// Whether a person ended it.
    package private(set) var isInterrupted = false

    package init(_ turns: [Turn], mustBeValid: Bool) {
        self.turns = turns
        self.mustBeValid = mustBeValid || turns.contains { $0.side != nil }
    }

    /// Takes the report of a run that took place, to its end or not.
    package mutating func add(_ report: Report, of turn: Turn) {
        runs.append((turn, report))
        if report.verdict == .interrupted { isInterrupted = true }
    }

    /// Ends it before its last turn.
    package mutating func interrupt() { isInterrupted = true }

    /// The runs whose figures say something of a broker: whole ones, of a generator in time.
    package func counted(_ side: Turn.Side?) -> [Report] {
        runs.filter { $0.turn.side == side && Self.counts($0.report) }.map(\.report)
    }

    /// How many of a side there must be before anything is said of it.
    package var fewest: Int {
        min(2, turns.count / (turns.contains { $0.side != nil } ? 2 : 1))
    }

    static func counts(_ report: Report) -> Bool {
        report.verdict != .interrupted && !report.generatorIsInvalid
    }

    /// - Parameter isWorse: whether a comparison of the sides found a regression.
    package func ending(isWorse: Bool = false) -> Ending {
        if isInterrupted { return .interrupted }
        return isWorse || !failed.isEmpty || mustBeValid && !invalid.isEmpty ? .failed : .well
    }

    /// What the verdict is worth, in clauses for the headline; empty where all runs came to a good
    /// end.
    package var remarks: [String] {
        let whole = runs.count { $0.report.verdict != .interrupted }
        var remarks: [String] = []
        if !failed.isEmpty { remarks.append(share(failed) + " failed") }
        if !invalid.isEmpty { remarks.append("generator invalid in " + share(invalid)) }
        if whole < turns.count {
            remarks.append(
                (isInterrupted ? "interrupted" : "ended") + " after \(whole) of "
                    + Figure.count(turns.count, "run"))
        }
        return remarks
    }

    /// The same in sentences that name the runs.
    package var notes: [String] {
        var notes: [String] = []
        if !failed.isEmpty {
            notes.append(
                "The expectations of \(names(failed)) did not hold; gale report tells which.")
        }
        if !invalid.isEmpty {
            notes.append(
                "The generator of \(names(invalid)) was invalid: the figures are gale's own and "
                    + "left out here.")
        }
        let degraded = runs.filter {
            $0.report.generator.verdict == .degraded && Self.counts($0.report)
        }
        if !degraded.isEmpty {
            notes.append(
                "The generator of \(names(degraded)) was degraded: high percentiles are in part "
                    + "gale's own.")
        }
        return notes
    }

    private var failed: [(turn: Turn, report: Report)] {
        runs.filter { !$0.report.verdict.isGood && $0.report.verdict != .interrupted }
    }

    private var invalid: [(turn: Turn, report: Report)] {
        runs.filter { $0.report.generatorIsInvalid && $0.report.verdict != .interrupted }
    }

    private func share(_ some: [(turn: Turn, report: Report)]) -> String {
        "\(some.count) of " + Figure.count(turns.count, "run")
    }

    /// `a2, b1 and b3`, `run 3`, `runs 1 and 4`.
    private func names(_ some: [(turn: Turn, report: Report)]) -> String {
        let names = some.map(\.turn.folder)
        let noun = some[0].turn.side != nil ? "" : names.count == 1 ? "run " : "runs "
        guard names.count > 1 else { return noun + names[0] }
        return noun + names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }
}

extension Series {
    /// Compares the broker of side A with that of side B, which are called `names`.
    ///
    /// Where too few runs count, it has no findings and says so.
    package func comparison(
        names: (a: String, b: String), tolerance: Double, bootstrap: Bootstrap = Bootstrap()
    ) throws(Incomparable) -> Comparison {
        let sides = (
            a: Comparison.Side(letter: "A", name: names.a, runs: counted(.a)),
            b: Comparison.Side(letter: "B", name: names.b, runs: counted(.b))
        )
        var comparison = Comparison()
        if min(sides.a.runs.count, sides.b.runs.count) >= fewest {
            comparison = try Comparison(
                sides.a, sides.b, tolerance: tolerance, bootstrap: bootstrap)
        } else {
            comparison.names = names
            comparison.runs = (sides.a.runs.count, sides.b.runs.count)
            comparison.scenario = runs.first?.report.scenario.name ?? ""
            comparison.tolerance = tolerance
        }
        comparison.remarks = remarks
        comparison.notes += notes
        return comparison
    }
}
