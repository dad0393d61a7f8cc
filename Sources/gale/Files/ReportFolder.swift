import Glibc

/// The folder of a report: made before anything is measured, so that a bad one is found at once.
struct ReportFolder {
    let path: String
    private let made: [String]

    /// - Parameters:
    ///   - named: what `--report` says; nil for one of its own by `kind` and time.
    init(_ named: String?, insteadOf kind: String) throws(Failure) {
        path = named ?? "reports/\(kind)-\(WallClock.stamp())"
        made = try Folder.prepare(path)
    }

    /// Does `body`, and leaves no empty folder behind where that comes to nothing.
    func during<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
    }

    /// Writes files; a name may have folders before it.
    func write(_ files: [(name: String, text: String)]) throws(Failure) {
        try write(files.map { (name: $0.name, bytes: Array($0.text.utf8)) })
    }

    func write(_ files: [(name: String, bytes: [UInt8])]) throws(Failure) {
        var folders: Set<String> = []
        for file in files {
            let place = "\(path)/\(file.name)"
            let folder = Resources.folder(of: place)
            if folder != path, folders.insert(folder).inserted { _ = try Folder.prepare(folder) }
            try TextFile.write(file.bytes, to: place)
        }
    }

    /// Removes files of an earlier report from `folder`, but those of this one.
    func removeFiles(in folder: String, endingIn suffix: String, but kept: Set<String> = []) {
        for name in Folder.names(in: "\(path)/\(folder)", endingIn: suffix)
        where !kept.contains("\(folder)/\(name)") {
            unlink("\(path)/\(folder)/\(name)")
        }
    }
}
