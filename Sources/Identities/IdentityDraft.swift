import Glibc

/// An identity file that is being made beside its place, and is put there once it is whole.
///
/// The draft bears `.part` at the end of its name and is gone when this is, however that came. Only
/// its owner may read it, for it holds keys.
package final class IdentityDraft {
    package let set: IdentitySet
    private let place: String
    private let draft: String
    /// Open, and locked against others, for as long as this lives.
    private let file: Int32
    private var isKept = false

    /// - Parameter replacing: whether a file that stands in the place may go.
    /// - Throws: ``IdentityError`` where one stands there that may not, and where none can be made.
    package init(of path: String, replacing: Bool = false) throws(IdentityError) {
        var status = stat()
        let isThere = stat(path, &status) == 0
        if isThere {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw IdentityError("\(path) is no file; name another place")
            }
            guard replacing else {
                throw IdentityError("\(path) is there already; nothing of it was changed")
            }
        }
        // A link stays a link.
        place = isThere ? Self.resolved(path) : path
        draft = place + ".part"
        file = try Self.taken(draft, for: path)
        do throws(IdentityError) {
            let database = try Database(draft, named: path, for: .filling)
            try database.run(Schema.tables)
            set = IdentitySet(database)
        } catch {
            unlink(draft)
            close(file)
            throw error
        }
    }

    deinit {
        if !isKept { unlink(draft) }
        close(file)
    }

    /// Puts the file in its place, once all of it is on the disk.
    package func keep() throws(IdentityError) {
        guard fsync(file) == 0, rename(draft, place) == 0 else {
            throw IdentityError(
                "\(set.path) could not be written: \(Self.reason())", fault: .world)
        }
        isKept = true
    }

    /// An empty file at `draft` that nobody else fills: one that is left over from a crash goes,
    /// one that another program has locked stays.
    private static func taken(_ draft: String, for path: String) throws(IdentityError) -> Int32 {
        let busy = IdentityError(
            "\(path) is being made by another program; wait until that has ended", fault: .world)
        let old = open(draft, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        defer { if old >= 0 { close(old) } }
        if old >= 0, flock(old, LOCK_EX | LOCK_NB) != 0 { throw busy }
        unlink(draft)
        let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == EEXIST { throw busy }
            throw IdentityError("\(path) cannot be made: \(reason())", fault: .world)
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw busy
        }
        return file
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
