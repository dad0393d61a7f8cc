import Foundation
import Testing

/// A headless Chromium that runs once and prints what it saw.
enum Browser {
    /// A directory of its own, gone afterwards.
    static func inDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "gale-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    /// Runs the browser and returns its standard output; it is ended after a minute.
    static func run(_ arguments: [String], in directory: URL) throws -> String {
        try HTMLReportTests.require(HTMLReportTests.chromium, package: "chromium")
        let output = directory.appending(path: "output")
        let errors = directory.appending(path: "errors")
        for file in [output, errors] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            [
                "--kill-after=5", "60", HTMLReportTests.chromium, "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--user-data-dir=\(directory.path)/profile",
            ] + arguments
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        let complaint = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
        try #require(
            process.terminationStatus == 0,
            "chromium ended with \(process.terminationStatus): \(complaint.suffix(500))")
        return try String(decoding: Data(contentsOf: output), as: UTF8.self)
    }
}
