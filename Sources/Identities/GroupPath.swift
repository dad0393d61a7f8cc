/// The path of a group below those that hold it: `europe/north/site-4`.
///
/// Two groups may share a last word, but not a path.
package struct GroupPath: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// - Throws: ``IdentityError`` for an empty level, a semicolon, a control character, and beyond
    ///   16 levels or 512 bytes.
    package init(_ text: String) throws(IdentityError) {
        let levels = text.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.allSatisfy({ !$0.isEmpty }) else {
            throw IdentityError(
                "“\(text.printable)” is no path of a group; write it as europe/north, without an "
                    + "empty level"
            )
        }
        guard levels.count <= 16, text.utf8.count <= 512 else {
            throw IdentityError(
                "the path of a group has at most 16 levels and 512 bytes, not \(levels.count) and "
                    + "\(text.utf8.count)")
        }
        guard !text.hasControlCharacter, !text.utf8.contains(UInt8(ascii: ";")) else {
            throw IdentityError(
                "the path of a group has no “;” and no control character in it, unlike "
                    + "“\(text.printable)”")
        }
        description = text
    }

    /// The group that holds this one, or nil at the top.
    package var parent: GroupPath? {
        guard let slash = description.lastIndex(of: "/") else { return nil }
        return GroupPath(unchecked: String(description[..<slash]))
    }

    private init(unchecked text: String) { description = text }
}

extension String {
    /// Whether something in it would tear a line, end a C string, or move a cursor.
    var hasControlCharacter: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// What a message quotes of it: its beginning, without control characters.
    var printable: String {
        let scalars = unicodeScalars.prefix(40)
            .filter { $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(scalars)) + (unicodeScalars.count > 40 ? "…" : "")
    }
}
