import Base

extension Format {
    /// One file that needs nothing else: it opens from a disk, without a network.
    package static let html = Format(
        name: "html", fileName: "report.html",
        doc: "one page with charts, for people; opens without a network"
    ) { report, assets in HTML.page(report, assets) }
}

/// The parts of the page.
///
/// Every text that gale did not write itself passes through ``Escape/markup(_:keepingLines:)``.
/// The policy in the head forbids any request, whatever the page may come to hold.
enum HTML {
    /// Inline script and style, and nothing from anywhere else.
    static let policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        + "img-src data:; base-uri 'none'; form-action 'none'"

    static func page(_ report: Report, _ assets: Assets) -> String {
        let hasCharts = assets.chartScript != nil
        return document(
            title: Escape.markup(report.headline),
            version: " \(Escape.markup(report.gale.version))",
            verdict: report.verdict.rawValue,
            """
            \(banner(report))
            <main>
            \(keyFigures(report))
            \(checks(report))
            \(hasCharts ? charts(report) : sparklines(report))
            \(tables(report, open: !hasCharts))
            </main>
            \(footer(report))
            \(hasCharts ? scripts(report, assets.chartScript!) : "")
            """)
    }

    /// The whole page around `body`; everything given is markup already.
    ///
    /// - Parameters:
    ///   - version: with the space before it, or nothing.
    ///   - verdict: the class that colours the banner.
    ///   - base: the style of its kind of page.
    ///   - more: style beyond that.
    static func document(
        title: String, version: String, verdict: String, base: String = style,
        style more: String? = nil, _ body: String
    ) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="generator" content="gale\(version)">
        <title>\(title)</title>
        <link rel="icon" href="data:,">
        <style>
        \(base)\(more.map { "\n\($0)" } ?? "")
        </style>
        </head>
        <body class="\(verdict)">
        \(body)
        </body>
        </html>

        """
    }

    /// The library, the data and the few lines that bring them together.
    private static func scripts(_ report: Report, _ library: String) -> String {
        """
        <script type="application/json" id="report">\(report.json.compact)</script>
        <script>
        \(confined(library))
        </script>
        <script>
        \(script)
        </script>
        """
    }

    /// Script text that cannot end its element, or open a comment that hides the end.
    ///
    /// Within the strings and patterns where these stand, a backslash before them means nothing.
    private static func confined(_ script: String) -> String {
        script
            .replacing(/<(\/script|script|!--)/.ignoresCase()) { match in "<\\\(match.1)" }
    }

    private static func footer(_ report: Report) -> String {
        let version = report.gale.version.isEmpty ? "" : " " + Escape.markup(report.gale.version)
        let started = report.started.isEmpty ? "" : " · started \(Escape.markup(report.started))"
        return "<footer>gale\(version)\(started) · \(Report.schema)</footer>"
    }
}
