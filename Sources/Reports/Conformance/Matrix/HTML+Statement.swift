import Base

/// The page of one statement: what each broker made of each of its cases.
extension HTML {
    /// - Parameter home: on which page each case stands with what passed.
    static func page(
        of row: ConformanceMatrix.Row, in matrix: ConformanceMatrix, home: [String: String]
    ) -> String {
        let statement = matrix.statements[row.place]
        let name = "\(Escape.markup(statement.version)) \(Escape.markup(statement.number))"
        let version = matrix.gale.version.isEmpty ? "" : " " + Escape.markup(matrix.gale.version)
        let cells = matrix.brokers.enumerated().map { column, broker in
            "<tr><th scope=\"row\">\(Escape.markup(broker.name)) "
                + "<span class=\"id\">\(Escape.markup(broker.release))</span></th>"
                + "<td>\(badge(row.verdicts[column], isKnown: row.known[column]))</td></tr>"
        }
        return document(
            title: name, version: version, verdict: "", base: ConformanceStyle.base,
            """
            <header>
            <p class="kind"><a href="../index.html#\(row.agreement.rawValue)">All statements</a></p>
            <h1>\(name)</h1>
            <p>\(Escape.markup(statement.says))</p>
            \(facts([
                ("Section", statement.section), ("Binds", statement.binds), ("Level", row.level),
            ]))
            </header>
            <main>
            <p class="note">In our words; the standard's own are what counts.</p>
            <table><tbody>
            \(cells.joined(separator: "\n"))
            </tbody></table>
            \(row.cases.map { section(matrix.cases[$0], of: statement, matrix, home) }
                .joined(separator: "\n"))
            </main>
            <footer><a href="../index.html">All statements</a> · gale\(version)</footer>
            """)
    }

    private static func section(
        _ subject: ConformanceMatrix.Case, of statement: ConformanceMatrix.Statement,
        _ matrix: ConformanceMatrix, _ home: [String: String]
    ) -> String {
        let others = subject.statements.filter { $0 != statement.id }.map { id in
            "<a href=\"\(ConformanceMatrix.page(of: id))\">\(Escape.markup(id))</a>"
        }
        let anchor = ConformanceMatrix.anchor(of: subject.id)
        let elsewhere = home[subject.id].flatMap { page in
            page == ConformanceMatrix.page(of: statement.id) ? nil : page
        }
        let body: String
        if let elsewhere {
            let badges = zip(matrix.brokers, subject.results).map { broker, result in
                "\(Escape.markup(broker.name)) \(badge(result))"
            }
            body =
                "<p>\(badges.joined(separator: " · "))</p>\n"
                + "<p><a href=\"\(elsewhere)#\(anchor)\">Transcripts of each broker</a></p>"
        } else {
            body = findings(subject, matrix)
        }
        return """
            <section id="\(anchor)">
            <h2>\(Escape.markup(subject.title))</h2>
            <p class="id">\(Escape.markup(subject.id)) · \(Escape.markup(subject.level))\(
                others.isEmpty ? "" : " · also tries " + others.joined(separator: " "))</p>
            \(body)
            </section>
            """
    }

    private static func badge(_ result: ConformanceMatrix.Result?) -> String {
        badge(
            result?.verdict, isKnown: result?.isKnown ?? false, isFlaky: result?.isFlaky ?? false)
    }

    /// An article for each broker of which there is something to say, and a line for those that
    /// came to the same without a word.
    private static func findings(
        _ subject: ConformanceMatrix.Case, _ matrix: ConformanceMatrix
    ) -> String {
        var articles: [String] = []
        var plain: [(head: String, names: [String])] = []
        for (broker, result) in zip(matrix.brokers, subject.results) {
            let name = Escape.markup(broker.name)
            if let result, result.verdict != .skipped,
                !result.transcript.isEmpty || !result.detail.isEmpty
            {
                articles.append(article(result, of: broker, subject))
                continue
            }
            let why = Escape.markup(result?.detail ?? broker.trouble)
            let head = badge(result) + (why.isEmpty ? "" : " \(why)")
            if let index = plain.firstIndex(where: { $0.head == head }) {
                plain[index].names.append(name)
            } else {
                plain.append((head, [name]))
            }
        }
        let lines = plain.map { head, names in
            "<p>\(head): <b>\(names.joined(separator: ", "))</b></p>"
        }
        return (articles + lines).joined(separator: "\n")
    }

    private static func article(
        _ result: ConformanceMatrix.Result, of broker: ConformanceMatrix.Broker,
        _ subject: ConformanceMatrix.Case
    ) -> String {
        // One command plays a passed case as well as another; a failed one should be at hand.
        let again =
            result.verdict == .passed ? "" : "\(broker.command) --only \(subject.id)"
        return """
            <article><h3>\(Escape.markup(broker.name)) \(badge(result))</h3>
            \(finding(result, reproduce: again, root: "../", isOpen: false))</article>
            """
    }
}
