import Base

extension Format {
    /// Tables for a pull request.
    package static let markdown = Format(
        name: "markdown", fileName: "report.md", doc: "tables for a pull request"
    ) { report, _ in
        var lines = ["## \(report.verdict.mark) \(Escape.markdown(report.headline))"]
        if let remark = report.insecurityRemark {
            lines += ["", "> ⚠️ \(Escape.markdown("\(remark): \(report.insecurityReason)"))"]
        }
        if !report.scenario.about.isEmpty {
            lines += ["", Escape.markdown(report.scenario.about)]
        }
        if let remark = report.generatorRemark {
            let reasons = report.generatorReasons.joined(separator: "; ")
            lines += ["", "> ⚠️ \(Escape.markdown("\(remark): \(reasons)"))"]
        }
        for warning in report.warnings { lines += ["", "> ⚠️ \(Escape.markdown(warning))"] }
        lines += Markdown.table(report.checkTable)
        for table in [report.faultTable] + report.identityTables + [
            report.messageTable, report.applicationTable, report.willTable, report.latencyTable,
            report.byteTable, report.brokerTable, report.ownCountTable,
        ] {
            lines += Markdown.table(table)
        }
        lines += ["", "<details><summary>How it was measured</summary>"]
        for table in [
            report.runTable, report.securityTable, report.clockTable, report.generatorTable,
            report.serviceTimeTable,
            report.gapTable,
        ] {
            lines += Markdown.table(table)
        }
        return (lines + ["", "</details>"]).joined(separator: "\n") + "\n"
    }
}

extension Verdict {
    var mark: String {
        switch self {
        case .passed, .tolerated, .skipped: "✅"
        case .failed: "❌"
        case .inconclusive, .interrupted: "⚠️"
        }
    }
}

enum Markdown {
    static func table(_ table: Table) -> [String] {
        guard !table.rows.isEmpty else { return [] }
        var lines = ["", "### \(table.title)", ""]
        if !table.note.isEmpty { lines += [table.note, ""] }
        lines.append(row(table.columns.map(\.name)))
        lines.append(row(table.columns.map { $0.isNumber ? "---:" : "---" }))
        return lines + table.rows.map { row($0.map(Escape.markdown)) }
    }

    private static func row(_ cells: [String]) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }
}
