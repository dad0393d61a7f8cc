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

    /// Removes `path` where nothing was written to it.
    static func removeIfEmpty(_ path: String) { rmdir(path) }

    /// Makes `path` and what leads to it, and proves that a file can be written there.
    static func prepare(_ path: String) throws(Failure) {
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += part + "/"
            guard mkdir(built, 0o777) == 0 || errno == EEXIST else {
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
