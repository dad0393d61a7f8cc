import MQTT

/// One party that a Topic Filter leads to.
struct Subscriber: Equatable, Sendable {
    /// A session's number, or one of the numbers below.
    var session: Int32
    /// The shared group that stands here, or that this is a member of; -1 is none.
    var group: Int32 = -1
    /// The Subscription Identifier; 0 is none.
    var identifier: UInt32 = 0
    var qos = QoS.atMostOnce
    var noLocal = false
    var retainAsPublished = false

    /// Stands for the member that a group will choose.
    static let shared: Int32 = -1
    /// Stands for the internal services.
    static let service: Int32 = -2
    /// Publishes without a session, and never gets a message.
    static let nobody: Int32 = -3
}

/// Who subscribed to what, and who therefore gets a message.
struct SubscriptionTrie: Sendable {
    private(set) var tree = TopicTree()
    /// By node of the tree.
    private var subscribers: [[Subscriber]] = []
    private let matchesDollarTopics: Bool
    /// The levels of the topic being matched; kept for its room.
    private var path: [Int32] = []

    init(matchesDollarTopics: Bool = false) {
        self.matchesDollarTopics = matchesDollarTopics
    }

    /// The node for `filter`; to be given up with ``remove(_:at:)`` or ``release(_:)``.
    mutating func node(for filter: some StringProtocol) -> Int {
        let node = tree.use(filter)
        while subscribers.count < tree.bound { subscribers.append([]) }
        return node
    }

    mutating func release(_ node: Int) {
        tree.release(node)
    }

    func subscribers(at node: Int) -> [Subscriber] { subscribers[node] }

    mutating func add(_ subscriber: Subscriber, at node: Int) {
        subscribers[node].append(subscriber)
    }

    mutating func replace(_ subscriber: Subscriber, at node: Int) {
        guard let index = index(of: subscriber, at: node) else { return }
        subscribers[node][index] = subscriber
    }

    /// Removes who has the session and group of `subscriber`, and its use of the node.
    mutating func remove(_ subscriber: Subscriber, at node: Int) {
        guard let index = index(of: subscriber, at: node) else { return }
        let last = subscribers[node].count - 1
        subscribers[node].swapAt(index, last)
        subscribers[node].removeLast()
        if subscribers[node].isEmpty { subscribers[node] = [] }
        tree.release(node)
    }

    private func index(of subscriber: Subscriber, at node: Int) -> Int? {
        subscribers[node].firstIndex {
            $0.session == subscriber.session && $0.group == subscriber.group
        }
    }

    /// Appends all whose filter matches `topic` (§4.7), in no particular order.
    mutating func match(_ topic: String, into matches: inout [Subscriber]) {
        path.removeAll(keepingCapacity: true)
        forEachLevel(of: topic) { path.append(tree.levels.number(for: $0) ?? -1) }
        // MQTT-4.7.2-1: a wildcard in the first level matches no topic that begins with $.
        let isHidden = topic.utf8.first == UInt8(ascii: "$") && !matchesDollarTopics
        match(from: TopicTree.root, at: 0, wildcards: !isHidden, into: &matches)
    }

    private func match(
        from node: Int, at depth: Int, wildcards: Bool, into matches: inout [Subscriber]
    ) {
        if wildcards, let all = tree.child(of: node, by: LevelNames.hash) {
            matches += subscribers[all]
        }
        guard depth < path.count else {
            matches += subscribers[node]
            return
        }
        guard tree.hasChildren(node) else { return }
        if path[depth] >= 0, let child = tree.child(of: node, by: path[depth]) {
            match(from: child, at: depth + 1, wildcards: true, into: &matches)
        }
        if wildcards, let any = tree.child(of: node, by: LevelNames.plus) {
            match(from: any, at: depth + 1, wildcards: true, into: &matches)
        }
    }
}
