import Crypto
import Foundation
import Identities

/// A folder of one test, gone with it.
final class Workspace {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "identities-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func place(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: place(name)))
        return place(name)
    }

    var files: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
    }
}

/// The text of a file in fixtures/identities.
func fixture(_ name: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = root.appending(path: "fixtures/identities/\(name)")
    return try String(decoding: Data(contentsOf: file), as: UTF8.self)
}

/// A moment of tests, in seconds since 1970: 2026-07-14.
let now: Int64 = 1_784_000_000
/// A year from then.
let year = now..<now + 365 * 86_400

extension Batch {
    static func few(_ count: Int, _ name: String = "thing-{id}") throws -> Batch {
        Batch(count: count, name: try Template(parsing: name), validity: year)
    }
}

extension IdentitySet {
    static func few(_ count: Int, _ name: String = "thing-{id}") throws -> IdentitySet {
        try made(.few(count, name), at: now)
    }

    var all: [Thing] {
        get throws {
            let cursor = try things()
            var things: [Thing] = []
            while let thing = try cursor.next() { things.append(thing) }
            return things
        }
    }

    func numbers(in group: String) throws -> [Int] {
        let cursor = try things(in: group)
        var numbers: [Int] = []
        while let thing = try cursor.next() { numbers.append(thing.number) }
        return numbers
    }
}
