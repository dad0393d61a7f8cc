import Foundation
import Testing

/// Small Python programs beside the tests: Paho's client, and a parser of HTML.
enum Python {
    /// Runs a script of `Scripts`; its last line says `ok`, or it ends with what was wrong.
    static func run(_ script: String, _ words: [String], in folder: Workspace) throws {
        let outcome = try start(script, words, in: folder).outcome(within: 60)
        try #require(
            !outcome.stderr.contains("No module named 'paho'"),
            "paho-mqtt is missing; run .ci/need test")
        #expect(outcome.status == 0, "\(script) \(words): \(outcome.stderr)\(outcome.stdout)")
    }

    static func start(_ script: String, _ words: [String], in folder: Workspace) throws -> Child {
        try Child(
            ["python3", Project.path("Tests/EndToEndTests/Scripts/\(script)")] + words, in: folder,
            environment: [
                "PYTHONPATH": Project.path(".build/python"), "PYTHONDONTWRITEBYTECODE": "1",
            ])
    }

    /// Starts a script that says “at PORT” once it listens on loopback.
    static func serve(
        _ script: String, _ words: [String], in folder: Workspace
    ) throws -> (child: Child, port: UInt16) {
        let child = try start(script, words, in: folder)
        do {
            let port = UInt16(try child.line(with: "at ").dropFirst("at ".count))
            return (child, try #require(port))
        } catch {
            throw Trouble("\(script): \(error); is everything there? run .ci/need test")
        }
    }
}
