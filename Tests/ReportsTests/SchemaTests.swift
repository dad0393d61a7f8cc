import Base
import Foundation
import Testing

@testable import Reports

/// What the page about the schema says is what the report holds.
@Suite struct SchemaTests {
    static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../reports/README.md")

    @Test
    func `every member is explained`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let limit = LimitReportTests.sample().json
        for name in Self.names(in: Report.sample.json).union(Self.names(in: limit)) {
            #expect(text.contains("`\(name)`"), "reports/README.md does not explain \(name)")
        }
        let kinds = Report.Identities.everyKind.json
        for name in Self.names(in: Report.secure.json).union(Self.names(in: kinds)) {
            #expect(text.contains("`\(name)`"), "reports/README.md does not explain \(name)")
        }
        for name in Self.names(in: Report.Clock().json) {
            #expect(text.contains("`\(name)`"), "reports/README.md does not explain \(name)")
        }
        for name in Format.all.map(\.fileName) + Verdict.allCases.map(\.rawValue) {
            #expect(text.contains("`\(name)`"), "reports/README.md does not explain \(name)")
        }
        let words = LimitReport.Conclusion.allCases.map(\.rawValue)
        for name in words + LimitFormat.all.map(\.fileName) {
            #expect(text.contains("`\(name)`"), "reports/README.md does not explain \(name)")
        }
        for schema in [Report.schema, LimitReport.schema] { #expect(text.contains("`\(schema)`")) }
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
