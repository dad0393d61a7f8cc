/// Which cases try which statement.
package struct Coverage: Sendable {
    package struct Line: Sendable {
        package let statement: Statement
        package let cases: [Case]

        /// Why no case tries it; nil where one does, or one should.
        package var reason: String? {
            guard cases.isEmpty else { return nil }
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
        lines = catalogue.statements.map { Line(statement: $0, cases: citing[$0.id] ?? []) }
        unknown = citing.keys.filter { catalogue[$0] == nil }.sorted()
    }

    /// Statements that should be tried, and are not.
    package var missing: [Statement] {
        lines.filter { $0.cases.isEmpty && $0.reason == nil }.map(\.statement)
    }
}
