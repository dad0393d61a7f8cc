/// How reports become one.
extension ConformanceMatrix {
    /// The most of a transcript that is kept: enough for a conversation, too little for a flood.
    private static let linesKept = 40
    private static let bytesKept = 4096

    /// - Parameters:
    ///   - judged: each broker with its report; nil where it could not be reached.
    ///   - statements: all there are, with the reason of those that cannot be tried.
    package init(
        _ judged: [(broker: Broker, report: ConformanceReport?)], statements: [Statement]
    ) {
        self.statements = statements
        var places: [String: Int] = [:]
        for (column, (broker, report)) in judged.enumerated() {
            brokers.append(broker)
            guard let report else { continue }
            brokers[column].lacks = report.lacks
            brokers[column].isInsecure = report.isInsecure
            brokers[column].duration = report.duration
            brokers[column].profile = report.profile
            brokers[column].note = report.note
            brokers[column].source = report.source
            for check in report.checks {
                if places[check.id] == nil {
                    places[check.id] = cases.count
                    cases.append(Case(check, columns: judged.count))
                }
                cases[places[check.id]!].results[column] = Result(check)
            }
        }
        for index in cases.indices { cases[index].trim(Self.linesKept, Self.bytesKept) }
    }
}

extension ConformanceMatrix.Case {
    fileprivate init(_ check: ConformanceReport.Check, columns: Int) {
        id = check.id
        title = check.title
        level = check.level
        statements = check.statements
        results = Array(repeating: nil, count: columns)
    }

    /// Keeps of transcripts what a page should show, and nothing where all brokers do the same.
    fileprivate mutating func trim(_ lines: Int, _ bytes: Int) {
        let isPlain = [.agree, .skipped].contains(Agreement(of: results.compactMap { $0?.verdict }))
        for index in results.indices {
            guard let transcript = results[index]?.transcript else { continue }
            results[index]!.transcript = isPlain ? [] : transcript.excerpt(lines, bytes)
        }
    }
}

extension ConformanceMatrix.Result {
    init(_ check: ConformanceReport.Check) {
        verdict = check.verdict
        detail = check.detail
        explanation = check.explanation
        isInBaseline = check.isInBaseline
        isFlaky = check.isFlaky
        transcript = check.transcript
        capture = check.capture
    }
}

extension [String] {
    /// The first of these lines, and how many there are more.
    func excerpt(_ lines: Int, _ bytes: Int) -> [String] {
        var (kept, size) = (0, 0)
        while kept < count, kept < lines {
            size += self[kept].utf8.count + 1
            guard size <= bytes else { break }
            kept += 1
        }
        guard kept < count else { return self }
        return prefix(kept) + ["… \(Figure.count(count - kept, "line")) more"]
    }
}
