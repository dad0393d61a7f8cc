import Conformance
import Foundation
import MQTT
import Testing

/// The lists of statements, and that cases cite nothing else.
@Suite struct CatalogueTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/statements")
    static let catalogue = try! Catalogue(
        v3: text("mqtt311.tsv"), v5: text("mqtt5.tsv"), unnumbered: text("unnumbered.tsv"))

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    @Test
    func `all statements of both standards are there, and the rules without a number`() {
        let statements = Self.catalogue.statements
        #expect(statements.filter { $0.isNumbered && $0.id.version == .v3_1_1 }.count == 141)
        #expect(statements.filter { $0.isNumbered && $0.id.version == .v5 }.count == 251)
        #expect(statements.filter { !$0.isNumbered }.count == 54)
    }

    @Test
    func `cases cite statements that there are`() {
        let unknown = Coverage(Self.catalogue).unknown
        #expect(unknown.isEmpty, "\(unknown)")
    }

    @Test
    func `every statement has a case, or a reason why it has none`() {
        let missing = Coverage(Self.catalogue).missing.map(\.id.description)
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test
    func `a line that is no statement is named`() {
        #expect(throws: Catalogue.Unreadable.self) {
            try Catalogue(v3: "id\tsection\nMQTT-1\tx\n", v5: "id\n", unnumbered: "id\n")
        }
    }
}
