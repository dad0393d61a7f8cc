import Base

/// The page of what messages cost: the answer, the bars, the tables.
extension HTML {
    static func page(_ report: OverheadReport) -> String {
        let headline = Escape.markup(report.headline)
        let facts = [
            report.path, "\(Figure.bytes(report.payload)) of payload", report.started,
            Figure.duration(report.duration),
        ].filter { !$0.isEmpty }.map { "<li>\(Escape.markup($0))</li>" }
        let warning = report.warning.map { "<li><strong>\(Escape.markup($0))</strong></li>" }
        let notes = report.notes.map { "<li class=\"note\">\(Escape.markup($0))</li>" }
        let complaints = [warning].compactMap { $0 } + notes
        let list =
            complaints.isEmpty ? "" : "<ul class=\"complaints\">\(complaints.joined())</ul>"
        let version = report.gale.version.isEmpty ? "" : " " + Escape.markup(report.gale.version)
        let tables = report.tables.map { panel($0.escapedForMarkup) }
        return document(
            title: headline, version: version,
            verdict: report.insecure ? "inconclusive" : "passed", style: OverheadBars.style,
            """
            <header class="banner">
            <div class="inner">
            \(report.warning == nil ? "" : list)
            <p class="scenario">overhead\(report.about.isEmpty
                ? "" : " of \(Escape.markup(report.about))")</p>
            <h1>\(report.answer)</h1>
            <p class="summary">\(headline.capitalizedFirst)</p>
            \(report.warning == nil ? list : "")
            <ul class="facts">\(facts.joined())</ul>
            </div>
            </header>
            <main>
            \(report.figures.map(\.figure).joined(separator: "\n"))
            \(tables.joined(separator: "\n"))
            \(panel(Table("What the figures are of", facts: report.facts)))
            </main>
            <footer>gale\(version) · \(OverheadReport.schema)</footer>
            """)
    }
}

extension OverheadReport {
    /// The headline's first figure, as large as the page can write it.
    fileprivate var answer: String {
        let ratios = [1, 0].compactMap { qos in
            row(.mqtts, qos: qos).flatMap { ratio(of: $0).bytes }
        }
        return ratios.first.map { "\(Self.times($0)) the bytes of HTTPS" } ?? "Overhead"
    }

    fileprivate var figures: [OverheadBars] {
        let kept = rows.filter { $0.connection == .kept }
        let fresh = rows.filter { $0.connection == .perMessage }
        let openings = kept.compactMap { row in
            row.opening?.bytes.map { OverheadBars.Bar(name: row.title, layers: $0) }
        }
        return [
            OverheadBars(
                "Bytes per message",
                note: "Over a connection that is kept; both directions, acknowledgement included.",
                kept.compactMap(Self.bar)),
            OverheadBars(
                "Bytes per connection",
                note: "To open and to close it"
                    + (fresh.isEmpty ? "." : "; messages with a new connection each hold one."),
                openings + fresh.compactMap(Self.bar)),
        ].compactMap { $0 }
    }

    private static func bar(_ row: Row) -> OverheadBars.Bar? {
        row.bytes.map { OverheadBars.Bar(name: row.title, layers: $0) }
    }
}
