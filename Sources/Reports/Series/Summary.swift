import Base

/// What several runs of one load have in common: each key figure with its mean and how sure it is.
package struct Summary: Sendable {
    /// One figure over all runs that count.
    package struct Finding: Equatable, Sendable {
        package let id: String
        package let title: String
        package let kind: KeyFigure.Kind
        /// One of each run, in their order; units as in ``Comparison/Finding``.
        package let values: [Double]
        package let mean: Double
        /// The standard deviation from run to run; nil for one run.
        package let spread: Double?
        /// Holds the true mean in 95 of 100 cases; nil for fewer than three runs.
        package let interval: Interval?
    }

    package let scenario: String
    package let verdict: Verdict
    package let findings: [Finding]
    /// Each run that was played: its folder, its report.
    let runs: [(folder: String, report: Report)]
    let planned: Int
    let remarks: [String]
    package let notes: [String]

    /// - Parameter series: of one broker.
    package init(_ series: Series, bootstrap: Bootstrap = Bootstrap()) {
        scenario = series.runs.first?.report.scenario.name ?? ""
        verdict = Self.verdict(of: series)
        runs = series.runs.map { ($0.turn.folder, $0.report) }
        planned = series.turns.count
        remarks = series.remarks
        notes = series.notes
        let counted = series.counted(nil)
        guard counted.count >= max(1, series.fewest) else {
            findings = []
            return
        }
        let figures = counted.map(\.json)
        findings = KeyFigure.all(of: counted).compactMap { figure in
            let values = figures.compactMap(figure.value)
            guard values.count == counted.count else { return nil }
            let sample = Sample(independent: values)
            return Finding(
                id: figure.id, title: figure.title, kind: figure.kind, values: values,
                mean: sample.mean, spread: sample.deviation,
                // No figure is below zero, whatever three runs far apart would allow.
                interval: bootstrap.interval(of: sample).map {
                    Interval(low: max(0, $0.low), high: $0.high)
                })
        }
    }

    /// The worst of the runs.
    private static func verdict(of series: Series) -> Verdict {
        let verdicts = series.runs.map(\.report.verdict)
        switch series.ending() {
        case .interrupted: return .interrupted
        case .failed where verdicts.contains(.failed): return .failed
        case .failed: return verdicts.contains(.inconclusive) ? .inconclusive : .failed
        case .well: return .passed
        }
    }
}
