import Base
import Crypto
import Foundation
import Testing

@testable import Identities

/// Sets as PEM files and a sheet.
@Suite struct ExportTests {
    /// Everything that an export gives, by path.
    static func files(_ set: IdentitySet, group: String? = nil) throws -> [String: ExportedFile] {
        let export = try IdentityExport(of: set, group: group)
        var sheet = export.header
        var files = try IdentityExport.authority(of: set, at: now)
        while let (more, row) = try export.next() {
            files += more
            sheet += row
        }
        files.append(ExportedFile(path: IdentityExport.sheet, text: sheet, isSecret: true))
        return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
    }

    @Test
    func `a set becomes the files that programs ask for`() throws {
        let set = try IdentitySet.few(2)
        let files = try Self.files(set)
        #expect(
            files.keys.sorted() == [
                "ca.pem", "crl.pem", "server.key", "server.pem", "things.csv",
                "things/thing-1.key", "things/thing-1.pem", "things/thing-2.key",
                "things/thing-2.pem",
            ])
        #expect(
            files.values.filter(\.isSecret).map(\.path).sorted() == [
                "server.key", "things.csv", "things/thing-1.key", "things/thing-2.key",
            ])
        func certificates(_ name: String) throws -> [String?] {
            let text = try #require(files[name]).text
            return try Certificate.all(pem: Array(text.utf8), from: name).map(\.commonName)
        }
        #expect(try certificates("ca.pem") == ["gale root", "gale intermediate"])
        #expect(try certificates("server.pem") == ["gale server", "gale intermediate"])
        #expect(try certificates("things/thing-2.pem") == ["thing-2", "gale intermediate"])
        let lists = try RevocationList.all(pem: Array(files["crl.pem"]!.text.utf8), from: "crl")
        #expect(lists.map(\.issuer) == ["CN=gale intermediate", "CN=gale root"])
        for file in files.values {
            #expect(file.isSecret || !file.text.contains("PRIVATE KEY"), "\(file.path)")
            #expect(!"\(file)".contains("PRIVATE KEY"))
        }
    }

    @Test
    func `a group is exported alone`() throws {
        let set = try IdentitySet.few(1)
        var batch = try Batch.few(2, "pump-{id}")
        batch.groups = [try Template(parsing: "pumps/site-{id%2}")]
        try set.make(batch)
        let names = try Self.files(set, group: "pumps").keys.filter { $0.hasSuffix(".key") }
        #expect(names.sorted() == ["server.key", "things/pump-2.key", "things/pump-3.key"])
    }

    /// A set whose things are called, grouped and described by chance.
    static func chance(_ random: inout SplitMix64) throws -> IdentitySet {
        let letters = ["a", "Z", "/", "..", "%", "ß", " ", ",", "\"", ";", "~", "\\", "\u{301}"]
        func word(_ without: String = "") -> String {
            let words = letters.filter { $0 != without }
            return (0...random.below(5)).map { _ in words[random.below(words.count)] }.joined()
        }
        var rows: [String: [String]] = [:]
        for _ in 0..<30 {
            let name = word()
            let path = word(";").split(separator: "/").map { String($0).trimmed }
                .filter { !$0.isEmpty }.joined(separator: "/")
            rows[name] = [
                name, word(), word(), random.below(2) == 0 ? "" : word(), path, word(),
            ]
        }
        let header = ["name", "user_name", "password", "token", "group", "attr.é\""]
        let sheet = ([header] + rows.values.sorted { $0[0] < $1[0] }).map(CSVWriter.row).joined()
        let set = try IdentitySet.few(1)
        _ = try set.take(
            Array(sheet.utf8), of: "a.csv", issuing: year, at: now,
            reading: { name throws(IdentityError) in throw IdentityError(name) })
        return set
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what was exported is taken in again`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let set = try Self.chance(&random)
        let files = try Self.files(set)
        let copy = try IdentitySet()
        try copy.establish(Lineage(validFor: year), keepsRootKey: true, at: now)
        _ = try copy.take(
            Array(#require(files["things.csv"]).text.utf8), of: "things.csv", issuing: nil,
            at: now,
            reading: { name throws(IdentityError) in
                guard let file = files[name] else { throw IdentityError("no \(name)") }
                return Array(file.text.utf8)
            })
        #expect(try copy.all == set.all, "seed \(seed)")
        #expect(try copy.chain(of: 2) == set.chain(of: 2), "seed \(seed)")
    }

    @Test(
        arguments: [
            ("thing-1", "thing-1"), ("a.b_c:d@e+f=g,h", "a.b_c:d@e+f=g,h"),
            ("../etc/passwd", "%2E.%2Fetc%2Fpasswd"), ("..", "%2E."), (".", "%2E"), ("/", "%2F"),
            ("a\u{0}b", "a%00b"), ("50%", "50%25"), ("ß", "%C3%9F"), ("a b~", "a%20b%7E"),
            ("/\u{301}", "%2F%CC%81"),
            (String(repeating: "x", count: 256), String(repeating: "x", count: 192) + "~7"),
        ] as [(String, String)])
    func `a name stays within its folder`(name: String, file: String) {
        #expect(FileName.safe(name, number: 7) == file)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `no two things get one file`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let letters: [String] = ["/", ".", "%", "2", "F", "~", "1", "ä", "\u{0}", "\n"]
        var names: [String: String] = [:]
        for number in 1...300 {
            let length = random.below(40) == 0 ? 200 : random.below(4) + 1
            let name = (0..<length).map { _ in letters[random.below(letters.count)] }.joined()
            let file = FileName.safe(name, number: number)
            #expect(names[file] == nil || names[file] == name, "seed \(seed): \(file)")
            names[file] = name
            #expect(file.utf8.count <= 208 && !file.isEmpty && !file.hasPrefix("."))
            #expect(!file.utf8.contains { $0 == 0x2F || $0 < 0x21 || $0 > 0x7E }, "seed \(seed)")
        }
    }
}
