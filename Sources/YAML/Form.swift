/// How a value is written in a file: what stands for it in help, and how a node is read as one.
///
/// Forms are combined, never subclassed: `.list(of: .text)`, `.wholeNumber(in: 0...2)`.
package struct Form<Value>: Sendable {
    /// What stands for the value in help: `DURATION`, `0…2`.
    package let placeholder: String
    package let read: @Sendable (Node) throws(Problem) -> Value

    package init(
        _ placeholder: String, read: @escaping @Sendable (Node) throws(Problem) -> Value
    ) {
        self.placeholder = placeholder
        self.read = read
    }

    /// The same way of writing, put to another use, such as a narrower type.
    package func map<Other>(
        _ placeholder: String? = nil,
        _ transform: @escaping @Sendable (Value, Node) throws(Problem) -> Other
    ) -> Form<Other> {
        Form<Other>(placeholder ?? self.placeholder) { (node) throws(Problem) in
            try transform(try read(node), node)
        }
    }
}

extension Form {
    /// A form of one text of any style, which must not be empty.
    package static func word(
        _ placeholder: String, isNo kind: String, writeLike hint: String,
        _ parse: @escaping @Sendable (String) -> Value?
    ) -> Form {
        Form(placeholder) { (node) throws(Problem) in
            guard let text = node.text, !node.isNothing, let value = parse(text) else {
                throw node.problem("\(node.summary) is no \(kind); \(hint)")
            }
            return value
        }
    }
}

extension Form where Value == String {
    /// Any text, also `""`; a list, a mapping or nothing is none.
    package static let text = Form("TEXT") { (node) throws(Problem) in
        guard let text = node.text, !node.isNothing else {
            throw node.problem("a text belongs here, not \(node.summary)")
        }
        return text
    }

    /// A text with at least one character and no control characters: what can name something.
    package static let name = Form("NAME") { (node) throws(Problem) in
        guard let text = node.text, !node.isNothing, !text.isEmpty,
            text.utf8.count <= 256, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
        else {
            throw node.problem("a name belongs here, not \(node.summary)")
        }
        return text
    }
}

extension Form where Value == Bool {
    /// `true` or `false` and nothing else: what `yes` and `on` mean depends on the reader.
    package static let bool = Form("true|false") { (node) throws(Problem) in
        switch node.content {
        case .text("true", .plain): return true
        case .text("false", .plain): return false
        case .text(let text, .plain):
            let yes = ["yes", "on", "y", "True", "TRUE", "Yes", "On", "ON", "YES", "1"]
            let no = ["no", "off", "n", "False", "FALSE", "No", "Off", "OFF", "NO", "0"]
            let meant = yes.contains(text) ? "true" : no.contains(text) ? "false" : "true or false"
            throw node.problem("\(node.summary) is neither true nor false; write \(meant)")
        default: throw node.problem("\(node.summary) is neither true nor false; write one of them")
        }
    }
}
