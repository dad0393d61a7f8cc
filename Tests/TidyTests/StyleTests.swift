import Foundation
import Testing

/// The rules of CONTRIBUTING that hold for every source file.
@Suite struct StyleTests {
    static let sources =
        try! SourceFile.all(under: "Sources", endings: ".swift", ".h", ".c")
        + SourceFile.all(under: "Tests", endings: ".swift")

    @Test(arguments: sources)
    func `a file is short enough to read in one sitting`(_ file: SourceFile) {
        #expect(file.lines.count <= 400)
    }

    @Test(arguments: sources)
    func `no line hides behind a scrollbar`(_ file: SourceFile) {
        // The tables of tests hold messages as long as they are.
        guard file.path.hasPrefix("Sources/") else { return }
        for (number, line) in file.lines.enumerated() where line.count > 100 {
            Issue.record("\(file.path):\(number + 1) has \(line.count) characters")
        }
    }

    @Test(arguments: sources)
    func `nothing banned`(_ file: SourceFile) {
        for ban in Ban.all where ban.holds(in: file.path) {
            for (number, line) in file.lines.enumerated() where ban.stands(in: line) {
                Issue.record("\(file.path):\(number + 1) uses \(ban.word): \(ban.instead)")
            }
        }
    }

    @Test
    func `the project speaks of itself alone`() throws {
        let words = ["/" + "work/", "/" + "root/", "/.lib" + "rary"]
        let texts = try SourceFile.all(
            under: ".", endings: ".md", ".swift", ".yaml", "Makefile", ".txt", ".h")
        for file in texts where !file.path.hasPrefix("./.build") {
            for word in words where file.text.contains(word) {
                Issue.record("\(file.path) names \(word)")
            }
        }
    }
}

/// A word that must not stand in a source file, and what to write in its place.
private struct Ban {
    let word: String
    let instead: String
    /// Beginnings of the paths where the word has its home.
    var home: [String] = []

    func holds(in path: String) -> Bool {
        path != "Tests/TidyTests/StyleTests.swift" && !home.contains { path.hasPrefix($0) }
    }

    /// A call of a banned function begins a statement; a banned word may stand anywhere.
    func stands(in line: Substring) -> Bool {
        word == "print(" ? line.drop { $0 == " " }.hasPrefix(word) : line.contains(word)
    }

    static let all = [
        Ban(word: "TO" + "DO", instead: "open an issue"),
        Ban(word: "FIX" + "ME", instead: "mend it"),
        Ban(word: "Thread.sleep", instead: "wait for the event itself"),
        Ban(word: "Task.sleep", instead: "wait for the event itself"),
        Ban(word: "usleep(", instead: "wait for the event itself"),
        Ban(
            word: "import Foundation", instead: "the standard library, or Glibc in a world target",
            home: ["Sources/gale/", "Tests/"]),
        Ban(
            word: "clock_gettime", instead: "take an Instant from the loop",
            home: ["Sources/Reactor/", "Sources/gale/", "Tests/"]),
        Ban(
            word: "SystemRandomNumberGenerator", instead: "a SplitMix64 from the seed",
            home: ["Tests/"]),
        Ban(
            word: "print(", instead: "a Report, or a notice to the caller",
            home: ["Sources/gale/", "Sources/Base/JSON/", "Sources/Reports/", "Tests/"]),
    ]
}
