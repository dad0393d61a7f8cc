/// Hands out packet identifiers that are not in use (§2.3.1 in 3.1.1, §2.2.1 in 5.0).
///
/// They are handed out in turn, so those in use lie behind the next one, and it takes a look at
/// them only once in a round of 65,535.
package struct PacketIDs: Sendable {
    private var next: UInt16 = 1
    /// How many identifiers from `next` on are known to be free.
    private var free: UInt16 = .max

    package init() {}

    /// The next free identifier, or nil if `inUse` holds all of them.
    package mutating func take(inUse: some Sequence<UInt16>) -> UInt16? {
        var tries = 0
        while free == 0 {
            free = distance(toNearest: inUse)
            if free == 0 { next = Self.after(next) }
            tries += 1
            if tries > Int(UInt16.max) { return nil }
        }
        defer {
            next = Self.after(next)
            free -= 1
        }
        return next
    }

    private func distance(toNearest inUse: some Sequence<UInt16>) -> UInt16 {
        var nearest = UInt16.max
        for id in inUse where id != 0 {
            nearest = min(nearest, id >= next ? id - next : .max - next + id)
        }
        return nearest
    }

    private static func after(_ id: UInt16) -> UInt16 { id == .max ? 1 : id + 1 }
}
