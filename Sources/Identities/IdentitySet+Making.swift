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

    /// A set in memory with things of its own authority, for a run without a file.
    package static func made(_ batch: Batch, at now: Int64) throws(IdentityError) -> IdentitySet {
        let set = try IdentitySet()
        let range = batch.validity
        try set.establish(Lineage(validFor: range), keepsRootKey: true, at: now)
        try set.makeServer(validFor: range)
        try set.make(batch)
        return set
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
            keyDER: copy.keyDER ?? [])
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
