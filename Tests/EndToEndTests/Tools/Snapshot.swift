import Foundation
import Testing

/// Text that was once looked at and found good, one file each beside the tests.
///
/// `UPDATE=1 swift test` rewrites the files; the change is then reviewed as a diff.
enum Snapshot {
    static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let file = URL(filePath: Project.path("Tests/EndToEndTests/Snapshots/\(name)"))
        if ProcessInfo.processInfo.environment["UPDATE"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let good = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
        let lines = (
            text.split(separator: "\n", omittingEmptySubsequences: false),
            good.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let place = zip(lines.0, lines.1).enumerated().first { $0.element.0 != $0.element.1 }
        // The texts themselves would fill the screen.
        let isGood = text == good
        #expect(
            isGood,
            """
            \(name) differs from line \((place?.offset ?? min(lines.0.count, lines.1.count)) + 1): \
            \(place.map { String($0.element.0) } ?? "one text is longer"); \
            if it should, run with UPDATE=1
            """,
            sourceLocation: sourceLocation)
    }
}
