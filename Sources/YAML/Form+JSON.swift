package import Base

extension Form where Value == JSON {
    /// Any value, as JSON: mappings become objects, plain numbers and `true` what they look like.
    package static let json = Form("VALUE") { (node) throws(Problem) in try node.json() }
}

extension Node {
    /// This piece as JSON.
    ///
    /// - Throws: ``Problem`` for a plain `on`, `yes` and the like, which YAML's versions read
    ///   differently.
    package func json() throws(Problem) -> JSON {
        switch content {
        case .list(let nodes):
            var elements: [JSON] = []
            for node in nodes { elements.append(try node.json()) }
            return .array(elements)
        case .mapping(let entries):
            var members = JSON.Members()
            for entry in entries { members[entry.key] = try entry.value.json() }
            return .object(members)
        case .text(let text, .plain): return try plain(text)
        case .text(let text, _): return .string(text)
        }
    }

    private func plain(_ text: String) throws(Problem) -> JSON {
        if isNothing { return .null }
        switch text.lowercased() {
        case "true" where text == "true": return .bool(true)
        case "false" where text == "false": return .bool(false)
        case "true", "yes", "on":
            throw problem("\(text) can mean true or the word; write true or \"\(text)\"")
        case "false", "no", "off":
            throw problem("\(text) can mean false or the word; write false or \"\(text)\"")
        default: break
        }
        if case .some(let number) = try? JSON(parsing: text), number.number != nil { return number }
        return .string(text)
    }
}
