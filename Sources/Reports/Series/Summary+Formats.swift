import Base

/// A way of writing down what several runs have in common.
package struct SummaryFormat: Sendable {
    /// The file in the folder of all runs.
    package let fileName: String
    package let print: @Sendable (Summary) -> String

    package static let all: [SummaryFormat] = [.text, .json, .markdown]

    /// A table for the console; its first line is the verdict.
    package static let text = SummaryFormat(fileName: "summary.txt") { summary in
        var lines = Text.wrapped(summary.headline, indent: "  ", first: "")
        lines += Text.table(summary.table) + [""]
        for note in summary.allNotes {
            lines += Text.wrapped(Escape.line(note), indent: "      ", first: "note: ")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything, for programs: gale.summary/1.
    private static let json = SummaryFormat(fileName: "summary.json") { summary in
        JSON([
            "schema": "gale.summary/1", "headline": summary.headline.json,
            "verdict": summary.verdict.rawValue.json, "scenario": summary.scenario.json,
            "planned": summary.planned.json,
            "runs": .array(
                summary.runs.map { folder, report in
                    JSON([
                        "folder": folder.json, "verdict": report.verdict.rawValue.json,
                        "generator": (report.generator.verdict?.rawValue).json,
                        "counted": Series.counts(report).json,
                    ])
                }),
            "findings": .array(summary.findings.map(\.json)), "notes": summary.notes.json,
        ]).pretty + "\n"
    }

    /// A table for a pull request.
    private static let markdown = SummaryFormat(fileName: "summary.md") { summary in
        var lines = ["## \(summary.verdict.mark) \(Escape.markdown(summary.headline))"]
        lines += Markdown.table(summary.table) + [""]
        lines += summary.allNotes.map { "> \(Escape.markdown($0))\n" }
        return lines.joined(separator: "\n")
    }
}

extension Summary {
    /// The verdict in one line: the first thing that any format says.
    package var headline: String {
        let name = scenario.isEmpty ? "runs" : Escape.line(scenario)
        let clauses = [leading ?? "nothing can be said, since no runs count"] + remarks
        return "\(verdict.rawValue.uppercased()) \(name), \(Figure.count(runs.count, "run")): "
            + clauses.joined(separator: "; ")
    }

    /// The figure that tells the most.
    private var leading: String? {
        let finding =
            findings.first { $0.kind == .latency } ?? findings.first { $0.kind == .throughput }
        return finding.map { finding in
            let interval = finding.intervalText
            return "\(KeyFigure.withinSentence(finding.title)) \(finding.kind.text(finding.mean))"
                + (interval.isEmpty ? "" : " (\(interval))")
        }
    }

    fileprivate var allNotes: [String] {
        let meaning =
            "Each interval holds the true mean in 95 of 100 cases (bootstrap over the runs)."
        return (findings.contains { $0.interval != nil } ? [meaning] : []) + notes
    }

    fileprivate var table: Table {
        Table(
            scenario.isEmpty ? "Figure" : scenario,
            [.text("figure"), .number("mean"), .number("spread"), .number("95 % interval")],
            findings.map { finding in
                [
                    finding.title, finding.kind.text(finding.mean),
                    finding.spread.map(finding.kind.text) ?? "", finding.intervalText,
                ]
            })
    }
}

extension Summary.Finding {
    /// `0.97 … 1.08 ms`, or empty where nothing is known.
    fileprivate var intervalText: String {
        guard let interval else { return "" }
        let (texts, unit) = kind.inOneUnit([interval.low, interval.high])
        return "\(texts[0]) … \(texts[1])\(unit)"
    }

    fileprivate var json: JSON {
        JSON([
            "id": id.json, "title": title.json, "mean": mean.json, "spread": spread.json,
            "low": (interval?.low).json, "high": (interval?.high).json, "values": values.json,
        ])
    }
}
