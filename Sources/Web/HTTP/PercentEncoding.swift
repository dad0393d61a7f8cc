/// Text in a place of a URL where only some bytes may stand (RFC 3986 §2).
package enum PercentEncoding {
    /// Which bytes are left as they are.
    package enum Kept: Sendable {
        /// Letters, digits and `-._~`: what SigV4 and query values ask for.
        case unreserved
        /// The same, and the slash.
        case path
    }

    /// The UTF-8 of `text`, each byte that is not kept as `%` and two upper-case digits.
    package static func encode(_ text: String, keeping kept: Kept = .unreserved) -> String {
        var bytes: [UInt8] = []
        append(text, keeping: kept, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same into bytes that are at hand already; allocates only if they must grow.
    package static func append(
        _ text: String, keeping kept: Kept, to output: inout [UInt8]
    ) {
        append(bytes: text.utf8, keeping: kept, to: &output)
    }

    static func append(
        bytes: some Sequence<UInt8>, keeping kept: Kept, to output: inout [UInt8]
    ) {
        for byte in bytes {
            if isUnreserved(byte) || kept == .path && byte == UInt8(ascii: "/") {
                output.append(byte)
            } else {
                output.append(UInt8(ascii: "%"))
                output.append(digit(byte >> 4))
                output.append(digit(byte & 15))
            }
        }
    }

    /// The text behind `encoded`; a plus sign stays a plus sign.
    ///
    /// - Throws: ``WebError`` for a `%` without two hexadecimal digits and for bytes that are no
    ///   UTF-8.
    package static func decode(_ encoded: some StringProtocol) throws(WebError) -> String {
        guard let text = String(validating: try decodedBytes(encoded), as: UTF8.self) else {
            throw WebError("“\(printable(String(encoded)))” is no UTF-8 once it is decoded")
        }
        return text
    }

    static func decodedBytes(_ encoded: some StringProtocol) throws(WebError) -> [UInt8] {
        var bytes = Array(encoded.utf8)
        guard var read = bytes.firstIndex(of: UInt8(ascii: "%")) else { return bytes }
        var written = read
        while read < bytes.count {
            defer { written += 1 }
            guard bytes[read] == UInt8(ascii: "%") else {
                bytes[written] = bytes[read]
                read += 1
                continue
            }
            guard read + 2 < bytes.count, let high = bytes[read + 1].hexadecimal,
                let low = bytes[read + 2].hexadecimal
            else {
                throw WebError(
                    "“\(printable(String(encoded)))” has a % that two hexadecimal digits "
                        + "do not follow; write %25 for the sign itself")
            }
            bytes[written] = high << 4 | low
            read += 3
        }
        bytes.removeSubrange(written...)
        return bytes
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        Bytes.isLetterOrDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

/// What follows the question mark of a request target: names and values, in their order.
package struct QueryItems: Equatable, Sendable {
    package struct Item: Equatable, Sendable {
        package var name: String
        package var value: String
    }

    package private(set) var items: [Item] = []

    /// Reads `name=value&name=value`; a name without `=` has an empty value.
    package init(_ query: some StringProtocol) throws(WebError) {
        for part in query.parts(at: "&") where !part.isEmpty {
            let (name, value) = part.cut(at: "=")
            items.append(
                Item(
                    name: try PercentEncoding.decode(name),
                    value: try PercentEncoding.decode(value ?? "")))
        }
    }

    /// The value of the only item called `name`, which is then no longer here.
    ///
    /// - Throws: ``WebError`` when there are several.
    package mutating func take(_ name: String) throws(WebError) -> String? {
        let found = items.filter { $0.name == name }
        guard found.count <= 1 else {
            throw WebError("the query names “\(printable(name))” \(found.count) times")
        }
        items.removeAll { $0.name == name }
        return found.first?.value
    }
}
