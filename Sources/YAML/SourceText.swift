/// The bytes of a file that passed the checks libyaml makes without saying where.
///
/// - Error: too many bytes, bytes that are not UTF-8, characters that YAML forbids.
/// - Cost: one pass over the bytes.
struct SourceText {
    /// Without a byte order mark.
    let bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8], file: String) throws(Problem) {
        guard bytes.count <= Node.maximumBytes else {
            throw Problem(
                Place(file: file, line: 1, column: 1),
                "the file has \(bytes.count) bytes; at most \(Node.maximumBytes) (1 MiB) are read")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Problem(
                Place(file: file, line: 1, column: 1), "this is UTF-16; save the file as UTF-8")
        }
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        try Self.check(self.bytes, file: file)
    }

    private static func check(_ bytes: ArraySlice<UInt8>, file: String) throws(Problem) {
        var place = Place(file: file, line: 1, column: 1)
        var decoder = UTF8()
        var input = bytes.makeIterator()
        var last: Unicode.Scalar = " "
        while true {
            switch decoder.decode(&input) {
            case .emptyInput: return
            case .error: throw Problem(place, "these bytes are not UTF-8; save the file as UTF-8")
            case .scalarValue(let scalar):
                guard isAllowed(scalar) else {
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    let number = String(repeating: "0", count: max(0, 4 - hex.count)) + hex
                    throw Problem(place, "the character U+\(number) must not stand in YAML")
                }
                place.advance(over: scalar, after: last)
                last = scalar
            }
        }
    }

    /// The printable characters of YAML 1.1 §5.1.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE,
            0xFF00...0xFFFD, 0x10000...0x10FFFF:
            true
        default: false
        }
    }
}

extension Place {
    fileprivate mutating func advance(over scalar: Unicode.Scalar, after last: Unicode.Scalar) {
        switch scalar {
        case "\n" where last == "\r": break
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
            line += 1
            column = 1
        default: column += 1
        }
    }
}
