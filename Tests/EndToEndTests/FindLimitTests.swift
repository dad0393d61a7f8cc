import Base
import Foundation
import Testing

/// `gale bench find-limit`, with limits that no busy machine can move.
@Suite struct FindLimitTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Connects devices, which have nothing to say for the first quarter of an hour: so neither
    /// can the generator be late.
    private func silent(_ more: String...) -> [String] {
        [
            "bench", "find-limit", "publish", "--by", "devices", "--rate", "0.001", "--duration",
            "500ms", "--rest", "100ms", "--report", "limit",
        ] + more
    }

    private func limit() throws -> JSON {
        try JSON(parsing: Array(folder.read("limit/limit.json").utf8))
    }

    @Test func `the limit of a broker that takes twelve connections is twelve`() throws {
        let broker = try GaleBroker(configuration: "maximum-connections: 12", in: folder)
        let outcome = try Gale.run(
            silent("--from", "5", "--within", "1", "--broker", broker.url), in: folder)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let headline = "publish holds 12 devices at lost 0; at 13 only 12 of 13 devices connected"
        #expect(outcome.stdout.contains("\n\(headline)\n"), "\(outcome.stdout)")
        let limit = try limit()
        #expect(limit["holds"] == 12 && limit["fails"] == 13 && limit["conclusion"] == "broker")
        #expect(limit["headline"]?.string == headline)
        let steps = try #require(limit["steps"]?.array)
        // Twelve must hold twice, thirteen must fail twice.
        #expect(steps.count { $0["load"] == 12 && $0["verdict"] == "holds" } >= 2)
        #expect(steps.count { $0["load"] == 13 && $0["verdict"] == "fails" } >= 2)
        for step in steps {
            let report = try #require(step["report"]?.string)
            #expect(folder.has("limit/\(report)/report.json"), "\(report)")
            #expect(!folder.has("limit/\(report)/report.html"))
        }
        for name in ["limit.txt", "limit.md", "limit.html"] {
            #expect(try folder.read("limit/\(name)").contains(headline))
        }
    }

    @Test func `what this host cannot play is no limit of the broker`() throws {
        let outcome = try Gale.run(
            after: "ulimit -n 200", silent("--from", "32", "--within", "100%", "-q"), in: folder)
        #expect(outcome.status == 1, "\(outcome.stdout)\(outcome.stderr)")
        let line = outcome.stdout
        #expect(line.hasPrefix("no more can be played here, "), "\(line)")
        #expect(line.contains("holds at least 64 devices") && line.contains("file descriptors"))
        #expect(line.split(separator: "\n").count == 1)
        #expect(try limit()["conclusion"] == "host")
    }

    @Test func `a search that goes as far as it may has found what it was asked for`() throws {
        let outcome = try Gale.run(silent("--from", "4", "--to", "10"), in: folder)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let limit = try limit()
        #expect(limit["conclusion"] == "top" && limit["holds"] == 10 && limit["fails"] == .null)
        #expect(limit["steps"]?.array?.map { $0["load"]?.integer } == [4, 8, 10])
    }

    @Test func `messages are played at the rate of each step`() throws {
        let outcome = try Gale.run(
            "bench", "find-limit", "fan-in", "--devices", "2", "--from", "4", "--to", "8",
            "--p99", "20s", "--lost", "100%", "--duration", "1s", "--report", "limit",
            "--format", "json,text", in: folder)
        #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        let steps = try #require(try limit()["steps"]?.array)
        #expect(steps.last?["load"] == 8 && steps.last?["p99"]?.integer ?? 0 > 0)
        let report = try #require(steps.last?["report"]?.string)
        #expect(folder.has("limit/\(report)/report.txt"))
    }

    @Test func `a signal ends the step and keeps what was found`() throws {
        let child = try Gale.start(silent("--from", "3", "--duration", "4s"), in: folder)
        _ = try child.line(with: "1. 3 devices")
        child.send(SIGINT)
        let outcome = try child.outcome(within: 20)
        #expect(outcome.status == 130, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("\ninterrupted: publish holds at least 3 devices"))
        let limit = try limit()
        #expect(limit["conclusion"] == "interrupted" && limit["holds"] == 3)
        #expect(limit["steps"]?.array?.first?["verdict"] == "holds")
    }

    @Test func `a broker that goes away ends the search`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let child = try Gale.start(
            silent("--from", "3", "--broker", mosquitto.url), in: folder)
        _ = try child.line(with: "1. 3 devices")
        try mosquitto.die()
        let outcome = try child.outcome(within: 60)
        #expect(outcome.status == 69, "\(outcome.stdout)\(outcome.stderr)")
        #expect(outcome.stdout.contains("the broker no longer answers"), "\(outcome.stdout)")
        #expect(try limit()["conclusion"] == "unreachable")
    }

    @Test(arguments: [
        ("bench find-limit", "PATTERN"), ("bench find-limit fun-in", "fan-in"),
        ("bench find-limit fan-in --flat-out", "--flat-out"),
        ("bench find-limit fan-in --rate 5", "--from"),
        ("bench find-limit fan-in --by devices --devices 5", "--from"),
        ("bench find-limit fan-in --by size", "--by"),
        ("bench find-limit fan-in --from 10 --to 5", "--to"),
        ("bench find-limit fan-in --from 0", "--from"),
        ("bench find-limit fan-in --lost some", "--lost"),
        ("bench find-limit fan-in --lost 101%", "--lost"),
        ("bench find-limit fan-in --within -1", "--within"),
        ("bench find-limit publish --p99 5ms", "--qos 1"),
        ("bench find-limit churn --devices 5", "--devices"),
        ("bench find-limit pairs --by devices --from 6000", "--from"),
        ("bench find-limit fan-in --payload 99999999", "--payload"),
        ("bench fan-in --p99 5ms", "--p99"), ("bench fan-in --by devices", "--by"),
        ("bench fan-in find-limit", "PATTERN"),
    ])
    func `what makes no search is bad usage`(words: String, hint: String) throws {
        let outcome = try Gale.run(
            words.split(separator: " ").map(String.init), in: folder)
        #expect(outcome.status == 64, "\(outcome)")
        #expect(outcome.stderr.contains(hint), "\(outcome.stderr)")
        #expect(outcome.stdout.isEmpty && folder.files.isEmpty)
    }

    @Test func `a broker that is not there leaves no folder`() throws {
        let port = try Port.free()
        let outcome = try Gale.run(
            silent("--broker", "mqtt://127.0.0.1:\(port)"), in: folder)
        #expect(outcome.status == 69, "\(outcome.stdout)\(outcome.stderr)")
        #expect(!folder.has("limit"))
    }
}
