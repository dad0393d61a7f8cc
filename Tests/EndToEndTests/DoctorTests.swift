import Foundation
import Testing

/// What the doctor says of the machine that the tests run on.
@Suite struct DoctorTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    @Test
    func `without a scenario the host is described`() throws {
        let outcome = try Gale.run("doctor", in: folder)
        #expect(outcome.status == 0 && outcome.stderr.isEmpty)
        for word in ["file descriptors", "ports", "memory", "processor", "First to end:"] {
            #expect(outcome.stdout.contains(word), "\(word) is missing")
        }
        for line in outcome.stdout.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }

    /// What is done before, the scale of a thousand devices, and whether that fits.
    @Test(arguments: [
        ("true", "0.01", true), ("ulimit -n 100", "0.01", true), ("ulimit -n 100", "0.05", false),
        ("ulimit -Sn 100", "0.05", true), ("true", "1000", false),
    ])
    func `the exit code says whether a scenario fits`(
        _ preparation: String, _ scale: String, _ fits: Bool
    ) throws {
        let outcome = try Gale.run(
            after: preparation, ["doctor", "wind-farm", "--scale", scale], in: folder)
        #expect(outcome.status == (fits ? 0 : 1), "\(outcome.stdout)")
        #expect(outcome.stderr.isEmpty)
        #expect(outcome.stdout.contains(fits ? "It fits: " : "It does not fit: "))
    }

    @Test
    func `what the doctor calls too many descriptors is refused by a run, with the same words`()
        throws
    {
        let words = ["wind-farm", "--scale", "0.05"]
        let doctor = try Gale.run(after: "ulimit -n 100", ["doctor"] + words, in: folder)
        let run = try Gale.run(after: "ulimit -n 100", ["run"] + words, in: folder)
        let remedy = "sudo prlimit --pid $$ --nofile=166:166"
        #expect(doctor.stdout.contains(remedy) && run.stderr.contains(remedy))
        #expect(doctor.status == 1 && run.status == 70)
    }

    @Test
    func `further addresses have further ports`() throws {
        func ports(_ words: String...) throws -> Int {
            let outcome = try Gale.run(["doctor"] + words, in: folder)
            let line = outcome.stdout.split(separator: "\n").first { $0.contains("  ports ") }
            let digits = line?.split(separator: " ")[1].filter { $0 != "," }
            return try #require(digits.flatMap { Int($0) })
        }
        #expect(try ports("--bind", "127.0.0.2-127.0.0.4") == 3 * ports())
    }
}
