/// A point in time, in nanoseconds since whatever its clock calls the beginning.
///
/// Instants come from a loop and are handed down: nothing below a loop reads a clock. Arithmetic
/// saturates, so ``never`` plus a day is still never.
package struct Instant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package static let zero = Instant(nanoseconds: 0)

    /// Later than everything: the deadline of a machine that waits for nothing.
    package static let never = Instant(nanoseconds: .max)

    package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }
    // The usual ones would be called through a table of witnesses, a dozen times a message.
    package static func > (a: Instant, b: Instant) -> Bool { a.nanoseconds > b.nanoseconds }
    package static func <= (a: Instant, b: Instant) -> Bool { a.nanoseconds <= b.nanoseconds }
    package static func >= (a: Instant, b: Instant) -> Bool { a.nanoseconds >= b.nanoseconds }

    package static func + (instant: Instant, duration: Duration) -> Instant {
        instant.advanced(byNanoseconds: duration.nanoseconds)
    }

    package static func - (instant: Instant, duration: Duration) -> Instant {
        // The longest negative duration has no opposite that fits.
        instant.advanced(byNanoseconds: -max(duration.nanoseconds, -.max))
    }

    package static func - (end: Instant, start: Instant) -> Duration {
        .nanoseconds(end.nanoseconds(since: start))
    }

    package static func += (instant: inout Instant, duration: Duration) {
        instant = instant + duration
    }

    /// The cheap form of `+`: `Duration` counts in attoseconds, which costs on a hot path.
    package func advanced(byNanoseconds count: Int64) -> Instant {
        if self == .never { return .never }
        let (sum, overflow) = nanoseconds.addingReportingOverflow(count)
        guard overflow else { return Instant(nanoseconds: sum) }
        return count > 0 ? .never : Instant(nanoseconds: .min)
    }

    /// The cheap form of `-`.
    package func nanoseconds(since start: Instant) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        return overflow ? (nanoseconds > start.nanoseconds ? .max : .min) : difference
    }
}

extension Duration {
    /// The whole nanoseconds of this duration, or the nearest that fit 64 bits (292 years).
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds > 0 ? .max : .min }
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds > 0 ? .max : .min) : sum
    }

    /// This duration as a fraction of seconds, for people and formulae.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }

    package static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
    package static func hours(_ count: Int) -> Duration { .seconds(3600 * count) }
    package static func days(_ count: Int) -> Duration { .seconds(86_400 * count) }
}
