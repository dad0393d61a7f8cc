import Foundation
import Testing

/// Small Python programs beside the tests: Paho's client, and a parser of HTML.
enum Python {
    /// Runs a script of `Scripts`; its last line says `ok`, or it ends with what was wrong.
    static func run(_ script: String, _ words: [String], in folder: Workspace) throws {
        let outcome = try Child(
            ["python3", Project.path("Tests/EndToEndTests/Scripts/\(script)")] + words, in: folder,
            environment: [
                "PYTHONPATH": Project.path(".build/python"), "PYTHONDONTWRITEBYTECODE": "1",
            ]
        ).outcome(within: 60)
        try #require(
            !outcome.stderr.contains("No module named 'paho'"),
            "paho-mqtt is missing; run .ci/need test")
        #expect(outcome.status == 0, "\(script) \(words): \(outcome.stderr)\(outcome.stdout)")
    }
}
