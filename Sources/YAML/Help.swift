extension BlockHelp {
    /// The block for people: a line that says what it is, then its keys.
    package var text: String {
        "\(name): \(doc)\n" + keys.map(\.text).joined()
    }
}

extension KeyHelp {
    /// Two or three lines, indented, none longer than it must be.
    package var text: String {
        var text = "  \(name): \(placeholder)"
        switch need {
        case .required: text += "  (required)\n"
        case .otherwise(""): text += "\n"
        case .otherwise(let fallback): text += "  (otherwise \(fallback))\n"
        }
        text += "      \(doc)\n"
        if let example { text += "      Example: \(name): \(example)\n" }
        return text
    }
}
