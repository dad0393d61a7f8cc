import Reports

extension Command {
    static let report = Command(
        "report", operands: "DIR",
        summary: "Print the report of an earlier run again, in any format.",
        details: "DIR is the folder of a run, or its report.json.\n\nFormats:\n"
            + Format.all.map { "  \($0.name.padded(to: 10))\($0.doc)" }.joined(separator: "\n"),
        takes: 1...1, offers: .directories, options: Option.report, defaults: ReportOptions()
    ) { options, operands in
        let report = try Report(reading: operands[0])
        let text = options.format.print(report, with: .ofThisMachine)
        if let file = options.file {
            try TextFile.write(text, to: file)
        } else {
            print(text, terminator: "")
        }
        return .allWell
    }
}

/// What `gale report` was asked for.
struct ReportOptions: Sendable {
    var format = Format.text
    var file: String?
}

extension Option<ReportOptions> {
    static let report: [Self] = [
        Option(
            "--format", "F", offers: .words(Format.all.map(\.name)),
            help: "One of \(Format.all.map(\.name).joined(separator: ", ")); text unless told."
        ) { options, text throws(UsageError) in
            let formats = try Format.list(text)
            guard formats.count == 1 else { throw UsageError("--format wants one format here") }
            options.format = formats[0]
        },
        Option(
            "--output", short: "-o", "FILE", offers: .files,
            help: "Write to FILE instead of standard output."
        ) { $0.file = $1 },
    ]
}
