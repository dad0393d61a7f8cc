import Foundation
import Scenarios
import YAML

/// The scenarios and device models of the repository.
enum Shipped {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let models: ModelLibrary = {
        let folder = root.appending(path: "fixtures/devices").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return ModelLibrary(
            ModelFolders([.init(path: folder, files: files)]) { path in
                (try? Data(contentsOf: URL(filePath: path))).map(Array.init)
            })
    }()

    static let scenarios: [String] = {
        let folder = root.appending(path: "scenarios").path
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    static func scenario(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: "scenarios/\(name)"), encoding: .utf8)
    }
}
