/// The few words of ASN.1's distinguished encoding that extensions are written in.
enum DER {
    static let sequence: UInt8 = 0x30
    static let octets: UInt8 = 0x04
    static let integer: UInt8 = 0x02

    /// One element: its tag, its length in the shortest form, its content.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var bytes = [tag]
        if content.count < 128 {
            bytes.append(UInt8(content.count))
        } else {
            let length = octets(of: content.count)
            bytes.append(0x80 | UInt8(length.count))
            bytes += length
        }
        return bytes + content
    }

    /// A number of zero or more; the first bit of an integer is its sign.
    static func number(_ value: Int) -> [UInt8] {
        precondition(value >= 0, "no number below zero is written in a certificate")
        let bytes = octets(of: value)
        return element(integer, bytes[0] < 0x80 ? bytes : [0] + bytes)
    }

    private static func octets(of value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        repeat {
            bytes.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        return bytes
    }

    /// Why `bytes` are no single element, as the rest of a sentence, or nil when they are one.
    static func complaint(about bytes: [UInt8]) -> String? {
        guard let first = bytes.first else { return "is empty" }
        guard first == sequence else {
            return bytes.starts(with: "-----BEGIN".utf8)
                ? "is PEM text where DER is wanted" : "is not DER: it is damaged, or something else"
        }
        guard bytes.count > 1 else { return "is truncated after its first byte" }
        var header = 2
        var length = Int(bytes[1])
        if bytes[1] >= 0x80 {
            let size = Int(bytes[1] & 0x7F)
            // Four bytes of length are 4 GB, more than any revocation list has.
            guard 1...4 ~= size else { return "is not DER: it is damaged, or something else" }
            header += size
            guard bytes.count >= header else {
                return "is truncated after its first \(bytes.count) bytes"
            }
            length = bytes[2..<header].reduce(0) { $0 << 8 | Int($1) }
        }
        let size = header + length
        if bytes.count < size { return "is truncated: it has \(bytes.count) of \(size) bytes" }
        let rest = bytes.count - size
        return rest > 0 ? "has \(rest) \(rest == 1 ? "byte" : "bytes") too many at its end" : nil
    }
}
