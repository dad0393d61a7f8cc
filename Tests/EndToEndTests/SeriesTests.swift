import Base
import Foundation
import Reports
import Testing

/// Several runs in a row: of two brokers in turn, or of one.
///
/// One test at a time, so that they do not slow each other's runs.
@Suite(.serialized) struct SeriesTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// What a comparison in `folder` says of the median from publisher to subscriber.
    private func median() throws -> JSON {
        let json = try JSON(parsing: Array(folder.read("out/comparison.json").utf8))
        let findings = json["comparisons"]?.array?.first?["findings"]?.array ?? []
        return try #require(findings.first { $0["id"]?.string == "latency.endToEnd.p50" })
    }

    private static let load = ["--devices", "10", "--rate", "100", "--report", "out"]

    @Test
    func `a millisecond that a proxy adds is found, and how much it is`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let a = try LateProxy(to: mosquitto.port, late: 0, in: folder)
        let b = try LateProxy(to: mosquitto.port, late: 1000, in: folder)
        let outcome = try Gale.run(
            ["bench", "fan-in", "--broker", a.url, "--against", b.url, "--repeat", "4"]
                + ["--duration", "1500ms"] + Self.load, in: folder)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.stdout.hasPrefix("B is slower: end to end "), "\(outcome)")
        let median = try median()
        let figures = ["difference", "low", "high"].compactMap { median.value(at: $0) }
        try #require(figures.count == 3)
        let (difference, low, high) = (figures[0] / 1e6, figures[1] / 1e6, figures[2] / 1e6)
        #expect(median["outcome"]?.string == "worse" && median["basis"]?.string == "repetitions")
        #expect(difference > 0.7 && difference < 1.4, "\(outcome.stdout)")
        // A machine that is busy with other tests moves both ends, but not as far as this.
        #expect(low > 0.2 && low < 1.2 && high > 0.8 && high < 2, "\(outcome.stdout)")
        for (index, name) in ["a1", "b1", "b2", "a2", "a3", "b3", "b4", "a4"].enumerated() {
            #expect(outcome.stderr.contains("\(index + 1) of 8: \(name.uppercased().prefix(1))"))
            #expect(folder.has("out/\(name)/report.json"))
        }
        #expect(try folder.read("out/comparison.txt") + "\nReports: out\n" == outcome.stdout)
        #expect(folder.has("out/comparison.md"))
        // The same reports tell the same.
        let again = try Gale.run(
            "compare", "out/a1,out/a2,out/a3,out/a4", "out/b1,out/b2,out/b3,out/b4", in: folder)
        #expect(again.status == 1)
        #expect(again.stdout.hasPrefix("B is slower: end to end "))
    }

    @Test
    func `the same proxy on both sides makes no difference`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let proxies = try (0..<2).map { _ in
            try LateProxy(to: mosquitto.port, late: 0, in: folder)
        }
        let outcome = try Gale.run(
            ["bench", "fan-in", "--broker", proxies[0].url, "--against", proxies[1].url]
                + ["--repeat", "4", "--duration", "1500ms", "--tolerance", "50%"] + Self.load,
            in: folder)
        #expect(outcome.stdout.hasPrefix("No detectable difference between A and B"), "\(outcome)")
        let median = try median()
        #expect(median["outcome"]?.string == "no detectable difference")
        #expect(try #require(median.value(at: "low")) < 0.5e6)
        #expect(try #require(median.value(at: "high")) > -0.5e6)
    }

    @Test
    func `a run repeated is summed up`() throws {
        let outcome = try Gale.run(
            ["bench", "round-trip", "--repeat", "3", "--duration", "500ms", "-q"] + Self.load,
            in: folder)
        #expect(outcome.stderr.isEmpty && outcome.stdout.split(separator: "\n").count == 1)
        let summary = try JSON(parsing: Array(folder.read("out/summary.json").utf8))
        #expect(summary["schema"]?.string == "gale.summary/1")
        let runs = try #require(summary["runs"]?.array)
        #expect(runs.map { $0["folder"]?.string } == ["1", "2", "3"])
        let seeds = try (1...3).map { number in
            try JSON(parsing: Array(folder.read("out/\(number)/report.json").utf8))
                .value(at: "scenario.seed")
        }
        #expect(seeds == [1, 1, 1])
        let isValid = runs.allSatisfy { $0["counted"]?.bool == true }
        #expect(outcome.status == (isValid ? 0 : 1), "\(outcome)")
        #expect(folder.has("out/summary.md") && folder.has("out/summary.txt"))
    }

    @Test
    func `a broker that is gone ends the series, and what was played is summed up`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let b = try LateProxy(to: mosquitto.port, late: 0, in: folder)
        let child = try Gale.start(
            ["bench", "fan-in", "--broker", mosquitto.url, "--against", b.url]
                + ["--duration", "500ms"] + Self.load, in: folder)
        _ = try child.line(with: "5 of 10: A")
        try b.die()
        let outcome = try child.outcome()
        #expect(outcome.status == 69, "\(outcome)")
        #expect(outcome.stdout.contains("ended after 5 of 10 runs"))
        let said = outcome.stderr.split(separator: "\n").last ?? ""
        #expect(said.hasPrefix("gale: run 6 of 10: B (\(b.url)) came to nothing: "), "\(said)")
        #expect(said.hasSuffix("the runs before it are in out"))
        #expect(folder.has("out/a3/report.json") && folder.has("out/comparison.txt"))
        #expect(!folder.has("out/b3"))
    }

    @Test
    func `a signal ends the run and the series`() throws {
        try folder.write("of another series", to: "comparison.txt")
        let mosquitto = try Mosquitto(in: folder)
        let child = try Gale.start(
            ["run", "wind-farm", "--scale", "0.01", "--duration", "10m", "--repeat", "3"]
                + ["--broker", mosquitto.url, "--report", "out"], in: folder)
        _ = try child.line(with: "hold")
        child.send(SIGINT)
        let outcome = try child.outcome(within: 20)
        #expect(outcome.status == 130, "\(outcome)")
        #expect(outcome.stdout.hasPrefix("INTERRUPTED wind-farm, 1 run: "))
        let said = outcome.stdout.replacing(#/\n +/#, with: " ")
        #expect(said.contains("; interrupted after 0 of 3 runs"), "\(outcome)")
        #expect(folder.has("out/1/report.json") && !folder.has("out/2"))
    }

    @Test(arguments: [
        (["--against", "mqtt://127.0.0.1:1"], 69, "refused"),
        (["--against", "gopher://127.0.0.1"], 64, "--against"),
        (["--repeat", "0"], 64, "--repeat"), (["--repeat", "many"], 64, "--repeat"),
        (["--tolerance", "5"], 64, "--against"),
        (["--repeat", "2", "--tolerance", "5"], 64, "--ag"),
        (["--against", "mqtt://127.0.0.1:1", "--tolerance", "some"], 64, "--tolerance"),
    ])
    func `what cannot begin says so, and leaves nothing`(
        words: [String], status: Int, hint: String
    ) throws {
        for command in [["bench", "publish"], ["run", "wind-farm"]] {
            let outcome = try Gale.run(command + words + ["--report", "out"], in: folder)
            #expect(outcome.status == status && outcome.stdout.isEmpty, "\(outcome)")
            #expect(outcome.stderr.hasPrefix("gale: ") && outcome.stderr.contains(hint))
            #expect(folder.files.isEmpty && !folder.has("out"))
        }
    }
}
