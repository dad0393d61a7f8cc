import Glibc

/// Folders: what is in them, and that they are there and take files.
enum Folder {
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Names in `path` that end in `suffix`, sorted; none when there is no such folder.
    static func names(in path: String, endingIn suffix: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes folders that ``prepare(_:)`` made, as far as nothing was written to them.
    static func removeIfEmpty(_ made: [String]) {
        for folder in made.reversed() { rmdir(folder) }
    }

    /// Makes `path` and what leads to it, and proves that a file can be written there.
    ///
    /// - Returns: the folders that were not there before, outermost first.
    static func prepare(_ path: String) throws(Failure) -> [String] {
        var made: [String] = []
        do {
            try prepare(path, noting: &made)
        } catch {
            removeIfEmpty(made)
            throw error
        }
        return made
    }

    private static func prepare(_ path: String, noting made: inout [String]) throws(Failure) {
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += part + "/"
            if mkdir(built, 0o777) == 0 {
                made.append(built)
            } else if errno != EEXIST {
                throw Failure(.ourFault, "\(built) cannot be made: \(TextFile.reason())")
            }
        }
        let probe = path + "/.gale-can-write"
        guard let file = fopen(probe, "w") else {
            throw Failure(
                .ourFault,
                "nothing can be written to \(path): \(TextFile.reason()); "
                    + "name another folder with --report")
        }
        let filled = fputs("gale\n", file) >= 0 && fflush(file) == 0
        let reason = TextFile.reason()
        fclose(file)
        unlink(probe)
        guard filled else {
            throw Failure(.ourFault, "nothing can be written to \(path): \(reason)")
        }
    }
}
