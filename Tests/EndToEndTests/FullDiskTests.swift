import Foundation
import Testing

/// A disk that has no room left: one sentence, and nothing half-written.
@Suite struct FullDiskTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// A limit on the size of files stands for a disk: it needs no permission to set up.
    ///
    /// The signal that comes with it must not end the process, as a full disk would not.
    static func disk(blocks: Int) -> String { "trap '' XFSZ && ulimit -f \(blocks)" }

    @Test
    func `a redrawn report that does not fit leaves the old one`() throws {
        try run()
        try folder.write("the old one", to: "page.html")
        let outcome = try Gale.run(
            after: Self.disk(blocks: 8),
            ["report", "report", "--format", "html", "-o", "page.html"], in: folder)
        expectFull(outcome, naming: "page.html")
        #expect(try folder.read("page.html") == "the old one")
        #expect(!folder.files.contains { $0.hasSuffix(".part") })
    }

    @Test
    func `a device that takes nothing is told apart from a file`() throws {
        try run()
        // By a link, so that whoever replaces it harms nothing but this folder.
        let link = folder.path + "/full"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: "/dev/full")
        let outcome = try Gale.run(
            "report", "report", "--format", "json", "-o", "full", in: folder)
        expectFull(outcome, naming: "full")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/full")
        let shown = try Gale.run(
            "report", "report", "--format", "json", "-o", "/dev/stdout", in: folder)
        #expect(shown.stdout == (try folder.read("report/report.json")))
    }

    @Test
    func `standard output that takes nothing is an error too`() throws {
        try run()
        let outcome = try Gale.run(
            after: "exec 3>/dev/full",
            ["report", "report", "--format", "json"], in: folder, output: 3)
        expectFull(outcome, naming: "standard output")
        // A reader that has seen enough is another matter.
        let pipe = try Child(
            [
                "bash", "-o", "pipefail", "-c", "\"$0\" report report --format html | head -1",
                Gale.program,
            ], in: folder
        ).outcome(within: 20)
        #expect(pipe.status == 0 && pipe.stderr.isEmpty, "\(pipe.stderr)")
    }

    @Test
    func `a report that does not fit is not written by halves`() throws {
        let outcome = try Gale.run(
            after: Self.disk(blocks: 8),
            [
                "run", "wind-farm", "--scale", "0.02", "--duration", "6s", "-q", "--report", "out",
            ], in: folder)
        #expect(outcome.status == 70)
        #expect(outcome.stderr.contains("out/"), "\(outcome.stderr)")
        #expect(outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)")
        #expect(!folder.files.contains { $0.hasSuffix(".part") })
        // What did fit is whole.
        for file in folder.files where file.hasSuffix(".json") {
            _ = try JSONSerialization.jsonObject(with: Data(folder.read(file).utf8))
        }
    }

    private func run() throws {
        let outcome = try Gale.run(
            "run", "wind-farm", "--scale", "0.02", "--duration", "6s", "-q", "--report", "report",
            in: folder)
        try #require([0, 1].contains(outcome.status), "\(outcome.stderr)")
    }

    private func expectFull(
        _ outcome: Child.Outcome, naming place: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == 70, sourceLocation: sourceLocation)
        #expect(
            outcome.stderr.contains(place), "\(outcome.stderr)", sourceLocation: sourceLocation)
        #expect(
            outcome.stderr.split(separator: "\n").count == 1, "\(outcome.stderr)",
            sourceLocation: sourceLocation)
    }
}
