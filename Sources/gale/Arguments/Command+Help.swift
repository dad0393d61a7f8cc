extension Command {
    /// What `gale help NAME` and `gale NAME --help` print.
    var help: String {
        var lines = ["Usage: gale \(name)\(options.isEmpty ? "" : " [OPTION]…") \(operands)"]
        lines[0] = lines[0].trimmingTrailingSpace
        lines += ["", summary]
        if !details.isEmpty { lines += ["", details] }
        if !options.isEmpty { lines += ["", "Options:"] + Self.table(options) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Two columns: how the options are typed, what they mean.
    private static func table(_ options: [OptionFace]) -> [String] {
        let typed = options.map { option in
            let short = option.short.map { "\($0), " } ?? "    "
            return "  \(short)\(option.name)\(option.placeholder.map { " \($0)" } ?? "")"
        }
        let width = min(32, typed.map(\.count).max() ?? 0)
        return zip(typed, options).flatMap { typed, option in
            let text = option.help.wrapped(to: 96 - width)
            let indent = String(repeating: " ", count: width + 2)
            if typed.count > width { return [typed] + text.map { indent + $0 } }
            let gap = String(repeating: " ", count: width - typed.count + 2)
            return [typed + gap + text[0]] + text.dropFirst().map { indent + $0 }
        }
    }
}

extension String {
    var trimmingTrailingSpace: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }

    /// This text in lines of at most `width` characters, broken at spaces.
    func wrapped(to width: Int) -> [String] {
        var lines = [""]
        for word in split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
