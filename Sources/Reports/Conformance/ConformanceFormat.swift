import Base

/// A way of printing what a broker's conformance was found to be.
package struct ConformanceFormat: Sendable {
    package let name: String
    package let fileName: String
    package let print: @Sendable (ConformanceReport) -> String

    package static let all: [ConformanceFormat] = [.json, .text, .markdown, .junit]

    package static let json = ConformanceFormat(name: "json", fileName: "conformance.json") {
        $0.json.pretty + "\n"
    }

    /// For the console: the verdict, then each case that did not pass, with its transcript.
    package static let text = ConformanceFormat(name: "text", fileName: "conformance.txt") {
        report in
        var lines = Text.wrapped(Escape.line(report.headline), indent: "  ", first: "")
        for check in report.checks where check.isWorthTelling {
            let flaky = check.isFlaky ? " (flaky)" : ""
            lines += ["", "\(check.verdict.rawValue)\(flaky): \(check.id)"]
            lines += Text.wrapped(Escape.line(check.title), indent: "  ", first: "  ")
            lines.append("  \(check.level): \(check.statements.joined(separator: " "))")
            lines += Text.wrapped(Escape.line(check.detail), indent: "  ", first: "  ")
            if !check.explanation.isEmpty {
                let known = "  known: \(Escape.line(check.explanation))"
                lines += Text.wrapped(known, indent: "  ", first: "")
            }
            if check.verdict != .tolerated {
                lines += check.transcript.map { "    " + Escape.line($0) }
                lines.append("  again: \(Escape.line(check.reproduce))")
            }
        }
        for check in report.repaired {
            lines += [
                "", "repaired: \(check.id) does not fail any more; strike it off the baseline",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let markdown = ConformanceFormat(
        name: "markdown", fileName: "conformance.md"
    ) { report in
        var lines = ["## \(Escape.markdown(report.headline))", ""]
        if !report.lacks.isEmpty {
            lines += ["Not offered: \(Escape.markdown(report.lacks.joined(separator: ", "))).", ""]
        }
        let rows = report.checks.map { check in
            [
                check.id, check.title, check.statements.joined(separator: " "),
                check.verdict.rawValue + (check.isFlaky ? ", flaky" : ""), check.detail,
            ]
        }
        lines += Markdown.table(
            Table(
                "Cases",
                ["Case", "Title", "Statements", "Verdict", "Detail"].map(Table.Column.text),
                rows))
        return lines.joined(separator: "\n") + "\n"
    }

    private static let junit = ConformanceFormat(name: "junit", fileName: "junit.xml") { report in
        JUnit.document(
            suite: "conformance", duration: report.duration, started: report.started,
            properties: [
                ("target", report.target), ("profile", report.profile),
                ("verdict", report.verdict.rawValue), ("gale.version", report.gale.version),
            ],
            report.checks.map { check in
                Report.Check(
                    id: check.id, title: check.title, verdict: check.verdict,
                    detail: check.detail)
            })
    }
}

extension ConformanceReport.Check {
    fileprivate var isWorthTelling: Bool {
        isFlaky || ![.passed, .skipped].contains(verdict)
    }
}
