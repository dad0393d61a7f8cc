import Base

/// The matrix as tables, for every format.
extension ConformanceMatrix {
    var brokerTable: Table {
        Table(
            "The brokers",
            ["Name", "Release", "Profile", "Not offered", "Note", "Source"].map(Table.Column.text),
            brokers.map { broker in
                [
                    broker.name, broker.release, broker.profile,
                    broker.lacks.joined(separator: ", "), broker.note, broker.source,
                ]
            })
    }

    /// What all statements came to, a broker a line.
    var totalTable: Table {
        Table(
            "Statements",
            note: "Of \(Figure.count(statements.count)); the worst case of each counts.",
            [.text("Broker")] + Self.figures,
            totals.filter { $0.scope == "all" }.map { [$0.broker] + $0.figures })
    }

    /// The same of each version and of each level.
    var scopeTable: Table {
        Table(
            "By version and by level", note: "A statement without a case has no level.",
            [.text("Broker"), .text("Of")] + Self.figures,
            totals.filter { $0.scope != "all" }.map { [$0.broker, $0.scope] + $0.figures })
    }

    private static let figures = [
        "All", "Passed", "Tolerated", "Failed", "of them known", "Inconclusive", "Skipped",
        "Not tried",
    ].map(Table.Column.number)

    /// The statements about which brokers are so far of one mind, one a line.
    func table(of part: Agreement) -> Table {
        let rows = rows.filter { $0.agreement == part }
        return Table(
            "\(part.title) (\(rows.count))", note: part.note,
            [.text("Statement"), .text("Level"), .text("In our words")]
                + brokers.map { .text(Escape.markdown($0.name)) },
            rows.map { row in
                let statement = statements[row.place]
                let cells = zip(row.verdicts, row.known).map { verdict, isKnown in
                    guard let verdict else { return "·" }
                    return "\(verdict.sign) \(isKnown ? "known" : verdict.rawValue)"
                }
                return ["\(statement.version) \(statement.number)", row.level, statement.says]
                    + cells
            })
    }
}

extension ConformanceMatrix.Total {
    fileprivate var figures: [String] {
        [statements, passed, tolerated, failed, known, inconclusive, skipped, untried]
            .map { Figure.count($0) }
    }
}
