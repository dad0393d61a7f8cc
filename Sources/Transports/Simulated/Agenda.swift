import Base

/// Things to do at their instants; those of the same instant in the order they were added.
///
/// - Cost: adding and taking are O(log n).
struct Agenda<Item> {
    private struct Entry {
        var instant: Instant
        var sequence: UInt64
        var item: Item

        static func < (a: Entry, b: Entry) -> Bool {
            (a.instant, a.sequence) < (b.instant, b.sequence)
        }
    }

    private var heap: [Entry] = []
    private var added: UInt64 = 0

    var earliest: Instant { heap.first?.instant ?? .never }

    mutating func add(_ item: Item, at instant: Instant) {
        heap.append(Entry(instant: instant, sequence: added, item: item))
        added += 1
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func takeDue(at now: Instant) -> Item? {
        guard let first = heap.first, first.instant <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.item }
        heap[0] = last
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if heap[child] < heap[least] { least = child }
            }
            guard least != place else { return first.item }
            heap.swapAt(place, least)
            place = least
        }
    }
}
