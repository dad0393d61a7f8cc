import Conformance
import Foundation
import Harness
import Testing
import YAML

/// What is known of brokers, and how it is written down.
@Suite struct BrokerProfileTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/brokers")
    static let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".yaml") }

    @Test(arguments: files)
    func `every profile is read, and names cases that there are`(file: String) throws {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: file)))
        let profile = try BrokerProfile(parsing: bytes, file: file)
        #expect(!profile.name.isEmpty)
        let known = Set(Chapter.cases().map(\.id))
        for departure in profile.known {
            #expect(known.contains(departure.id), "\(file): \(departure.id) is no case")
        }
    }

    @Test(arguments: [
        ("lacks: [qos-3]\nname: x", "qos-3"), ("known: []", "name"), ("name: x\nknow: []", "know"),
    ])
    func `a flaw is named with its place`(text: String, word: String) {
        let problem = #expect(throws: Problem.self) {
            try BrokerProfile(parsing: Array(text.utf8), file: "a.yaml")
        }
        #expect("\(problem!)".hasPrefix("a.yaml:") && "\(problem!)".contains(word))
    }
}
