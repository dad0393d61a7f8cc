/// A way of printing a report: a name, the file it makes, and a pure function.
package struct Format: Sendable {
    /// What `--format` takes.
    package let name: String
    /// What the file is called in the directory of a run.
    package let fileName: String
    /// One line for `--help`.
    package let doc: String
    private let body: @Sendable (Report, Assets) -> String

    package init(
        name: String, fileName: String, doc: String,
        print: @escaping @Sendable (Report, Assets) -> String
    ) {
        self.name = name
        self.fileName = fileName
        self.doc = doc
        body = print
    }

    package func print(_ report: Report, with assets: Assets = Assets()) -> String {
        body(report, assets)
    }

    /// Every format, in the order `--help` lists them.
    package static let all: [Format] = [.json, .html, .junit, .markdown, .csv, .text]

    package static func named(_ name: String) -> Format? { all.first { $0.name == name } }
}

/// What a format needs from the machine and cannot make itself.
package struct Assets: Sendable {
    /// The text of Chart.js 3, or nil where it is not installed: tables say the same.
    package var chartScript: String?

    package init(chartScript: String? = nil) {
        self.chartScript = chartScript
    }

    /// Where Debian's package `libjs-chart.js` puts Chart.js.
    package static let chartScriptPath = "/usr/share/javascript/chart.js/chart.min.js"
}
