/// A column of a CSV file of things, by the word in its header.
enum Column: Hashable, Sendable {
    case name, certificate, key, keyPassword, userName, password, token, group
    /// `attr.NAME`: the value of an attribute.
    case attribute(String)

    private static let words: KeyValuePairs<String, Column> = [
        "name": .name, "certificate": .certificate, "key": .key, "key_password": .keyPassword,
        "user_name": .userName, "password": .password, "token": .token, "group": .group,
    ]

    /// For messages and for the header.
    var word: String {
        if case .attribute(let name) = self { return "attr.\(name)" }
        return Self.words.first { $0.value == self }?.key ?? ""
    }

    init?(_ word: String) {
        if let known = Self.words.first(where: { $0.key == word }) {
            self = known.value
        } else if word.hasPrefix("attr."), word.count > 5 {
            self = .attribute(String(word.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// Reads the header.
    ///
    /// - Throws: a sentence on an unknown word, one that comes twice, and a header without `name`.
    static func header(_ words: [String]) throws(IdentityError) -> [Column] {
        var columns: [Column] = []
        for word in words {
            let known = Self.words.map(\.key).joined(separator: ", ") + ", attr.NAME"
            guard let column = Column(word.trimmed) else {
                throw IdentityError("there is no column \"\(word)\"; there are \(known)")
            }
            guard !columns.contains(column) else {
                throw IdentityError("the column \"\(word)\" comes twice")
            }
            columns.append(column)
        }
        guard columns.contains(.name) else {
            throw IdentityError("the first row names the columns, and \"name\" is not among them")
        }
        return columns
    }
}

extension String {
    /// Without the spaces around it.
    var trimmed: String {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return "" }
        return String(self[first...last])
    }
}
