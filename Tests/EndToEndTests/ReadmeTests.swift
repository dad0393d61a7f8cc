import Foundation
import Testing

/// What the README shows is what the command prints.
@Suite struct ReadmeTests {
    let folder: Workspace
    let blocks: [[Substring]]

    init() throws {
        folder = try Workspace()
        let text = try String(contentsOfFile: Project.path("README.md"), encoding: .utf8)
        blocks = text.components(separatedBy: "```").filter { $0.hasPrefix("console\n") }
            .map { $0.split(separator: "\n").dropFirst().map { $0 } }
    }

    /// What stands below `$ command`.
    private func output(of command: String) throws -> [Substring] {
        let block = try #require(blocks.first { $0.first == "$ \(command)" })
        return Array(block.dropFirst())
    }

    @Test func `the list is the one that the command prints`() throws {
        let outcome = try Gale.run(["scenarios"], in: folder)
        #expect(outcome.stdout.split(separator: "\n") == (try output(of: "gale scenarios")))
    }

    @Test
    func `the summary of a run looks like one`() throws {
        let shown = try output(of: "gale run wind-farm").prefix { $0 != "…" }
        let outcome = try Gale.run(
            ["run", "wind-farm", "--scale", "0.05", "--duration", "6s", "--report", "r"], in: folder
        )
        let printed = outcome.stdout.split(separator: "\n")
        /// A line with every number made one, and columns closed up.
        func shape(_ line: Substring) -> String {
            String(line.replacing(#/[0-9][0-9.,]*/#, with: "0").replacing(#/ +/#, with: " "))
        }
        let checks = printed.filter {
            // A machine that is busy with other tests is slow, and says so.
            !$0.hasPrefix("  failed: latency.") && !$0.hasPrefix("  generator ")
                && !$0.hasPrefix("      ")
        }
        try #require(checks.count >= shown.count)
        for (line, other) in zip(shown.dropFirst(), checks.dropFirst()) {
            #expect(shape(line) == shape(other))
        }
    }

    @Test(arguments: ["make demo", "make test"])
    func `a make target of the README is there`(command: String) throws {
        let makefile = try String(contentsOfFile: Project.path("Makefile"), encoding: .utf8)
        let target = command.split(separator: " ")[1]
        #expect(blocks.joined().contains { $0.hasPrefix("$ \(command) ") })
        #expect(makefile.contains("\n\(target):"))
    }
}
