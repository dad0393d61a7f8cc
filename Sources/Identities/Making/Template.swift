/// A text with the number of a thing in it: `turbine-{id}`, `site-{id/100}`, `rack-{id%8:2}`.
///
/// `{id}` is the number; `{id/N}` counts blocks of N things from 0, `{id%N}` deals things to N
/// hands; `:W` fills up with zeros to W digits. Doubled braces stand for themselves.
package struct Template: Hashable, Sendable, CustomStringConvertible {
    fileprivate enum Piece: Hashable, Sendable {
        case text(String)
        case number(Step, width: Int)
    }

    fileprivate enum Step: Hashable, Sendable {
        case whole
        case block(Int)
        case hand(Int)
    }

    private var pieces: [Piece] = []
    /// As it was written.
    package let description: String

    /// - Throws: ``IdentityError`` with a sentence that quotes what cannot be read.
    package init(parsing text: String) throws(IdentityError) {
        description = text
        var rest = text[...]
        var plain = ""
        while let character = rest.popFirst() {
            guard character == "{" || character == "}" else {
                plain.append(character)
                continue
            }
            if rest.first == character {
                plain.append(rest.removeFirst())
                continue
            }
            guard character == "{", let end = rest.firstIndex(of: "}") else {
                throw IdentityError(
                    "“\(text)” has a single “\(character)”; write {id} for the number of a thing, "
                        + "or double a brace that stands for itself")
            }
            guard let number = Self.number(rest[..<end]) else {
                throw IdentityError(
                    "“{\(rest[..<end])}” in “\(text)” means nothing; there are {id}, {id:5} for "
                        + "five digits, {id/100} for blocks of a hundred and {id%8} for eight hands"
                )
            }
            if !plain.isEmpty { pieces.append(.text(plain)) }
            plain = ""
            pieces.append(number)
            rest = rest[end...].dropFirst()
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
    }

    /// Whether two things never get the same text.
    package var isUnique: Bool {
        pieces.contains { if case .number(.whole, _) = $0 { true } else { false } }
    }

    /// The text for thing `number`.
    package func text(for number: Int) -> String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let plain): text += plain
            case .number(let step, let width):
                let digits = "\(step.value(of: number))"
                for _ in digits.count..<max(width, digits.count) { text += "0" }
                text += digits
            }
        }
        return text
    }

    /// Reads what stands between braces.
    private static func number(_ text: Substring) -> Piece? {
        guard text.hasPrefix("id") else { return nil }
        let parts = text.dropFirst(2).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        var width = 0
        if parts.count == 2 {
            guard let given = Int(parts[1]), (1...20).contains(given) else { return nil }
            width = given
        }
        guard let sign = parts[0].first else { return .number(.whole, width: width) }
        guard let by = Int(parts[0].dropFirst()), by >= 1 else { return nil }
        switch sign {
        case "/": return .number(.block(by), width: width)
        case "%": return .number(.hand(by), width: width)
        default: return nil
        }
    }
}

extension Template.Step {
    fileprivate func value(of number: Int) -> Int {
        switch self {
        case .whole: number
        case .block(let size): (number - 1) / size
        case .hand(let count): (number - 1) % count
        }
    }
}
