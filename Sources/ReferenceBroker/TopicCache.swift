/// Who gets the messages of a topic, remembered from one message to the next.
///
/// Devices publish to the same topic over and over. A subscription without wildcards spoils the
/// memory of its topic alone, one with wildcards that of all topics, which are then looked up
/// again when they come. At a limit everything is forgotten.
struct TopicCache: Sendable {
    struct Slot: Sendable {
        /// Sorted by session: what belongs to one session stands side by side.
        var matches: [Subscriber] = []
        /// Of ``TopicCache/epoch``; 0 is out of date.
        fileprivate var epoch = 0
    }

    private var slots: [Slot] = []
    private var numbers: [Exact<String>: Int32] = [:]
    private var epoch = 1
    /// Changes when the numbers of slots change their meaning.
    private(set) var generation = 1
    private var sizeBytes = 0
    private let limit: Int
    private let limitBytes: Int

    init(limit: Int, limitBytes: Int) {
        self.limit = max(1, limit)
        self.limitBytes = limitBytes
    }

    /// The slot of `topic`, or nil when it is new.
    func slot(of topic: String) -> Int? {
        numbers[Exact(topic)].map(Int.init)
    }

    mutating func add(_ topic: String) -> Int {
        if slots.count >= limit || sizeBytes >= limitBytes {
            slots.removeAll()
            numbers.removeAll()
            sizeBytes = 0
            generation += 1
        }
        sizeBytes += Self.overhead + topic.utf8.count
        numbers[Exact(topic)] = Int32(slots.count)
        slots.append(Slot())
        return slots.count - 1
    }

    /// What is known about a slot, or nil when it is out of date.
    func matches(_ slot: Int) -> [Subscriber]? {
        slots[slot].epoch == epoch ? slots[slot].matches : nil
    }

    /// What a topic costs beside its bytes, roughly.
    private static let overhead = 100

    /// Remembers `matches` until they are spoiled; without room, not even that long.
    mutating func set(_ matches: [Subscriber], for slot: Int) {
        let growth = matches.count - slots[slot].matches.count
        sizeBytes += growth * MemoryLayout<Subscriber>.stride
        guard sizeBytes < limitBytes else {
            sizeBytes -= matches.count * MemoryLayout<Subscriber>.stride
            slots[slot] = Slot()
            return
        }
        slots[slot].matches = matches
        slots[slot].epoch = epoch
    }

    /// Forgets what a subscription to `filter` may have changed.
    mutating func spoil(_ filter: some StringProtocol) {
        if filter.utf8.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }) {
            spoilAll()
        } else if let slot = numbers[Exact(String(filter))] {
            slots[Int(slot)].epoch = 0
        }
    }

    mutating func spoilAll() {
        epoch += 1
    }
}
