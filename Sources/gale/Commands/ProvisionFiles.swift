import Glibc

/// Files that hold keys or stand beside such: small, made whole, never over another unasked.
enum SecretFile {
    /// Larger than any certificate with its chain.
    static let limit = 1 << 20

    static func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Reads a small file; what is no file, such as a pipe that would never end, is refused.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path, TextFile.reason()) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is no file")
        }
        guard status.st_size <= limit else {
            throw unreadable(path, "it is larger than \(limit >> 20) MiB")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress! + filled, $0.count - filled)
            }
            guard count >= 0 else { throw unreadable(path, TextFile.reason()) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// Writes `text` beside `path` and puts it in its place once all of it is there.
    ///
    /// - Parameters:
    ///   - isSecret: whether its owner alone may read it.
    ///   - replacing: whether a file that stands in the place may go; a link goes, and not what it
    ///     leads to.
    static func write(
        _ text: String, to path: String, isSecret: Bool, replacing: Bool
    ) throws(Failure) {
        try refuse(path, replacing: replacing)
        let draft = try SecretDraft(of: path, isSecret: isSecret)
        try draft.write(text)
        try draft.keep()
    }

    /// Refuses a place that is taken.
    static func refuse(_ path: String, replacing: Bool) throws(Failure) {
        guard isThere(path), !replacing else { return }
        throw Failure(.badInput, "\(path) is there already; --force replaces it")
    }

    /// Makes the folder that `path` lies in and what leads to it.
    ///
    /// - Returns: the folders that were not there before, outermost first.
    static func makeFolder(of path: String) throws(Failure) -> [String] {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return [] }
        return try makeFolder(String(path[..<slash]))
    }

    /// Makes the folder `path` and what leads to it.
    static func makeFolder(_ path: String) throws(Failure) -> [String] {
        var made: [String] = []
        var built = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            built += part + "/"
            if mkdir(built, 0o777) == 0 {
                made.append(built)
            } else if errno != EEXIST || !Folder.exists(built) {
                let reason = errno == EEXIST ? "it is no folder" : TextFile.reason()
                Folder.removeIfEmpty(made)
                throw Failure(.ourFault, "\(built) cannot be made: \(reason)")
            }
        }
        return made
    }

    private static func unreadable(_ path: String, _ reason: String) -> Failure {
        Failure(.badInput, "\(path) cannot be read: \(reason)")
    }
}

/// A file that is being written beside its place; gone with this unless it was kept.
final class SecretDraft {
    private let path: String
    private let draft: String
    private let file: UnsafeMutablePointer<FILE>
    private var isOpen = true

    init(of path: String, isSecret: Bool) throws(Failure) {
        self.path = path
        draft = path + ".part"
        unlink(draft)
        let descriptor = open(
            draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, isSecret ? 0o600 : 0o666)
        guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
            throw Failure(.ourFault, "\(path) cannot be written: \(TextFile.reason())")
        }
        self.file = file
    }

    deinit {
        if isOpen {
            fclose(file)
            unlink(draft)
        }
    }

    func write(_ text: String) throws(Failure) {
        var text = text
        guard text.withUTF8({ fwrite($0.baseAddress, 1, $0.count, file) == $0.count }) else {
            throw Failure(.ourFault, "\(path) could not be written: \(TextFile.reason())")
        }
    }

    func keep() throws(Failure) {
        isOpen = false
        guard fclose(file) == 0, rename(draft, path) == 0 else {
            let reason = TextFile.reason()
            unlink(draft)
            throw Failure(.ourFault, "\(path) could not be written: \(reason)")
        }
    }
}
