import MQTT

/// All statements of both versions, and the rules without a number.
package struct Catalogue: Sendable {
    /// In the order of the standards.
    package let statements: [Statement]
    private let places: [Statement.ID: Int]

    /// What is wrong with a list of statements.
    package struct Unreadable: Error, Equatable, CustomStringConvertible {
        package let list: String
        package let line: Int
        package let problem: String

        package var description: String { "\(list):\(line): \(problem)" }
    }

    /// Reads lists of tab-separated values, each with a line of headings.
    ///
    /// - Parameters:
    ///   - v3: the numbered statements of 3.1.1: id, section, who, paraphrase, observable, method.
    ///   - v5: those of 5.0, likewise.
    ///   - unnumbered: rules of either: id, section, rule, observable, method.
    package init(v3: String, v5: String, unnumbered: String) throws(Unreadable) {
        var statements = try Self.read(v3, named: "mqtt311.tsv") { Statement($0, of: .v3_1_1) }
        statements += try Self.read(v5, named: "mqtt5.tsv") { Statement($0, of: .v5) }
        statements += try Self.read(unnumbered, named: "unnumbered.tsv") {
            Statement(unnumbered: $0)
        }
        var places: [Statement.ID: Int] = [:]
        for (index, statement) in statements.enumerated() {
            guard places.updateValue(index, forKey: statement.id) == nil else {
                throw Unreadable(list: "lists", line: index, problem: "\(statement.id) is twice")
            }
        }
        self.statements = statements
        self.places = places
    }

    package subscript(id: Statement.ID) -> Statement? { places[id].map { statements[$0] } }

    private static func read(
        _ text: String, named list: String, _ make: ([Substring]) -> Statement?
    ) throws(Unreadable) -> [Statement] {
        var statements: [Statement] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where index > 0 && !line.isEmpty {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard let statement = make(cells) else {
                throw Unreadable(
                    list: list, line: index + 1, problem: "not the columns that a statement has")
            }
            statements.append(statement)
        }
        return statements
    }
}

extension Statement {
    fileprivate init?(_ cells: [Substring], of version: Version) {
        guard cells.count >= 6, let obligated = Obligated(rawValue: String(cells[2])),
            let observability = Observability(rawValue: String(cells[4]))
        else { return nil }
        id = ID(version, String(cells[0]))
        section = String(cells[1])
        self.obligated = obligated
        paraphrase = String(cells[3])
        self.observability = observability
        method = String(cells[5])
    }

    fileprivate init?(unnumbered cells: [Substring]) {
        guard cells.count >= 5, let observability = Observability(rawValue: String(cells[3]))
        else { return nil }
        id = ID(cells[0].hasPrefix("U3") ? .v3_1_1 : .v5, String(cells[0]))
        section = String(cells[1])
        obligated = .both
        paraphrase = String(cells[2])
        self.observability = observability
        method = String(cells[4])
    }
}
