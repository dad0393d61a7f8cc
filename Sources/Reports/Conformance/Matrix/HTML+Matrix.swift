import Base

/// The page on which several brokers stand side by side.
extension HTML {
    static func page(_ matrix: ConformanceMatrix) -> String {
        let headline = Escape.markup(matrix.headline)
        let version = matrix.gale.version.isEmpty ? "" : " " + Escape.markup(matrix.gale.version)
        let rows = matrix.rows
        let verdicts = rows.flatMap { $0.verdicts.compactMap(\.self) }
        let parts = Agreement.allCases.map { agreement in
            (agreement, rows.filter { $0.agreement == agreement })
        }.filter { !$0.1.isEmpty }
        let links = parts.map { part, rows in
            "<li><a href=\"#\(part.rawValue)\">\(part.title)</a> "
                + "<span class=\"count\">\(rows.count)</span></li>"
        }
        let sections = parts.map { part, rows in section(part, rows, matrix) }
        return document(
            title: headline, version: version, verdict: matrix.verdict.rawValue,
            base: ConformanceStyle.base,
            style: ConformanceStyle.lists + "\n" + ConformanceStyle.matrix,
            """
            <header>
            <p class="kind">Conformance, several brokers</p>
            <h1>\(headline)</h1>
            <p class="note">Each cell is the worst of the statement's cases: ✗ failed, ✗ known (it \
            fails, and somebody has said why), ? inconclusive, ≈ tolerated, ✓ passed, – skipped.</p>
            <nav aria-label="Parts of this page"><ul>
            \(links.joined(separator: "\n"))
            </ul></nav>
            </header>
            <main>
            \(brokers(matrix))
            \(totals(matrix))
            \(filter(verdicts))
            <p><input type="checkbox" id="cases"> <label for="cases">Show the cases below their \
            statements</label></p>
            \(sections.joined(separator: "\n"))
            \(allowances(matrix))
            </main>
            <footer>gale\(version) · \(Escape.markup(matrix.started)) · \
            \(ConformanceMatrix.schema)</footer>
            \(ConformanceScript.element)
            """)
    }

    private static func brokers(_ matrix: ConformanceMatrix) -> String {
        let rows = matrix.brokers.map { broker in
            let remarks = [
                broker.trouble, broker.isInsecure ? "NOT VERIFIED who it is." : "", broker.note,
                broker.lacks.isEmpty
                    ? "" : "Not offered: \(broker.lacks.joined(separator: ", ")).",
            ].filter { !$0.isEmpty }.map { "<p>\(Escape.markup($0))</p>" }.joined()
            let source = broker.source.isEmpty ? "" : "<p>\(link(broker.source))</p>"
            return "<tr><th scope=\"row\">\(Escape.markup(broker.name))</th>"
                + "<td>\(Escape.markup(broker.release))</td>"
                + "<td>\(Escape.markup(broker.profile))</td><td>\(remarks)\(source)</td>"
                + "<td class=\"number\">\(Figure.duration(broker.duration))</td></tr>"
        }
        return """
            <section>
            <h2>The brokers</h2>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Release</th>\
            <th scope="col">Profile</th><th scope="col">Remarks</th>\
            <th scope="col" class="number">Took</th></tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            </section>
            """
    }

    private static func totals(_ matrix: ConformanceMatrix) -> String {
        let table = matrix.totalTable
        return """
            <section>
            <h2>\(table.title)</h2>
            <p class="note">\(table.note)</p>
            \(figures(table))
            <details>
            <summary>\(matrix.scopeTable.title)</summary>
            <p class="note">\(matrix.scopeTable.note)</p>
            \(figures(matrix.scopeTable))
            </details>
            </section>
            """
    }

    private static func figures(_ table: Table) -> String {
        func side(_ column: Table.Column) -> String {
            column.isNumber ? " class=\"number\"" : ""
        }
        let heads = table.columns.map { "<th scope=\"col\"\(side($0))>\($0.name)</th>" }
        let rows = table.rows.map { row in
            let cells = zip(row, table.columns).dropFirst().map { cell, column in
                "<td\(side(column))>\(Escape.markup(cell))</td>"
            }
            let name = Escape.markup(row[0])
            return "<tr><th scope=\"row\">\(name)</th>\(cells.joined())</tr>"
        }
        return """
            <div class="scroll" tabindex="0"><table>
            <thead><tr>\(heads.joined())</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></div>
            """
    }

    private static func section(
        _ part: Agreement, _ rows: [ConformanceMatrix.Row], _ matrix: ConformanceMatrix
    ) -> String {
        let isTried = part != .untried
        let names = matrix.brokers.map { "<th scope=\"col\">\(Escape.markup($0.name))</th>" }
        return """
            <section id="\(part.rawValue)">
            <h2>\(part.title) <span class="count">\(rows.count)</span></h2>
            <p class="note">\(part.note)</p>
            <table class="matrix">
            <thead><tr><th scope="col">Statement</th>\(isTried
                ? names.joined() : "<th scope=\"col\" class=\"why\">Why</th>")</tr></thead>
            \(rows.map { body($0, matrix) }.joined(separator: "\n"))
            </table>
            </section>
            """
    }

    /// A statement, and below it its cases; where all pass, they stand on its own page alone.
    private static func body(
        _ row: ConformanceMatrix.Row, _ matrix: ConformanceMatrix
    ) -> String {
        let statement = matrix.statements[row.place]
        let marks = marks(
            version: statement.version, level: row.level, row.verdicts.compactMap(\.self))
        let name = "\(Escape.markup(statement.version)) \(Escape.markup(statement.number))"
        let says = "<p class=\"says\">\(Escape.markup(statement.says))</p>"
        guard row.agreement != .untried else {
            return "<tbody \(marks)><tr><th scope=\"row\">\(name)\(says)</th>"
                + "<td class=\"why\">\(Escape.markup(statement.reason))</td></tr></tbody>"
        }
        let page = ConformanceMatrix.page(of: statement.id)
        let cells = zip(row.verdicts, row.known).enumerated().map { column, cell in
            self.cell(badge(cell.0, isKnown: cell.1), matrix.brokers[column].name)
        }
        var lines = [
            "<tbody \(marks)><tr><th scope=\"row\"><a href=\"statements/\(page)\">\(name)</a> "
                + "<span class=\"id\">\(row.level)</span>\(says)</th>\(cells.joined())</tr>"
        ]
        if row.agreement != .agree, row.agreement != .skipped {
            lines += row.cases.map { line(of: matrix.cases[$0], matrix, page) }
        }
        return lines.joined(separator: "\n") + "</tbody>"
    }

    private static func line(
        of subject: ConformanceMatrix.Case, _ matrix: ConformanceMatrix, _ page: String
    ) -> String {
        let cells = subject.results.enumerated().map { column, result in
            cell(
                badge(
                    result?.verdict, isKnown: result?.isKnown ?? false,
                    isFlaky: result?.isFlaky ?? false), matrix.brokers[column].name)
        }
        let anchor = ConformanceMatrix.anchor(of: subject.id)
        return "<tr class=\"case\"><th scope=\"row\"><a href=\"statements/\(page)#\(anchor)\">"
            + "\(Escape.markup(subject.title))</a></th>\(cells.joined())</tr>"
    }

    private static func cell(_ content: String, _ broker: String) -> String {
        "<td data-b=\"\(Escape.markup(broker))\">\(content)</td>"
    }

    private static func allowances(_ matrix: ConformanceMatrix) -> String {
        guard !matrix.allowances.isEmpty else { return "" }
        return "<section><h2>What is tolerated</h2>"
            + facts(matrix.allowances.map { (Escape.markup($0.name), $0.says) }) + "</section>"
    }
}
