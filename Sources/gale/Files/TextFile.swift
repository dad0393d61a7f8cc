import Glibc

/// Whole files in and out, with errors that name the file and what to do.
enum TextFile {
    /// Larger than any scenario or report that a person would want.
    static let limit = 1 << 28

    static func read(_ path: String) throws(Failure) -> String {
        let bytes = try bytes(of: path)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badInput, "\(path) is not UTF-8 text")
        }
        return text
    }

    static func bytes(of path: String) throws(Failure) -> [UInt8] {
        guard let file = fopen(path, "r") else {
            throw Failure(.badInput, "\(path) cannot be read: \(reason())")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { break }
            bytes += chunk[..<count]
            guard bytes.count <= limit else {
                throw Failure(.badInput, "\(path) is larger than \(limit >> 20) MiB")
            }
        }
        guard ferror(file) == 0 else {
            throw Failure(.badInput, "\(path) cannot be read: \(reason())")
        }
        return bytes
    }

    /// Writes `text` to a file beside `path` and puts it in its place once all of it is on disk, so
    /// that a full disk leaves what was there before.
    ///
    /// What is no file, such as a terminal or a pipe, is written to as it is; a link stays a link.
    static func write(_ text: String, to path: String) throws(Failure) {
        try write(Array(text.utf8), to: path)
    }

    static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            return try fill(path, with: bytes, for: path)
        }
        let place = isThere ? resolved(path) : path
        let draft = place + ".part"
        do throws(Failure) {
            try fill(draft, with: bytes, for: path)
            guard rename(draft, place) == 0 else {
                throw Failure(.ourFault, "\(path) could not be written: \(reason())")
            }
        } catch {
            unlink(draft)
            throw error
        }
    }

    private static func fill(
        _ place: String, with bytes: [UInt8], for path: String
    ) throws(Failure) {
        guard let file = fopen(place, "w") else {
            throw Failure(.ourFault, "\(path) cannot be written: \(reason())")
        }
        let isWritten =
            fwrite(bytes, 1, bytes.count, file) == bytes.count
            && fflush(file) == 0
            // A pipe has no disk to reach.
            && (fsync(fileno(file)) == 0 || errno == EINVAL || errno == EROFS)
        let problem = reason()
        fclose(file)
        guard isWritten else {
            throw Failure(.ourFault, "\(path) could not be written: \(problem)")
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// What the last system call complained of.
    static func reason() -> String { String(cString: strerror(errno)) }
}
