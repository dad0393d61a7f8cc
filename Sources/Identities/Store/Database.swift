import CSQLite
import Glibc

/// A SQLite database, open for as long as this lives; all that is known of SQLite stands here.
///
/// - Error: ``IdentityError`` that names the file, what SQLite says of it, and what to do.
final class Database {
    enum Access {
        case reading, changing
        /// An empty file that is there already, of which nothing needs to outlive a crash.
        case filling
        /// No file at all.
        case memory
    }

    /// As it was given, for messages.
    let path: String
    fileprivate let handle: OpaquePointer

    /// - Parameters:
    ///   - name: what messages call it, where that is not its path.
    ///   - patience: how long to wait for another program that changes the file, in milliseconds;
    ///     somebody who revokes is done long before that.
    init(
        _ path: String, named name: String? = nil, for access: Access, patience: Int32 = 5000
    ) throws(IdentityError) {
        self.path = name ?? path
        let flags =
            switch access {
            case .reading: SQLITE_OPEN_READONLY
            case .changing, .filling: SQLITE_OPEN_READWRITE
            case .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
            }
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(access == .memory ? ":memory:" : path, &handle, flags, nil)
        guard let handle else { fatalError("no memory is left for SQLite") }
        guard code == SQLITE_OK else {
            defer { sqlite3_close_v2(handle) }
            throw Self.failure(of: handle, name ?? path)
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, patience)
        try run("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF")
        if access == .filling {
            try run("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
        }
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs statements that give nothing back.
    func run(_ sql: String) throws(IdentityError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    func prepare(_ sql: String) throws(IdentityError) -> Statement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement
        else { throw failure() }
        return Statement(statement, of: self)
    }

    /// All of `body`, or nothing.
    func transaction<Result>(
        _ body: () throws(IdentityError) -> Result
    ) throws(IdentityError) -> Result {
        try run("BEGIN IMMEDIATE")
        do throws(IdentityError) {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // A full disk may have rolled back already.
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    /// How many rows the last statement touched.
    var changes: Int { Int(sqlite3_changes(handle)) }

    fileprivate func failure() -> IdentityError { Self.failure(of: handle, path) }

    private static func failure(of handle: OpaquePointer, _ path: String) -> IdentityError {
        let system = sqlite3_system_errno(handle)
        let said = String(cString: sqlite3_errmsg(handle))
        let reason = system == 0 ? said : String(cString: strerror(system))
        return switch sqlite3_errcode(handle) & 0xFF {
        case SQLITE_NOTADB:
            IdentityError("\(path) is no file of gale provision: \(said)")
        case SQLITE_CORRUPT:
            IdentityError("\(path) is damaged (\(said)); take a copy of it or provision anew")
        case SQLITE_BUSY, SQLITE_LOCKED:
            IdentityError(
                "\(path) is in use by another program (\(said)); wait until that has ended",
                fault: .world)
        case SQLITE_FULL:
            IdentityError("\(path) could not be written: \(said)", fault: .world)
        case SQLITE_READONLY, SQLITE_PERM:
            IdentityError("\(path) cannot be changed: \(said)", fault: .world)
        case SQLITE_CANTOPEN: IdentityError("\(path) cannot be opened: \(reason)")
        case SQLITE_IOERR:
            IdentityError("\(path) could not be read or written: \(reason)", fault: .world)
        case SQLITE_CONSTRAINT: IdentityError("\(path) does not take this: \(said)")
        default: IdentityError("\(path): \(said)", fault: .world)
        }
    }
}

/// One prepared statement; it keeps its database open.
final class Statement {
    /// What stands for a question mark.
    enum Value {
        case integer(Int64?)
        case text(String?)
        case blob([UInt8]?)
    }

    private let handle: OpaquePointer
    private let database: Database

    fileprivate init(_ handle: OpaquePointer, of database: Database) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it once, for what it changes.
    func run(_ values: Value...) throws(IdentityError) {
        try start(values)
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// The first row as `read` sees it, or nil where there is none.
    func first<Row>(
        _ values: Value..., read: (borrowing Statement) throws(IdentityError) -> Row
    ) throws(IdentityError) -> Row? {
        try start(values)
        defer { sqlite3_reset(handle) }
        return try step() ? read(self) : nil
    }

    /// Every row as `read` sees it.
    func all<Row>(
        _ values: Value..., read: (borrowing Statement) throws(IdentityError) -> Row
    ) throws(IdentityError) -> [Row] {
        try start(values)
        defer { sqlite3_reset(handle) }
        var rows: [Row] = []
        while try step() { rows.append(try read(self)) }
        return rows
    }

    /// Sets what stands for the question marks, before the first ``step()``.
    func start(_ values: [Value]) throws(IdentityError) {
        sqlite3_reset(handle)
        precondition(
            sqlite3_bind_parameter_count(handle) == values.count,
            "a statement has another number of question marks than there are values")
        for (index, value) in values.enumerated() {
            guard bind(value, at: Int32(index + 1)) == SQLITE_OK else { throw database.failure() }
        }
    }

    /// - Returns: whether there is a row to look at.
    func step() throws(IdentityError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.failure()
        }
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        // SQLite copies what it is given, as the macro SQLITE_TRANSIENT says.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .integer(let number?): return sqlite3_bind_int64(handle, index, number)
        case .text(let text?):
            return sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), copies)
        case .blob(let bytes?):
            return bytes.withUnsafeBytes {
                $0.isEmpty
                    ? sqlite3_bind_zeroblob(handle, index, 0)
                    : sqlite3_bind_blob(handle, index, $0.baseAddress, Int32($0.count), copies)
            }
        case .integer(nil), .text(nil), .blob(nil): return sqlite3_bind_null(handle, index)
        }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// The column as a whole number; 0 where it is none.
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) -> String? {
        guard !isNull(column), let text = sqlite3_column_text(handle, column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    func blob(_ column: Int32) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        let count = Int(sqlite3_column_bytes(handle, column))
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}
