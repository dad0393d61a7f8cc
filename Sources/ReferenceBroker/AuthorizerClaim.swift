/// A user name that asks for a custom authorizer, taken apart.
struct AuthorizerClaim: Sendable {
    let user: String
    let authorizer: String
    private let fields: [(key: [UInt8], value: [UInt8])]

    /// More fields than any client has.
    private static let mostFields = 32

    /// Nil for a user name that asks for none, or for more than one.
    init?(_ userName: String) {
        guard let mark = userName.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        user = String(userName[..<mark])
        let query = userName.utf8[userName.utf8.index(after: mark)...]
        let parts = query.split(
            separator: UInt8(ascii: "&"), maxSplits: Self.mostFields,
            omittingEmptySubsequences: true)
        guard parts.count <= Self.mostFields else { return nil }
        var fields: [(key: [UInt8], value: [UInt8])] = []
        for part in parts {
            let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let key = Array(part[..<end]).percentDecoded,
                let value = Array(part[end...].dropFirst()).percentDecoded
            else { return nil }
            fields.append((key, value))
        }
        self.fields = fields
        guard let name = Self.value(of: Authorizer.nameKey, in: fields) else { return nil }
        authorizer = String(decoding: name, as: UTF8.self)
    }

    /// Nil for a key that is missing or stands there twice.
    func value(of key: String) -> [UInt8]? {
        Self.value(of: key, in: fields)
    }

    private static func value(
        of key: String, in fields: [(key: [UInt8], value: [UInt8])]
    ) -> [UInt8]? {
        let found = fields.filter { $0.key.elementsEqual(key.utf8) }
        return found.count == 1 ? found[0].value : nil
    }
}

extension [UInt8] {
    /// With `%41` in place of what is no letter, digit or one of `-._~` (RFC 3986 §2).
    var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in self {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Nil where a `%` has no two hexadecimal digits after it.
    var percentDecoded: [UInt8]? {
        var bytes: [UInt8] = []
        var at = 0
        while at < count {
            guard self[at] == UInt8(ascii: "%") else {
                bytes.append(self[at])
                at += 1
                continue
            }
            guard at + 2 < count, let high = Self.digit(self[at + 1]),
                let low = Self.digit(self[at + 2])
            else { return nil }
            bytes.append(high << 4 | low)
            at += 3
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
