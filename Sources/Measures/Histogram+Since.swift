extension Histogram {
    /// The value that `fraction` of all that was recorded since `earlier` do not exceed; nil when
    /// that is nothing.
    ///
    /// - Parameter earlier: a copy of this histogram, taken before.
    /// - Error: as ``quantile(_:)``; the largest is known as exactly as its slot is wide.
    /// - Cost: one pass over the slots.
    package func quantile(_ fraction: Double, since earlier: Histogram) -> Int64? {
        precondition((0...1).contains(fraction), "a quantile asks for a fraction, 0 to 1")
        precondition(precision == earlier.precision && count >= earlier.count, "not an earlier one")
        let fresh = count - earlier.count
        guard fresh > 0 else { return nil }
        let exact = fraction * Double(fresh) * (1 - 0x1p-51)
        let rank = min(fresh, max(1, UInt64(exact.rounded(.up))))
        let slot = slots.withUnsafeBufferPointer { now in
            earlier.slots.withUnsafeBufferPointer { before in
                var seen: UInt64 = 0
                var slot = 0
                while slot < now.count {
                    seen += now[slot] - (slot < before.count ? before[slot] : 0)
                    if seen >= rank { return slot }
                    slot += 1
                }
                preconditionFailure("the slots hold fewer values than were counted")
            }
        }
        return value(ofSlot: slot)
    }
}
