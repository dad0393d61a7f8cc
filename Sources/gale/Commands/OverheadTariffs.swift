import Measures
import Scenarios
import YAML

/// The tariffs that a report is priced by.
enum OverheadTariffs {
    /// - Parameter path: a file or a folder of them; nil for those that come with gale.
    static func read(_ path: String?) throws(Failure) -> [Tariff] {
        guard let path = path ?? shipped else { return [] }
        let files = try files(path)
        do throws(Problem) {
            return try Tariff.all(parsing: files)
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private static var shipped: String? {
        Resources.home.map { $0 + "/fixtures/tariffs" }.first(where: Folder.exists)
    }

    private static func files(_ path: String) throws(Failure) -> [(name: String, bytes: [UInt8])] {
        guard Folder.exists(path) else { return [(path, try TextFile.bytes(of: path))] }
        let names = Folder.names(in: path, endingIn: ".yaml")
        guard !names.isEmpty else {
            throw Failure(.badInput, "\(path) holds no tariffs; put files *.yaml there")
        }
        return try names.map { name throws(Failure) in
            ("\(path)/\(name)", try TextFile.bytes(of: "\(path)/\(name)"))
        }
    }
}
