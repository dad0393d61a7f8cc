import Base

extension Format {
    /// The end of a run on the console; its first line is the verdict.
    package static let text = Format(
        name: "text", fileName: "report.txt", doc: "a summary for the console"
    ) { report, _ in
        var lines = Text.wrapped(report.headline, indent: "  ", first: "")
        lines += Text.list(report)
        for table in report.identityTables + [
            report.messageTable, report.applicationTable, report.willTable, report.latencyTable,
            report.clockTable, report.byteTable, report.ownCountTable,
        ] {
            lines += Text.table(table)
        }
        return (lines + [""] + Text.facts(report)).joined(separator: "\n") + "\n"
    }
}

enum Text {
    static let width = 100

    /// What failed, what went wrong, what to know: nothing where all is well.
    static func list(_ report: Report) -> [String] {
        var lines: [String] = []
        for check in report.complaints {
            let title = check.title.isEmpty ? check.id : check.title
            lines += wrapped(
                Escape.line(title), indent: "      ", first: "  \(check.verdict.rawValue): ")
            lines += wrapped(Escape.line(check.detail), indent: "      ", first: "      ")
        }
        for fault in report.faults {
            let time = fault.seconds.map { "at \(Figure.duration(seconds: $0)): " } ?? ""
            let times = fault.count == 1 ? "" : " (\(Figure.count(fault.count)) times)"
            lines += wrapped(Escape.line(fault.what) + times, indent: "      ", first: "  " + time)
        }
        if let remark = report.insecurityRemark {
            lines += wrapped(
                report.insecurityReason, indent: "      ", first: "  \(remark): ")
        }
        for reason in report.generatorReasons {
            let label = "  \(report.generatorRemark ?? "generator"): "
            lines += wrapped(Escape.line(reason), indent: "      ", first: label)
        }
        for warning in report.warnings {
            lines += wrapped(Escape.line(warning), indent: "      ", first: "  note: ")
        }
        return lines.isEmpty ? [] : [""] + lines
    }

    static func facts(_ report: Report) -> [String] {
        let fleet = report.fleet
        let generator = report.generator
        let rate = report.throughput.map { ", \(Figure.number($0)) messages/s published" } ?? ""
        let facts: [(String, String)] = [
            ("Broker", report.brokerName + report.brokerCost), ("Security", report.securityLine),
            (
                "Devices",
                "\(Figure.count(fleet.connected)) of \(Figure.count(fleet.devices)) connected, "
                    + "\(Figure.count(fleet.connectFailures)) failed connects, "
                    + "\(Figure.count(fleet.reconnects)) reconnects"
            ),
            ("Run", "\(Figure.duration(report.duration)), seed \(report.scenario.seed)\(rate)"),
            (
                "Generator",
                "\(Figure.duration(seconds: generator.cpuSeconds)) of processor time, "
                    + "\(Figure.bytes(generator.maxResidentBytes)) of memory, "
                    + "lateness p99 \(Figure.duration(generator.latenessP99))"
                    + (generator.verdict.map { ": \($0.rawValue)" } ?? "")
            ),
        ]
        return facts.filter { !$0.1.isEmpty }.flatMap { name, value in
            let label = padded(name, to: 11, isNumber: false)
            return wrapped(Escape.line(value), indent: "           ", first: label)
        }
    }

    static func table(_ table: Table) -> [String] {
        guard !table.rows.isEmpty else { return [] }
        let rows = [[table.title] + table.columns.dropFirst().map(\.name)] + table.rows
        let isNamed = table.columns[0].isNumber
        let cells = (isNamed ? [table.columns.map(\.name)] + table.rows : rows).map {
            $0.map { short(Escape.line($0)) }
        }
        let widths = table.columns.indices.map { column in cells.map { $0[column].count }.max()! }
        let lines = cells.map { row in
            var line = row.indices.map { column in
                padded(row[column], to: widths[column], isNumber: table.columns[column].isNumber)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        return [""] + (isNamed ? [table.title] + lines.map { "  " + $0 } : [lines[0]])
            + (isNamed ? [] : lines.dropFirst().map { $0 })
    }

    /// A name that nobody bounded must not push the figures off the screen.
    private static func short(_ text: String) -> String {
        text.count > 28 ? text.prefix(27) + "…" : text
    }

    private static func padded(_ text: String, to width: Int, isNumber: Bool) -> String {
        let space = String(repeating: " ", count: max(width - text.count, 0))
        return isNumber ? space + text : text + space
    }

    /// Breaks at spaces, or within a word that alone is too long.
    static func wrapped(_ text: String, indent: String, first: String) -> [String] {
        var lines: [String] = []
        var line = first
        var isFresh = true
        for var word in text.split(separator: " ") {
            while !word.isEmpty {
                let room = width - line.count - (isFresh ? 0 : 1)
                if word.count <= room {
                    line += (isFresh ? "" : " ") + word
                    word = ""
                    isFresh = false
                    continue
                }
                if isFresh {
                    line += word.prefix(room)
                    word = word.dropFirst(room)
                }
                lines.append(line)
                line = indent
                isFresh = true
            }
        }
        return isFresh ? lines : lines + [line]
    }
}
