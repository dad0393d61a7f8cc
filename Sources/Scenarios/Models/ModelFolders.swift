package import Devices
package import YAML

/// Folders of device models, one YAML file each: the folder is the registry.
///
/// The first folder that has a name wins, so a scenario's own folder goes before the shipped one.
/// Files are listed and read by whoever may touch the disk.
package struct ModelFolders: Sendable {
    package struct Folder: Equatable, Sendable {
        package var path: String
        /// Names of files, in any order; those that are no `.yaml` or `.yml` are passed over.
        package var files: [String]

        package init(path: String, files: [String]) {
            self.path = path
            self.files = files
        }
    }

    /// The names of all models, sorted.
    package let names: [String]

    /// Files that another one of the same name keeps from being used, and which that is.
    package let hidden: [(file: String, by: String)]

    private let files: [String: String]
    private let ambiguous: [String: String]
    private let read: @Sendable (String) -> [UInt8]?

    /// - Parameter read: the bytes of a file by its path, or nil when it cannot be read.
    package init(_ folders: [Folder], read: @escaping @Sendable (String) -> [UInt8]?) {
        var files: [String: String] = [:]
        var hidden: [(file: String, by: String)] = []
        var ambiguous: [String: String] = [:]
        for folder in folders {
            for file in folder.files.sorted() where Self.isModel(file) {
                let name = DeviceModel.name(of: file)
                let path = folder.path.isEmpty ? file : folder.path + "/" + file
                guard let first = files[name] else {
                    files[name] = path
                    continue
                }
                hidden.append((path, first))
                if first == folder.path + "/" + first.lastPart { ambiguous[name] = path }
            }
        }
        self.files = files
        self.hidden = hidden
        self.ambiguous = ambiguous
        self.read = read
        names = files.keys.sorted()
    }

    /// Reads the model `name`, which `place` asks for.
    ///
    /// - Throws: ``Problem`` at `place` for a name that is not there, stands twice in one folder or
    ///   cannot be read; in the model's file for what is wrong with that.
    package func model(_ name: String, at place: Place) throws(Problem) -> DeviceModel {
        guard let file = files[name] else {
            throw .unknown(name, at: place, isNo: "device model", among: names)
        }
        if let other = ambiguous[name] {
            throw Problem(place, "\(name.inQuotes) is both \(file) and \(other); keep one of them")
        }
        guard let bytes = read(file) else {
            throw Problem(place, "\(file) cannot be read")
        }
        return try DeviceModel(parsing: bytes, file: file)
    }

    private static func isModel(_ file: String) -> Bool {
        !file.hasPrefix(".") && (file.hasSuffix(".yaml") || file.hasSuffix(".yml"))
    }
}

extension String {
    fileprivate var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}

extension ModelLibrary {
    /// The models of some folders.
    package init(_ folders: ModelFolders) {
        self.init(names: folders.names) { (name, place) throws(Problem) in
            try folders.model(name, at: place)
        }
    }
}
