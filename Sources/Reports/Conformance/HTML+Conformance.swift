import Base

/// What the pages about conformance are made of.
extension HTML {
    /// A verdict as a sign, a word and a colour, so that none of them is needed to tell it.
    static func badge(_ verdict: Verdict?, isKnown: Bool = false, isFlaky: Bool = false) -> String {
        guard let verdict else { return "<span class=\"badge\">· not tried</span>" }
        let word = isKnown ? "known" : verdict.rawValue
        let flaky = isFlaky ? " flaky" : ""
        let kind = isKnown ? "known" : verdict.rawValue
        return "<span class=\"badge \(kind)\">\(verdict.sign) \(word)\(flaky)</span>"
    }

    /// What became of a case, with all that helps to judge it.
    ///
    /// - Parameter root: leads from the page to the report's folder: empty, or `../`.
    static func finding(
        _ result: ConformanceMatrix.Result, reproduce: String, root: String = "", isOpen: Bool
    ) -> String {
        var lines: [String] = []
        if !result.detail.isEmpty { lines.append("<p>\(Escape.markup(result.detail))</p>") }
        if !result.explanation.isEmpty {
            lines.append("<p><b>Known:</b> \(Escape.markup(result.explanation))</p>")
        }
        if result.isInBaseline { lines.append("<p><b>In the baseline.</b></p>") }
        if !result.transcript.isEmpty {
            let text = Escape.markup(
                result.transcript.joined(separator: "\n"), keepingLines: true)
            lines.append(
                """
                <details\(isOpen ? " open" : "")>
                <summary>Transcript</summary>
                <pre tabindex="0">\(text)</pre>
                </details>
                """)
        }
        if !result.capture.isEmpty {
            let path = Escape.markup(root + result.capture)
            lines.append("<p><a href=\"\(path)\">Capture for Wireshark</a></p>")
        }
        if !reproduce.isEmpty {
            lines.append("<p class=\"again\"><code>\(Escape.markup(reproduce))</code></p>")
        }
        return lines.joined(separator: "\n")
    }

    /// Where and with what; empty ones are left out.
    static func facts(_ facts: [(String, String)]) -> String {
        let items = facts.filter { !$0.1.isEmpty }
            .map { "<dt>\($0.0)</dt><dd>\(Escape.markup($0.1))</dd>" }
        return items.isEmpty ? "" : "<dl>\(items.joined())</dl>"
    }

    /// A link where it leads somewhere harmless, else its text.
    static func link(_ url: String) -> String {
        let text = Escape.markup(url)
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return text }
        return "<a href=\"\(text)\" rel=\"noreferrer\">\(text)</a>"
    }

    /// The page about one broker: what failed first, with what passed; then everything.
    static func page(_ report: ConformanceReport) -> String {
        let headline = Escape.markup(report.headline)
        let version = report.gale.version.isEmpty ? "" : " " + Escape.markup(report.gale.version)
        let telling = report.checks.filter(\.isWorthTelling)
            .sorted { $0.verdict.rank > $1.verdict.rank }
        let rest = report.checks.filter { !$0.isWorthTelling }
        return document(
            title: headline, version: version, verdict: report.verdict.rawValue,
            base: ConformanceStyle.base, style: ConformanceStyle.lists,
            """
            <header>
            <p class="kind">Conformance</p>
            <h1>\(headline)</h1>
            \(facts([
                ("Broker", report.target), ("Release", report.release),
                ("Profile", report.profile), ("Note", report.note),
                ("Versions", report.versions.joined(separator: ", ")),
                ("Not offered", report.lacks.joined(separator: ", ")),
                ("Started", report.started),
            ]))
            \(report.source.isEmpty ? "" : "<p>Source of the profile: \(link(report.source))</p>")
            </header>
            <main>
            \(filter(report.checks.map(\.verdict)))
            \(repaired(report))
            \(section("telling", "What did not pass", telling.map { article($0, isTold: true) }))
            \(section("rest", "What passed, and what was skipped", rest.map {
                article($0, isTold: false)
            }))
            </main>
            <footer>gale\(version) · \(ConformanceReport.schema)</footer>
            \(ConformanceScript.element)
            """)
    }

    private static func repaired(_ report: ConformanceReport) -> String {
        guard !report.repaired.isEmpty else { return "" }
        let items = report.repaired.map { "<li>\(Escape.markup($0.id))</li>" }
        return "<section><h2>Repaired: strike these off the baseline</h2><ul>"
            + items.joined() + "</ul></section>"
    }

    private static func section(_ id: String, _ title: String, _ articles: [String]) -> String {
        guard !articles.isEmpty else { return "" }
        return """
            <section id="\(id)">
            <h2>\(title) <span class="count">\(Figure.count(articles.count))</span></h2>
            \(articles.joined(separator: "\n"))
            </section>
            """
    }

    private static func article(_ check: ConformanceReport.Check, isTold: Bool) -> String {
        let result = ConformanceMatrix.Result(check)
        let finding = self.finding(result, reproduce: check.reproduce, isOpen: result.isNews)
        let body = isTold ? "\n" + finding : ""
        let version = check.id.prefix { $0 != "/" }
        return """
            <article \(marks(version: String(version), level: check.level, [check.verdict]))>
            <h3>\(badge(check.verdict, isKnown: result.isKnown, isFlaky: check.isFlaky)) \
            \(Escape.markup(check.title))</h3>
            <p class="id">\(Escape.markup(check.id)) · \(Escape.markup(check.level)) · \
            \(Escape.markup(check.statements.joined(separator: " ")))</p>\(body)
            </article>
            """
    }

    /// What the filter looks at.
    static func marks(version: String, level: String, _ verdicts: [Verdict]) -> String {
        let words = Set(verdicts.map(\.rawValue)).sorted().joined(separator: " ")
        return "data-row data-version=\"\(Escape.markup(version))\" "
            + "data-level=\"\(Escape.markup(level))\" data-verdict=\"\(words)\""
    }

    /// Fields that a few lines of script bring to life; without them nobody sees them.
    static func filter(_ verdicts: [Verdict]) -> String {
        func choice(_ name: String, _ label: String, _ words: [String]) -> String {
            let options = words.map { "<option>\($0)</option>" }.joined()
            return "<label>\(label) <select name=\"\(name)\">"
                + "<option value=\"\">all</option>\(options)</select></label>"
        }
        let present = Verdict.allCases.filter(verdicts.contains).map(\.rawValue)
        return """
            <div class="filter" role="search" hidden>
            <label>Text <input type="search" name="text"></label>
            \(choice("version", "Version", ["3.1.1", "5.0"]))
            \(choice("level", "Level", ["must", "should", "may"]))
            \(choice("verdict", "Verdict", present))
            <output aria-live="polite"></output>
            </div>
            """
    }
}
