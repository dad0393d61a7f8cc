import COpenSSL

/// An X.509 certificate.
///
/// - Cost: reading one 115 µs and 4 KB, nearly all of it OpenSSL's reader of the public key; so
///   keep one rather than read it again.
package final class Certificate: Sendable {
    /// An `X509`; nothing changes it after its signature, and OpenSSL locks what it caches inside.
    nonisolated(unsafe) package let pointer: OpaquePointer

    /// Takes over a reference.
    package init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_free(pointer) }

    /// Reads one certificate and nothing after it.
    ///
    /// - Parameter file: where the bytes come from, for the error.
    package convenience init(
        der: [UInt8], from file: String = "the certificate"
    ) throws(CryptoError) {
        if let complaint = DER.complaint(about: der) {
            throw CryptoError("\(file) \(complaint); copy the certificate again")
        }
        let read = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509(nil, &next, bytes.count)
        }
        guard let read else {
            let reason = CryptoError.takeReason()
            throw CryptoError(
                "\(file) holds no certificate (\(reason)): it is damaged, or something else")
        }
        // The key inside may be of a kind that OpenSSL could not read; that is no error here.
        ERR_clear_error()
        self.init(owning: read)
    }

    /// Every certificate of a PEM file, in its order; at least one.
    ///
    /// Keys and other blocks between them are passed over.
    package static func all(
        pem: [UInt8], from file: String
    ) throws(CryptoError) -> [Certificate] {
        let blocks = try PEM.blocks(in: pem, of: file)
        let found = blocks.filter { ["CERTIFICATE", "X509 CERTIFICATE"].contains($0.label) }
        guard !found.isEmpty else { throw PEM.missing("a certificate", in: blocks, of: file) }
        var all: [Certificate] = []
        for block in found { all.append(try Certificate(der: block.bytes, from: file)) }
        return all
    }

    package var der: [UInt8] { [UInt8](encodedBy: { i2d_X509(pointer, $0) }) }

    package var pem: String { PEM.text("CERTIFICATE", der) }

    /// SHA-256 of ``der``, in lower-case hex without colons: what AWS IoT calls the certificate id.
    package var sha256Fingerprint: String { Digest.sha256(der).hex }

    /// The public key with its algorithm, as `SubjectPublicKeyInfo`.
    package var publicKeyDER: [UInt8] {
        [UInt8](encodedBy: { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), $0) })
    }

    /// Whether `key` is the private half of this certificate's key.
    package func matches(_ key: PrivateKey) -> Bool {
        defer { ERR_clear_error() }
        guard let own = X509_get0_pubkey(pointer) else { return false }
        return EVP_PKEY_eq(own, key.pointer) == 1
    }

    /// Whether this certificate may sign others (basic constraints and key usage say so).
    package var isAuthority: Bool {
        defer { ERR_clear_error() }
        return X509_check_ca(pointer) == 1
    }

    /// Whether the names of subject and issuer are the same, as a root's are.
    package var isSelfIssued: Bool {
        X509_NAME_cmp(X509_get_subject_name(pointer), X509_get_issuer_name(pointer)) == 0
    }

    /// Whether `issuer` made the signature under this certificate; its names are not looked at.
    ///
    /// - Cost: about 60 µs for P-256.
    package func isSigned(by issuer: Certificate) -> Bool {
        defer { ERR_clear_error() }
        guard let key = X509_get0_pubkey(issuer.pointer) else { return false }
        return X509_verify(pointer, key) == 1
    }
}
