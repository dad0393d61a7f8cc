import Base

/// A way of printing what messages cost: a name, the file it makes, a pure function.
package struct OverheadFormat: Sendable {
    package let name: String
    package let fileName: String
    package let print: @Sendable (OverheadReport) -> String

    package static let all: [OverheadFormat] = [.json, .text, .markdown, .html]

    package static let json = OverheadFormat(name: "json", fileName: "overhead.json") { report in
        report.json.pretty + "\n"
    }

    /// For the console; the answer stands first, but for a warning.
    package static let text = OverheadFormat(name: "text", fileName: "overhead.txt") { report in
        var lines = report.warning.map { [$0, ""] } ?? []
        lines += Text.wrapped(Escape.line(report.headline), indent: "  ", first: "")
        for note in report.notes {
            lines += Text.wrapped(Escape.line(note), indent: "        ", first: "  note: ")
        }
        for table in report.tables { lines += Text.table(table) }
        lines.append("")
        for (name, value) in report.facts {
            let label = name + String(repeating: " ", count: 14 - name.count)
            let indent = String(repeating: " ", count: 14)
            lines += Text.wrapped(Escape.line(value), indent: indent, first: label)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let markdown = OverheadFormat(name: "markdown", fileName: "overhead.md") {
        report in
        var lines = report.warning.map { ["> ⚠️ \(Escape.markdown($0))", ""] } ?? []
        lines.append("## \(Escape.markdown(report.headline))")
        lines += report.notes.flatMap { ["", "> \(Escape.markdown($0))"] }
        for table in report.tables { lines += Markdown.table(table.escapedForMarkdown) }
        lines += ["", "### What the figures are of", ""]
        lines += report.facts.map { "- **\($0.0)** \(Escape.markdown($0.1))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let html = OverheadFormat(name: "html", fileName: "overhead.html") { report in
        HTML.page(report)
    }
}

extension OverheadReport {
    /// All that are not empty, what matters most first.
    var tables: [Table] {
        let known = [bytesTable, rateTable, openingTable, whatIfTable, claimTable] + priceTables
        return known.filter { !$0.rows.isEmpty }
    }

    /// With what, and how it is to be read; names are shorter than 14 characters.
    var facts: [(String, String)] {
        let size = "\(Figure.bytes(payload)) of payload"
        let name =
            topic.isEmpty ? "" : " to “\(topic)” (\(Figure.bytes(topic.utf8.count)))"
        var facts = [("Sent", [about, size + name].filter { !$0.isEmpty }.joined(separator: ", "))]
        facts += servers.map { server in
            ("Server", server.embedded ? "gale's own, in the same process" : server.url)
        }
        facts += measured.map { ("Measured", $0) } + notMeasured.map { ("Not measured", $0) }
        if !priceLists.isEmpty {
            facts.append(("Priced", habit.text))
            facts += priceLists.map { list in
                let asOf = list.asOf.isEmpty ? "" : ", prices of \(list.asOf)"
                let source = list.source.isEmpty ? "" : ", from \(list.source)"
                let about = list.about.isEmpty ? "" : ": \(list.about)"
                return ("Tariff", "\(list.tariff)\(about)\(asOf)\(source)")
            }
        }
        return facts
    }
}

extension OverheadReport.Habit {
    /// What the device is taken to do, in a sentence.
    var text: String {
        let loss =
            reconnects == 0
            ? "its connection is never lost"
            : "its connection is lost \(Figure.count(reconnects, "time")) a day"
        let fleet =
            devices == 1
            ? "the only device of its account"
            : "one of \(Figure.count(devices)) devices of its account"
        let patience = Figure.duration(httpPatience)
        return "A message every \(Figure.duration(interval)) for 30 days to "
            + "\(Figure.count(receivers, "subscriber")); \(loss); \(fleet), "
            + "\(whileNew ? "with" : "without") its free tier. A server closes an HTTP connection "
            + "that is silent for \(patience)."
    }
}

extension Table {
    /// ``Markdown`` escapes cells; the names of these columns hold what a file may have said.
    fileprivate var escapedForMarkdown: Table {
        let columns = columns.map {
            Column(name: Escape.markdown($0.name), isNumber: $0.isNumber)
        }
        return Table(title, note: note, columns, rows)
    }

    /// ``HTML`` escapes cells alone, too.
    var escapedForMarkup: Table {
        let columns = columns.map {
            Column(name: Escape.markup($0.name), isNumber: $0.isNumber)
        }
        return Table(title, note: note, columns, rows)
    }
}
