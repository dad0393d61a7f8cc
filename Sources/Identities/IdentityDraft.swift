import Glibc

/// An identity file that is being made beside its place, and is put there once it is whole.
///
/// The draft bears `.part` at the end of its name and is gone when this is, however that came. Only
/// its owner may read it, for it holds keys.
package final class IdentityDraft {
    package let set: IdentitySet
    private let place: String
    private let draft: String
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
        unlink(draft)
        let file = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw IdentityError("\(path) cannot be made: \(Self.reason())", fault: .world)
        }
        close(file)
        do throws(IdentityError) {
            let database = try Database(draft, named: path, for: .filling)
            try database.run(Schema.tables)
            set = IdentitySet(database)
        } catch {
            unlink(draft)
            throw error
        }
    }

    deinit {
        if !isKept { unlink(draft) }
    }

    /// Puts the file in its place, once all of it is on the disk.
    package func keep() throws(IdentityError) {
        let file = open(draft, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        guard file >= 0, fsync(file) == 0, rename(draft, place) == 0 else {
            throw IdentityError(
                "\(set.path) could not be written: \(Self.reason())", fault: .world)
        }
        isKept = true
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
