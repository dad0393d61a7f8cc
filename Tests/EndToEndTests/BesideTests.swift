import Base
import Foundation
import Testing

/// A broker that is measured from beside the run.
@Suite struct BesideTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    private func bench(_ words: String...) throws -> Child {
        try Gale.start(
            ["bench", "fan-in", "--rate", "500", "--qos", "1", "--report", "report"] + words,
            in: folder)
    }

    private func column(_ name: String, of played: Played) -> [Double?] {
        (played.report["timeline"]?[name]?.array ?? []).map(\.number)
    }

    @Test func `a broker's processor time and memory are in the report and its time line`() throws {
        let mosquitto = try Mosquitto(in: folder, access: "allow_anonymous true\nsys_interval 1")
        let child = try bench(
            "--devices", "1000", "--duration", "4s", "--broker", mosquitto.url,
            "--broker-pid", "\(try mosquitto.pid)", "--broker-sys")
        let played = try Played(child, in: folder)
        #expect(try played["broker.process.cpuSeconds"] > 0)
        #expect(try played["broker.process.cpuPerMessage"] > 1000)
        let connection = try played["broker.process.memoryPerConnection"]
        #expect(connection > 0 && connection < 100_000, "\(connection) bytes")
        let before = try played["broker.process.memoryBefore"]
        let peak = try played["broker.process.memoryPeak"]
        #expect(before > 1_000_000 && peak >= before && peak < 1_000_000_000)
        #expect(try played["broker.process.samples"] > 10)
        let cpu = column("brokerCPU", of: played)
        let memory = column("brokerMemory", of: played)
        #expect(cpu.count > 3 && cpu.compactMap(\.self).contains { $0 > 0 })
        #expect(memory.prefix(4).allSatisfy { $0 ?? 0 >= before }, "\(memory)")
        #expect(try folder.read("report/report.html").contains("<canvas id=\"broker\""))

        let sys = played.report["broker"]?["sys"]?.array ?? []
        let received = try #require(
            sys.first { $0["topic"]?.string == "$SYS/broker/publish/messages/received" })
        let first = try #require(received["first"]?.number)
        let last = try #require(received["last"]?.number)
        // The last count comes up to a second before the end, and nobody else publishes.
        let published = try played["messages.published"]
        #expect(first == 0 && last > 0 && last <= published)
        #expect(try #require(received["lastSeconds"]?.number) > 1)
        #expect(try played["broker.sysMessages"] >= Double(sys.count))
        #expect(played.outcome.stdout.contains("The broker's own count"))
        // The subscription to $SYS is none of the run's own clients.
        #expect(try played["fleet.connected"] == 1000)
        #expect(try played["messages.unexpected"] == 0)
    }

    @Test func `a broker that dies is a fault, and what it cost until then is kept`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let child = try bench(
            "--devices", "50", "--duration", "5s", "--broker", mosquitto.url, "--broker-pid",
            "\(try mosquitto.pid)")
        _ = try child.line(with: "hold")
        _ = try child.line(with: "5 s")
        try mosquitto.die()
        let played = try Played(child, in: folder)
        let faults = played.report["faults"]?.array ?? []
        let end = try #require(
            faults.first { $0["what"]?.string?.contains("the broker ended") == true })
        #expect(try #require(end["seconds"]?.number) > 0)
        #expect(try played["broker.process.cpuSeconds"] > 0)
        #expect(try played["broker.process.memoryPeak"] > 1_000_000)
    }

    @Test func `a broker without $SYS has nothing to say, and nobody complains`() throws {
        let broker = try GaleBroker(in: folder)
        let child = try bench(
            "--devices", "5", "--duration", "500ms", "--broker", broker.url, "--broker-sys",
            "--broker-pid", "\(broker.child.pid)")
        let played = try Played(child, in: folder)
        #expect(played.report["broker"]?["sys"]?.array == [])
        #expect(played.report["warnings"]?.array == [] && played.report["faults"]?.array == [])
        #expect(!played.outcome.stdout.contains("own count"))
    }

    @Test func `the embedded broker's own thread is measured unasked`() throws {
        let played = try Played(
            try bench("--devices", "20", "--duration", "1s"), in: folder)
        #expect(try played["broker.process.cpuSeconds"] > 0)
        let process = try #require(played.report["broker"]?["process"])
        #expect(process["source"]?.string == "thread" && process["memoryPeak"] == .null)
    }

    @Test func `an expectation may limit what the broker costs`() throws {
        try folder.write(
            """
            name: cheap
            fleets:
              - {name: sensors, model: sensor, count: 10, every: 100ms}
            phases:
              - hold: 1s
            expect:
              - broker.process.cpuPerMessage < 1s
              - broker.process.memoryPerConnection < 1B
            """, to: "cheap.yaml")
        let played = try Played("cheap.yaml", in: folder)
        let verdicts = (played.report["checks"]?.array ?? []).map { $0["verdict"]?.string }
        // Nobody measures the memory of the embedded broker.
        #expect(verdicts == ["passed", "inconclusive"])
    }

    static let mistakes: [(words: [String], status: Int32, hint: String)] = [
        (["--broker-pid", "2147483647"], 69, "there is no process 2147483647"),
        (["--broker-pid", "0"], 64, "number of a process"),
        (["--broker-pid", "1", "--broker-cgroup", "/x"], 64, "two ways"),
        (["--broker-cgroup", "/nowhere"], 65, "no control group"),
        (["--broker-pid", "1", "--against", "mqtt://127.0.0.1:1"], 64, "one broker"),
        (["--broker-pid", "2147483647", "--repeat", "2"], 69, "there is no process"),
    ]

    @Test(arguments: mistakes.indices)
    func `who cannot be measured is told of before the run`(_ index: Int) throws {
        let (words, status, hint) = Self.mistakes[index]
        let broker = try GaleBroker(in: folder)
        let outcome = try Gale.run(
            ["run", "fan-in", "--broker", broker.url, "--report", "report"] + words, in: folder)
        #expect(outcome.status == status)
        #expect(outcome.stderr.contains(hint), "\(outcome.stderr)")
        #expect(outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)")
        #expect(!folder.has("report"))
    }

    @Test(arguments: ["--broker-pid=1", "--broker-cgroup=/x", "--broker-sys"])
    func `of the embedded broker nothing can be asked`(_ option: String) throws {
        let outcome = try Gale.run("run", "fan-in", option, in: folder)
        #expect(outcome.status == 64)
        #expect(outcome.stderr.contains("wants --broker"), "\(outcome.stderr)")
    }
}
