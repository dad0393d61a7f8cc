import Foundation
import Testing

/// A broker that is stopped for two seconds in the middle of a benchmark, and goes on.
@Suite struct StallTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// A round trip against Mosquitto with its stall; and how long that was, in nanoseconds.
    private func roundTrip(_ words: String...) throws -> (played: Played, stall: Double) {
        let mosquitto = try Mosquitto(in: folder)
        let child = try Gale.start(
            ["bench", "round-trip", "--devices", "20", "--rate", "200", "--duration", "8s"] + words
                + ["--broker", mosquitto.url, "--report", "report"], in: folder)
        _ = try child.line(with: "hold")
        let pid = try mosquitto.pid
        let script = Project.path("Tests/EndToEndTests/Scripts/stall.py")
        let stopped = try Child(["python3", script, "\(pid)", "2"], in: folder).outcome(within: 30)
        let stall = try #require(
            Double(stopped.stdout.trimmingCharacters(in: .whitespacesAndNewlines)),
            "\(stopped.stderr)")
        let played = try withExtendedLifetime(mosquitto) { try Played(child, in: folder) }
        #expect(try played["messages.lost"] == 0)
        #expect(try played["latency.roundTrip.count"] > 1000)
        return (played, stall * 1e9)
    }

    /// The first command of the stall waits for all of it; those due later, for what is left.
    private func expectStall(_ played: Played, _ stall: Double) throws {
        for figure in ["p999", "max"] {
            let found = try played["latency.roundTrip.\(figure)"]
            // A machine that is busy adds to it, and nothing takes away.
            #expect(found > stall - 200e6 && found < stall + 1e9, "\(figure) of \(stall)")
        }
        // Of eight seconds two stood still, so every fourth command was due in the stall.
        #expect(try played["latency.roundTrip.p90"] > 0.3 * stall)
    }

    @Test
    func `a stall shows at its full length, which service time alone would not`() throws {
        let (played, stall) = try roundTrip("--qos", "1", "--window", "1")
        try expectStall(played, stall)
        // Only what was on its way when the broker stopped had been sent.
        #expect(try played["serviceTime.roundTrip.p99"] < 0.5 * stall)
        #expect(try played["serviceTime.roundTrip.count"] == played["latency.roundTrip.count"])
        #expect(try played["serviceTime.roundTrip.max"] > 0.9 * stall)
        #expect(try played["gap.roundTrip.p99"] > 0.5 * stall)
        try expectReadme(played)
    }

    /// The README shows this run, with the figures of a quiet machine.
    private func expectReadme(_ played: Played) throws {
        let readme = try String(contentsOfFile: Project.path("README.md"), encoding: .utf8)
        let block = try #require(
            readme.components(separatedBy: "```").first { $0.contains("$ gale bench round-trip ") })
        /// A line with every figure made one, and columns closed up.
        func shape(_ line: Substring) -> String {
            String(
                line.replacing(#/[0-9][0-9.,]*( (µs|ms|s)\b)?/#, with: "0")
                    .replacing(#/ \(generator [a-z]+\)/#, with: "")
                    .replacing(#/ +/#, with: " "))
        }
        let printed = played.outcome.stdout.split(separator: "\n").map(shape)
        let shown = block.split(separator: "\n").dropFirst(2).filter { $0 != "…" }
        #expect(shown.count == 3)
        for line in shown { #expect(printed.contains(shape(line)), "\(line)") }
    }

    @Test
    func `without a window everything leaves when it is due, and its service time knows`() throws {
        let (played, stall) = try roundTrip("--qos", "0")
        try expectStall(played, stall)
        #expect(try played["serviceTime.roundTrip.p99"] > 0.8 * stall)
    }
}
