import Base
import Foundation
import Reports
import Testing

/// A benchmark on a machine whose processors somebody else keeps busy.
@Suite struct BusyMachineTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test
    func `a generator that has to wait for a processor is not valid, and says so`() throws {
        let sink = try Gale.start(["sink", "--listen", "mqtt://127.0.0.1:0"], in: folder)
        let url = try sink.line(with: "Listening on ").dropFirst("Listening on ".count)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let others = try (0..<2 * cores).map { _ in
            try Child(["python3", "-c", "while True: pass"], in: folder)
        }
        let played = try withExtendedLifetime(others) {
            // A little behind the others, as whoever came later to a machine would be.
            let words = ["publish", "--devices", "200", "--rate", "2000", "--qos", "1"]
            let child = try Child(
                ["nice", "-n", "5", Gale.program, "bench"] + words
                    + ["--duration", "3s", "--broker", String(url), "--report", "report"],
                in: folder)
            return try Played(child, in: folder)
        }
        let generator = try #require(played.report["generator"])
        let verdict = generator["verdict"]?.string ?? "none"
        #expect(["degraded", "invalid"].contains(verdict), "\(played.outcome.stdout)")
        #expect(played.outcome.stdout.contains("(generator \(verdict)) "))
        #expect(played.outcome.status == (verdict == "invalid" ? 1 : 0))
        let reasons = generator["reasons"]?.array?.compactMap { $0["text"]?.string } ?? []
        #expect(reasons.contains { $0.contains("late") }, "\(reasons)")
        #expect(reasons.contains { $0.contains("waited for a processor") }, "\(reasons)")
    }
}
