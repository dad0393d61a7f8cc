package import Base

/// At most one deadline per number, and which comes first.
///
/// - Cost: setting, replacing and taking are O(log n) over flat arrays, and allocate only when a
///   number is higher than any before; twenty bytes a number.
/// - Order: by deadline, and between equals the lower number first, so that a run depends on
///   nothing but its seed.
package struct Deadlines: Sendable {
    private struct Entry {
        var deadline: Int64
        var number: Int32

        @inline(__always)
        static func < (a: Entry, b: Entry) -> Bool {
            a.deadline < b.deadline || (a.deadline == b.deadline && a.number < b.number)
        }
    }

    /// A heap in which each entry has four children: half as deep as one with two.
    private var heap: [Entry] = []
    /// Where in the heap each number is; -1 for nowhere.
    private var places: [Int32] = []

    package init() {}

    package var isEmpty: Bool { heap.isEmpty }
    package var count: Int { heap.count }

    /// The first deadline, or never.
    package var earliest: Instant {
        heap.isEmpty ? .never : Instant(nanoseconds: heap[0].deadline)
    }

    /// Sets the deadline of `number`, in place of any it has; `Instant.never` removes it.
    package mutating func set(_ number: Int, to deadline: Instant) {
        guard deadline != .never else { return remove(number) }
        while places.count <= number { places.append(-1) }
        let entry = Entry(deadline: deadline.nanoseconds, number: Int32(number))
        let place = Int(places[number])
        guard place >= 0 else {
            heap.append(entry)
            return rise(entry, from: heap.count - 1)
        }
        settle(entry, at: place)
    }

    package mutating func remove(_ number: Int) {
        guard number < places.count, places[number] >= 0 else { return }
        let place = Int(places[number])
        places[number] = -1
        let last = heap.removeLast()
        if place < heap.count { settle(last, at: place) }
    }

    /// Takes the first number whose deadline has come, or nil.
    package mutating func takeDue(at now: Instant) -> Int? {
        guard !heap.isEmpty, heap[0].deadline <= now.nanoseconds else { return nil }
        let number = Int(heap[0].number)
        places[number] = -1
        let last = heap.removeLast()
        if !heap.isEmpty { sink(last, from: 0) }
        return number
    }

    private mutating func settle(_ entry: Entry, at place: Int) {
        if place > 0, entry < heap[(place - 1) >> 2] {
            rise(entry, from: place)
        } else {
            sink(entry, from: place)
        }
    }

    /// Moves the hole at `place` up to where `entry` belongs, and fills it.
    private mutating func rise(_ entry: Entry, from start: Int) {
        heap.withUnsafeMutableBufferPointer { heap in
            places.withUnsafeMutableBufferPointer { places in
                var place = start
                while place > 0 {
                    let parent = (place - 1) >> 2
                    guard entry < heap[parent] else { break }
                    heap[place] = heap[parent]
                    places[Int(heap[place].number)] = Int32(place)
                    place = parent
                }
                heap[place] = entry
                places[Int(entry.number)] = Int32(place)
            }
        }
    }

    /// Moves the hole at `place` down to where `entry` belongs, and fills it.
    private mutating func sink(_ entry: Entry, from start: Int) {
        heap.withUnsafeMutableBufferPointer { heap in
            places.withUnsafeMutableBufferPointer { places in
                var place = start
                while true {
                    let first = (place << 2) + 1
                    guard first < heap.count else { break }
                    var least = first
                    var child = first + 1
                    let end = min(first + 4, heap.count)
                    while child < end {
                        if heap[child] < heap[least] { least = child }
                        child += 1
                    }
                    guard heap[least] < entry else { break }
                    heap[place] = heap[least]
                    places[Int(heap[place].number)] = Int32(place)
                    place = least
                }
                heap[place] = entry
                places[Int(entry.number)] = Int32(place)
            }
        }
    }
}
