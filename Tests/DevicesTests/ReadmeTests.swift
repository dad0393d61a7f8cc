import Base
import Devices
import Foundation
import Scenarios
import Testing
import YAML

/// What `fixtures/devices/README.md` promises.
@Suite struct ReadmeTests {
    private func readme() throws -> String {
        try String(contentsOf: Fixtures.folder.appending(path: "README.md"), encoding: .utf8)
    }

    @Test
    func `its example is a model`() throws {
        let blocks = try readme().components(separatedBy: "```")
        let example = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
        let model = try DeviceModel(parsing: String(example), file: "barometer.yaml")
        var device = Fixtures.device(of: try CompiledModel(model))
        #expect(try device.json(at: 10)["pressure"] != nil)
    }

    @Test
    func `its table lists every way a field can move`() throws {
        let text = try readme()
        let listed = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) }
        let general = ["unit", "range", "decimals", "noise"]
        let keys = FieldKeys.field.keys.map(\.name).filter { !general.contains($0) }
        #expect(listed.sorted() == keys.sorted())
    }
}
