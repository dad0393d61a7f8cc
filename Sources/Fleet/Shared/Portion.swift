package import Base

/// A share of a numbered crowd: exactly so many of them, spread evenly, shifted by the seed.
///
/// Every loop computes the same choice by itself, so nobody has to be told.
package struct Portion {
    private let share: Double
    private let shift: Int
    private let count: Int

    package init(of share: Double, among count: Int, seed: UInt64) {
        self.share = share
        self.count = count
        var random = SplitMix64(seed: seed)
        shift = count > 1 ? random.below(count) : 0
    }

    /// How many are chosen.
    package var size: Int { chosen(before: count) }

    /// The rank of `member` among the chosen, or nil when it is not one of them.
    package func rank(of member: Int) -> Int? {
        let place = (member + shift) % max(1, count)
        let before = chosen(before: place)
        return chosen(before: place + 1) > before ? before : nil
    }

    /// When the chosen `member` has its turn in a phase of `length`, on a whole millisecond.
    package func turn(of member: Int, from start: Instant, length: Duration) -> Instant? {
        guard let rank = rank(of: member) else { return nil }
        let milliseconds = length.nanoseconds / 1_000_000 * Int64(rank) / Int64(max(1, size))
        return start.advanced(byNanoseconds: milliseconds * 1_000_000)
    }

    private func chosen(before place: Int) -> Int {
        Int((Double(place) * share + 1e-9).rounded(.down))
    }
}
