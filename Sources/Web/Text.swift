/// Text taken apart by bytes.
///
/// Characters are no measure for a protocol: a comma with an accent behind it is one character, and
/// no comma.
extension StringProtocol {
    /// The parts between the bytes `separator`, empty ones too; at most `most` cuts.
    func parts(at separator: Unicode.Scalar, most: Int = .max) -> [Substring] {
        Substring(self).utf8
            .split(
                separator: UInt8(ascii: separator), maxSplits: most,
                omittingEmptySubsequences: false
            )
            .map { Substring($0) }
    }

    /// What stands before the first byte `separator`, and what behind it; nil without one.
    func cut(at separator: Unicode.Scalar) -> (before: Substring, behind: Substring?) {
        let text = Substring(self)
        guard let place = text.utf8.firstIndex(of: UInt8(ascii: separator)) else {
            return (text, nil)
        }
        return (text[..<place], text[text.utf8.index(after: place)...])
    }

    /// Without spaces and tabs around it.
    var trimmed: String {
        var bytes = Substring(self).utf8
        while let first = bytes.first, Bytes.isBlank(first) { bytes.removeFirst() }
        while let last = bytes.last, Bytes.isBlank(last) { bytes.removeLast() }
        return String(Substring(bytes))
    }

    /// Whether both are the same but for the case of ASCII letters.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.lowered == $1.lowered }
    }
}

/// Which bytes may stand where (RFC 9110 §5.5, §5.6.2).
enum Bytes {
    static let cr: UInt8 = 0x0D
    static let lf: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: isLetterOrDigit(byte)
        }
    }

    static func isFieldText(_ byte: UInt8) -> Bool {
        byte == tab || byte >= space && byte != 0x7F
    }

    static func isVisible(_ byte: UInt8) -> Bool { byte > space && byte < 0x7F }
}

extension UInt8 {
    /// An ASCII letter in lower case; other bytes as they are.
    var lowered: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// The value of a hexadecimal digit of either case.
    var hexadecimal: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
