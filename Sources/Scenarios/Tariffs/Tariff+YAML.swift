package import Measures
package import YAML

extension Tariff {
    /// Reads the tariffs of one file, in the order in which they stand.
    ///
    /// - Throws: ``Problem`` for a key that means nothing, a price that is none, and whatever else
    ///   would make a bill wrong.
    package static func all(parsing bytes: [UInt8], file: String) throws(Problem) -> [Tariff] {
        var draft = TariffKeys.File()
        try TariffKeys.file.read(Node(parsing: bytes, file: file), into: &draft)
        return draft.tariffs
    }

    /// Reads several files, such as those of a folder, in the order given.
    ///
    /// Files are listed and read by whoever may touch the disk.
    ///
    /// - Throws: ``Problem`` also for a name that two of them give, and for more than a report
    ///   can show.
    package static func all(
        parsing files: [(name: String, bytes: [UInt8])]
    ) throws(Problem) -> [Tariff] {
        var tariffs: [Tariff] = []
        var homes: [String: String] = [:]
        for file in files {
            for tariff in try all(parsing: file.bytes, file: file.name) {
                if let home = homes.updateValue(file.name, forKey: tariff.name) {
                    throw Problem(
                        Place(file: file.name, line: 1, column: 1),
                        "the tariff \(tariff.name.inQuotes) is in \(home) too; rename one of them")
                }
                tariffs.append(tariff)
            }
        }
        guard tariffs.count <= TariffKeys.most else {
            throw Problem(
                Place(file: files.last?.name ?? "--tariff"),
                "the files hold \(tariffs.count) tariffs; at most \(TariffKeys.most) are compared")
        }
        return tariffs
    }
}
