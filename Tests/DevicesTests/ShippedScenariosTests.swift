import Devices
import Foundation
import Scenarios
import Testing
import YAML

/// The shipped scenarios with the shipped models.
@Suite struct ShippedScenariosTests {
    static let folder = Fixtures.root.appending(path: "scenarios")

    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (files ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    static let models = ModelLibrary(
        ModelFolders([
            .init(path: Fixtures.folder.path, files: Fixtures.names.map { $0 + ".yaml" })
        ]) { path in
            (try? Data(contentsOf: URL(filePath: path))).map(Array.init)
        })

    @Test(arguments: names)
    func `every scenario finds its models, and fields and commands in them`(
        _ name: String
    ) throws {
        let bytes = try Data(contentsOf: Self.folder.appending(path: name))
        let plan = try Plan(parsing: Array(bytes), file: name, models: Self.models)
        for fleet in plan.fleets {
            let model = try CompiledModel(fleet.model)
            for index in fleet.model.messages.indices {
                let bytes = model.payloadBytes(
                    ofMessage: index, number: fleet.firstID, clientID: "\(fleet.name)-1")
                #expect((40...400).contains(bytes))
            }
        }
    }
}
