package import Crypto

extension IdentitySet {
    /// Makes things, each with a key and a certificate of its own, in one transaction.
    ///
    /// - Parameters:
    ///   - batch: what to make; numbers go on after the last.
    ///   - goesOn: is told how many are made now and then; false stops, and nothing is kept.
    /// - Cost: some 90 µs a thing, nearly all of it OpenSSL's.
    package func make(
        _ batch: Batch, goesOn: (Int) -> Bool = { _ in true }
    ) throws(IdentityError) {
        try batch.check()
        let last = try lastNumber
        try refuse(batch.count, beside: try count)
        let (authority, issuer) = (try authority, try issuingID)
        try database.transaction { () throws(IdentityError) in
            let writer = try ThingWriter(database)
            for made in 0..<batch.count {
                if made % 256 == 0, !goesOn(made) { throw Self.stopped(path) }
                var thing = batch.thing(last + 1 + made)
                try Thing.check(name: thing.name)
                for attribute in thing.attributes { try Thing.check(attribute) }
                let facts = try thing.certify(
                    by: authority, row: issuer, validFor: batch.validity)
                try writer.write(thing, facts)
            }
        }
    }

    /// A set in memory, for a run without a file: what is read of it is what a file would give.
    ///
    /// - Parameters:
    ///   - lineage: who signs; else a root and an intermediate of its own.
    ///   - now: seconds since 1970. Authorities and the broker's certificate are valid from an hour
    ///     before until ten years after, or a day after the things' if that is later; so things may
    ///     be expired alone.
    package static func made(
        _ batch: Batch, under lineage: Lineage? = nil, at now: Int64
    ) throws(IdentityError) -> IdentitySet {
        let set = try IdentitySet()
        let range = longValidity(at: now, beyond: batch.validity)
        if let lineage {
            try set.establish(lineage, keepsRootKey: true, at: now)
        } else {
            try set.establish(Lineage(validFor: range), keepsRootKey: true, at: now)
        }
        try set.makeServer(validFor: range)
        try set.make(batch)
        return set
    }

    /// When authorities and brokers are valid that outlive things.
    package static func longValidity(
        at now: Int64, beyond things: Range<Int64>
    ) -> Range<Int64> {
        now - 3600..<max(now + 3650 * 86_400, things.upperBound + 86_400)
    }

    /// A new key and certificate for a thing that gets them while it is connected; the set keeps
    /// what it has.
    package func renewed(
        _ thing: Thing, by authority: Authority, validFor range: Range<Int64>
    ) throws(IdentityError) -> Credential {
        var copy = thing
        _ = try copy.certify(by: authority, row: 0, validFor: range)
        return Credential(
            number: copy.number, name: copy.name, certificateDER: copy.certificateDER ?? [],
            keyDER: copy.keyDER ?? [], issuer: nil)
    }

    /// Refuses more things than a set may hold.
    func refuse(_ more: Int, beside count: Int) throws(IdentityError) {
        guard more <= Self.limit - count else {
            throw IdentityError(
                "a set holds at most \(Self.limit) things, and this would make "
                    + "\(count + more)")
        }
    }

    static func stopped(_ path: String) -> IdentityError {
        IdentityError("interrupted: \(path) is as it was before", fault: .interrupted)
    }
}

extension Thing {
    /// Gives it a new key and certificate.
    ///
    /// - Parameter row: that of the authority in its set.
    mutating func certify(
        by authority: Authority, row: Int64, validFor range: Range<Int64>
    ) throws(IdentityError) -> ThingWriter.Facts {
        let name = name
        let request = CertificateRequest(commonName: name, validity: range)
        (certificateDER, keyDER) = try IdentityError.rethrowing { () throws(CryptoError) in
            let key = try PrivateKey.p256()
            return (try authority.issue(request, for: key).der, key.der)
        }
        return ThingWriter.Facts(
            issuer: row, serial: request.serial, notBefore: range.lowerBound,
            notAfter: range.upperBound)
    }
}
