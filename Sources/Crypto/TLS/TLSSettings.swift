/// What one side of TLS offers, demands and believes.
package struct TLSSettings: Sendable {
    package enum Trust: Sendable {
        /// The certificate authorities that this machine trusts.
        case system
        case only([Certificate])
    }

    package enum Version: String, CaseIterable, Sendable {
        case v1_2 = "1.2"
        case v1_3 = "1.3"
    }

    /// Whom the other side's certificate must lead to.
    package var trust = Trust.system
    /// Believes any certificate: whoever sets this must say so where figures are shown.
    package var isInsecure = false
    /// Where any are given, the other side's certificate must not be on its issuer's, and that one
    /// must be here.
    package var revocations: [RevocationList] = []
    /// What this side shows of itself, unless the single connection has its own.
    package var identity: TLSIdentity?
    package var versions: ClosedRange<Version> = .v1_2 ... .v1_3
    /// OpenSSL's list of ciphers for 1.2; nil for OpenSSL's choice.
    package var ciphers: String?
    /// OpenSSL's list of cipher suites for 1.3; nil for OpenSSL's choice.
    package var suites: String?
    /// Application protocols: offered by a client, in order; known to a server.
    package var protocols: [String] = []
    /// Whether a client that comes back may resume its session, and a server lets it.
    package var resumes = false
    /// Where the secrets of all connections are written, for who reads a capture of them.
    package var keyLog: TLSKeyLog?
    /// Whether a server lets in no client without a certificate.
    package var requiresCertificate = false

    package init() {}

    /// Whether a server asks clients for a certificate, which it then holds against ``trust``: not
    /// where all authorities of the machine would do and none is required.
    var asksForCertificate: Bool {
        if case .only = trust { return true }
        return requiresCertificate
    }
}

extension TLSSettings.Version: Comparable {
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A certificate, what leads from it to a root, and the key that proves it.
package struct TLSIdentity: Sendable {
    package let certificate: Certificate
    /// From the certificate's issuer up; the root may be left out.
    package let chain: [Certificate]
    package let key: PrivateKey

    /// - Throws: where the key is not the certificate's.
    package init(
        certificate: Certificate, chain: [Certificate] = [], key: PrivateKey, from place: String
    ) throws(CryptoError) {
        guard certificate.matches(key) else {
            throw CryptoError(
                "\(place): the key does not belong to the certificate of "
                    + "“\(certificate.subject)”; give the pair that was made together")
        }
        self.init(trusted: certificate, chain: chain, key: key)
    }

    /// A pair that is known to match, such as one that was just made.
    package init(trusted certificate: Certificate, chain: [Certificate], key: PrivateKey) {
        self.certificate = certificate
        self.chain = chain
        self.key = key
    }
}
