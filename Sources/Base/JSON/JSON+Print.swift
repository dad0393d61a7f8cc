extension JSON {
    /// This value as text without any white space.
    package var compact: String {
        var text = ""
        print(into: &text, indent: nil)
        return text
    }

    /// This value for people: two spaces a level.
    package var pretty: String {
        var text = ""
        print(into: &text, indent: 0)
        return text
    }

    private func print(into text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let flag): text += flag ? "true" : "false"
        case .integer(let whole): text += String(whole)
        case .number(let value): text += JSON.literal(value)
        case .string(let string): JSON.quote(string, into: &text)
        case .array(let elements):
            JSON.print(elements, between: "[", and: "]", into: &text, indent: indent) {
                $0.print(into: &$1, indent: $2)
            }
        case .object(let members):
            JSON.print(Array(members), between: "{", and: "}", into: &text, indent: indent) {
                JSON.quote($0.key, into: &$1)
                $1 += indent == nil ? ":" : ": "
                $0.value.print(into: &$1, indent: $2)
            }
        }
    }

    private static func print<Item>(
        _ items: [Item], between open: String, and close: String, into text: inout String,
        indent: Int?, item: (Item, inout String, Int?) -> Void
    ) {
        text += open
        for (number, element) in items.enumerated() {
            if number > 0 { text += "," }
            if let indent { text += "\n" + String(repeating: "  ", count: indent + 1) }
            item(element, &text, indent.map { $0 + 1 })
        }
        if let indent, !items.isEmpty { text += "\n" + String(repeating: "  ", count: indent) }
        text += close
    }

    /// JSON has no word for infinity or for what is no number: both become null.
    private static func literal(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) + ".0" }
        return "\(value)"
    }

    /// Appends `string` in quotes.
    ///
    /// `<`, `>` and `&` are written as escapes, so that no text can end the script element of a
    /// page that carries it.
    package static func quote(_ string: String, into text: inout String) {
        text += "\""
        if string.utf8.allSatisfy(isPlain) {
            text += string
            text += "\""
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..<" ", "<", ">", "&", "\u{7F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// Whether a byte of UTF-8 needs no escape; false also for what two separators begin with.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "&"), 0x7F, 0xE2:
            false
        default: true
        }
    }
}
