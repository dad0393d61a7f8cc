import Crypto
import Foundation

/// A folder that lives as long as its test, and the programs that are run in it.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "crypto-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ text: String) throws {
        try text.write(to: url.appending(path: name), atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: url.appending(path: name)))
    }

    struct Outcome {
        var status: Int32
        /// Both what was said and what was complained of.
        var text: String
    }

    @discardableResult
    func run(_ words: String...) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = url
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, text: String(decoding: text, as: UTF8.self))
    }
}

/// Seconds since 1970 that the tests give certificates.
enum Era {
    /// From yesterday to tomorrow, for verifiers that read the clock.
    static var now: Range<Int64> {
        let now = Int64(Date().timeIntervalSince1970)
        return now - 86_400..<now + 86_400
    }

    /// Twenty days that are over for good.
    static let past: Range<Int64> = 1_600_000_000..<1_601_728_000
}

extension CryptoError {
    /// What `work` complains of; nil when it does not.
    static func message(of work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}
