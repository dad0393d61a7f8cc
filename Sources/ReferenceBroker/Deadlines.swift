import Base

/// At most one instant for each of many small numbers, and which of them comes first.
///
/// - Cost: logarithmic to change, constant to ask; 16 bytes a waiting number, 4 a known one.
struct Deadlines: Sendable {
    private struct Entry: Sendable {
        var instant: Instant
        var number: Int32
    }

    private var heap: [Entry] = []
    /// By number, where it stands in the heap; -1 where it waits for nothing.
    private var positions: [Int32] = []

    var first: Instant { heap.first?.instant ?? .never }

    /// Replaces what `number` waits for; ``Instant/never`` is nothing.
    mutating func set(_ number: Int, _ instant: Instant) {
        while positions.count <= number { positions.append(-1) }
        let position = Int(positions[number])
        switch (position < 0, instant == .never) {
        case (true, true): return
        case (true, false):
            heap.append(Entry(instant: instant, number: Int32(number)))
            positions[number] = Int32(heap.count - 1)
            rise(heap.count - 1)
        case (false, true): remove(at: position)
        case (false, false):
            heap[position].instant = instant
            settle(position)
        }
    }

    /// Takes out the first number whose instant is not after `now`.
    mutating func next(dueAt now: Instant) -> Int? {
        guard let first = heap.first, first.instant <= now else { return nil }
        remove(at: 0)
        return Int(first.number)
    }

    private mutating func remove(at position: Int) {
        positions[Int(heap[position].number)] = -1
        let last = heap.removeLast()
        guard position < heap.count else { return }
        heap[position] = last
        positions[Int(last.number)] = Int32(position)
        settle(position)
    }

    private mutating func settle(_ position: Int) {
        rise(position)
        sink(position)
    }

    private mutating func rise(_ start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard isBefore(position, parent) else { return }
            swap(position, parent)
            position = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var position = start
        while true {
            var least = position
            for child in [2 * position + 1, 2 * position + 2]
            where child < heap.count && isBefore(child, least) {
                least = child
            }
            guard least != position else { return }
            swap(position, least)
            position = least
        }
    }

    /// Ties go to the smaller number, so that a run depends on nothing but its input.
    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].instant, heap[a].number) < (heap[b].instant, heap[b].number)
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        positions[Int(heap[a].number)] = Int32(a)
        positions[Int(heap[b].number)] = Int32(b)
    }
}
