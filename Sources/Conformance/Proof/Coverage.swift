/// Which cases try which statement.
package struct Coverage: Sendable {
    package struct Line: Sendable {
        package let statement: Statement
        package let cases: [Case]
        /// Those of `--device`.
        package let checks: [DeviceCheck]

        /// Why no case tries it; nil where one does, or one should.
        package var reason: String? {
            guard cases.isEmpty else { return nil }
            if !checks.isEmpty {
                return "clients: " + checks.map(\.id).joined(separator: " ")
            }
            if statement.observability == .no { return "not observable: \(statement.method)" }
            if statement.obligated == .client {
                return "binds clients, and leaves open what a server does: \(statement.method)"
            }
            return nil
        }
    }

    /// In the order of the catalogue.
    package let lines: [Line]
    /// Statements that cases cite and the catalogue does not have.
    package let unknown: [Statement.ID]

    package init(_ catalogue: Catalogue, _ cases: [Case] = Chapter.cases()) {
        var citing: [Statement.ID: [Case]] = [:]
        for subject in cases {
            for id in subject.statements { citing[id, default: []].append(subject) }
        }
        var checking: [Statement.ID: [DeviceCheck]] = [:]
        for check in DeviceCheck.all {
            for id in check.statements { checking[id, default: []].append(check) }
        }
        lines = catalogue.statements.map {
            Line(statement: $0, cases: citing[$0.id] ?? [], checks: checking[$0.id] ?? [])
        }
        let cited = Set(citing.keys).union(checking.keys)
        unknown = cited.filter { catalogue[$0] == nil }.sorted()
    }

    /// Statements that should be tried, and are not.
    package var missing: [Statement] {
        lines.filter { $0.cases.isEmpty && $0.reason == nil }.map(\.statement)
    }
}
