/// Links that have something to say, first come, first served.
///
/// - Cost: amortised constant, and nothing is allocated once it has been as long as it gets.
struct NewsQueue {
    private var entries: [(number: Int32, generation: UInt32)] = []
    private var taken = 0

    var isEmpty: Bool { entries.isEmpty }

    mutating func append(_ number: Int, _ generation: UInt32) {
        entries.append((Int32(number), generation))
    }

    mutating func take() -> (number: Int, generation: UInt32)? {
        guard taken < entries.count else { return nil }
        let entry = entries[taken]
        taken += 1
        if taken == entries.count {
            entries.removeAll(keepingCapacity: true)
            taken = 0
        }
        return (Int(entry.number), entry.generation)
    }
}
