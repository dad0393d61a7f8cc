import Base

/// A way of printing comparisons of one side with each of the others.
package struct ComparisonFormat: Sendable {
    /// What `--format` takes.
    package let name: String
    /// The usual file name, where `gale` chooses one.
    package let fileName: String
    /// One line for `--help`.
    package let doc: String
    package let print: @Sendable ([Comparison]) -> String

    package static let all: [ComparisonFormat] = [.text, .json, .markdown]

    private static let text = ComparisonFormat(
        name: "text", fileName: "comparison.txt",
        doc: "a table for the console; its first line is the verdict"
    ) { comparisons in
        comparisons.map { comparison in
            var lines = Text.wrapped(comparison.headline, indent: "  ", first: "")
            lines += Text.table(comparison.table) + [""]
            for (name, value) in comparison.legend {
                lines += Text.wrapped(Escape.line(value), indent: "   ", first: "\(name)  ")
            }
            for note in comparison.allNotes {
                lines += Text.wrapped(Escape.line(note), indent: "      ", first: "note: ")
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    private static let json = ComparisonFormat(
        name: "json", fileName: "comparison.json",
        doc: "everything, for programs: gale.comparison/1"
    ) { comparisons in
        JSON([
            "schema": "gale.comparison/1",
            "comparisons": .array(comparisons.map(\.json)),
        ]).pretty + "\n"
    }

    private static let markdown = ComparisonFormat(
        name: "markdown", fileName: "comparison.md",
        doc: "a table for a pull request"
    ) { comparisons in
        comparisons.map { comparison in
            var lines = ["## \(comparison.mark) \(Escape.markdown(comparison.headline))"]
            lines += Markdown.table(comparison.table) + [""]
            lines += comparison.legend.map { "- **\($0)**: \(Escape.markdown($1))" } + [""]
            lines += comparison.allNotes.map { "> \(Escape.markdown($0))\n" }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}

extension Comparison {
    /// The verdict in one line: the first thing that any format says.
    package var headline: String { ([verdict] + remarks).joined(separator: "; ") }

    private var verdict: String {
        let (a, b) = letters
        if let first = worse.first {
            return "\(b) \(first.kind.word(isBetter: false)): \(Self.clause(first))"
                + others(than: worse, "worse")
                + (better.isEmpty ? "" : "; \(Figure.count(better.count, "figure")) better")
        }
        if let first = better.first {
            return "\(b) \(first.kind.word(isBetter: true)): \(Self.clause(first))"
                + others(than: better, "better")
        }
        if findings.contains(where: { $0.interval != nil }) {
            return "No detectable difference between \(a) and \(b)"
        }
        return
            "Nothing can be said of \(a) and \(b): there are too few runs, and they are too short"
    }

    private static func clause(_ finding: Finding) -> String {
        let title = KeyFigure.withinSentence(finding.title)
        let interval = finding.intervalText
        return "\(title) \(finding.differenceText)" + (interval.isEmpty ? "" : " (\(interval))")
    }

    private func others(than findings: [Finding], _ word: String) -> String {
        findings.count < 2 ? "" : "; \(Figure.count(findings.count - 1, "more figure")) \(word)"
    }

    /// The notes, after what the intervals mean where there are any.
    var allNotes: [String] {
        guard !findings.isEmpty else { return notes }
        let share = Figure.number(tolerance * 100)
        let meaning =
            "Each interval holds the true difference in 95 of 100 cases (bootstrap). Better or "
            + "worse is only what exceeds \(share) % of \(letters.a) and would not be "
            + "chance even among so many figures."
        return [meaning] + notes
    }

    var mark: String { !worse.isEmpty ? "❌" : !better.isEmpty ? "✅" : "➖" }

    var legend: [(String, String)] {
        let runs = (Figure.count(runs.a, "run"), Figure.count(runs.b, "run"))
        return [(letters.a, "\(names.a) (\(runs.0))"), (letters.b, "\(names.b) (\(runs.1))")]
    }

    var table: Table {
        Table(
            scenario.isEmpty ? "Figure" : scenario,
            [
                .text("figure"), .number(letters.a), .number(letters.b), .number("difference"),
                .number("95 % interval"), .text("verdict"),
            ],
            findings.map { finding in
                [
                    finding.title + (finding.basis == .slices ? ", by slice" : ""),
                    finding.kind.text(finding.a), finding.kind.text(finding.b),
                    finding.differenceText, finding.intervalText, finding.outcome.words,
                ]
            })
    }

    var json: JSON {
        JSON([
            "headline": headline.json, "scenario": scenario.json, "tolerance": tolerance.json,
            "a": ["letter": letters.a.json, "name": names.a.json, "runs": runs.a.json],
            "b": ["letter": letters.b.json, "name": names.b.json, "runs": runs.b.json],
            "findings": .array(findings.map(\.json)), "notes": notes.json,
        ])
    }
}

extension Comparison.Outcome {
    package var words: String {
        switch self {
        case .better, .worse: rawValue
        case .same: "no detectable difference"
        case .unjudged: "not judged"
        }
    }
}

extension Comparison.Finding {
    /// `+1.02 ms`.
    var differenceText: String {
        let (texts, unit) = inOneUnit
        return (difference > 0 ? "+" : "") + texts[0] + unit
    }

    /// `0.97 … 1.08 ms`, or empty where nothing is known.
    var intervalText: String {
        let (texts, unit) = inOneUnit
        return interval == nil ? "" : "\(texts[1]) … \(texts[2])\(unit)"
    }

    /// The difference and its interval, whose digits line up.
    private var inOneUnit: (texts: [String], unit: String) {
        kind.inOneUnit([difference] + (interval.map { [$0.low, $0.high] } ?? []))
    }

    var json: JSON {
        JSON([
            "id": id.json, "title": title.json, "a": a.json, "b": b.json,
            "difference": difference.json, "share": share.json,
            "low": (interval?.low).json, "high": (interval?.high).json,
            "basis": (basis?.rawValue).json, "outcome": outcome.words.json,
        ])
    }
}
