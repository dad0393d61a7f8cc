/// One line of an HTTP head: a name, whose case does not matter, and a value.
package struct HTTPField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// A field that a person wrote, in a scenario or on the command line.
    ///
    /// - Throws: ``WebError`` for a name that is no token and for a value with control characters.
    package init(checking name: String, _ value: String) throws(WebError) {
        guard !name.isEmpty, name.utf8.allSatisfy(Bytes.isToken) else {
            throw WebError("“\(printable(name))” is no name of an HTTP header field")
        }
        guard value.utf8.allSatisfy(Bytes.isFieldText) else {
            throw WebError("the HTTP header field \(name) holds a control character")
        }
        self.init(name, value)
    }
}

extension [HTTPField] {
    /// The value of the first field called `name`, in whatever case.
    package subscript(_ name: String) -> String? {
        first { $0.name.equalsIgnoringCase(name) }?.value
    }

    /// The values of every field called `name`.
    package func all(_ name: String) -> [String] {
        filter { $0.name.equalsIgnoringCase(name) }.map(\.value)
    }

    /// The members of the comma-separated lists called `name`, over all its lines, in lower case.
    package func tokens(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: ",") }
            .map { $0.trimmed.lowercased() }.filter { !$0.isEmpty }
    }
}

/// Which bytes may stand where (RFC 9110 §5.5, §5.6.2).
enum Bytes {
    static let cr: UInt8 = 0x0D
    static let lf: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09

    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    static func isFieldText(_ byte: UInt8) -> Bool {
        byte == tab || byte >= space && byte != 0x7F
    }

    static func isVisible(_ byte: UInt8) -> Bool { byte > space && byte < 0x7F }
}

extension StringProtocol {
    /// Without spaces and tabs around it.
    var trimmed: String {
        var text = Substring(self)
        while let last = text.utf8.last, last == Bytes.space || last == Bytes.tab {
            text.removeLast()
        }
        return String(text.drop { $0 == " " || $0 == "\t" })
    }

    /// Whether both are the same but for the case of ASCII letters.
    func equalsIgnoringCase(_ other: some StringProtocol) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.lowered == $1.lowered }
    }
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
