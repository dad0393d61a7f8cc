import Base

/// A way of printing what a broker's conformance was found to be.
package struct ConformanceFormat: Sendable {
    package let name: String
    package let fileName: String
    package let print: @Sendable (ConformanceReport) -> String

    package static let all: [ConformanceFormat] = [
        .json, .text, .markdown, .html, .junit,
    ]

    package static let json = ConformanceFormat(name: "json", fileName: "report.json") {
        $0.json.pretty + "\n"
    }

    /// For the console: the verdict, then each case that did not pass, with its transcript.
    package static let text = ConformanceFormat(name: "text", fileName: "conformance.txt") {
        report in
        var lines = Text.wrapped(Escape.line(report.headline), indent: "  ", first: "")
        for (name, text) in report.belief {
            lines += Text.wrapped(Escape.line(text), indent: "    ", first: "  \(name): ")
        }
        for check in report.checks where check.isWorthTelling {
            let flaky = check.isFlaky ? " (flaky)" : ""
            lines += ["", Escape.line("\(check.verdict.rawValue)\(flaky): \(check.id)")]
            lines += Text.wrapped(Escape.line(check.title), indent: "  ", first: "  ")
            let statements = check.statements.joined(separator: " ")
            lines.append(Escape.line("  \(check.level): \(statements)"))
            lines += Text.wrapped(Escape.line(check.detail), indent: "  ", first: "  ")
            if !check.explanation.isEmpty {
                let known = Escape.line(check.explanation)
                lines += Text.wrapped(known, indent: "    ", first: "  known: ")
            }
            if check.verdict != .tolerated {
                lines += check.transcript.map { "    " + Escape.line($0) }
                if !check.capture.isEmpty { lines.append("  capture: \(check.capture)") }
                lines.append("  again: \(Escape.line(check.reproduce))")
            }
        }
        for check in report.repaired {
            let id = Escape.line(check.id)
            lines += ["", "repaired: \(id) does not fail any more; strike it off the baseline"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let markdown = ConformanceFormat(
        name: "markdown", fileName: "conformance.md"
    ) { report in
        var lines = ["## \(Escape.markdown(report.headline))", ""]
        lines += report.belief.map { "- \($0.name): \(Escape.markdown($0.text))" }
        if !report.belief.isEmpty { lines.append("") }
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

    private static let html = ConformanceFormat(name: "html", fileName: "conformance.html") {
        HTML.page($0)
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

extension ConformanceReport {
    /// What was believed of the broker before it was judged.
    fileprivate var belief: [(name: String, text: String)] {
        [("release", release), ("profile", profile), ("note", note), ("source", source)]
            .filter { !$0.text.isEmpty }
    }
}

extension ConformanceReport.Check {
    var isWorthTelling: Bool {
        isFlaky || ![.passed, .skipped].contains(verdict)
    }
}
