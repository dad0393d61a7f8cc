package import Crypto

extension IdentitySet {
    /// Takes back the certificates of things, all or none.
    ///
    /// - Parameter now: seconds since 1970.
    /// - Returns: how many were not revoked before.
    /// - Throws: ``IdentityError`` for a name that no thing has, and for a thing whose certificate
    ///   this authority did not issue.
    package func revoke(_ names: [String], at now: Int64) throws(IdentityError) -> Int {
        let issuing = try issuingID
        return try database.transaction { () throws(IdentityError) in
            let find = try database.prepare(
                "SELECT number, serial, issuer FROM things WHERE name = ?")
            let insert = try database.prepare("INSERT OR IGNORE INTO revocations VALUES (?, ?, ?)")
            var count = 0
            for name in names {
                let found = try find.first(.text(name)) { row throws(IdentityError) in
                    (number: row.integer(0), serial: row.text(1), issuer: row.integer(2))
                }
                guard let found else {
                    throw IdentityError("\(path) has no thing “\(name.printable)”; see --list")
                }
                guard let serial = found.serial, found.issuer == issuing else {
                    throw IdentityError(
                        found.serial == nil
                            ? "“\(name.printable)” has no certificate to revoke"
                            : "“\(name.printable)” has a certificate made elsewhere; only who "
                                + "issued it can revoke it")
                }
                try insert.run(.text(serial), .integer(found.number), .integer(now))
                count += database.changes
            }
            return count
        }
    }

    /// Gives things new keys and certificates, all or none; the old ones are revoked.
    ///
    /// - Parameter now: seconds since 1970, when the old ones end.
    package func renew(
        _ names: [String], validFor range: Range<Int64>, at now: Int64
    ) throws(IdentityError) {
        _ = try revoke(names, at: now)
        let (authority, issuer) = (try authority, try issuingID)
        try database.transaction { () throws(IdentityError) in
            let update = try database.prepare(
                """
                UPDATE things SET issuer = ?, serial = ?, not_before = ?, not_after = ?,
                    certificate = ?, key = ? WHERE name = ?
                """)
            for name in names {
                var thing = Thing(number: 0, name: name)
                let facts = try thing.certify(by: authority, row: issuer, validFor: range)
                try update.run(
                    .integer(facts.issuer), .text(facts.serial), .integer(facts.notBefore),
                    .integer(facts.notAfter), .blob(thing.certificateDER), .blob(thing.keyDER),
                    .text(name))
            }
        }
    }

    /// Serial numbers that were taken back, in hex, and when in seconds since 1970.
    package var revocations: [(serial: String, at: Int64)] {
        get throws(IdentityError) {
            try database.prepare("SELECT serial, at FROM revocations ORDER BY at, serial")
                .all { (serial: $0.text(0) ?? "", at: $0.integer(1)) }
        }
    }

    /// The list of all certificates that the issuing authority took back, signed now.
    ///
    /// Its number is `now`, which grows from list to list.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - range: from when, and until when a verifier may rely on it; else as long as the
    ///     authority's certificate is valid.
    package func revocationList(
        at now: Int64, validFor range: Range<Int64>? = nil
    ) throws(IdentityError) -> RevocationList {
        let authority = try authority
        let serials = try revocations
        return try rethrowing { () throws(CryptoError) in
            try authority.revocationList(
                of: serials, number: Int(now),
                validFor: range ?? now..<max(now + 1, authority.certificate.notAfter))
        }
    }

    /// The lists of the authorities above, which were signed when the set was made.
    package var revocationListsAbove: [RevocationList] {
        get throws(IdentityError) {
            let all = try database.prepare(
                "SELECT revocation_list FROM authorities WHERE revocation_list IS NOT NULL"
            ).all { $0.blob(0) ?? [] }
            return try rethrowing { () throws(CryptoError) in
                var lists: [RevocationList] = []
                for der in all { lists.append(try RevocationList(der: der, from: path)) }
                return lists
            }
        }
    }
}
