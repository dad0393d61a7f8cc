import Foundation
import Testing

/// The built command, as a person would run it.
enum Gale {
    /// Beside the test program, so that each configuration tests its own.
    static let program: String = {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appending(path: "gale").path
    }()

    /// Runs it to its end.
    static func run(
        _ words: String..., in folder: Workspace, environment: [String: String] = [:],
        within seconds: Double = 60
    ) throws -> Child.Outcome {
        try run(words, in: folder, environment: environment, within: seconds)
    }

    static func run(
        _ words: [String], in folder: Workspace, environment: [String: String] = [:],
        within seconds: Double = 60
    ) throws -> Child.Outcome {
        try start(words, in: folder, environment: environment).outcome(within: seconds)
    }

    static func start(
        _ words: [String], in folder: Workspace, environment: [String: String] = [:]
    ) throws -> Child {
        try Child([program] + words, in: folder, environment: environment)
    }

    /// Runs it from a shell that first does `preparation`, such as setting a limit.
    ///
    /// Its standard output is the shell's `output`.
    static func run(
        after preparation: String, _ words: [String], in folder: Workspace, output: Int = 1,
        within seconds: Double = 60
    ) throws -> Child.Outcome {
        let script = "\(preparation) && exec \"$0\" \"$@\" >&\(output)"
        return try Child(["sh", "-c", script, program] + words, in: folder)
            .outcome(within: seconds)
    }
}

/// A `gale broker` for one test.
final class GaleBroker {
    let url: String
    let child: Child

    /// - Parameter configuration: the text of a file for `--config`.
    init(
        listen: String = "mqtt://127.0.0.1:0", configuration: String? = nil, in folder: Workspace
    ) throws {
        var words = ["broker", "--listen", listen]
        if let configuration {
            words += ["--config", try folder.write(configuration, to: "broker.yaml")]
        }
        child = try Gale.start(words, in: folder)
        let line = try child.line(with: "Listening on ")
        url = String(line.dropFirst("Listening on ".count))
    }

    /// The port behind the last colon.
    var port: String { String(url.split(separator: ":").last!) }
}
