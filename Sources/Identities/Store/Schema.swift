/// The tables of an identity file.
///
/// The certificates and keys of 10,000 things take some 7 MB. Numbers of format: a gale reads its
/// own and no later ones.
enum Schema {
    /// "gale" in ASCII: tells an identity file from any other of SQLite's.
    static let application: Int64 = 0x6761_6C65
    static let version: Int64 = 1

    /// Times are in seconds since 1970, serial numbers in hex; certificates and keys are DER, keys
    /// in PKCS #8.
    static let tables = """
        PRAGMA application_id = \(application);
        PRAGMA user_version = \(version);

        -- Who signs: one that issues, those above it up to the root, and those that were met in
        -- certificates made elsewhere.
        CREATE TABLE authorities (
            id INTEGER PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('issuing', 'above', 'elsewhere')),
            certificate BLOB NOT NULL UNIQUE,
            key BLOB,
            parent INTEGER REFERENCES authorities,
            -- One that is signed once and for all, as the root's is.
            revocation_list BLOB
        ) STRICT;
        CREATE UNIQUE INDEX one_issues ON authorities (role) WHERE role = 'issuing';

        CREATE TABLE things (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            issuer INTEGER REFERENCES authorities,
            serial TEXT,
            not_before INTEGER,
            not_after INTEGER,
            certificate BLOB,
            key BLOB,
            user_name TEXT,
            password TEXT,
            token TEXT
        ) STRICT;

        -- By serial, not by thing: one that got a new certificate leaves its old one revoked.
        CREATE TABLE revocations (
            serial TEXT PRIMARY KEY,
            thing INTEGER NOT NULL REFERENCES things,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attributes (
            thing INTEGER NOT NULL REFERENCES things,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (thing, name)
        ) STRICT, WITHOUT ROWID;

        -- A group is called by its whole path: "europe/north" stands below "europe".
        CREATE TABLE groups (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            parent INTEGER REFERENCES groups
        ) STRICT;

        CREATE TABLE memberships (
            "group" INTEGER NOT NULL REFERENCES groups,
            thing INTEGER NOT NULL REFERENCES things,
            PRIMARY KEY ("group", thing)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memberships_by_thing ON memberships (thing);

        -- What a broker shows; hosts one a line.
        CREATE TABLE servers (
            id INTEGER PRIMARY KEY,
            hosts TEXT NOT NULL,
            certificate BLOB NOT NULL,
            key BLOB NOT NULL
        ) STRICT;
        """

    /// Refuses what is no identity file, and what a later gale wrote.
    static func check(_ database: Database) throws(IdentityError) {
        func pragma(_ name: String) throws(IdentityError) -> Int64 {
            try database.prepare("PRAGMA \(name)").first { $0.integer(0) } ?? 0
        }
        guard try pragma("application_id") == application else {
            throw IdentityError(
                "\(database.path) is a database of SQLite, but not one that gale provision made")
        }
        let found = try pragma("user_version")
        guard found == version else {
            throw IdentityError(
                "\(database.path) has format \(found) of identity files, and this gale knows "
                    + "\(version) alone; provision anew, or take the gale that made it")
        }
    }
}
