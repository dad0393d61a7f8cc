extension Node {
    /// The most bytes of a file that are read.
    package static let maximumBytes = 1 << 20

    /// The most lists and mappings that may stand inside each other.
    package static let maximumDepth = 32

    /// Reads one YAML document and nothing after it; an empty file is nothing.
    ///
    /// - Throws: ``Problem`` for what is not YAML or UTF-8, for a key that stands twice, and for
    ///   what gale has no use for: anchors, aliases, tags, keys that are no text, more than one
    ///   document, more than ``maximumBytes`` or ``maximumDepth``.
    /// - Cost: linear in the text; memory is a small multiple of it.
    package init(parsing bytes: [UInt8], file: String) throws(Problem) {
        var composer = Composer(EventStream(try SourceText(bytes, file: file), file: file))
        self = try composer.document(file: file)
    }

    package init(parsing text: String, file: String) throws(Problem) {
        try self.init(parsing: Array(text.utf8), file: file)
    }
}

/// Builds a tree from events, refusing what gale has no use for.
private struct Composer: ~Copyable {
    private var events: EventStream

    init(_ events: consuming EventStream) {
        self.events = events
    }

    mutating func document(file: String) throws(Problem) -> Node {
        let start = try events.next()
        guard case .documentStart = start.event else {
            return Node(.text("", .plain), at: Place(file: file, line: 1, column: 1))
        }
        let root = try node(try next(), depth: 0)
        let end = try events.next()
        guard case .streamEnd = end.event else {
            throw Problem(end.place, "a second document begins here; a file holds one")
        }
        return root
    }

    /// The next event, unless it bears what gale refuses.
    private mutating func next() throws(Problem) -> EventStream.Item {
        let item = try events.next()
        if case .alias(let name) = item.event {
            throw Problem(item.place, "\"*\(name)\" is an alias; write out what it stands for")
        }
        if let anchor = item.anchor {
            throw Problem(item.place, "\"&\(anchor)\" is an anchor, which means nothing here")
        }
        if let tag = item.tag {
            throw Problem(item.place, "\(tag.inQuotes) is a tag, which means nothing here")
        }
        return item
    }

    private mutating func node(_ item: EventStream.Item, depth: Int) throws(Problem) -> Node {
        guard depth < Node.maximumDepth else {
            throw Problem(
                item.place, "more than \(Node.maximumDepth) levels stand inside each other")
        }
        return switch item.event {
        case .text(let text, let style): Node(.text(text, style), at: item.place)
        case .listStart: Node(.list(try elements(depth: depth)), at: item.place)
        case .mappingStart: Node(.mapping(try entries(depth: depth)), at: item.place)
        default: preconditionFailure("libyaml ended what it had not begun")
        }
    }

    private mutating func elements(depth: Int) throws(Problem) -> [Node] {
        var nodes: [Node] = []
        while true {
            let item = try next()
            if case .listEnd = item.event { return nodes }
            nodes.append(try node(item, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(Problem) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var places: [String: Place] = [:]
        while true {
            let item = try next()
            if case .mappingEnd = item.event { return entries }
            guard case .text(let key, _) = item.event else {
                throw Problem(item.place, "a key must be a text, not a list or mapping")
            }
            if let first = places.updateValue(item.place, forKey: key) {
                throw Problem(
                    item.place, "\(key.inQuotes) stands twice; first in line \(first.line)")
            }
            let value = try node(try next(), depth: depth + 1)
            entries.append(Node.Entry(key: key, place: item.place, value: value))
        }
    }
}
