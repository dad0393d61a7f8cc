package import Crypto

extension IdentitySet {
    /// Writes down who signs; once for a set, before its first thing.
    ///
    /// - Parameters:
    ///   - keepsRootKey: whether the file holds the root's key too, rather than a folder elsewhere.
    ///   - now: seconds since 1970; from then on the root's empty revocation list holds, which
    ///     verifiers want that check every certificate of a chain.
    package func establish(
        _ lineage: Lineage, keepsRootKey: Bool, at now: Int64
    ) throws(IdentityError) {
        let issuing = lineage.issuing
        var list: [UInt8]?
        if let root = lineage.root {
            list = try IdentityError.rethrowing { () throws(CryptoError) in
                try root.revocationList(
                    of: [], number: 1, validFor: now..<max(now + 1, root.certificate.notAfter)
                ).der
            }
        }
        let insert = try database.prepare(
            """
            INSERT INTO authorities (role, certificate, key, parent, revocation_list)
            VALUES (?, ?, ?, ?, ?) RETURNING id
            """)
        var parent: Int64?
        for above in issuing.chain.reversed() {
            let isRoot = above.der == lineage.root?.certificate.der
            let key = isRoot && keepsRootKey ? lineage.root?.key.der : nil
            parent = try insert.first(
                .text("above"), .blob(above.der), .blob(key), .integer(parent),
                .blob(isRoot ? list : nil)
            ) { $0.integer(0) }
        }
        try insert.run(
            .text("issuing"), .blob(issuing.certificate.der), .blob(issuing.key.der),
            .integer(parent), .blob(nil))
    }

    /// Who issues, and those above it: the root last.
    package var authorityChain: [Certificate] {
        get throws(IdentityError) {
            var chain: [Certificate] = []
            for der in try trail(from: try issuingID) { chain.append(try certificate(der)) }
            return chain
        }
    }

    /// Who issues, with its key.
    ///
    /// - Cost: about half a millisecond.
    package var authority: Authority {
        get throws(IdentityError) {
            let der = try database.prepare("SELECT key FROM authorities WHERE role = 'issuing'")
                .first { $0.blob(0) }
            guard let der, let der else {
                throw IdentityError(
                    "\(path) holds no key of an authority, so nothing can be issued or revoked")
            }
            let chain = try authorityChain
            return try rethrowing { () throws(CryptoError) in
                try Authority(
                    certificate: chain[0], key: try PrivateKey(der: der),
                    chain: Array(chain.dropFirst()))
            }
        }
    }

    /// What a peer sends after the certificate of a thing, DER, its issuer first and no root; empty
    /// for one that has no certificate, or whose issuer is not known.
    ///
    /// - Cost: 120 µs an authority; the same for all things of one issuer, so ask once.
    package func chain(of thing: Int) throws(IdentityError) -> [[UInt8]] {
        guard let issuer = try issuerID(of: thing) else { return [] }
        return try chain(from: issuer)
    }

    /// The row of who issued the certificate of `thing`, where that is known.
    func issuerID(of thing: Int) throws(IdentityError) -> Int64? {
        let issuer = try database.prepare("SELECT issuer FROM things WHERE number = ?")
            .first(.integer(Int64(thing))) { $0.isNull(0) ? nil : $0.integer(0) }
        return issuer ?? nil
    }

    /// What a peer sends after a certificate of ``Credential/issuer``.
    package func chain(from issuer: Int64) throws(IdentityError) -> [[UInt8]] {
        var chain: [[UInt8]] = []
        for der in try trail(from: issuer) where try !certificate(der).isSelfIssued {
            chain.append(der)
        }
        return chain
    }

    /// The authorities of certificates that were made elsewhere, so far as those brought them.
    package var authoritiesElsewhere: [Certificate] {
        get throws(IdentityError) {
            let all = try database.prepare(
                "SELECT certificate FROM authorities WHERE role = 'elsewhere' ORDER BY id"
            ).all { $0.blob(0) ?? [] }
            var certificates: [Certificate] = []
            for der in all { certificates.append(try certificate(der)) }
            return certificates
        }
    }

    /// The row of who issues.
    var issuingID: Int64 {
        get throws(IdentityError) {
            let id = try database.prepare("SELECT id FROM authorities WHERE role = 'issuing'")
                .first { $0.integer(0) }
            guard let id else {
                throw IdentityError("\(path) has no authority; provision it anew")
            }
            return id
        }
    }

    /// Certificates from row `id` upwards.
    private func trail(from id: Int64) throws(IdentityError) -> [[UInt8]] {
        try database.prepare(
            """
            WITH RECURSIVE trail(id, certificate, parent, height) AS (
                SELECT id, certificate, parent, 0 FROM authorities WHERE id = ?
                UNION ALL SELECT a.id, a.certificate, a.parent, height + 1
                FROM authorities a JOIN trail t ON a.id = t.parent WHERE height < 16)
            SELECT certificate FROM trail ORDER BY height
            """
        ).all(.integer(id)) { $0.blob(0) ?? [] }
    }

    private func certificate(_ der: [UInt8]) throws(IdentityError) -> Certificate {
        try rethrowing { () throws(CryptoError) in
            try Certificate(der: der, from: "a certificate of \(path)")
        }
    }

    /// Lets an error of OpenSSL's name the file.
    func rethrowing<Value>(
        _ body: () throws(CryptoError) -> Value
    ) throws(IdentityError) -> Value {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw IdentityError("\(path): \(error.message)")
        }
    }
}
