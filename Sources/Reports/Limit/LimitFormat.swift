import Base

/// A way of printing what a search for a limit found: a name, the file it makes, a pure function.
package struct LimitFormat: Sendable {
    package let name: String
    package let fileName: String
    package let print: @Sendable (LimitReport) -> String

    package static let all: [LimitFormat] = [.json, .text, .markdown, .html]

    package static let json = LimitFormat(name: "json", fileName: "limit.json") { report in
        report.json.pretty + "\n"
    }

    /// The end of the search on the console; its first line is what was found.
    package static let text = LimitFormat(name: "text", fileName: "limit.txt") { report in
        var lines = Text.wrapped(Escape.line(report.headline), indent: "  ", first: "")
        for note in report.notes {
            lines += Text.wrapped(Escape.line(note), indent: "        ", first: "  note: ")
        }
        lines += Text.table(report.table) + [""]
        for (name, value) in report.facts {
            lines += Text.wrapped(Escape.line(value), indent: "         ", first: "\(name)  ")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let markdown = LimitFormat(name: "markdown", fileName: "limit.md") { report in
        var lines = ["## \(Escape.markdown(report.headline))", "", Escape.markdown(report.about)]
        lines += report.notes.flatMap { ["", "> \(Escape.markdown($0))"] }
        lines += Markdown.table(report.table)
        return lines.joined(separator: "\n") + "\n"
    }

    private static let html = LimitFormat(name: "html", fileName: "limit.html") { report in
        HTML.page(report)
    }
}

extension LimitReport {
    /// What ended the search, and what to do about it.
    var notes: [String] {
        (reason.isEmpty ? [] : [reason + "."]) + (hint.isEmpty ? [] : [hint])
    }

    /// Against what, and how: the names are of equal length.
    fileprivate var facts: [(String, String)] {
        [
            ("Broker ", brokerName), ("Load   ", about),
            ("Search ", "\(Figure.count(steps.count, "step")) in \(Figure.duration(duration))"),
        ]
    }

    var brokerName: String {
        if broker.embedded { return "gale's own, in the same process" }
        return broker.url.isEmpty ? "none was reached" : broker.url
    }

    /// The curve around the limit: every step, the lowest load first, in the order of play.
    var table: Table {
        let rows = steps.enumerated().sorted {
            ($0.element.load, $0.offset) < ($1.element.load, $1.offset)
        }
        return Table(
            "Steps",
            [
                .number(unit), .number("achieved/s"), .number("connected"), .number("p50"),
                .number("p99"), .number("lost"), .text("verdict"),
            ],
            rows.map { _, step in
                let isPlayed = !step.report.isEmpty
                return [
                    Figure.count(step.load), step.achieved.map(Figure.number) ?? "–",
                    isPlayed ? Figure.count(step.connected) : "–",
                    step.p50.map(Figure.duration) ?? "–", step.p99.map(Figure.duration) ?? "–",
                    isPlayed ? Figure.count(step.lost) : "–", verdict(of: step),
                ]
            })
    }

    private func verdict(of step: Step) -> String {
        switch step.verdict {
        case .holds: step.load == holds ? "holds: the knee" : "holds"
        case .fails: step.load == fails ? "fails: beyond the knee" : "fails"
        case .generator: "generator \(step.generator?.rawValue ?? "late")"
        case .host: "not to be played here"
        case .interrupted: "interrupted"
        }
    }
}
