import Foundation
import Testing

/// `gale report` draws again from report.json what the run wrote.
@Suite struct RedrawTests {
    @Test
    func `every format comes out as the run wrote it`() throws {
        let folder = try Workspace()
        let played = try Played(
            "wind-farm", "--scale", "0.05", "--duration", "6s", in: folder)
        #expect([0, 1].contains(played.outcome.status))
        let formats = [
            "json": "report.json", "html": "report.html", "junit": "junit.xml",
            "markdown": "report.md", "csv": "timeline.csv", "text": "report.txt",
        ]
        for (format, file) in formats {
            let words = ["report", "report", "--format", format]
            let shown = try Gale.run(words, in: folder)
            #expect(shown.status == 0 && shown.stderr.isEmpty, "\(format): \(shown.stderr)")
            #expect(shown.stdout == (try folder.read("report/\(file)")), "\(format) differs")
            let written = try Gale.run(words + ["-o", "again"], in: folder)
            #expect(written.status == 0 && written.stdout.isEmpty)
            #expect(try folder.read("again") == shown.stdout)
        }
        let text = try folder.read("report/report.txt")
        #expect(played.outcome.stdout.hasPrefix(text))
        #expect(try Gale.run("report", "report/report.json", in: folder).stdout == text)
        #expect(folder.files.contains { $0.hasSuffix(".hgrm") }, "\(folder.files)")
    }

    @Test
    func `only the formats that were asked for are written`() throws {
        let folder = try Workspace()
        let outcome = try Gale.run(
            "run", "wind-farm", "--scale", "0.02", "--duration", "6s", "--report", "out",
            "--format", "json,junit", "--quiet", in: folder)
        #expect(outcome.stdout.split(separator: "\n").count == 1)
        #expect(outcome.stderr.isEmpty)
        let files = folder.files.filter { !$0.hasSuffix(".hgrm") }
        #expect(files == ["out/junit.xml", "out/report.json"])
    }

    @Test(arguments: ["{}", "{\"schema\":\"gale.report/99\"}", "not JSON", "[1,", ""])
    func `a file that is no report is told`(text: String) throws {
        let folder = try Workspace()
        try folder.write(text, to: "report.json")
        let outcome = try Gale.run("report", "report.json", "--format", "html", in: folder)
        #expect(outcome.status == 65)
        #expect(outcome.stderr.contains("report.json"), "\(outcome.stderr)")
        #expect(outcome.stdout.isEmpty)
    }
}
