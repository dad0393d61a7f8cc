import Base

/// Files that a matrix is written to: names, and pure functions.
package struct MatrixFormat: Sendable {
    package let name: String
    /// Each file with its text; a name may have a folder before it.
    package let files: @Sendable (ConformanceMatrix) -> [(name: String, text: String)]

    package static let all: [MatrixFormat] = [.json, .text, .markdown, .html]

    package static let json = MatrixFormat(name: "json") { [("matrix.json", $0.lines)] }

    package static let text = MatrixFormat(name: "text") { [("matrix.txt", print($0))] }

    package static let html = MatrixFormat(name: "html") { matrix in
        let rows = matrix.rows.filter { !$0.cases.isEmpty }
        var home: [String: String] = [:]
        // In the order of the standards, whatever the brokers did: a link stays good.
        for row in rows.sorted(by: { $0.place < $1.place }) {
            for index in row.cases where home[matrix.cases[index].id] == nil {
                home[matrix.cases[index].id] = ConformanceMatrix.page(of: row.statement)
            }
        }
        return [("index.html", HTML.page(matrix))]
            + rows.map { row in
                (
                    "statements/" + ConformanceMatrix.page(of: row.statement),
                    HTML.page(of: row, in: matrix, home: home)
                )
            }
    }

    /// How many failed cases the console bears; pages have them all.
    private static let newsShown = 20

    /// For the console; its first line is the headline.
    package static func print(_ matrix: ConformanceMatrix) -> String {
        var lines = Text.wrapped(Escape.line(matrix.headline), indent: "  ", first: "")
        for broker in matrix.brokers where !broker.trouble.isEmpty {
            lines += Text.wrapped(
                Escape.line(broker.trouble), indent: "    ",
                first: "  \(Escape.line(broker.name)): ")
        }
        lines += Text.table(matrix.totalTable)
        let news = matrix.news
        for (broker, subject, result) in news.prefix(newsShown) {
            let what = result.isNews ? result.detail : "fails no more; strike it off"
            lines += ["", Escape.line("\(broker.name): \(subject.id)")]
            lines += Text.wrapped(Escape.line(what), indent: "  ", first: "  ")
        }
        if news.count > newsShown { lines += ["", "… \(news.count - newsShown) more"] }
        return lines.joined(separator: "\n") + "\n"
    }

    package static let markdown = MatrixFormat(name: "markdown") { matrix in
        var lines = ["# \(Escape.markdown(matrix.headline))"]
        lines += Markdown.table(matrix.brokerTable)
        for broker in matrix.brokers where !broker.trouble.isEmpty {
            lines += ["", "> \(Escape.markdown("\(broker.name): \(broker.trouble)"))"]
        }
        lines += Markdown.table(matrix.totalTable)
        for part in [Agreement.disagree, .allFail, .undecided, .vary] {
            lines += Markdown.table(matrix.table(of: part))
        }
        lines += Markdown.table(matrix.scopeTable)
        return [("matrix.md", lines.joined(separator: "\n") + "\n")]
    }
}

extension ConformanceMatrix {
    /// What fails a run, broker by broker.
    fileprivate var news: [(Broker, Case, Result)] {
        brokers.enumerated().flatMap { column, broker in
            cases.compactMap { subject in
                guard let result = subject.results[column], result.isNews || result.isRepaired
                else { return nil }
                return (broker, subject, result)
            }
        }
    }

    /// The file of a statement among its like.
    static func page(of statement: String) -> String { anchor(of: statement) + ".html" }

    /// What may name a file, or a place in a page.
    static func anchor(of id: String) -> String {
        String(
            id.unicodeScalars.map { scalar -> Character in
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9" ~= scalar))
                return isPlain || scalar == "." ? Character(scalar) : "-"
            })
    }

    /// JSON with a line for each broker, statement, row and case: large, yet a diff can be read.
    fileprivate var lines: String {
        var text = "{"
        var separator = "\n"
        for (name, value) in json.object! {
            text += separator + "  " + JSON.string(name).compact + ": "
            if let elements = value.array, !elements.isEmpty {
                text += "[\n" + elements.map { "    " + $0.compact }.joined(separator: ",\n")
                text += "\n  ]"
            } else {
                text += value.compact
            }
            separator = ",\n"
        }
        return text + "\n}\n"
    }
}
