import Foundation
import Testing

/// A text file of the project, read once for all rules.
struct SourceFile: Sendable, CustomTestStringConvertible {
    /// Relative to the project's folder.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var testDescription: String { path }

    init(_ path: String) throws {
        self.path = path
        text = try String(contentsOf: Project.root.appending(path: path), encoding: .utf8)
    }

    /// All files below `folder` whose names end in one of `endings`.
    static func all(under folder: String, endings: String...) throws -> [SourceFile] {
        let root = Project.root.appending(path: folder)
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        return try walk.compactMap { $0 as? String }.sorted()
            .filter { name in
                endings.contains { name.hasSuffix($0) }
                    && !name.split(separator: "/").contains { $0.hasPrefix(".") }
            }
            .map { try SourceFile("\(folder)/\($0)") }
    }
}

enum Project {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
