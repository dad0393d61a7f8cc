import COpenSSL

extension Authority {
    /// The list of certificates that this authority takes back, signed.
    ///
    /// A serial number that is given twice is listed once, with its first time.
    ///
    /// - Parameters:
    ///   - serials: in hex, and when each was revoked in seconds since 1970.
    ///   - number: zero or more; must grow from list to list.
    ///   - range: seconds since 1970; after the upper bound verifiers refuse everybody.
    package func revocationList(
        of serials: [(serial: String, at: Int64)], number: Int, validFor range: Range<Int64>
    ) throws(CryptoError) -> RevocationList {
        guard number >= 0 else {
            throw CryptoError("a revocation list is numbered from zero up, not \(number)")
        }
        guard let pointer = X509_CRL_new() else {
            throw .openSSL(attempting: "make a revocation list")
        }
        let list = RevocationList(owning: pointer)
        try check(X509_CRL_set_version(pointer, 1))
        try check(
            X509_CRL_set_issuer_name(pointer, X509_get_subject_name(certificate.pointer)))
        try withTime(range.lowerBound) { X509_CRL_set1_lastUpdate(pointer, $0) }
        try withTime(range.upperBound) { X509_CRL_set1_nextUpdate(pointer, $0) }
        var listed: Set<String> = []
        for (serial, at) in serials { try add(serial, at, to: pointer, &listed) }
        try check(X509_CRL_sort(pointer))
        for extra in [Extension.authorityKey(certificate.keyIdentifier), .listNumber(number)] {
            try check(extra.add { X509_CRL_add_ext(pointer, $0, -1) } ? 1 : 0)
        }
        let size = X509_CRL_sign(pointer, key.pointer, key.signsWhole ? nil : EVP_sha256())
        try check(size > 0 ? 1 : 0)
        return list
    }

    private func add(
        _ serial: String, _ at: Int64, to list: OpaquePointer, _ listed: inout Set<String>
    ) throws(CryptoError) {
        let number = try Serial.number(serial)
        defer { ASN1_INTEGER_free(number) }
        guard listed.insert(Serial.text(number)).inserted else { return }
        guard let entry = X509_REVOKED_new() else {
            throw .openSSL(attempting: "make a revocation list")
        }
        do {
            try check(X509_REVOKED_set_serialNumber(entry, number))
            try withTime(at) { X509_REVOKED_set_revocationDate(entry, $0) }
            try check(X509_CRL_add0_revoked(list, entry))
        } catch {
            X509_REVOKED_free(entry)
            throw error
        }
    }

    private func withTime(
        _ seconds: Int64, _ use: (UnsafeMutablePointer<ASN1_TIME>) -> Int32
    ) throws(CryptoError) {
        guard Time.range.contains(seconds), let time = ASN1_TIME_set(nil, Int(seconds)) else {
            throw Time.unwritable(seconds)
        }
        defer { ASN1_TIME_free(time) }
        try check(use(time))
    }

    private func check(_ result: Int32) throws(CryptoError) {
        guard result == 1 else {
            throw .openSSL(attempting: "make a revocation list of “\(certificate.subject)”")
        }
    }
}
