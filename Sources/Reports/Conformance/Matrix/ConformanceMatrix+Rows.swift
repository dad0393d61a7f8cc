import Base

/// What the matrix comes to: rows, totals, a verdict.
extension ConformanceMatrix {
    /// A statement across all brokers.
    package struct Row: Record, Equatable {
        package var statement = ""
        /// The strongest of its cases: `must`, `should` or `may`; empty where it has none.
        package var level = ""
        package var agreement = Agreement.untried
        /// The worst of its cases for each broker; nil where none was played.
        package var verdicts: [Verdict?] = []
        /// For each broker, whether all that it fails was known before.
        package var known: [Bool] = []
        /// Its place in ``ConformanceMatrix/statements``.
        var place = 0
        /// Places in ``ConformanceMatrix/cases``.
        var cases: [Int] = []

        package init() {}

        package static let fields: [Field<Row>] = [
            Field("statement", \.statement), Field("level", \.level),
            Field("agreement", \.agreement), Field("verdicts", \.verdicts),
            Field("known", \.known),
        ]
    }

    /// How many statements of a kind came to what at one broker.
    package struct Total: Record, Equatable {
        package var broker = ""
        /// `all`, a version, or a level.
        package var scope = ""
        package var statements = 0
        package var passed = 0
        package var tolerated = 0
        package var failed = 0
        /// Of those that failed.
        package var known = 0
        package var inconclusive = 0
        package var skipped = 0
        package var untried = 0

        package init() {}

        package static let fields: [Field<Total>] = [
            Field("broker", \.broker), Field("scope", \.scope),
            Field("statements", \.statements), Field("passed", \.passed),
            Field("tolerated", \.tolerated), Field("failed", \.failed), Field("known", \.known),
            Field("inconclusive", \.inconclusive), Field("skipped", \.skipped),
            Field("untried", \.untried),
        ]
    }

    private static let levels = ["must", "should", "may"]

    /// Every statement, those first about which brokers disagree; within that, what a server must
    /// do before what it should, and else in the order of the standards.
    package var rows: [Row] {
        var citing: [String: [Int]] = [:]
        for (index, subject) in cases.enumerated() {
            for id in subject.statements { citing[id, default: []].append(index) }
        }
        let rows = statements.indices.map { row($0, citing[statements[$0].id] ?? []) }
        func key(_ row: Row) -> [Int] {
            [
                Agreement.allCases.firstIndex(of: row.agreement)!,
                Self.levels.firstIndex(of: row.level) ?? Self.levels.count, row.place,
            ]
        }
        return rows.sorted { key($0).lexicographicallyPrecedes(key($1)) }
    }

    private func row(_ place: Int, _ citing: [Int]) -> Row {
        var row = Row()
        row.statement = statements[place].id
        row.place = place
        row.cases = citing
        row.level =
            Self.levels.first { level in citing.contains { cases[$0].level == level } } ?? ""
        let order = Agreement.allCases
        row.agreement =
            citing.map { Agreement(of: cases[$0].results.compactMap { $0?.verdict }) }
            .min { order.firstIndex(of: $0)! < order.firstIndex(of: $1)! } ?? .untried
        for column in brokers.indices {
            let results = citing.compactMap { cases[$0].results[column] }
            let worst = results.map(\.verdict).max { $0.rank < $1.rank }
            row.verdicts.append(worst)
            row.known.append(worst == .failed && !results.contains(where: \.isNews))
        }
        return row
    }

    /// For each broker: of all statements, of each version, of each level.
    ///
    /// Statements without a case have no level.
    package var totals: [Total] {
        let rows = rows
        let versions = Set(statements.map(\.version)).sorted()
        let scopes = ["all"] + versions + Self.levels
        return brokers.indices.flatMap { column in
            scopes.map { scope in
                total(
                    of: column, scope,
                    rows.filter {
                        scope == "all" || $0.level == scope
                            || statements[$0.place].version == scope
                    })
            }
        }
    }

    private func total(of column: Int, _ scope: String, _ rows: [Row]) -> Total {
        var total = Total()
        total.broker = brokers[column].name
        total.scope = scope
        total.statements = rows.count
        for row in rows {
            switch row.verdicts[column] {
            case .passed: total.passed += 1
            case .tolerated: total.tolerated += 1
            case .failed: total.failed += 1
            case .skipped: total.skipped += 1
            case .inconclusive, .interrupted: total.inconclusive += 1
            case nil: total.untried += 1
            }
            if row.known[column] { total.known += 1 }
        }
        return total
    }

    /// Results of the broker in `column`.
    func results(of column: Int) -> [Result] { cases.compactMap { $0.results[column] } }

    /// Failed where a broker fails what neither its profile nor a baseline knows, or does not fail
    /// any more what a baseline lists; inconclusive where that is not so and something is open that
    /// nobody has explained.
    package var verdict: Verdict {
        let all = brokers.indices.flatMap { results(of: $0) }
        if all.contains(where: { $0.isNews || $0.isRepaired }) { return .failed }
        if all.contains(where: { $0.verdict == .interrupted }) { return .interrupted }
        return all.contains(where: \.isOpen) || all.isEmpty ? .inconclusive : .passed
    }

    /// All in a line.
    package var headline: String {
        let rows = rows
        func count(_ agreement: Agreement) -> Int { rows.count { $0.agreement == agreement } }
        let tried = rows.count - count(.untried)
        let news = brokers.indices.reduce(0) { $0 + results(of: $1).count(where: \.isNews) }
        let unreached = brokers.count { !$0.trouble.isEmpty }
        let remark =
            brokers.contains(where: \.isInsecure) ? "NOT VERIFIED who all brokers are; " : ""
        return remark + "\(verdict.rawValue.uppercased()) conformance of "
            + "\(Figure.count(brokers.count, "broker")): "
            + "\(Figure.count(statements.count, "statement")), \(Figure.count(tried)) tried, "
            + "disagreement about \(Figure.count(count(.disagree))), "
            + "\(Figure.count(count(.allFail))) that all fail, "
            + "\(Figure.count(news, "failed case")) without an explanation"
            + (unreached > 0 ? ", \(unreached) not reached" : "")
            + ", \(Figure.duration(duration))"
    }
}
