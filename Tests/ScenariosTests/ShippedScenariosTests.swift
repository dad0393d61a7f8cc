import Base
import Devices
import Foundation
import Scenarios
import Testing
import YAML

/// Every file in `scenarios/` is understood with the models in `fixtures/devices/`.
@Suite struct ShippedScenariosTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardizedFileURL

    static func names(in folder: String) -> [String] {
        let path = root.appending(path: folder).path
        let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }

    static let models = ModelLibrary(
        ModelFolders([
            .init(path: "fixtures/devices", files: names(in: "fixtures/devices"))
        ]) { bytes(of: $0) })

    static func bytes(of path: String) -> [UInt8]? {
        (try? Data(contentsOf: root.appending(path: path))).map { Array($0) }
    }

    static func plan(_ file: String, _ overrides: Overrides = Overrides()) throws -> Plan {
        let bytes = try #require(Self.bytes(of: "scenarios/" + file))
        return try Plan(parsing: bytes, file: file, overrides: overrides, models: models)
    }

    @Test
    func `the promised scenarios are there`() {
        let promised = [
            "durable-and-transient", "exactly-once", "fan-in", "fan-out", "last-will",
            "mixed-fleet", "round-trip", "sprinklers", "trucks", "wind-farm",
        ]
        #expect(Set(promised.map { $0 + ".yaml" }).isSubset(of: Self.names(in: "scenarios")))
    }

    @Test(arguments: names(in: "scenarios"))
    func `a scenario is understood, says what it shows and expects something`(
        _ file: String
    ) throws {
        let plan = try Self.plan(file)
        #expect(plan.name + ".yaml" == file)
        #expect(!plan.about.isEmpty)
        #expect(plan.about.count <= 100, "\(plan.about)")
        #expect(!plan.expectations.isEmpty)
        #expect(plan.length <= .seconds(40))
    }

    @Test(arguments: names(in: "scenarios"))
    func `a scenario scales down and its dry run is always the same`(_ file: String) throws {
        var overrides = Overrides()
        overrides.scale = 0.1
        overrides.seed = 7
        let texts = try (0..<2).map { _ in
            let plan = try Self.plan(file, overrides)
            return Prediction(plan, isEmbedded: true) { _, _ in 100 }.text
        }
        #expect(texts[0] == texts[1])
    }

    @Test
    func `the mixed fleet sends five thousand messages a second`() throws {
        let prediction = Prediction(try Self.plan("mixed-fleet.yaml"), isEmbedded: true) { _, _ in
            150
        }
        #expect(prediction.devices == 5000)
        #expect(prediction.messagesPerSecond == 5000)
        #expect(prediction.descriptors < 20_000)
    }
}
