import Base
import Glibc
import Reports

extension Report {
    /// Writes each format to its file in `folder`.
    func write(_ formats: [Format], to folder: String) throws(Failure) {
        let assets = Assets.ofThisMachine
        // report.json comes first: the others can be redrawn from it.
        for format in formats.sorted(by: { a, _ in a.name == "json" }) {
            try TextFile.write(format.print(self, with: assets), to: "\(folder)/\(format.fileName)")
        }
    }

    /// Reads the report of a run from its folder, or from a `report.json`.
    init(reading path: String) throws(Failure) {
        let file = Folder.exists(path) ? path + "/report.json" : path
        let bytes = try TextFile.bytes(of: file)
        do {
            try self.init(json: try JSON(parsing: bytes))
        } catch {
            throw Failure(.badInput, "\(file): \(error)")
        }
    }
}

extension Assets {
    static var ofThisMachine: Assets {
        Assets(chartScript: try? TextFile.read(chartScriptPath))
    }
}
