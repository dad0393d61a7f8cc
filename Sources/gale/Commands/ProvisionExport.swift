import Identities
import Reports

extension Provisioning {
    /// Writes a set as PEM files and a CSV file; all places are looked at before the first is
    /// taken.
    func export(_ set: IdentitySet, to folder: String) throws {
        let files = try IdentityExport.authority(of: set, at: now)
        if !options.replaces { try refuse(files, of: set, in: folder) }
        _ = try SecretFile.makeFolder(folder)
        for file in files { try write(file, in: folder) }
        let names = files.map(\.path).joined(separator: ", ")
        guard !options.onlyAuthority else {
            print("\(folder): \(names)")
            return
        }
        let count = try exportThings(of: set, to: folder)
        print(
            "\(folder): \(names), \(IdentityExport.sheet) and "
                + "\(Figure.count(count, "file")) in things")
    }

    /// - Returns: how many files there are in the folder of things.
    private func exportThings(of set: IdentitySet, to folder: String) throws -> Int {
        let export = try IdentityExport(of: set)
        let sheet = try SecretDraft(of: "\(folder)/\(IdentityExport.sheet)", isSecret: true)
        try sheet.write(export.header)
        let progress = ProgressLine(of: try set.count)
        var (done, count) = (0, 0)
        while let (files, row) = try export.next() {
            if done % 256 == 0, !goesOn(done, progress) {
                throw Failure(.interrupted, "interrupted: \(folder) holds a part of the things")
            }
            if count == 0, !files.isEmpty { _ = try SecretFile.makeFolder("\(folder)/things") }
            for file in files { try write(file, in: folder) }
            try sheet.write(row)
            done += 1
            count += files.count
        }
        try sheet.keep()
        return count
    }

    private func write(_ file: ExportedFile, in folder: String) throws {
        try SecretFile.write(
            file.text, to: "\(folder)/\(file.path)", isSecret: file.isSecret,
            replacing: options.replaces)
    }

    private func refuse(_ files: [ExportedFile], of set: IdentitySet, in folder: String) throws {
        for file in files { try SecretFile.refuse("\(folder)/\(file.path)", replacing: false) }
        guard !options.onlyAuthority else { return }
        try SecretFile.refuse("\(folder)/\(IdentityExport.sheet)", replacing: false)
        guard SecretFile.isThere("\(folder)/things") else { return }
        var taken: String?
        try set.eachLine { line in
            let base = "\(folder)/things/" + FileName.safe(line.name, number: line.number)
            for path in [base + ".pem", base + ".key"] where SecretFile.isThere(path) {
                taken = taken ?? path
            }
        }
        if let taken { try SecretFile.refuse(taken, replacing: false) }
    }
}
