/// Topics or filters, level by level: the shape that subscriptions and retained messages share.
///
/// Levels are interned, and one table holds the edges of all nodes, so a node is 24 bytes and has
/// no table of its own. A node lives while it is used or has children.
struct TopicTree: Sendable {
    private struct Node: Sendable {
        var parent: Int32
        var level: Int32
        var firstChild: Int32 = -1
        var next: Int32 = -1
        var previous: Int32 = -1
        var uses: Int32 = 0
    }

    static let root = 0

    private var nodes = [Node(parent: -1, level: -1)]
    private var free: [Int32] = []
    private var edges: [UInt64: Int32] = [:]
    private(set) var levels = LevelNames()

    /// Nodes are numbered below this.
    var bound: Int { nodes.count }

    func child(of node: Int, by level: Int32) -> Int? {
        edges[Self.edge(node, level)].map(Int.init)
    }

    func hasChildren(_ node: Int) -> Bool { nodes[node].firstChild >= 0 }
    func level(of node: Int) -> Int32 { nodes[node].level }
    func firstChild(of node: Int) -> Int { Int(nodes[node].firstChild) }
    func sibling(of node: Int) -> Int { Int(nodes[node].next) }

    /// The node of `path`, made where it was missing, with one more use.
    mutating func use(_ path: some StringProtocol) -> Int {
        var node = Self.root
        forEachLevel(of: path) { name in
            let level = levels.number(for: name)
            if let level, let child = child(of: node, by: level) {
                node = child
            } else {
                node = add(levels.use(name), to: node)
            }
        }
        nodes[node].uses += 1
        return node
    }

    func find(_ path: some StringProtocol) -> Int? {
        var node: Int? = Self.root
        forEachLevel(of: path) { name in
            guard let here = node, let level = levels.number(for: name) else { return node = nil }
            node = child(of: here, by: level)
        }
        return node
    }

    /// Gives up one use of `node`, and the node with all above it that now serve nobody.
    mutating func release(_ node: Int) {
        nodes[node].uses -= 1
        var node = node
        while node != Self.root, nodes[node].uses == 0, nodes[node].firstChild < 0 {
            let parent = Int(nodes[node].parent)
            remove(node)
            node = parent
        }
    }

    func path(of node: Int) -> String {
        var names: [Substring] = []
        var node = node
        while node != Self.root {
            names.append(levels.name(of: nodes[node].level))
            node = Int(nodes[node].parent)
        }
        return names.reversed().joined(separator: "/")
    }

    private mutating func add(_ level: Int32, to parent: Int) -> Int {
        let sibling = nodes[parent].firstChild
        var node = Node(parent: Int32(parent), level: level)
        node.next = sibling
        let number: Int
        if let reused = free.popLast() {
            number = Int(reused)
            nodes[number] = node
        } else {
            number = nodes.count
            nodes.append(node)
        }
        if sibling >= 0 { nodes[Int(sibling)].previous = Int32(number) }
        nodes[parent].firstChild = Int32(number)
        edges[Self.edge(parent, level)] = Int32(number)
        return number
    }

    private mutating func remove(_ number: Int) {
        let node = nodes[number]
        if node.previous >= 0 {
            nodes[Int(node.previous)].next = node.next
        } else {
            nodes[Int(node.parent)].firstChild = node.next
        }
        if node.next >= 0 { nodes[Int(node.next)].previous = node.previous }
        edges[Self.edge(Int(node.parent), node.level)] = nil
        levels.release(node.level)
        free.append(Int32(number))
    }

    private static func edge(_ node: Int, _ level: Int32) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: node)) << 32 | UInt64(UInt32(bitPattern: level))
    }
}

/// Walks `path` from slash to slash without making an array of it.
func forEachLevel<Path: StringProtocol>(of path: Path, _ body: (Path.SubSequence) -> Void) {
    var start = path.startIndex
    while let slash = path.utf8[start...].firstIndex(of: UInt8(ascii: "/")) {
        body(path[start..<slash])
        start = path.utf8.index(after: slash)
    }
    body(path[start...])
}
