import Base
import Foundation
import Testing

@testable import Reports

/// What the page about the schema says is what `overhead.json` holds.
@Suite struct OverheadSchemaTests {
    @Test func `every member and every word is explained`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../reports/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let section = try #require(text.firstRange(of: "## What a message costs"))
        let page = text[section.lowerBound...]
        typealias Overhead = OverheadReport
        let words =
            Overhead.Transport.allCases.map(\.rawValue)
            + Overhead.Connection.allCases.map(\.rawValue)
            + Overhead.WhatIf.Change.allCases.map(\.rawValue)
            + Overhead.WhatIf.Basis.allCases.map(\.rawValue)
            + Overhead.WhatIf.Unit.allCases.map(\.rawValue)
            + Overhead.Claim.Subject.allCases.map(\.rawValue)
            + OverheadFormat.all.map(\.fileName) + [Overhead.schema]
        for name in Self.names(in: OverheadReport.sample.json).union(words) {
            // What is as in `report.json` is explained further up.
            let isKnown = text.contains("`\(name)`")
            #expect(isKnown, "reports/README.md does not explain \(name)")
        }
        for name in words + Overhead.fields.map(\.name) + Overhead.Row.fields.map(\.name) {
            // The page itself would fill the screen.
            let isNear = page.contains("`\(name)`") || name == "schema"
            #expect(isNear, "the section does not explain \(name)")
        }
    }

    private static func names(in json: JSON) -> Set<String> {
        var names: Set<String> = []
        for (key, value) in json.object ?? JSON.Members() {
            names.insert(key)
            names.formUnion(Self.names(in: value))
        }
        for element in json.array ?? [] { names.formUnion(Self.names(in: element)) }
        return names
    }
}
