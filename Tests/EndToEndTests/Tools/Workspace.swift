import Foundation
import Testing

/// A folder of one test, gone with it.
final class Workspace {
    let url: URL
    var path: String { url.path }
    private var children: [Child] = []

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "gale-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        children = []
        try? FileManager.default.removeItem(at: url)
    }

    /// Lets a process live as long as this folder: an optimizer frees what a test no longer names.
    func keep(_ child: Child) { children.append(child) }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func read(_ name: String) throws -> String {
        try String(decoding: Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: name).path)
    }

    /// Every file below, by its path from here.
    var files: [String] {
        let walk = FileManager.default.enumerator(atPath: path)
        return (walk?.compactMap { $0 as? String } ?? []).filter { name in
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(
                atPath: url.appending(path: name).path, isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }
}

/// The project's own folder.
enum Project {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String { root.appending(path: name).path }
}

/// What the tests need of the machine.
enum Need {
    /// A tool that is not there fails a test with the command that installs it.
    static func tool(_ path: String) throws {
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "\(path) is missing; run .ci/need test")
    }
}
