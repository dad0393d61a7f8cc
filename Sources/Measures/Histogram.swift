/// Latencies, counted in slots whose width grows with the value.
///
/// - Unit: nanoseconds in, nanoseconds out.
/// - Error: ``quantile(_:)`` never understates, and overstates by less than ``error``, which is
///   0.1 % unless a coarser precision was asked for. ``minimum``, ``maximum``, ``count`` and
///   ``mean`` are exact. A value above ``ceiling`` is counted as the ceiling and in ``beyond``,
///   never dropped.
/// - Cost: recording is two shifts and an increment; an unused histogram has no slots, one that
///   saw the ceiling has 264 KiB of them.
/// - Source: the layout of Gil Tene's HdrHistogram, with powers of two in place of decimal digits.
package struct Histogram: Sendable, Equatable {
    /// Four thousand and some seconds: longer than any wait worth measuring.
    package static let ceiling: Int64 = 1 << 42

    /// Each doubling of the value is split into this many slots, as a power of two.
    package let precision: Int

    /// Grows by whole doublings, as far as the highest value so far needs.
    package private(set) var slots: [UInt64] = []
    package private(set) var count: UInt64 = 0
    package private(set) var beyond: UInt64 = 0
    private var lowest = Int64.max
    private var highest = Int64.min
    private var sum: UInt128 = 0

    /// The default is what reports are made of; a timeline affords less.
    package init(precision: Int = 10) {
        precondition((1...16).contains(precision), "a histogram has 2 to 65,536 slots a doubling")
        self.precision = precision
    }

    /// The share by which a quantile may overstate.
    package var error: Double { 1 / Double(1 << precision) }

    package var isEmpty: Bool { count == 0 }
    package var minimum: Int64? { isEmpty ? nil : lowest }
    package var maximum: Int64? { isEmpty ? nil : highest }
    package var mean: Double? { isEmpty ? nil : Double(sum) / Double(count) }

    package mutating func record(_ nanoseconds: Int64) {
        precondition(nanoseconds >= 0, "latency cannot be negative: check which clock was read")
        if nanoseconds > Self.ceiling { beyond += 1 }
        let slot = slot(of: min(nanoseconds, Self.ceiling))
        if slot >= slots.count { grow(toHold: slot) }
        slots[slot] += 1
        count += 1
        lowest = min(lowest, nanoseconds)
        highest = max(highest, nanoseconds)
        sum += UInt128(nanoseconds)
    }

    /// The value that `fraction` of all recorded ones do not exceed, or nil when there are none.
    package func quantile(_ fraction: Double) -> Int64? {
        precondition((0...1).contains(fraction), "a quantile asks for a fraction, 0 to 1")
        guard count > 0 else { return nil }
        // 0.07 of 100 is seven, although the product of the doubles is a little more.
        let exact = fraction * Double(count) * (1 - 0x1p-51)
        let rank = min(count, max(1, UInt64(exact.rounded(.up))))
        return value(ofSlot: slot(ofRank: rank))
    }

    /// The slot of the value that `rank` of all do not exceed.
    ///
    /// A plain loop over plain memory: in builds without optimisation an iterator costs tenfold.
    private func slot(ofRank rank: UInt64) -> Int {
        slots.withUnsafeBufferPointer { slots in
            var seen: UInt64 = 0
            var slot = 0
            while slot < slots.count {
                seen += slots[slot]
                if seen >= rank { return slot }
                slot += 1
            }
            preconditionFailure("the slots hold fewer values than were counted")
        }
    }

    /// Adds another thread's counts to these, exactly.
    package mutating func merge(_ other: Histogram) {
        precondition(precision == other.precision, "histograms of one precision merge exactly")
        guard !other.isEmpty else { return }
        if other.slots.count > slots.count { grow(toHold: other.slots.count - 1) }
        for slot in other.slots.indices { slots[slot] += other.slots[slot] }
        count += other.count
        beyond += other.beyond
        lowest = min(lowest, other.lowest)
        highest = max(highest, other.highest)
        sum += other.sum
    }

    /// The largest value that `slot` stands for, but never more than was recorded.
    func value(ofSlot slot: Int) -> Int64 {
        min(upperBound(ofSlot: slot), highest, Self.ceiling)
    }

    func upperBound(ofSlot slot: Int) -> Int64 {
        let shift = max(0, (slot >> precision) - 1)
        let base = Int64(slot - (shift << precision))
        return ((base + 1) << Int64(shift)) - 1
    }

    private func slot(of value: Int64) -> Int {
        let shift = max(0, 64 - value.leadingZeroBitCount - (precision + 1))
        return (shift << precision) + Int(value >> Int64(shift))
    }

    private mutating func grow(toHold slot: Int) {
        let wanted = ((slot >> precision) + 1) << precision
        let most = self.slot(of: Self.ceiling) + 1
        let count = min(wanted, most)
        let grown = [UInt64](unsafeUninitializedCapacity: count) { [slots] memory, filled in
            var place = slots.withUnsafeBufferPointer { memory.initialize(fromContentsOf: $0) }
            while place < count {
                memory.initializeElement(at: place, to: 0)
                place += 1
            }
            filled = count
        }
        slots = grown
    }
}
