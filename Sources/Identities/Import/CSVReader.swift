/// Rows of a CSV file as RFC 4180 has them, one after the other.
///
/// Fields may stand in quotes, with doubled quotes, commas and line ends inside; lines end in LF or
/// CRLF; a byte order mark and empty lines are passed over. A row of too many or too few fields is
/// for the caller to see.
///
/// - Cost: nothing is kept but the row at hand; a field has at most ``longestField`` bytes.
struct CSVReader {
    /// What MQTT has room for in a user name or a password.
    static let longestField = 65_535
    static let mostFields = 256

    struct Row: Equatable {
        /// Of its first character, from 1.
        let line: Int
        let fields: [String]
    }

    /// What is not CSV, and where.
    struct Mistake: Error, Equatable {
        let line: Int
        let message: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next row that is not empty, or nil at the end.
    mutating func next() throws(Mistake) -> Row? {
        while position < bytes.count {
            if takeLineEnd() { continue }
            return try row()
        }
        return nil
    }

    private mutating func row() throws(Mistake) -> Row {
        let start = line
        var fields: [String] = []
        while true {
            guard fields.count < Self.mostFields else {
                throw Mistake(line: start, message: "a row has at most \(Self.mostFields) fields")
            }
            let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
            fields.append(isQuoted ? try quoted(in: fields.count + 1) : try plain())
            if position < bytes.count, bytes[position] == UInt8(ascii: ",") {
                position += 1
            } else if position == bytes.count || takeLineEnd() {
                return Row(line: start, fields: fields)
            } else {
                throw Mistake(
                    line: line,
                    message: "field \(fields.count) goes on after its closing quote; double a "
                        + "quote that stands for itself")
            }
        }
    }

    private mutating func plain() throws(Mistake) -> String {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: ",") || isAtLineEnd { break }
            guard byte != UInt8(ascii: "\"") else {
                throw Mistake(
                    line: line,
                    message: "a quote stands in the middle of a field; put the whole field in "
                        + "quotes and double the quote")
            }
            position += 1
        }
        return try text(Array(bytes[start..<position]), from: line)
    }

    private mutating func quoted(in field: Int) throws(Mistake) -> String {
        let start = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                    return try text(content, from: start)
                }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            content.append(byte)
            guard content.count <= Self.longestField else { break }
        }
        throw Mistake(
            line: start,
            message: content.count > Self.longestField
                ? "field \(field) is longer than \(Self.longestField) bytes"
                : "field \(field) opens a quote that is never closed")
    }

    private func text(_ content: [UInt8], from line: Int) throws(Mistake) -> String {
        guard content.count <= Self.longestField else {
            throw Mistake(
                line: line, message: "a field is longer than \(Self.longestField) bytes")
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw Mistake(line: line, message: "this is not UTF-8 text")
        }
        return text
    }

    /// Whether LF, CRLF, or the CR of an ancient file stands here.
    private var isAtLineEnd: Bool {
        bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r")
    }

    private mutating func takeLineEnd() -> Bool {
        guard position < bytes.count, isAtLineEnd else { return false }
        let isReturn = bytes[position] == UInt8(ascii: "\r")
        position += 1
        if isReturn, position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
        line += 1
        return true
    }
}

/// Writes rows that ``CSVReader`` reads back.
package enum CSVWriter {
    package static func row(_ fields: [String]) -> String {
        // An empty row of one field would read as no row at all.
        if fields == [""] { return "\"\"\r\n" }
        return fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        let quote = UInt8(ascii: "\"")
        let special = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
        guard text.utf8.contains(where: special.contains) || text.utf8.first == 0xEF else {
            return text
        }
        // Byte by byte: a quote and an accent upon it are one character.
        let doubled = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "\"\(String(decoding: doubled, as: UTF8.self))\""
    }
}
