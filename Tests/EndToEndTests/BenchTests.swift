import Base
import Foundation
import Reports
import Testing

/// A benchmark against the null broker, as a person would run it.
@Suite struct BenchTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    private func bench(_ words: String...) throws -> (played: Played, counts: [String: Double]) {
        let sink = try Gale.start(["sink", "--listen", "mqtt://127.0.0.1:0"], in: folder)
        let url = try sink.line(with: "Listening on ").dropFirst("Listening on ".count)
        let child = try Gale.start(
            ["bench"] + words + ["--broker", String(url), "--report", "report"], in: folder)
        let played = try Played(child, in: folder)
        sink.send(SIGINT)
        let outcome = try sink.outcome(within: 20)
        #expect(outcome.status == 0)
        var counts: [String: Double] = [:]
        for line in outcome.stdout.split(separator: "\n") {
            let words = line.split(separator: " ")
            counts[words.dropLast().joined(separator: " ")] = Double(words.last!)
        }
        return (played, counts)
    }

    @Test func `what the sink counted is what the report says`() throws {
        let (played, counts) = try bench(
            "publish", "--devices", "100", "--rate", "1000", "--qos", "1", "--duration", "2s")
        #expect(played.outcome.status == 0, "\(played.outcome.stdout)\(played.outcome.stderr)")
        let published = try played["messages.published"]
        #expect(published > 1500 && published < 2200)
        #expect(counts["publishes QoS 1"] == published)
        #expect(try played["messages.acknowledged"] == published)
        #expect(counts["publishes QoS 0"] == 0 && counts["connections"] == 100)
    }

    @Test func `flat out says that it is a closed loop`() throws {
        let (played, counts) = try bench(
            "publish", "--devices", "10", "--flat-out", "--qos", "0", "--window", "16",
            "--duration", "500ms", "--mqtt", "3.1.1")
        #expect(played.outcome.status == 0, "\(played.outcome.stdout)\(played.outcome.stderr)")
        #expect(counts["publishes QoS 0"] == (try played["messages.published"]))
        #expect(played.outcome.stdout.contains("closed loop"))
    }

    @Test(arguments: [("0", "delivered > 0"), ("1", "lost == 0")])
    func `where all messages go nowhere it does not pass`(qos: String, expected: String) throws {
        let (played, _) = try bench(
            "fan-in", "--devices", "5", "--rate", "50", "--qos", qos, "--duration", "1s")
        #expect(played.outcome.status == 1, "\(played.outcome.stderr)")
        #expect(played.outcome.stdout.contains("FAILED"))
        #expect(played.outcome.stdout.contains(expected), "\(played.outcome.stdout)")
    }

    @Test
    func `at the limit of descriptors it says so beforehand, and the rest of the fleet works`()
        throws
    {
        let mosquitto = try Mosquitto(in: folder)
        let words = ["bench", "fan-in", "--devices", "300", "--qos", "1", "--duration", "3s"]
        let outcome = try withExtendedLifetime(mosquitto) {
            try Gale.run(
                after: "ulimit -n 200",
                words + ["--broker", mosquitto.url, "--report", "report"], in: folder)
        }
        #expect(outcome.status == 1, "\(outcome.stdout)\(outcome.stderr)")
        // Of 200, 64 are gale's own and one is the subscriber's.
        let sentence = "Only 135 of 300 devices can connect: file descriptors end there."
        #expect(outcome.stderr.hasPrefix(sentence), "\(outcome.stderr)")
        #expect(
            outcome.stdout.hasPrefix("INCONCLUSIVE") || outcome.stdout.contains("\nINCONCLUSIVE"))
        let report = try JSON(parsing: Array(folder.read("report/report.json").utf8))
        #expect(report.value(at: "fleet.connected") == 135)
        #expect(report.value(at: "fleet.connectFailures") == 165)
        #expect(report["warnings"]?.array?.first?.string?.hasPrefix(sentence) == true)
        let published = try #require(report.value(at: "messages.published"))
        #expect(published > 300 && report.value(at: "messages.delivered") == published)
        #expect(report.value(at: "messages.lost") == 0)
    }

    /// What is done before, devices, messages a second, and whether this host can do that.
    @Test(arguments: [
        ("true", "50", "50", true), ("ulimit -n 100", "50", "50", false),
        ("true", "50", "50000000", false),
    ])
    func `a dry run says whether the benchmark fits, and opens nothing`(
        _ preparation: String, _ devices: String, _ rate: String, _ fits: Bool
    ) throws {
        let outcome = try Gale.run(
            after: preparation,
            ["bench", "publish", "--devices", devices, "--rate", rate, "--dry-run", "--broker"]
                + ["mqtt://127.0.0.1:\(Port.free())"], in: folder)
        #expect(outcome.status == (fits ? 0 : 1), "\(outcome.stdout)")
        #expect(outcome.stderr.isEmpty && folder.files.isEmpty && !folder.has("reports"))
        #expect(outcome.stdout.contains("Messages per second"))
        #expect(outcome.stdout.contains(fits ? "It fits: 50" : "It does not fit: 50 devices"))
    }

    @Test(arguments: [
        (["bench"], "PATTERN"), (["bench", "fun-in"], "fan-in"),
        (["bench", "publish", "--qos", "3"], "--qos"),
        (["bench", "publish", "--rate", "0"], "--rate"),
        (["bench", "publish", "--rate", "1", "--flat-out"], "--flat-out"),
        (["bench", "churn", "--flat-out"], "--rate"),
        (["bench", "publish", "--devices", "0"], "--devices"),
    ])
    func `what makes no run is bad usage`(words: [String], hint: String) throws {
        let outcome = try Gale.run(words, in: folder)
        #expect(outcome.status == 64)
        #expect(outcome.stderr.contains(hint), "\(outcome.stderr)")
    }
}
