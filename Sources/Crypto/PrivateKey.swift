import COpenSSL

/// A private key and its public half: P-256 when made here, what TLS can sign with when loaded.
///
/// - Cost: making one 11 µs, loading one of P-256 from ``der`` 20 µs and 2.2 KB, another kind
///   0.5 ms.
/// - Not reproducible: keys come from OpenSSL's own generator of randomness, never from a seed.
package final class PrivateKey: Sendable {
    /// An `EVP_PKEY`; OpenSSL counts references to it, and locks what it caches inside.
    nonisolated(unsafe) package let pointer: OpaquePointer

    /// Takes over a reference.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// The curve of every key made here; shared, because making one costs as much as a key.
    nonisolated(unsafe) private static let curve = EC_GROUP_new_by_curve_name(
        NID_X9_62_prime256v1)

    /// A new key on the curve P-256.
    package static func p256() throws(CryptoError) -> PrivateKey {
        guard let pointer = gale_generate_ec_key(curve) else {
            throw .openSSL(attempting: "make a key")
        }
        return PrivateKey(owning: pointer)
    }

    /// Reads PKCS #8, as ``der`` writes it, or the older forms of one kind (SEC 1, PKCS #1).
    ///
    /// - Parameter file: where the bytes come from, for the error.
    package init(
        der: [UInt8], password: String? = nil, from file: String = "the key"
    ) throws(CryptoError) {
        if let pointer = Self.p256(der) {
            self.pointer = pointer
        } else {
            pointer = try Self.load(der, password: password, from: file)
        }
    }

    /// PKCS #8.
    package var der: [UInt8] {
        guard let info = EVP_PKEY2PKCS8(pointer) else {
            preconditionFailure("a key that was loaded can be written: which kind got in?")
        }
        defer { PKCS8_PRIV_KEY_INFO_free(info) }
        return [UInt8](encodedBy: { i2d_PKCS8_PRIV_KEY_INFO(info, $0) })
    }

    /// PKCS #8 in the clear, `BEGIN PRIVATE KEY`.
    package var pem: String { PEM.text("PRIVATE KEY", der) }

    /// The kind for a person: `P-256`, `RSA 2048`, `ED25519`.
    package var kind: String {
        if let curve = Self.curve(of: pointer) { return Self.curves[curve] ?? curve }
        let name = EVP_PKEY_get0_type_name(pointer).map { String(cString: $0) } ?? "unknown"
        return name.hasPrefix("RSA") ? "\(name) \(EVP_PKEY_get_bits(pointer))" : name
    }

    /// Whether signing takes no digest of its own: Ed25519 and Ed448 hash inside.
    var signsWhole: Bool {
        EVP_PKEY_is_a(pointer, "ED25519") == 1 || EVP_PKEY_is_a(pointer, "ED448") == 1
    }

    /// Hands the public half alone to `use`, in the form that OpenSSL writes fastest.
    ///
    /// A certificate made with it holds no secret, and is made in a fifth of the time that one made
    /// with a loaded key takes.
    func withPublicHalf(_ use: (OpaquePointer) -> Int32) -> Int32 {
        // Of the curves of 256 bits only P-256 is ever let in.
        guard EVP_PKEY_is_a(pointer, "EC") == 1, EVP_PKEY_get_bits(pointer) == 256 else {
            return use(pointer)
        }
        guard let half = gale_public_ec_key(Self.curve, pointer) else { return 0 }
        defer { EVP_PKEY_free(half) }
        return use(half)
    }

    var isRSA: Bool { EVP_PKEY_is_a(pointer, "RSA") == 1 }
}

extension PrivateKey {
    /// OpenSSL's names of the curves that TLS signs with, and everybody else's.
    static let curves = ["prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"]

    static func curve(of pointer: OpaquePointer) -> String? {
        guard EVP_PKEY_is_a(pointer, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 64)
        var size = 0
        guard EVP_PKEY_get_group_name(pointer, &name, name.count, &size) == 1 else {
            ERR_clear_error()
            return "an unnamed curve"
        }
        return String(decoding: name[..<size].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What PKCS #8 of a P-256 key begins with, and what stands between its two halves.
    private static let prefix: [UInt8] = [
        0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
        0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x04, 0x6D, 0x30,
        0x6B, 0x02, 0x01, 0x01, 0x04, 0x20,
    ]
    private static let middle: [UInt8] = [0xA1, 0x44, 0x03, 0x42, 0x00]

    /// The key in the form that nearly all have, or nil for any other form.
    ///
    /// OpenSSL's reader tries every kind and format that it knows, for 0.5 ms: thousands of devices
    /// that connect again cannot wait for that.
    private static func p256(_ der: [UInt8]) -> OpaquePointer? {
        guard der.count == 138, der.starts(with: prefix), der[68..<73].elementsEqual(middle) else {
            return nil
        }
        let key = der.withUnsafeBufferPointer { bytes in
            gale_load_p256_key(bytes.baseAddress! + 36, bytes.baseAddress! + 73)
        }
        if key == nil { ERR_clear_error() }
        return key
    }
}
