/// By how much another clock is ahead of this one: an interval that holds the truth.
///
/// It is learnt from echoes. A question leaves at `sent` and its answer is here at `came`, both on
/// this clock; in between, the other clock showed `shown`. So that one is ahead by at least
/// `shown - came` and at most `shown - sent`, however long either way took. Each echo cuts the
/// interval; with time it widens again by what the two clocks may have drifted apart.
///
/// - Unit: nanoseconds.
/// - Error: ``Estimate/error`` is a bound, not a guess, as long as the clocks drift apart by no
///   more than one part in ``drift``; ``contradictions`` counts when they must have.
package struct ClockOffset: Equatable, Sendable {
    /// Two clocks of 20 parts in a million each.
    package static let drift: Int64 = 25_000

    /// The middle of the interval, and how far the truth can be from it.
    package struct Estimate: Equatable, Sendable {
        package let offset: Int64
        package let error: Int64
    }

    /// Whether both are one clock of one kernel, which cannot drift from itself.
    private let isOneClock: Bool
    private var low = Int64.min
    private var high = Int64.max
    private var asOf = Int64.min

    package private(set) var echoes = 0
    /// Echoes that left nothing of the interval, so that it began anew: some clock was set.
    package private(set) var contradictions = 0

    package init(isOneClock: Bool = false) {
        self.isOneClock = isOneClock
    }

    /// Takes one echo; what ends before it begins tells nothing.
    package mutating func echo(sent: Int64, shown: Int64, came: Int64) {
        let (least, tooLow) = shown.subtractingReportingOverflow(came)
        let (most, tooHigh) = shown.subtractingReportingOverflow(sent)
        guard came >= sent, !tooLow, !tooHigh else { return }
        let (oldLow, oldHigh) = bounds(at: came)
        low = max(oldLow, least)
        high = min(oldHigh, most)
        if low > high {
            contradictions += 1
            (low, high) = (least, most)
        }
        asOf = max(asOf, came)
        echoes += 1
    }

    /// What is known when this clock shows `now`; nil before the first echo.
    package func estimate(at now: Int64) -> Estimate? {
        guard echoes > 0 else { return nil }
        let (low, high) = bounds(at: now)
        let half = (high - low + 1) / 2
        return Estimate(offset: low + (high - low) / 2, error: half)
    }

    private func bounds(at now: Int64) -> (low: Int64, high: Int64) {
        guard echoes > 0 else { return (low, high) }
        let slack = isOneClock ? 0 : max(0, now - asOf) / Self.drift + 1
        return (low - slack, high + slack)
    }
}
