import Base

/// Two things that were measured, A and B, figure by figure: what differs, and how sure that is.
package struct Comparison: Equatable, Sendable {
    /// What was measured once or, better, several times, the repetitions of A and B in turn.
    package struct Side: Sendable {
        /// `A`, `B`, and so on.
        package var letter: String
        /// What the reader called it, such as a folder.
        package var name: String
        package var runs: [Report]

        package init(letter: String, name: String, runs: [Report]) {
            self.letter = letter
            self.name = name
            self.runs = runs
        }
    }

    package enum Outcome: String, CaseIterable, Sendable {
        case better, worse
        /// Chance explains it, or it is within the tolerance.
        case same
        /// There are too few runs to tell a difference from chance.
        case unjudged
    }

    /// What an interval is drawn from.
    package enum Basis: String, Sendable {
        case repetitions, slices
    }

    /// One figure of both sides.
    package struct Finding: Equatable, Sendable {
        package var id = ""
        package var title = ""
        package var kind = KeyFigure.Kind.latency
        /// The mean over the runs of a side, or over the slices of its one run.
        ///
        /// Unit as in `report.json`; CPU in nanoseconds a message, throughput in messages a second.
        package var a = 0.0
        package var b = 0.0
        /// Nil where nothing is known of the spread.
        package var interval: Interval?
        package var basis: Basis?
        package var outcome = Outcome.unjudged

        package var difference: Double { b - a }

        /// The difference over A; infinite where there was none before, 0 where nothing changed.
        package var share: Double { difference == 0 ? 0 : difference / a.magnitude }
    }

    package var letters = (a: "A", b: "B")
    package var names = (a: "", b: "")
    package var runs = (a: 0, b: 0)
    package var scenario = ""
    /// The share of A by which B may differ and yet count as the same.
    package var tolerance = 0.05
    package var findings: [Finding] = []
    /// What became of the runs themselves, in clauses that follow the verdict.
    package var remarks: [String] = []
    /// What to know before trusting the verdict; a list of sentences.
    package var notes: [String] = []

    package init() {}

    package var worse: [Finding] { findings.filter { $0.outcome == .worse } }
    package var better: [Finding] { findings.filter { $0.outcome == .better } }

    package static func == (a: Self, b: Self) -> Bool {
        a.letters == b.letters && a.names == b.names && a.runs == b.runs
            && a.scenario == b.scenario && a.tolerance == b.tolerance
            && a.findings == b.findings && a.remarks == b.remarks && a.notes == b.notes
    }
}

/// Why two sides cannot be compared, in a sentence.
package struct Incomparable: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension Comparison {
    /// Compares `b` with `a`, which is how it was before.
    ///
    /// With two or more runs a side, the runs are what is drawn again. Otherwise the slices of the
    /// runs stand in for them, for the figures that slices have: that interval tells how a run
    /// varied within itself, not how two runs of the same thing differ.
    ///
    /// - Throws: ``Incomparable`` for runs of different scenarios or fleets.
    package init(
        _ a: Side, _ b: Side, tolerance: Double = 0.05, bootstrap: Bootstrap = Bootstrap()
    ) throws(Incomparable) {
        self.init()
        try Self.check([a, b])
        letters = (a.letter, b.letter)
        names = (a.name, b.name)
        runs = (a.runs.count, b.runs.count)
        scenario = a.runs[0].scenario.name
        self.tolerance = tolerance
        let evidence = Evidence(a.runs, b.runs)
        let figures = KeyFigure.all(of: a.runs + b.runs).compactMap(evidence.samples)
        let judged = figures.count { $0.basis != nil }
        findings = figures.map { figure in
            let shift =
                figure.basis == nil
                ? nil : bootstrap.shift(from: figure.a, to: figure.b, among: judged)
            var finding = Finding()
            finding.id = figure.figure.id
            finding.title = figure.figure.title
            finding.kind = figure.figure.kind
            finding.a = figure.a.mean
            finding.b = figure.b.mean
            finding.basis = figure.basis
            finding.interval = shift?.interval
            finding.outcome = finding.judged(shift, tolerance: tolerance)
            return finding
        }
        notes = Self.notes(a, b)
    }
}

extension Comparison.Finding {
    fileprivate func judged(_ shift: Shift?, tolerance: Double) -> Comparison.Outcome {
        let isBetter = kind.isMoreBetter == (difference > 0)
        if kind == .lost || kind == .duplicated, a == 0, b == 0 { return .same }
        // A loss where there was none needs no statistics.
        if kind == .lost, a == 0 || b == 0 { return isBetter ? .better : .worse }
        guard let shift else { return .unjudged }
        guard !shift.together.contains(0), share.magnitude > tolerance else { return .same }
        return isBetter ? .better : .worse
    }
}

/// The numbers of both sides, as runs or as slices of runs.
private struct Evidence {
    let a: [Report]
    let b: [Report]
    let json: (a: [JSON], b: [JSON])
    let isRepeated: Bool

    init(_ a: [Report], _ b: [Report]) {
        self.a = a
        self.b = b
        json = (a.map(\.json), b.map(\.json))
        isRepeated = a.count >= 2 && b.count >= 2
    }

    /// Both sides of one figure, and what its interval can be drawn from; nil where a run lacks it.
    func samples(
        _ figure: KeyFigure
    ) -> (figure: KeyFigure, a: Sample, b: Sample, basis: Comparison.Basis?)? {
        if !isRepeated, let slices = figure.slices, hasLikeSlices {
            let before = Sample(inOrder: a.flatMap { slices($0.timeline) })
            let after = Sample(inOrder: b.flatMap { slices($0.timeline) })
            if before.showsSpread, after.showsSpread {
                return (figure, before, after, .slices)
            }
        }
        let before = json.a.compactMap(figure.value)
        let after = json.b.compactMap(figure.value)
        guard before.count == a.count, after.count == b.count else { return nil }
        return (
            figure, Sample(independent: before), Sample(independent: after),
            isRepeated ? .repetitions : nil
        )
    }

    /// The p99 of a second and of ten are different things.
    private var hasLikeSlices: Bool {
        let lengths = (a + b).map(\.timeline.sliceSeconds)
        return lengths.allSatisfy { $0 == lengths[0] }
    }
}
