import Base
import MQTT

/// The retained messages, by topic; bounded in number and bytes.
struct RetainedStore: Sendable {
    struct Entry: Sendable {
        var message: Message
        /// The publisher's client identifier, for No Local.
        var clientID: String
        /// Rises with every message that is stored.
        var serial: UInt64
        fileprivate var sizeBytes: Int
    }

    private var tree = TopicTree()
    /// By node of the tree.
    private var entries: [Entry?] = []
    private var deadlines = Deadlines()
    private var serial: UInt64 = 0
    private let limit: Int
    private let limitBytes: Int
    private(set) var count = 0
    private(set) var sizeBytes = 0

    /// For a mutant.
    var matchesDollarTopics = false

    init(limit: Int, limitBytes: Int) {
        self.limit = limit
        self.limitBytes = limitBytes
    }

    var deadline: Instant { deadlines.first }

    subscript(node: Int) -> Entry? { entries[node] }

    /// Replaces the topic's message.
    ///
    /// - Returns: false where there is no room; the topic then has none.
    mutating func store(_ message: Message, clientID: String) -> Bool {
        remove(message.publish.topic)
        let size =
            Self.overhead + message.publish.topic.utf8.count + message.publish.payload.count
            + message.publish.properties.sizeBytes
        guard count < limit, sizeBytes + size <= limitBytes else { return false }
        let node = tree.use(message.publish.topic)
        while entries.count < tree.bound { entries.append(nil) }
        serial += 1
        entries[node] = Entry(
            message: message, clientID: clientID, serial: serial, sizeBytes: size)
        deadlines.set(node, message.expiresAt)
        count += 1
        sizeBytes += size
        return true
    }

    /// What a message counts for beside its bytes: its nodes and tables, roughly.
    private static let overhead = 200

    mutating func remove(_ topic: String) {
        if let node = tree.find(topic), node < entries.count { remove(node) }
    }

    func entry(of topic: String) -> Entry? {
        guard let node = tree.find(topic), node < entries.count else { return nil }
        return entries[node]
    }

    mutating func removeAll(where isGone: (Entry) -> Bool) {
        for node in entries.indices {
            if let entry = entries[node], isGone(entry) { remove(node) }
        }
    }

    mutating func expire(at now: Instant) {
        while let node = deadlines.next(dueAt: now) { remove(node) }
    }

    private mutating func remove(_ node: Int) {
        guard let entry = entries[node] else { return }
        entries[node] = nil
        deadlines.set(node, .never)
        tree.release(node)
        count -= 1
        sizeBytes -= entry.sizeBytes
    }

    /// The nodes of all messages whose topic matches `filter`, oldest message first.
    func match(_ filter: String) -> [Int] {
        guard count > 0 else { return [] }
        var levels: [Int32] = []
        forEachLevel(of: filter) { levels.append(tree.levels.number(for: $0) ?? -1) }
        var nodes: [Int] = []
        match(levels[...], from: TopicTree.root, into: &nodes)
        return nodes.sorted { entries[$0]!.serial < entries[$1]!.serial }
    }

    private func match(_ filter: ArraySlice<Int32>, from node: Int, into nodes: inout [Int]) {
        switch filter.first {
        case nil: visit(node, into: &nodes)
        case LevelNames.hash:
            if node != TopicTree.root { visit(node, into: &nodes) }
            forEachChild(of: node) { match(filter, from: $0, into: &nodes) }
        case LevelNames.plus:
            forEachChild(of: node) { match(filter.dropFirst(), from: $0, into: &nodes) }
        case let level?:
            guard level >= 0, let child = tree.child(of: node, by: level) else { return }
            match(filter.dropFirst(), from: child, into: &nodes)
        }
    }

    private func visit(_ node: Int, into nodes: inout [Int]) {
        if node < entries.count, entries[node] != nil { nodes.append(node) }
    }

    /// All children that a wildcard may stand for (MQTT-4.7.2-1).
    private func forEachChild(of node: Int, _ body: (Int) -> Void) {
        var child = tree.firstChild(of: node)
        while child >= 0 {
            let name = tree.levels.name(of: tree.level(of: child))
            let isHidden =
                node == TopicTree.root && name.utf8.first == UInt8(ascii: "$")
                && !matchesDollarTopics
            if !isHidden { body(child) }
            child = tree.sibling(of: child)
        }
    }
}
