import COpenSSL

/// A certificate that signs others, with its key.
package struct Authority: Sendable {
    package let certificate: Certificate
    package let key: PrivateKey

    /// The certificates above this one, its issuer first and the root last.
    ///
    /// Empty for a root, and for one that was imported without those above it.
    package let chain: [Certificate]

    /// Takes a certificate made elsewhere.
    ///
    /// - Throws: when the key is another's, when the certificate may not sign others, and when the
    ///   chain is not in its order.
    package init(
        certificate: Certificate, key: PrivateKey, chain: [Certificate] = []
    ) throws(CryptoError) {
        let name = certificate.subject
        guard certificate.matches(key) else {
            throw CryptoError(
                "the key is not that of the authority “\(name)”; give the key it was made with")
        }
        guard certificate.isAuthority else {
            throw CryptoError(
                "“\(name)” may not sign certificates: its basic constraints do not say CA:TRUE; "
                    + "give the certificate of an authority")
        }
        var below = certificate
        for above in chain {
            guard below.isSigned(by: above) else {
                throw CryptoError(
                    "“\(below.subject)” is not signed by “\(above.subject)”, which follows it in "
                        + "the chain; put each issuer after the certificate it signed")
            }
            below = above
        }
        self.init(certificate, key, chain)
    }

    private init(_ certificate: Certificate, _ key: PrivateKey, _ chain: [Certificate]) {
        self.certificate = certificate
        self.key = key
        self.chain = chain
    }

    /// The topmost certificate known: what the other side is told to trust.
    package var root: Certificate { chain.last ?? certificate }

    /// What a peer sends after its own certificate: this one and those above it, without a root.
    package var trail: [Certificate] { ([certificate] + chain).filter { !$0.isSelfIssued } }
}

extension Authority {
    /// A new authority over all others, with a P-256 key, signed by itself.
    ///
    /// - Parameter range: seconds since 1970, the first and the last of its validity.
    package static func root(
        named name: String, validFor range: Range<Int64>
    ) throws(CryptoError) -> Authority {
        let key = try PrivateKey.p256()
        let draft = try Draft(subject: name, validity: range, serial: Serial.random(), key: key)
        try draft.setIssuer(draft.subject)
        let certificate = try draft.signed(
            with: key, extensions: [.authority(below: nil), .signsCertificates])
        return Authority(certificate, key, [])
    }

    /// A new authority under this one, with a P-256 key, which may sign no further authorities.
    package func intermediate(
        named name: String, validFor range: Range<Int64>
    ) throws(CryptoError) -> Authority {
        guard X509_get_pathlen(certificate.pointer) != 0 else {
            throw CryptoError(
                "“\(certificate.subject)” may not have authorities under it (its path length is "
                    + "0); make “\(name)” under its root")
        }
        let key = try PrivateKey.p256()
        let draft = try Draft(subject: name, validity: range, serial: Serial.random(), key: key)
        let made = try sign(draft, [.authority(below: 0), .signsCertificates])
        return Authority(made, key, [certificate] + chain)
    }

    /// A certificate for `key`, signed by this authority.
    ///
    /// Whether its validity lies within the authority's is not checked: expired certificates are
    /// wanted too.
    ///
    /// - Cost: about 50 µs with an authority on P-256.
    package func issue(
        _ request: CertificateRequest, for key: PrivateKey
    ) throws(CryptoError) -> Certificate {
        let draft = try Draft(
            subject: request.commonName, unit: request.organizationalUnit,
            validity: request.validity, serial: request.serial, key: key)
        return try sign(draft, try request.extensions(encrypts: key.isRSA))
    }

    private func sign(
        _ draft: Draft, _ extensions: [Extension]
    ) throws(CryptoError) -> Certificate {
        try draft.setIssuer(X509_get_subject_name(certificate.pointer))
        return try draft.signed(
            with: key, extensions: extensions + [.authorityKey(certificate.keyIdentifier)])
    }
}

extension Certificate {
    /// What others name this certificate's key by: as it says itself, or the digest of its key.
    var keyIdentifier: [UInt8] {
        if let own = X509_get0_subject_key_id(pointer) { return [UInt8](content: own) }
        return Digest.sha1([UInt8](content: X509_get0_pubkey_bitstr(pointer)))
    }
}
