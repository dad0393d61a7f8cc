import Glibc

/// Who the things of a fleet are: one file, or for a run without one the same in memory.
///
/// - Error: ``IdentityError`` naming the file.
/// - Cost: some 700 bytes a thing in the file; nothing is kept in memory but what is asked for.
package final class IdentitySet {
    /// The most things that one set holds.
    package static let limit = 1_000_000

    let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Opens a file that ``IdentityDraft`` or an earlier gale left.
    ///
    /// - Parameter changing: whether things will be added, revoked or renewed.
    package init(
        opening path: String, changing: Bool = false
    ) throws(IdentityError) {
        var status = stat()
        guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
            throw IdentityError("\(path) is no file; name one that gale provision made")
        }
        let database = try Database(path, for: changing ? .changing : .reading)
        try Schema.check(database)
        self.database = database
    }

    /// An empty set in memory.
    package init() throws(IdentityError) {
        let database = try Database("the identities in memory", for: .memory)
        try database.run(Schema.tables)
        self.database = database
    }

    /// The path that it was opened with, for messages.
    package var path: String { database.path }

    /// How many things there are.
    package var count: Int {
        get throws(IdentityError) {
            let count = try database.prepare("SELECT count(*) FROM things").first { $0.integer(0) }
            return Int(count ?? 0)
        }
    }

    /// The highest number that a thing has; 0 where there is none.
    package var lastNumber: Int {
        get throws(IdentityError) {
            let last = try database.prepare("SELECT max(number) FROM things")
                .first { $0.integer(0) }
            return Int(last ?? 0)
        }
    }

    /// All of `body`, or nothing of what it changes.
    package func transaction<Result>(
        _ body: () throws(IdentityError) -> Result
    ) throws(IdentityError) -> Result {
        try database.transaction(body)
    }
}
