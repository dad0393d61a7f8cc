/// Text of strangers, made harmless for one kind of page each.
///
/// Client identifiers, topics, reason strings and scenario texts come from devices, brokers and
/// files: none of them may become markup, a terminal command or an invisible trick.
package enum Escape {
    /// What no page and no terminal should get: controls, and marks that turn text around.
    private static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
        case 0xFFFE, 0xFFFF: true
        default: scalar.value & 0xFFFE == 0xFFFE
        }
    }

    private static func mapped(
        _ text: String, keepingLines: Bool, _ replace: (Unicode.Scalar) -> String?
    ) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" {
                result += keepingLines ? String(scalar) : " "
            } else if isTreacherous(scalar) {
                result += "\u{FFFD}"
            } else if let replacement = replace(scalar) {
                result += replacement
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// For a terminal or a log: one line, nothing but what can be seen.
    package static func line(_ text: String) -> String {
        mapped(text, keepingLines: false) { _ in nil }
    }

    /// For HTML and XML, between tags or within a quoted attribute.
    package static func markup(_ text: String, keepingLines: Bool = false) -> String {
        mapped(text, keepingLines: keepingLines) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }

    /// For a cell of a Markdown table: one line, no link, no image, no tag, no mention.
    package static func markdown(_ text: String) -> String {
        mapped(text, keepingLines: false) { scalar in
            switch scalar {
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!": "\\\(scalar)"
            case "<": "&lt;"
            case ">": "&gt;"
            case "&": "&amp;"
            // A mention would call people; nothing seen tells the two apart.
            case "@": "@\u{2060}"
            default: nil
            }
        }
    }

    /// For a Markdown code span in a table, with its backticks.
    package static func code(_ text: String) -> String {
        guard !text.isEmpty else { return "" }
        return "`"
            + mapped(text, keepingLines: false) { scalar in
                switch scalar {
                case "`": "'"
                case "|": "\\|"
                default: nil
                }
            } + "`"
    }
}
