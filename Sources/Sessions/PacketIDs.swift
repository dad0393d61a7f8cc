/// Hands out packet identifiers that are not in use (§2.3.1 in 3.1.1, §2.2.1 in 5.0).
///
/// They are handed out in turn, so those in use lie behind the next one, and it takes a look at
/// them only once in a round of 65,535.
package struct PacketIDs: Sendable {
    private var next: UInt16 = 1
    /// How many identifiers from `next` on are known to be free.
    private var free: UInt16 = .max

    package init() {}

    /// The next identifier, or nil if nobody knows whether one is free: then ``look(at:)`` at those
    /// in use.
    package mutating func take() -> UInt16? {
        guard free > 0 else { return nil }
        defer {
            next = Self.after(next)
            free -= 1
        }
        return next
    }

    /// Finds the next identifiers that are free; false if `inUse` holds all of them.
    ///
    /// Zeros in `inUse` count for nothing.
    package mutating func look(at inUse: [UInt16]) -> Bool {
        let start = next
        let steps = inUse.filter { $0 != 0 }
            .map { $0 >= start ? $0 - start : .max - start + $0 }.sorted()
        var taken = 0
        while taken < steps.count, steps[taken] == taken { taken += 1 }
        guard taken < Int(UInt16.max) else { return false }
        for _ in 0..<taken { next = Self.after(next) }
        free = (taken < steps.count ? steps[taken] : .max) - UInt16(taken)
        return true
    }

    private static func after(_ id: UInt16) -> UInt16 { id == .max ? 1 : id + 1 }
}
