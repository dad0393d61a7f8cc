import Base
import Foundation
import Reports
import Testing

/// One run that two gales play, each a process of its own, against a real Mosquitto.
@Suite struct TogetherTests {
    /// Publishers in one process, subscribers in the other.
    private struct Pair {
        let folder: Workspace
        let broker: Mosquitto
        let subscriber: Child
        let devices: Child

        init(_ words: String..., subscriberPlays: String = "subscriber") throws {
            folder = try Workspace()
            broker = try Mosquitto(in: folder)
            let run = words + ["--broker", broker.url, "--only"]
            subscriber = try Gale.start(
                run + [subscriberPlays, "--report", "subscriber"], in: folder)
            devices = try Gale.start(run + ["devices", "--report", "devices"], in: folder)
        }

        /// The report of one of them.
        func report(_ name: String) throws -> JSON {
            try JSON(parsing: Array(folder.read("\(name)/report.json").utf8))
        }
    }

    private func number(_ report: JSON, _ path: String) throws -> Double {
        guard let value = report.value(at: path) else { throw Trouble("nothing at \(path)") }
        return value
    }

    @Test(arguments: ["0", "1"])
    func `two gales publish and receive one run, and the books agree`(qos: String) throws {
        let pair = try Pair(
            "bench", "fan-in", "--devices", "50", "--rate", "500", "--qos", qos, "--duration",
            "2s")
        let sender = try pair.devices.outcome()
        let receiver = try pair.subscriber.outcome()
        #expect(receiver.status == 0, "\(receiver.stdout)\(receiver.stderr)")
        let devices = try pair.report("devices")
        let subscriber = try pair.report("subscriber")
        let published = try number(devices, "messages.published")
        #expect(published > 900, "\(sender.stdout)\(sender.stderr)")
        #expect(try number(subscriber, "messages.published") == published)
        #expect(try number(subscriber, "messages.delivered") == published)
        for count in ["lost", "missed", "duplicated", "unexpected", "corrupted"] {
            #expect(try number(subscriber, "messages.\(count)") == 0, "\(count)")
        }
        #expect(try number(subscriber, "clocks.0.published") == published)
        #expect(try number(subscriber, "fleet.devices") == 0)
        #expect(try number(devices, "fleet.connected") == 50)
        #expect(devices["applications"] == [] && devices["verdict"] == "passed")
        #expect(sender.stdout.contains("deliveries judged"), "\(sender.stdout)")

        try expectClocks(of: subscriber)
    }

    private func expectClocks(of report: JSON) throws {
        #expect(report["clocks"]?.array?.count == 1)
        #expect(report["clocks"]?.array?.first?["who"] == ["devices"])
        let error = try number(report, "clocks.0.error")
        #expect(error > 0)
        #expect(try number(report, "clocks.0.echoes") >= 64)
        // One host, one clock: only the rounding of where it begins differs.
        #expect(abs(try number(report, "clocks.0.offset")) < 2_000_000 + error)
        for figure in ["min", "p50", "p90", "p99", "p999", "max", "mean"] {
            guard let value = report.value(at: "latency.endToEnd.\(figure)") else { continue }
            #expect(value >= error, "\(figure)")
        }
        // Coarse, so that a busy machine passes; what is finer than the error is null.
        #expect(try number(report, "latency.endToEnd.max") < 2e9)
        #expect(report.value(at: "serviceTime.endToEnd.p50") == nil)
        #expect(report.value(at: "gap.endToEnd.p50") == nil)
    }

    @Test func `a scenario is judged by whom each expectation is about`() throws {
        let folder = try Workspace()
        let broker = try Mosquitto(in: folder)
        try folder.write(
            """
            name: parted
            fleets:
              - {name: meters, model: sensor, count: 20, every: 200ms, qos: 1}
            applications:
              - {name: office, subscribe: {filter: "#", qos: 1}}
            phases:
              - hold: 1500ms
            expect:
              - lost == 0
              - fleet.connected == 20
              - published > 50
              - applications.office.delivered > 50
              - latency.puback.p99 < 10s

            """, to: "parted.yaml")
        let run = [
            "run", "parted.yaml", "--broker", broker.url, "--together", "two of us", "--only",
        ]
        let office = try Gale.start(run + ["office", "--report", "office"], in: folder)
        let meters = try Gale.start(run + ["meters", "--report", "meters"], in: folder)
        for child in [meters, office] {
            let outcome = try child.outcome()
            #expect(outcome.status == 0, "\(outcome.stdout)\(outcome.stderr)")
        }
        func verdicts(_ name: String) throws -> [String?] {
            let report = try JSON(parsing: Array(folder.read("\(name)/report.json").utf8))
            return (report["checks"]?.array ?? []).map { $0["verdict"]?.string }
        }
        #expect(
            try verdicts("office") == ["passed", "skipped", "passed", "passed", "skipped"])
        #expect(
            try verdicts("meters") == ["skipped", "passed", "passed", "skipped", "passed"])
    }

    @Test func `a publisher that is killed leaves no verdict`() throws {
        let pair = try Pair(
            "bench", "fan-in", "--devices", "20", "--rate", "200", "--qos", "1", "--duration",
            "6s")
        // Once somebody else has got some messages, the run is under way.
        try Need.tool("/usr/bin/mosquitto_sub")
        let witness = try Child(
            ["/usr/bin/mosquitto_sub", "-p", "\(pair.broker.port)", "-t", "bench/#", "-C", "20"],
            in: pair.folder)
        #expect(try witness.outcome(within: 30).status == 0)
        pair.devices.send(SIGKILL)
        #expect(try pair.devices.outcome().status == 128 + SIGKILL)
        let outcome = try pair.subscriber.outcome()
        #expect(outcome.status == 1)
        #expect(outcome.stdout.contains("devices never said what was published"))
        let report = try pair.report("subscriber")
        #expect(report["verdict"] == "inconclusive")
        #expect(try number(report, "messages.lost") == 0)
        #expect(report["clocks"]?.array?.first?["published"] == .null)
    }

    @Test func `who waits for a part that never comes says which`() throws {
        let folder = try Workspace()
        let broker = try Mosquitto(in: folder)
        let outcome = try Gale.run(
            "bench", "fan-in", "--broker", broker.url, "--only", "devices", "--wait", "500ms",
            "--report", "report", in: folder)
        #expect(outcome.status == 69)
        #expect(
            outcome.stderr.contains("nobody came to play subscriber within 0.5 s"),
            "\(outcome.stderr)")
        #expect(outcome.stderr.contains("--together bench-fan-in --only subscriber"))
        #expect(!folder.has("report"))
    }

    @Test func `who waits can be interrupted`() throws {
        let folder = try Workspace()
        let broker = try Mosquitto(in: folder)
        let child = try Gale.start(
            ["bench", "fan-in", "--broker", broker.url, "--only", "devices"], in: folder)
        _ = try child.line(with: "elsewhere: subscriber")
        child.send(SIGINT)
        #expect(try child.outcome(within: 20).status == 130)
    }

    @Test(arguments: [
        (["--only", "device", "--broker", "mqtt://127.0.0.1"], "devices, subscriber"),
        (["--only", "devices"], "--broker"),
        (["--together", "x"], "--only"),
        (["--only", "devices", "--together", "a/b"], "--together"),
    ])
    func `parts that make no run are bad usage`(words: [String], hint: String) throws {
        let folder = try Workspace()
        let outcome = try Gale.run(["bench", "fan-in"] + words, in: folder)
        #expect(outcome.status == 64)
        #expect(outcome.stderr.contains(hint), "\(outcome.stderr)")
    }
}
