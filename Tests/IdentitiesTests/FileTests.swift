import Crypto
import Foundation
import Testing

@testable import Identities

/// The file that a set lies in, and files that are none.
@Suite struct FileTests {
    let folder: Workspace

    init() throws { folder = try Workspace() }

    /// Makes a file of a few things and says what they are.
    @discardableResult
    private func make(_ name: String = "fleet.db", count: Int = 3) throws -> [Thing] {
        let draft = try IdentityDraft(of: folder.place(name))
        try draft.set.establish(Lineage(validFor: year), keepsRootKey: true, at: now)
        try draft.set.makeServer(validFor: year)
        try draft.set.make(.few(count))
        let things = try draft.set.all
        try draft.keep()
        return things
    }

    private func complaint(
        _ name: String = "fleet.db", changing: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let path = folder.place(name)
        let error = #expect(throws: IdentityError.self, sourceLocation: sourceLocation) {
            try IdentitySet(opening: path, changing: changing).all
        }
        let message = try #require(error?.message, sourceLocation: sourceLocation)
        #expect(message.hasPrefix(path), "\(message)", sourceLocation: sourceLocation)
        return message
    }

    @Test
    func `what was kept is read again, by its owner alone`() throws {
        let things = try make()
        let set = try IdentitySet(opening: folder.place("fleet.db"))
        #expect(try set.all == things && things.count == 3)
        #expect(try set.count == 3 && set.server?.hosts == IdentitySet.localHosts)
        let rights = try FileManager.default.attributesOfItem(atPath: folder.place("fleet.db"))
        #expect(rights[.posixPermissions] as? Int == 0o600)
        #expect(folder.files == ["fleet.db"])
    }

    @Test
    func `what was changed is read again, and a reader changes nothing`() throws {
        try make()
        let path = folder.place("fleet.db")
        #expect(try IdentitySet(opening: path, changing: true).revoke(["thing-2"], at: now) == 1)
        let reader = try IdentitySet(opening: path)
        #expect(try reader.all.map(\.revokedAt) == [nil, now, nil])
        let error = #expect(throws: IdentityError.self) { try reader.revoke(["thing-1"], at: now) }
        #expect(error?.message.contains("cannot be changed") == true && error?.fault == .world)
        #expect(folder.files == ["fleet.db"])
    }

    @Test
    func `a draft that is let go of leaves nothing`() throws {
        let path = folder.place("fleet.db")
        do {
            let draft = try IdentityDraft(of: path)
            try draft.set.establish(Lineage(validFor: year), keepsRootKey: true, at: now)
            #expect(folder.files == ["fleet.db.part"])
            #expect(throws: IdentityError.self) { try draft.set.make(.few(600)) { $0 < 300 } }
        }
        #expect(folder.files == [])
    }

    @Test
    func `two cannot make one file, and what a crash left is no hindrance`() throws {
        let path = folder.place("fleet.db")
        try folder.write("left over", to: "fleet.db.part")
        let draft = try IdentityDraft(of: path)
        let error = #expect(throws: IdentityError.self) { try IdentityDraft(of: path) }
        #expect(error?.message.contains("being made by another program") == true)
        #expect(error?.fault == .world)
        try draft.keep()
        #expect(folder.files == ["fleet.db"])
        #expect(try IdentitySet(opening: path).count == 0)
    }

    @Test
    func `a file that is there stays unless it may be replaced`() throws {
        let things = try make()
        let path = folder.place("fleet.db")
        let error = #expect(throws: IdentityError.self) { try IdentityDraft(of: path) }
        #expect(error?.message == "\(path) is there already; nothing of it was changed")
        do {
            let draft = try IdentityDraft(of: path, replacing: true)
            try draft.set.establish(Lineage(validFor: year), keepsRootKey: true, at: now)
        }
        #expect(try IdentitySet(opening: path).all == things, "it was replaced by a draft")
        let draft = try IdentityDraft(of: path, replacing: true)
        try draft.keep()
        #expect(try IdentitySet(opening: path).count == 0)
    }

    @Test
    func `a link stays a link`() throws {
        try make("real.db")
        let link = folder.place("link.db")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: folder.place("real.db"))
        try IdentityDraft(of: link, replacing: true).keep()
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: link)
                == folder.place("real.db"))
        #expect(try IdentitySet(opening: folder.place("real.db")).count == 0)
    }

    @Test
    func `a folder and a place that is not there take no draft`() throws {
        for (place, word) in [
            (folder.path, "is no file"), ("\(folder.path)/no/f", "cannot be made"),
        ] {
            let error = #expect(throws: IdentityError.self) {
                try IdentityDraft(of: place, replacing: true)
            }
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
    }

    @Test
    func `what is no database of ours is refused in a sentence`() throws {
        #expect(try complaint("missing.db").contains("cannot be opened: No such file"))
        try folder.write("name,key\n" + String(repeating: "x", count: 5000), to: "fleet.csv")
        #expect(try complaint("fleet.csv").contains("no file of gale provision"))
        try folder.write("", to: "empty.db")
        #expect(try complaint("empty.db").contains("not one that gale provision made"))
        try Self.other(folder.place("other.db"), application: 7, version: 1)
        #expect(try complaint("other.db").contains("not one that gale provision made"))
        #expect(try complaint("other.db", changing: true).contains("not one that gale"))
        try Self.other(folder.place("new.db"), application: Schema.application, version: 9)
        #expect(try complaint("new.db").contains("has format 9 of identity files"))
    }

    private static func other(_ path: String, application: Int64, version: Int64) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        try Database(path, for: .filling).run(
            """
            PRAGMA application_id = \(application); PRAGMA user_version = \(version);
            CREATE TABLE notes (text TEXT)
            """)
    }

    @Test
    func `a damaged file is told from a good one`() throws {
        try make(count: 50)
        let path = folder.place("fleet.db")
        var bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: folder.place("half.db")))
        #expect(try complaint("half.db").contains("is damaged"))
        for place in 4096..<bytes.count { bytes[place] = 0xA5 }
        try bytes.write(to: URL(filePath: path))
        #expect(try complaint().contains("is damaged"))
    }

    @Test
    func `a file that another program changes is in use`() throws {
        try make()
        let path = folder.place("fleet.db")
        let other = try Database(path, for: .changing)
        try other.run("BEGIN EXCLUSIVE")
        let error = #expect(throws: IdentityError.self) {
            try Database(path, for: .changing, patience: 0).run("BEGIN IMMEDIATE")
        }
        #expect(error?.message.contains("in use by another program") == true)
        #expect(error?.fault == .world)
        try other.run("ROLLBACK")
        #expect(try IdentitySet(opening: path).count == 3)
    }

    @Test
    func `a thing takes less than two kilobytes`() throws {
        try make(count: 1000)
        let size = try Data(contentsOf: URL(filePath: folder.place("fleet.db"))).count
        #expect(size < 2_000_000, "\(size) bytes for 1000 things")
    }

    @Test
    func `a root that lies elsewhere leaves its key there`() throws {
        for keeps in [true, false] {
            let set = try IdentitySet()
            let lineage = try Lineage(validFor: year)
            try set.establish(lineage, keepsRootKey: keeps, at: now)
            let keys = try set.database.prepare("SELECT key FROM authorities ORDER BY id")
                .all { $0.blob(0) }
            #expect(keys == [keeps ? lineage.root?.key.der : nil, lineage.issuing.key.der])
            #expect(throws: IdentityError.self) {
                try set.establish(lineage, keepsRootKey: true, at: now)
            }
        }
    }
}
