import COpenSSL

/// Digests of bytes that are all there already.
package enum Digest {
    /// Twenty bytes; for key identifiers and WebSocket's accept key, which demand it.
    package static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        digest(bytes, EVP_sha1(), size: 20)
    }

    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        digest(bytes, EVP_sha256(), size: 32)
    }

    /// A keyed digest; source: RFC 2104.
    package static func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        // A null key means “the same as before”, and an empty array may have no address.
        let key = key.isEmpty ? [0] : key
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, filled in
            let made = HMAC(
                EVP_sha256(), key, Int32(key.count), message, message.count, buffer.baseAddress,
                nil)
            precondition(made != nil, "OpenSSL has no HMAC: is its default provider loaded?")
            filled = 32
        }
    }

    private static func digest(
        _ bytes: [UInt8], _ kind: OpaquePointer?, size: Int
    ) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            let made = EVP_Digest(bytes, bytes.count, buffer.baseAddress, nil, kind, nil)
            precondition(made == 1, "OpenSSL has no such digest: is its default provider loaded?")
            filled = size
        }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    package var hex: String { text(of: "0123456789abcdef") }

    /// Two upper-case digits a byte, as OpenSSL prints serial numbers.
    var upperHex: String { text(of: "0123456789ABCDEF") }

    private func text(of digits: StaticString) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            text.append(digits.utf8Start[Int(byte >> 4)])
            text.append(digits.utf8Start[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
