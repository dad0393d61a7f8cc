import Base
import Devices
import Foundation
import MQTT
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
            "durable-and-transient", "exactly-once", "fan-in", "fan-out", "identity-faults",
            "last-will", "mixed-fleet", "round-trip", "secure-fleet", "sprinklers", "trucks",
            "wind-farm",
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
        #expect(plan.length <= .seconds(60))
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

    @Test
    func `the secure fleet has five thousand things with a certificate each`() throws {
        let plan = try Self.plan("secure-fleet.yaml")
        let prediction = Prediction(plan, isEmbedded: true) { _, _ in 150 }
        #expect(prediction.devices == 5000)
        #expect(prediction.messagesPerSecond == 5000)
        #expect(prediction.deliveriesPerSecond == 5000)
        #expect(plan.fleets.allSatisfy { $0.identity?.binding == .own })
        #expect(plan.fleets.allSatisfy { $0.qos == [.atLeastOnce] })
    }

    @Test
    func `identity faults has every flaw of certificates, and every deed about identities`()
        throws
    {
        let plan = try Self.plan("identity-faults.yaml")
        let flaws = Set(plan.fleets.compactMap { $0.identity?.flaw })
        let others: Set<FleetIdentity.Flaw> = [.wrongPassword, .wrongToken]
        #expect(flaws == Set(FleetIdentity.Flaw.allCases).subtracting(others))
        #expect(plan.fleets.contains { $0.mustBeRefused && $0.identity?.flaw == nil })
        #expect(plan.fleets.contains { $0.identity?.binding == .shared })
        #expect(
            ["rotate", "probe", "revoke", "expire"].allSatisfy(plan.phases.map(\.name).contains))
        // Whoever is let in has a topic with its name in it, as access lists want it.
        for fleet in plan.fleets where !fleet.mustBeRefused {
            #expect(fleet.model.messages.allSatisfy { $0.topic.contains("/{client}/") })
        }
    }
}
