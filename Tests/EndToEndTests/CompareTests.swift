import Base
import Foundation
import Testing

/// `gale compare` on reports of runs, and its exit codes.
@Suite struct CompareTests {
    let folder: Workspace

    /// The report of one run, for all tests.
    private static let played = Result {
        let folder = try Workspace()
        let played = try Played("wind-farm", "--scale", "0.02", "--duration", "12s", in: folder)
        #expect([0, 1].contains(played.outcome.status))
        return try folder.read("report/report.json")
    }

    init() throws {
        folder = try Workspace()
        let text = try Self.played.get()
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "report"), withIntermediateDirectories: true)
        try folder.write(text, to: "report/report.json")
        // Five repetitions, and five of what is slower by a millisecond.
        for (side, shift) in [("a", 0), ("b", 1_000_000)] {
            for number in 1...5 {
                try folder.write(
                    try Self.slower(text, by: Int64(shift + number * 1000)),
                    to: "\(side)\(number).json")
            }
        }
        let other = text.replacing(#""name": "wind-farm""#, with: #""name": "other""#)
        try folder.write(other, to: "other.json")
    }

    private static func slower(_ text: String, by nanoseconds: Int64) throws -> String {
        var report = try JSON(parsing: Array(text.utf8)).object ?? JSON.Members()
        var latency = try #require(report["latency"]?.object)
        var leg = try #require(latency["endToEnd"]?.object)
        for figure in ["p50", "p99", "mean"] {
            leg[figure] = .integer(try #require(leg[figure]?.integer) + nanoseconds)
        }
        latency["endToEnd"] = .object(leg)
        report["latency"] = .object(latency)
        return JSON.object(report).pretty
    }

    private func list(_ side: String) -> String {
        (1...5).map { "\(side)\($0).json" }.joined(separator: ",")
    }

    @Test
    func `the same thing twice shows no difference`() throws {
        for side in ["a1.json", list("a"), "report"] {
            let outcome = try Gale.run("compare", side, side, in: folder)
            #expect(outcome.status == 0 && outcome.stderr.isEmpty, "\(outcome)")
            #expect(outcome.stdout.hasPrefix("No detectable difference between A and B\n"))
        }
    }

    @Test
    func `a millisecond more is a regression, unless it is tolerated`() throws {
        let worse = try Gale.run("compare", list("a"), list("b"), in: folder)
        #expect(worse.status == 1)
        let first = worse.stdout.prefix { $0 != "\n" }
        let pattern = #/B is slower: end to end p\d+ \+1\.00 ms \((0\.99|1\.00) … 1\.0\d ms\).*/#
        #expect(first.wholeMatch(of: pattern) != nil, "\(first)")
        let better = try Gale.run("compare", list("b"), list("a"), in: folder)
        #expect(better.status == 0 && better.stdout.hasPrefix("B is faster: "))
        let tolerated = try Gale.run(
            "compare", list("a"), list("b"), "--tolerance", "100000%", in: folder)
        #expect(tolerated.status == 0)
        #expect(tolerated.stdout.hasPrefix("No detectable difference"))
        let three = try Gale.run(
            "compare", list("a"), list("a"), list("b"), "--format", "json", in: folder)
        #expect(three.status == 1)
        let json = try JSON(parsing: Array(three.stdout.utf8))
        #expect(json["comparisons"]?.array?.count == 2)
    }

    @Test(arguments: [
        ("a1.json other.json", 65, "other"), ("a1.json nowhere", 65, "nowhere"),
        ("a1.json", 64, "A B"), ("a1.json, a1.json", 64, "comma"),
        ("a1.json a1.json --tolerance much", 64, "--tolerance"),
        ("a1.json a1.json --format pdf", 64, "pdf"),
    ])
    func `what cannot be compared is told`(words: String, status: Int, word: String) throws {
        let outcome = try Gale.run(
            ["compare"] + words.split(separator: " ").map(String.init), in: folder)
        #expect(outcome.status == status && outcome.stdout.isEmpty, "\(outcome)")
        #expect(outcome.stderr.hasPrefix("gale: ") && outcome.stderr.contains(word))
        #expect(outcome.stderr.split(separator: "\n").count == 1)
    }
}
