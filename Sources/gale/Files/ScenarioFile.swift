import Base
import Devices
import Glibc
import Scenarios
import YAML

/// A scenario on disk: named by path, or by the name of one that comes with gale.
struct ScenarioFile {
    let path: String
    private let bytes: [UInt8]

    init(_ name: String) throws(Failure) {
        path = Self.path(of: name)
        bytes = try TextFile.bytes(of: path)
    }

    func plan(_ overrides: Overrides) throws(Failure) -> Plan {
        let folder = Resources.folder(of: path)
        let secrets = Secrets(
            variable: { name in getenv(name).map { String(cString: $0) } },
            file: { name in
                try? TextFile.read(name.hasPrefix("/") ? name : "\(folder)/\(name)")
            })
        do {
            return try Plan(
                parsing: bytes, file: path, overrides: overrides,
                models: Models.all(beside: path), secrets: secrets)
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private static func path(of name: String) -> String {
        guard !name.hasSuffix(".yaml"), !name.contains("/"), let folder = Resources.scenarioFolder
        else { return name }
        return "\(folder)/\(name).yaml"
    }
}

/// The device models that this gale can find.
enum Models {
    static func folders(beside scenario: String?) -> ModelFolders {
        ModelFolders(
            Resources.modelFolders(beside: scenario).map { path in
                ModelFolders.Folder(path: path, files: Folder.names(in: path, endingIn: ".yaml"))
            }
        ) { try? TextFile.bytes(of: $0) }
    }

    static func all(beside scenario: String?) -> ModelLibrary {
        let folders = folders(beside: scenario)
        return ModelLibrary(names: folders.names) { (name, place) throws(Problem) in
            try folders.model(name, at: place)
        }
    }
}

extension FleetPlan {
    /// Bytes of message `index` on average, for predictions.
    func payloadBytes(of index: Int) -> Int {
        guard let compiled = try? CompiledModel(model) else { return 0 }
        return compiled.payloadBytes(ofMessage: index, number: firstID, clientID: clientID)
    }
}
