import Base
import Testing

@testable import Reports

/// Several brokers side by side.
@Suite struct ConformanceMatrixTests {
    @Test(arguments: ConformanceFormat.all.map(\.fileName))
    func `the report of one broker is drawn as before`(_ file: String) throws {
        let format = try #require(ConformanceFormat.all.first { $0.fileName == file })
        let report = ConformanceReport.sample(
            [.passed, .failed, .failed, .tolerated, .inconclusive], known: [2])
        let name = file.hasPrefix("conformance") ? file : "conformance-\(file)"
        try Snapshot.expect(format.print(report), is: name)
    }

    @Test(arguments: MatrixFormat.all.map(\.name))
    func `a matrix is drawn as before`(_ name: String) throws {
        let format = try #require(MatrixFormat.all.first { $0.name == name })
        let shown: Set = [
            "matrix.json", "matrix.txt", "matrix.md", "index.html",
            "statements/5.0-MQTT-3.12.4-1.html",
        ]
        let files = format.files(.sample).filter { shown.contains($0.name) }
        #expect(!files.isEmpty)
        for file in files {
            let name = file.name.split(separator: "/").last!
            let isMatrix = name.hasPrefix("matrix")
            try Snapshot.expect(file.text, is: isMatrix ? String(name) : "matrix-\(name)")
        }
    }

    @Test func `an empty matrix can be drawn by every format`() {
        for format in MatrixFormat.all {
            #expect(format.files(ConformanceMatrix()).allSatisfy { !$0.text.isEmpty })
        }
        #expect(ConformanceMatrix().verdict == .inconclusive)
    }

    @Test func `what a matrix wrote it reads, but for transcripts`() throws {
        let file = MatrixFormat.json.files(.sample)[0].text
        var sample = ConformanceMatrix.sample
        for index in sample.cases.indices {
            for column in sample.brokers.indices {
                sample.cases[index].results[column]?.transcript = []
            }
        }
        let read = try ConformanceMatrix(json: try JSON(parsing: Array(file.utf8)), at: "")
        #expect(read == sample)
    }

    @Test(
        arguments: [
            ([], Agreement.untried), ([.skipped], .skipped), ([.passed, .skipped], .agree),
            ([.tolerated, .tolerated], .agree), ([.passed, .tolerated], .vary),
            ([.passed, .inconclusive], .undecided), ([.interrupted], .undecided),
            ([.failed], .allFail), ([.failed, .skipped, .inconclusive], .allFail),
            ([.failed, .tolerated], .disagree), ([.passed, .failed, .inconclusive], .disagree),
        ] as [([Verdict], Agreement)])
    func `how far brokers are of one mind`(_ verdicts: [Verdict], _ agreement: Agreement) {
        #expect(Agreement(of: verdicts) == agreement)
    }

    @Test func `disagreement comes first, what all fail second, what nothing tries last`() {
        let rows = ConformanceMatrix.sample.rows
        #expect(
            rows.map { "\($0.statement) \($0.agreement.rawValue)" } == [
                "5.0:MQTT-3.12.4-1 disagree", "5.0:MQTT-1.5.5-1 all-fail",
                "5.0:MQTT-4.8.2-9 undecided", "5.0:MQTT-3.1.2-5 vary",
                "3.1.1:MQTT-3.12.4-1 agree", "3.1.1:MQTT-4.3.1-1 untried",
            ])
        #expect(rows.map(\.level) == ["must", "must", "may", "should", "must", ""])
    }

    /// Of two brokers that fail different cases of one statement, each does what the other fails.
    @Test func `two that fail a statement by different cases disagree`() {
        let cases = [
            ("a", [Verdict.failed, .passed]), ("b", [.passed, .failed]),
        ]
        let reports = [0, 1].map { column in
            var report = ConformanceReport()
            report.checks = cases.map { .init($0.0, "", ["5.0:X"], $0.1[column]) }
            return (broker: ConformanceMatrix.broker("b\(column)"), report: Optional(report))
        }
        let matrix = ConformanceMatrix(
            reports, statements: [ConformanceMatrix.statement("5.0:X", "")])
        #expect(matrix.rows[0].agreement == .disagree)
        #expect(matrix.rows[0].verdicts == [.failed, .failed])
    }

    @Test func `the worst case is the verdict on a statement`() {
        let order: [Verdict] = [.skipped, .passed, .tolerated, .inconclusive, .failed]
        for (a, b) in zip(order, order.dropFirst()) { #expect(a.rank < b.rank) }
        let row = ConformanceMatrix.sample.rows[0]
        #expect(row.verdicts == [.tolerated, .failed, nil])
        #expect(row.known == [false, false, false])
    }

    @Test func `every total is of all statements`() {
        let matrix = ConformanceMatrix.sample
        for total in matrix.totals {
            let sum =
                total.passed + total.tolerated + total.failed + total.inconclusive
                + total.skipped + total.untried
            #expect(sum == total.statements, "\(total)")
            if total.scope == "all" { #expect(total.statements == matrix.statements.count) }
        }
        let alpha = matrix.totals.first { $0.broker == "alpha" && $0.scope == "all" }
        #expect(alpha?.failed == 1 && alpha?.known == 1 && alpha?.untried == 1)
        let levels = matrix.totals.filter { $0.broker == "alpha" && $0.scope != "all" }
        #expect(levels.map(\.scope) == ["3.1.1", "5.0", "must", "should", "may"])
        #expect(levels.map(\.statements) == [2, 4, 3, 1, 1])
    }

    @Test func `only what nobody has explained fails a matrix`() {
        var matrix = ConformanceMatrix.sample
        #expect(matrix.verdict == .failed)
        for index in matrix.cases.indices {
            if matrix.cases[index].results[1]?.verdict == .failed {
                matrix.cases[index].results[1]!.isInBaseline = true
            }
        }
        #expect(matrix.verdict == .inconclusive)
        matrix.cases[4].results[1]!.explanation = "Its stage cannot stand there."
        #expect(matrix.verdict == .passed)
        matrix.cases[4].results[1]!.explanation = ""
        matrix.cases[4].results[1]!.verdict = .passed
        #expect(matrix.verdict == .passed)
        matrix.cases[4].results[1]!.isInBaseline = true
        #expect(matrix.verdict == .failed, "what is repaired must be struck off")
    }

    @Test func `only what no baseline lists fails the report of one broker`() {
        var report = ConformanceReport.sample(
            [.passed, .failed, .failed, .tolerated, .inconclusive], known: [2])
        #expect(report.verdict == .failed && report.headline.contains("2 failed (1 known)"))
        for index in [1, 2] { report.checks[index].isInBaseline = true }
        #expect(report.verdict == .inconclusive)
        #expect(report.headline.contains("2 failed (all known)"))
        report.checks[4].isInBaseline = true
        #expect(report.verdict == .passed)
        report.checks[1].verdict = .tolerated
        #expect(report.verdict == .failed, "what is repaired must be struck off")
    }

    @Test func `a flood is cut, and where all do the same nothing is kept`() {
        let flood = Array(repeating: String(repeating: "x", count: 60), count: 500)
        #expect(flood.excerpt(40, 4096).count == 41)
        #expect(flood.excerpt(40, 4096).last == "… 460 lines more")
        #expect(flood.excerpt(400, 610).last == "… 490 lines more")
        #expect(flood.excerpt(500, 1 << 20) == flood)
        let sample = ConformanceMatrix.sample
        #expect(sample.cases[0].results[0]?.transcript == [], "both pass it")
        #expect(sample.cases[1].results[0]?.transcript.count == 4, "one fails it")
    }

    @Test func `a link of a page leads to a page`() {
        let files = MatrixFormat.html.files(.sample)
        let names = Set(files.map(\.name))
        for file in files {
            for link in file.text.matches(of: /href="([^"#]+)(?:#([^"]*))?"/) {
                let target = String(link.1)
                guard !target.hasPrefix("data:"), !target.hasPrefix("https:") else { continue }
                let isPage = file.name.hasPrefix("statements/")
                let path =
                    target.hasPrefix("../")
                    ? String(target.dropFirst(3)) : isPage ? "statements/\(target)" : target
                #expect(names.contains(path), "\(file.name) leads to \(target)")
                guard let anchor = link.2, let page = files.first(where: { $0.name == path })
                else { continue }
                #expect(page.text.contains("id=\"\(anchor)\""), "\(target) has no \(anchor)")
            }
        }
    }
}
