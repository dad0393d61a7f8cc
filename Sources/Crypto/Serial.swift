import COpenSSL

/// The number that tells the certificates of one authority apart, in upper-case hex.
package enum Serial {
    /// What RFC 5280 §4.1.2.2 allows.
    private static let limit = 20

    /// Sixteen bytes, of which 126 bits are chance: always positive and always equally long.
    package static func random() -> String {
        var bytes = Random.bytes(16)
        bytes[0] = bytes[0] & 0x3F | 0x40
        return bytes.upperHex
    }

    /// The number for OpenSSL, to be freed by the caller.
    static func number(
        _ text: String
    ) throws(CryptoError) -> UnsafeMutablePointer<ASN1_INTEGER> {
        guard let bytes = bytes(text) else {
            throw CryptoError(
                "“\(text)” is no serial number; write one above zero, of at most \(limit) bytes, "
                    + "in hex")
        }
        guard let made = ASN1_INTEGER_new(), ASN1_STRING_set(made, bytes, Int32(bytes.count)) == 1
        else { throw .openSSL(attempting: "write a serial number") }
        return made
    }

    /// Digits in pairs, leading zeros dropped, or nil when it is not a positive number that fits.
    private static func bytes(_ text: String) -> [UInt8]? {
        var digits: [UInt8] = []
        for letter in text.utf8 {
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(letter - UInt8(ascii: "0"))
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digits.append(letter - 55)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digits.append(letter - 87)
            default: return nil
            }
            // Longer than any that fits, even with a pair of zeros before it.
            if digits.count > 2 * limit + 2 { return nil }
        }
        if digits.count % 2 == 1 { digits.insert(0, at: 0) }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            let byte = digits[place] << 4 | digits[place + 1]
            if byte != 0 || !bytes.isEmpty { bytes.append(byte) }
        }
        guard let first = bytes.first else { return nil }
        // A first bit that is set costs a byte of zeros before it.
        return bytes.count + (first >> 7 == 1 ? 1 : 0) <= limit ? bytes : nil
    }

    static func text(_ number: UnsafePointer<ASN1_INTEGER>?) -> String {
        let sign = number?.pointee.type == V_ASN1_NEG_INTEGER ? "-" : ""
        let bytes = [UInt8](content: number)
        return sign + (bytes.isEmpty ? "00" : bytes.upperHex)
    }
}
