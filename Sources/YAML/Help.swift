extension BlockHelp {
    /// The block for people: a line that says what it is, then its keys.
    package var text: String {
        "\(name): \(doc)\n" + keys.map(\.text).joined()
    }
}

extension KeyHelp {
    /// Two or three lines, indented, the longer ones broken between words.
    package var text: String {
        var text = "  \(name): \(placeholder)"
        switch need {
        case .required: text += "  (required)\n"
        case .otherwise(""): text += "\n"
        case .otherwise(let fallback): text += "  (otherwise \(fallback))\n"
        }
        text += doc.wrapped(to: 90, indent: "      ")
        if let example { text += "      Example: \(name): \(example)\n" }
        return text
    }
}

extension String {
    /// These words in lines of at most `width` characters beside the indent.
    fileprivate func wrapped(to width: Int, indent: String) -> String {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { indent + $0 + "\n" }.joined()
    }
}
