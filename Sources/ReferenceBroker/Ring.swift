/// A first-in, first-out queue in one array.
///
/// - Cost: 16 bytes while it was never used; its room grows by doubling and goes when it is empty
///   after having been large.
struct Ring<Element: Sendable>: Sendable {
    private var slots: [Element?] = []
    private var head: Int32 = 0
    private(set) var size: Int32 = 0

    var count: Int { Int(size) }
    var isEmpty: Bool { size == 0 }
    var first: Element? { isEmpty ? nil : slots[Int(head)] }
    var last: Element? { isEmpty ? nil : slots[slot(count - 1)] }

    subscript(offset: Int) -> Element {
        get { slots[slot(offset)]! }
        _modify { yield &slots[slot(offset)]! }
    }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        size += 1
        slots[slot(count - 1)] = element
    }

    mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = slots[Int(head)].take()
        head = Int32(slot(1))
        size -= 1
        if isEmpty, slots.count > 32 { slots = [] }
        if isEmpty { head = 0 }
        return element
    }

    /// Keeps those that `isWanted`, in their order.
    mutating func filter(_ isWanted: (Element) -> Bool) {
        var kept = Ring()
        while let element = popFirst() {
            if isWanted(element) { kept.append(element) }
        }
        self = kept
    }

    private func slot(_ offset: Int) -> Int {
        (Int(head) + offset) & (slots.count - 1)
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(max(4, slots.count * 2))
        for offset in 0..<count { larger.append(slots[slot(offset)]) }
        larger.append(contentsOf: repeatElement(nil, count: max(4, slots.count * 2) - count))
        slots = larger
        head = 0
    }
}
