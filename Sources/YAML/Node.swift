/// A piece of a YAML file: a text, a list or a mapping, and where it stands.
///
/// What a text means (a number, a duration …) is for whoever reads it to say: see ``Form``.
package struct Node: Equatable, Sendable {
    package enum Content: Equatable, Sendable {
        case text(String, Style)
        case list([Node])
        case mapping([Entry])
    }

    /// How a text is written; only a plain one may be a number, a truth value or nothing.
    package enum Style: Equatable, Sendable {
        case plain, quoted, block
    }

    /// One line of a mapping; keys are texts, and no two of a mapping are equal.
    package struct Entry: Equatable, Sendable {
        package var key: String
        package var place: Place
        package var value: Node

        package init(key: String, place: Place, value: Node) {
            self.key = key
            self.place = place
            self.value = value
        }
    }

    package var content: Content
    package var place: Place

    package init(_ content: Content, at place: Place) {
        self.content = content
        self.place = place
    }

    /// A complaint about this piece.
    package func problem(_ message: String) -> Problem {
        Problem(place, message)
    }

    /// Whether nothing stands here: `key:`, `~` or `null`.
    package var isNothing: Bool {
        guard case .text(let text, .plain) = content else { return false }
        return ["", "~", "null"].contains(text)
    }

    /// The text, whatever its style, or nil for a list or mapping.
    package var text: String? {
        if case .text(let text, _) = content { text } else { nil }
    }

    package var list: [Node]? {
        if case .list(let nodes) = content { nodes } else { nil }
    }

    package var mapping: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The value of `key`, or nil where there is none or this is no mapping.
    package subscript(key: String) -> Node? {
        mapping?.first { $0.key == key }?.value
    }

    /// What stands here, for complaints: `"30"`, `a list`, `a mapping`, `nothing`.
    package var summary: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .text: isNothing ? "nothing" : text!.inQuotes
        }
    }
}

extension String {
    /// This text in quotes for a message: on one line, without control characters, cut when long.
    package var inQuotes: String {
        var shown = "\""
        for (number, scalar) in unicodeScalars.enumerated() {
            if number == 60 {
                shown += "…"
                break
            }
            let isPrintable = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            shown.unicodeScalars.append(isPrintable ? scalar : "\u{FFFD}")
        }
        return shown + "\""
    }
}
