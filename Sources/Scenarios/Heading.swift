package import YAML

/// What a list of scenarios says about one: enough of the file to print a line.
package struct Heading: Equatable, Sendable {
    package let name: String
    package let about: String

    /// - Throws: ``Problem`` for what is no YAML or has no name; the rest is not looked at.
    package init(parsing bytes: [UInt8], file: String) throws(Problem) {
        var fields = try Fields(try Node(parsing: bytes, file: file), of: "scenario")
        name = try Form.identifier.read(try fields.take("name"))
        about =
            try fields.optional("about").map { (node) throws(Problem) in try Form.text.read(node) }
            ?? Self.openingComment(of: bytes)
    }

    /// The first sentence of the comment that the file opens with, on one line; empty without one.
    static func openingComment(of bytes: [UInt8]) -> String {
        var text = ""
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard line.first == UInt8(ascii: "#") else { break }
            let words = String(decoding: line.dropFirst(), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace)
            if words.isEmpty { break }
            text += (text.isEmpty ? "" : " ") + words.joined(separator: " ")
        }
        guard let end = text.firstRange(of: ". ") else { return text }
        return String(text[..<end.lowerBound]) + "."
    }
}
