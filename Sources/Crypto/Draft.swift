import COpenSSL

/// A certificate that is not signed yet.
final class Draft {
    private let pointer: OpaquePointer
    /// For the error.
    private let name: String

    /// - Parameter validity: seconds since 1970, the first and the last.
    init(
        subject name: String, unit: String? = nil, validity: Range<Int64>, serial: String,
        key: PrivateKey
    ) throws(CryptoError) {
        guard let pointer = X509_new() else { throw .openSSL(attempting: "make a certificate") }
        self.pointer = pointer
        self.name = name
        let number = try Serial.number(serial)
        defer { ASN1_INTEGER_free(number) }
        try check(X509_set_version(pointer, 2))
        try check(X509_set_serialNumber(pointer, number))
        try set(X509_getm_notBefore(pointer), to: validity.lowerBound)
        try set(X509_getm_notAfter(pointer), to: validity.upperBound)
        if let unit { try add(unit, as: NID_organizationalUnitName, "organizational unit") }
        try add(name, as: NID_commonName, "common name")
        try check(key.withPublicHalf { X509_set_pubkey(pointer, $0) })
    }

    deinit { X509_free(pointer) }

    var subject: OpaquePointer? { X509_get_subject_name(pointer) }

    func setIssuer(_ issuer: OpaquePointer?) throws(CryptoError) {
        try check(X509_set_issuer_name(pointer, issuer))
    }

    /// Adds the extensions and the identifier of the key, and signs.
    func signed(
        with key: PrivateKey, extensions: [Extension]
    ) throws(CryptoError) -> Certificate {
        let identifier = Digest.sha1([UInt8](content: X509_get0_pubkey_bitstr(pointer)))
        for extra in extensions + [.subjectKey(identifier)] {
            try check(extra.add { X509_add_ext(pointer, $0, -1) } ? 1 : 0)
        }
        let size = X509_sign(pointer, key.pointer, key.signsWhole ? nil : EVP_sha256())
        try check(size > 0 ? 1 : 0)
        X509_up_ref(pointer)
        return Certificate(owning: pointer)
    }

    private func add(_ text: String, as kind: Int32, _ what: String) throws(CryptoError) {
        guard 1...64 ~= text.unicodeScalars.count else {
            throw CryptoError(
                "“\(text)” cannot be the \(what) of a certificate: it has "
                    + "\(text.unicodeScalars.count) characters, and 1 to 64 are allowed")
        }
        let text = Array(text.utf8)
        try check(
            X509_NAME_add_entry_by_NID(
                subject, kind, MBSTRING_UTF8, text, Int32(text.count), -1, 0))
    }

    private func set(
        _ time: UnsafeMutablePointer<ASN1_TIME>?, to seconds: Int64
    ) throws(CryptoError) {
        guard Time.range.contains(seconds), ASN1_TIME_set(time, Int(seconds)) != nil else {
            throw Time.unwritable(seconds)
        }
    }

    private func check(_ result: Int32) throws(CryptoError) {
        guard result == 1 else {
            throw .openSSL(attempting: "issue the certificate “\(name)”")
        }
    }
}

/// What a certificate can say of time.
enum Time {
    /// From 1950 to 9999, in seconds since 1970.
    static let range = -631_152_000...253_402_300_799 as ClosedRange<Int64>

    static func unwritable(_ seconds: Int64) -> CryptoError {
        CryptoError(
            "\(seconds) seconds since 1970 is no time that a certificate can bear; choose one "
                + "between the years 1950 and 9999")
    }
}
