import Crypto

/// What came out of a CSV file.
package struct SheetCounts: Equatable, Sendable {
    package var things = 0
    /// Things whose certificate was made elsewhere.
    package var certificates = 0
    /// Things that got a certificate here.
    package var issued = 0
    /// Of the certificates made elsewhere, those that are over.
    package var expired = 0
    /// Of the certificates made elsewhere, those whose time has not come.
    package var early = 0
}

extension IdentitySet {
    /// Takes in the things of a CSV file; all of them, or none.
    ///
    /// - Parameters:
    ///   - bytes: of the file.
    ///   - file: its name, for messages.
    ///   - issuing: the validity of certificates for rows that name none; nil leaves those without.
    ///   - now: seconds since 1970, to tell what is over.
    ///   - read: reads a file that a row names.
    ///   - goesOn: is told the number of things now and then; false stops, and nothing is kept.
    /// - Throws: ``IdentityError`` with up to ten lines `FILE:LINE: column "NAME": …`.
    package func take(
        _ bytes: [UInt8], of file: String, issuing: Range<Int64>?, at now: Int64,
        reading read: @escaping (String) throws(IdentityError) -> [UInt8],
        goesOn: (Int) -> Bool = { _ in true }
    ) throws(IdentityError) -> SheetCounts {
        let sheet = try SheetReader(bytes, of: file, reading: read)
        let authority = try authority
        let issuer = try issuingID
        let (number, before) = (try lastNumber, try count)
        return try database.transaction { () throws(IdentityError) in
            let writer = try ThingWriter(database)
            let elsewhere = try ElsewhereWriter(database)
            let find = try database.prepare("SELECT 1 FROM things WHERE name = ?")
            var counts = SheetCounts()
            while var entry = try sheet.next(isTaken: { name throws(IdentityError) in
                try find.first(.text(name)) { _ in true } ?? false
            }) {
                if counts.things % 256 == 0, !goesOn(counts.things) { throw Self.stopped(path) }
                counts.things += 1
                // What follows a bad row is looked at, and not kept.
                guard sheet.mistakes == 0 else { continue }
                try refuse(counts.things, beside: before)
                entry.thing.number = number + counts.things
                var facts: ThingWriter.Facts?
                if let leaf = entry.certificates.first {
                    facts = ThingWriter.Facts(
                        issuer: try entry.isSigned(by: authority)
                            ? issuer : elsewhere.row(of: entry.certificates),
                        serial: leaf.serial,
                        notBefore: leaf.notBefore, notAfter: leaf.notAfter)
                    counts.certificates += 1
                    if leaf.notAfter < now { counts.expired += 1 }
                    if leaf.notBefore > now { counts.early += 1 }
                } else if let issuing {
                    facts = try entry.thing.certify(by: authority, row: issuer, validFor: issuing)
                    counts.issued += 1
                }
                try writer.write(entry.thing, facts)
            }
            guard sheet.mistakes == 0 else { throw sheet.complaint }
            return counts
        }
    }
}

extension SheetReader.Entry {
    /// Whether its certificate comes from `authority`, as one that is imported again does.
    fileprivate func isSigned(by authority: Authority) -> Bool {
        guard let leaf = certificates.first, leaf.issuer == authority.certificate.subject
        else { return false }
        return leaf.isSigned(by: authority.certificate)
    }
}

/// Writes down the authorities that come along with certificates made elsewhere, each once.
private final class ElsewhereWriter {
    private let find: Statement
    private let insert: Statement
    private var known: [[UInt8]: Int64] = [:]

    init(_ database: Database) throws(IdentityError) {
        find = try database.prepare("SELECT id FROM authorities WHERE certificate = ?")
        insert = try database.prepare(
            """
            INSERT INTO authorities (role, certificate, parent) VALUES ('elsewhere', ?, ?)
            RETURNING id
            """)
    }

    /// The row of who issued the first of `certificates`; nil where none follows it.
    func row(of certificates: [Certificate]) throws(IdentityError) -> Int64? {
        var parent: Int64?
        for certificate in certificates.dropFirst().reversed() {
            let der = certificate.der
            var id = known[der]
            if id == nil { id = try find.first(.blob(der)) { $0.integer(0) } }
            if id == nil {
                id = try insert.first(.blob(der), .integer(parent)) { $0.integer(0) }
            }
            known[der] = id
            parent = id
        }
        return parent
    }
}
