/// The figures behind the charts, and all the others.
extension HTML {
    /// `open` where no chart says the same.
    static func tables(_ report: Report, open: Bool) -> String {
        let shown =
            report.identityTables + [
                report.latencyTable, report.messageTable, report.byteTable,
                report.applicationTable, report.willTable, report.brokerTable, report.ownCountTable,
            ]
        let folded = [
            report.serviceTimeTable, report.gapTable, report.phaseTable, report.runTable,
            report.securityTable, report.clockTable, report.generatorTable, report.timelineTable,
        ]
        let panels = shown.map { panel($0) }.filter { !$0.isEmpty }
        let details = folded.map { fold($0, open: open) }.filter { !$0.isEmpty }
        let faults = panel(report.faultTable)
        return ([faults, "<div class=\"tables\">"] + panels + ["</div>"] + details).joined(
            separator: "\n")
    }

    static func panel(_ table: Table) -> String {
        guard !table.rows.isEmpty else { return "" }
        // More columns than half a page can hold.
        let breadth = table.columns.count > 5 ? " wide" : ""
        return """
            <section class="panel\(breadth)">
            <h2>\(table.title)</h2>
            \(note(table))\(body(table))
            </section>
            """
    }

    private static func fold(_ table: Table, open: Bool) -> String {
        guard !table.rows.isEmpty else { return "" }
        return """
            <details class="panel"\(open ? " open" : "")>
            <summary>\(table.title)</summary>
            \(note(table))\(body(table))
            </details>
            """
    }

    private static func note(_ table: Table) -> String {
        table.note.isEmpty ? "" : "<p class=\"note\">\(table.note)</p>\n"
    }

    private static func body(_ table: Table) -> String {
        let isFacts = table.columns.allSatisfy { $0.name.isEmpty }
        // More columns than a phone can hold: names stay whole, the reader scrolls.
        let breadth = table.columns.count > 5 ? " class=\"broad\"" : ""
        var text = "<div class=\"scroll\"><table\(breadth)>\n"
        text += "<caption class=\"unseen\">\(table.title)</caption>\n"
        if !isFacts {
            let names = table.columns.map { "<th scope=\"col\"\(side($0))>\($0.name)</th>" }
            text += "<thead><tr>\(names.joined())</tr></thead>\n"
        }
        text += "<tbody>\n"
        for row in table.rows {
            text += "<tr>"
            for (number, (column, cell)) in zip(table.columns, row).enumerated() {
                // A column without a name holds the names of its rows.
                let isName = number == 0 && column.name.isEmpty
                let cell = Escape.markup(cell)
                text +=
                    isName ? "<th scope=\"row\">\(cell)</th>" : "<td\(side(column))>\(cell)</td>"
            }
            text += "</tr>\n"
        }
        return text + "</tbody></table></div>"
    }

    private static func side(_ column: Table.Column) -> String {
        column.isNumber ? " class=\"number\"" : ""
    }
}
