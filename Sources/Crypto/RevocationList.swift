import COpenSSL

/// The serial numbers that an authority no longer vouches for (a CRL).
package final class RevocationList: Sendable {
    /// An `X509_CRL`; nothing changes it after its signature.
    nonisolated(unsafe) package let pointer: OpaquePointer

    /// Takes over a reference.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { X509_CRL_free(pointer) }

    /// Reads the first list of a PEM file.
    ///
    /// - Parameter file: the name of the file, for the error.
    package convenience init(pem: [UInt8], from file: String) throws(CryptoError) {
        let blocks = try Self.blocks(pem, file)
        try self.init(der: blocks[0].bytes, from: file)
    }

    /// Every list of a PEM file, one for each authority of a chain; at least one.
    package static func all(
        pem: [UInt8], from file: String
    ) throws(CryptoError) -> [RevocationList] {
        var all: [RevocationList] = []
        for block in try blocks(pem, file) {
            all.append(try RevocationList(der: block.bytes, from: file))
        }
        return all
    }

    package convenience init(
        der: [UInt8], from file: String = "the revocation list"
    ) throws(CryptoError) {
        if let complaint = DER.complaint(about: der) {
            throw CryptoError("\(file) \(complaint); copy the revocation list again")
        }
        let read = der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return d2i_X509_CRL(nil, &next, bytes.count)
        }
        guard let read else {
            let reason = CryptoError.takeReason()
            throw CryptoError(
                "\(file) holds no revocation list (\(reason)): it is damaged, or something else")
        }
        self.init(owning: read)
    }

    private static func blocks(_ pem: [UInt8], _ file: String) throws(CryptoError) -> [PEM] {
        let blocks = try PEM.blocks(in: pem, of: file)
        let found = blocks.filter { $0.label == "X509 CRL" }
        guard !found.isEmpty else { throw PEM.missing("a revocation list", in: blocks, of: file) }
        return found
    }

    package var der: [UInt8] { [UInt8](encodedBy: { i2d_X509_CRL(pointer, $0) }) }

    package var pem: String { PEM.text("X509 CRL", der) }

    /// The authority's subject as RFC 2253 writes it.
    package var issuer: String { String(rfc2253: X509_CRL_get_issuer(pointer)) }

    /// The serial numbers listed, in upper-case hex, in the list's order.
    package var serials: [String] {
        (0..<max(0, gale_revoked_count(pointer))).map { number in
            Serial.text(X509_REVOKED_get0_serialNumber(gale_revoked(pointer, number)))
        }
    }

    /// When the list was made, in seconds since 1970.
    package var thisUpdate: Int64 { Int64(secondsOf: X509_CRL_get0_lastUpdate(pointer)) }

    /// When verifiers stop trusting the list, in seconds since 1970; nil when it does not say.
    package var nextUpdate: Int64? {
        X509_CRL_get0_nextUpdate(pointer).map { Int64(secondsOf: $0) }
    }
}
