import Foundation
import Testing

/// A run that a person ends, and a broker that ends itself.
@Suite struct InterruptTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    private func start(_ more: [String]) throws -> Child {
        try Gale.start(
            ["run", "wind-farm", "--scale", "0.1", "--report", "report"] + more, in: folder)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `the first signal ends a run with its report`(signal: Int32) throws {
        let child = try start(["--duration", "10m"])
        _ = try child.line(with: "hold")
        let since = Clock.now
        child.send(signal)
        let played = try Played(child, in: folder, within: 20)
        #expect(Clock.now - since < 5, "it took \(Clock.now - since) s")
        #expect(played.outcome.status == 130)
        #expect(played.verdict == "interrupted")
        #expect(played.outcome.stdout.lowercased().hasPrefix("interrupted"))
        #expect(try played["messages.delivered"] > 0)
        #expect(try played["messages.lost"] == 0)
        #expect(folder.has("report/report.html"))
        #expect(!folder.files.contains { $0.hasSuffix(".part") })
    }

    @Test
    func `a signal while devices still connect ends the run too`() throws {
        let child = try Gale.start(
            ["run", "mixed-fleet", "--report", "report"], in: folder)
        _ = try child.line(with: "ramp")
        let since = Clock.now
        child.send(SIGINT)
        let played = try Played(child, in: folder, within: 20)
        #expect(Clock.now - since < 5, "it took \(Clock.now - since) s")
        #expect(played.outcome.status == 130)
    }

    @Test
    func `the second signal leaves at once`() throws {
        // A broker that is stopped answers nothing, so that the first signal has work to do.
        let mosquitto = try Mosquitto(in: folder)
        let child = try start(["--duration", "10m", "--broker", mosquitto.url])
        _ = try child.line(with: "hold")
        mosquitto.freeze()
        defer { mosquitto.thaw() }
        child.send(SIGINT)
        _ = try child.line(with: "once more")
        let since = Clock.now
        child.send(SIGINT)
        #expect(try child.outcome(within: 10).status == 130)
        #expect(Clock.now - since < 1, "it took \(Clock.now - since) s")
        #expect(!folder.files.contains { $0.hasSuffix(".part") })
    }

    @Test
    func `a signal ends a run whose broker answers nothing`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let child = try start(["--duration", "10m", "--broker", mosquitto.url])
        _ = try child.line(with: "hold")
        mosquitto.freeze()
        defer { mosquitto.thaw() }
        let since = Clock.now
        child.send(SIGTERM)
        let played = try Played(child, in: folder, within: 20)
        #expect(Clock.now - since < 5, "it took \(Clock.now - since) s")
        #expect(played.outcome.status == 130)
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a broker that is interrupted ends well`(signal: Int32) throws {
        let broker = try GaleBroker(in: folder)
        broker.child.send(signal)
        let outcome = try broker.child.outcome(within: 5)
        #expect(outcome.status == 0)
        #expect(outcome.stderr.isEmpty)
    }

    @Test
    func `a broker that dies and comes back is measured`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let child = try start(["--duration", "14s", "--broker", mosquitto.url])
        _ = try child.line(with: "hold")
        try mosquitto.die()
        try mosquitto.start()
        let played = try Played(child, in: folder)
        #expect(try played["fleet.reconnects"] > 0)
        #expect(try played["fleet.connected"] == played["fleet.devices"])
        #expect([0, 1].contains(played.outcome.status), "\(played.outcome.stderr)")
        #expect(["passed", "failed"].contains(played.verdict))
        // What was sent before it died and after it came back has arrived.
        #expect(try played["messages.delivered"] > 200)
    }

    @Test
    func `a broker that dies and stays away is measured`() throws {
        let mosquitto = try Mosquitto(in: folder)
        let child = try start(["--duration", "9s", "--broker", mosquitto.url])
        _ = try child.line(with: "hold")
        try mosquitto.die()
        let played = try Played(child, in: folder)
        #expect(played.outcome.status == 1, "\(played.outcome.stdout)\(played.outcome.stderr)")
        #expect(played.verdict == "failed")
        #expect(try played["messages.published"] > 0)
        #expect(try played["fleet.connectFailures"] > 0)
    }
}
