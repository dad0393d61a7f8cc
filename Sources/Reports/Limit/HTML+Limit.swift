import Base

/// The page of a search for a limit: what was found, its curve, its steps.
extension HTML {
    static func page(_ report: LimitReport) -> String {
        let headline = Escape.markup(report.headline)
        let facts = [
            report.about, "broker: \(report.brokerName)", report.started,
            Figure.duration(report.duration),
        ].filter { !$0.isEmpty }.map { "<li>\(Escape.markup($0))</li>" }
        let notes = report.notes.map { "<li class=\"note\">\(Escape.markup($0))</li>" }
        let complaints =
            notes.isEmpty ? "" : "<ul class=\"complaints\">\(notes.joined())</ul>"
        let version = report.gale.version.isEmpty ? "" : " " + Escape.markup(report.gale.version)
        return document(
            title: headline, version: version,
            verdict: report.isAnswered ? "passed" : "inconclusive", style: LimitCurve.style,
            """
            <header class="banner">
            <div class="inner">
            <p class="scenario">find-limit \(Escape.markup(report.pattern))</p>
            <h1>\(Escape.markup(report.found))</h1>
            <p class="summary">\(headline.capitalizedFirst)</p>
            \(complaints)
            <ul class="facts">\(facts.joined())</ul>
            </div>
            </header>
            <main>
            \(LimitCurve(report).map(\.figure) ?? "")
            \(panel(report.table))
            </main>
            <footer>gale\(version) · \(LimitReport.schema)</footer>
            """)
    }
}

extension LimitReport {
    /// ``LimitReport/holds`` as large as the page can write it.
    fileprivate var found: String {
        guard let holds else { return "No limit found" }
        return conclusion == .broker ? amount(holds) : "At least \(amount(holds))"
    }
}
