extension Histogram {
    /// One point of a percentile curve.
    package struct CurvePoint: Equatable, Sendable {
        /// Nanoseconds.
        package var value: Int64

        /// The share of recorded values, 0 to 1, that do not exceed ``value``; the step asked for.
        package var fraction: Double

        /// How many recorded values do not exceed ``value``.
        package var count: UInt64
    }

    /// The percentile curve, with `steps` points for each halving of what is left to 100 %.
    ///
    /// These are the points that HdrHistogram's percentile output has. The last one is the
    /// maximum at fraction 1; without values there is none.
    ///
    /// - Cost: one pass over the slots; a few dozen points, whatever the count.
    package func curve(steps: Int = 5) -> [CurvePoint] {
        precondition(steps > 0, "a curve needs at least one step a halving")
        var points: [CurvePoint] = []
        var percent = 0.0
        var seen: UInt64 = 0
        var last: Int64 = 0
        for slot in filledSlots {
            seen += slots[slot]
            last = value(ofSlot: slot)
            while 100 * Double(seen) / Double(count) >= percent, percent < 100 {
                points.append(CurvePoint(value: last, fraction: percent / 100, count: seen))
                percent += Self.step(after: percent, steps: steps)
                if seen == count { break }
            }
        }
        guard count > 0 else { return [] }
        points.append(CurvePoint(value: last, fraction: 1, count: count))
        return points
    }

    /// The slots that hold something, found by a plain loop as ``quantile(_:)`` does.
    private var filledSlots: [Int] {
        slots.withUnsafeBufferPointer { slots in
            var filled: [Int] = []
            var slot = 0
            while slot < slots.count {
                if slots[slot] > 0 { filled.append(slot) }
                slot += 1
            }
            return filled
        }
    }

    /// How far the next point lies: `steps` of them on the way to half of what is left.
    private static func step(after percent: Double, steps: Int) -> Double {
        var halvings = 0
        var left = 100 - percent
        while left <= 50, halvings < 60 {
            left *= 2
            halvings += 1
        }
        return 100 / (Double(steps) * Double(UInt64(2) << UInt64(halvings)))
    }
}
