import Scenarios
import Testing
import YAML

/// What help prints is what the reader reads.
@Suite struct HelpTests {
    @Test
    func `help lists every key of every block`() throws {
        try expectSnapshot(ScenarioHelp.text, "help-scenario.txt")
    }

    @Test
    func `help lists every figure that a limit may be set for`() throws {
        try expectSnapshot(ScenarioHelp.expectations, "help-expectations.txt")
    }

    @Test
    func `no line of help is wider than a terminal`() {
        for line in ScenarioHelp.text.split(separator: "\n") {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test
    func `every key says what it means`() {
        for block in ScenarioHelp.blocks {
            #expect(Set(block.keys.map(\.name)).count == block.keys.count)
            for key in block.keys { #expect(key.doc.hasSuffix("."), "\(block.name).\(key.name)") }
        }
    }
}
