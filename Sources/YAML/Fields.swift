/// A mapping being read, key by key.
///
/// Whatever is left at the end is a mistake: a misspelt key must never pass for a default.
package struct Fields: Sendable {
    /// Where the mapping stands.
    package let place: Place

    /// What the mapping describes, for messages: `fleet`, `signal`.
    package let kind: String

    private var unread: [Node.Entry]
    private var asked: [String] = []

    /// - Throws: ``Problem`` when `node` is no mapping.
    package init(_ node: Node, of kind: String) throws(Problem) {
        guard let entries = node.mapping else {
            throw node.problem("a \(kind) is written as keys and values, not as \(node.summary)")
        }
        place = node.place
        self.kind = kind
        unread = entries
    }

    /// The value of a key that must be there.
    package mutating func take(_ key: String) throws(Problem) -> Node {
        if let node = optional(key) { return node }
        if let entry = unread.first(where: { $0.key.nearest(in: [key]) != nil }) {
            throw unknown(entry)
        }
        throw Problem(place, "a \(kind) needs \"\(key)\", which is missing here")
    }

    /// The value of a key that may be left out.
    package mutating func optional(_ key: String) -> Node? {
        asked.append(key)
        guard let index = unread.firstIndex(where: { $0.key == key }) else { return nil }
        return unread.remove(at: index).value
    }

    /// Refuses the first key that nobody asked for.
    package func end() throws(Problem) {
        if let entry = unread.first { throw unknown(entry) }
    }

    /// Refuses the first key that is not in `keys`, before any is read.
    package func refuse(othersThan keys: [String]) throws(Problem) {
        if let entry = unread.first(where: { !keys.contains($0.key) }) {
            throw Problem.unknown(
                entry.key, at: entry.place, isNo: "key of a \(kind)", among: keys)
        }
    }

    private func unknown(_ entry: Node.Entry) -> Problem {
        .unknown(entry.key, at: entry.place, isNo: "key of a \(kind)", among: asked)
    }
}
