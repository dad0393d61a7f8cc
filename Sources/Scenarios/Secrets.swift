import YAML

/// How a scenario gets at what it should not contain: variables of the environment, and files.
package struct Secrets: Sendable {
    /// The value of a variable, or nil where it is not set.
    package let variable: @Sendable (String) -> String?

    /// The text of a file whose path counts from the scenario's folder, or nil where it cannot be
    /// read.
    package let file: @Sendable (String) -> String?

    package init(
        variable: @escaping @Sendable (String) -> String?,
        file: @escaping @Sendable (String) -> String?
    ) {
        self.variable = variable
        self.file = file
    }

    /// Knows of nothing.
    package static let none = Secrets(variable: { _ in nil }, file: { _ in nil })
}

/// A user name or password as it was written: itself, or where it is kept.
enum SecretDraft: Equatable, Sendable {
    case text(String)
    case variable(String)
    case file(String)

    static let form = Form<SecretDraft>("TEXT or {env: NAME} or {file: PATH}") {
        (node) throws(Problem) in
        guard node.mapping != nil else { return .text(try Form.text.read(node)) }
        var fields = try Fields(node, of: "secret")
        let name = fields.optional("env")
        let path = fields.optional("file")
        try fields.end()
        switch (name, path) {
        case (let name?, nil): return .variable(try Form.name.read(name))
        case (nil, let path?): return .file(try Form.name.read(path))
        default: throw node.problem("a secret comes from one place; write env or file")
        }
    }
}

extension Placed<SecretDraft> {
    /// The text itself; of a file, without the line end after it.
    func reveal(_ secrets: Secrets) throws(Problem) -> String {
        switch value {
        case .text(let text): return text
        case .variable(let name):
            guard let text = secrets.variable(name) else {
                throw problem("the environment has no variable \(name.inQuotes); set it")
            }
            return text
        case .file(let path):
            guard var text = secrets.file(path) else {
                throw problem("the file \(path.inQuotes) cannot be read as text")
            }
            while text.last?.isNewline == true { text.removeLast() }
            return text
        }
    }
}
