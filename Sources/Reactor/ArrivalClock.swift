package import Base

/// Puts the kernel's stamps of arrival, which are the wall clock's, on the clock of a loop.
///
/// Only how long ago something came is taken from the wall clock. Both clocks run at one pace
/// whatever corrects them, and differ by what is constant until somebody sets the wall clock: then
/// stamps from before mean nothing any more, and are not believed.
///
/// - Error: what lies between the two readings of the clocks, always to the late side: an instant
///   is never earlier than the arrival, unless the wall clock was set by less than ``noise``.
package struct ArrivalClock: Sendable {
    /// Nanoseconds by which two readings may differ, since the clocks are read one after the other.
    package static let noise: Int64 = 20_000

    /// By how much the wall clock is ahead.
    private var offset: Int64
    /// No stamp from before is believed.
    private var trustedSince: Instant

    /// `wall` is the wall clock's reading, in nanoseconds since 1970, just before `now` was read.
    package init(wall: Int64, now: Instant) {
        offset = wall &- now.nanoseconds
        trustedSince = now
    }

    /// When that had come which the kernel stamped with `stamp`; `now`, where it cannot be known.
    ///
    /// `wall` is to be read before `now`: whatever comes between them then makes the instant late,
    /// as the loop's own delay does, and never puts it before the arrival or after `now`.
    package mutating func instant(of stamp: Int64, wall: Int64, now: Instant) -> Instant {
        let fresh = wall &- now.nanoseconds
        if abs(fresh &- offset) > Self.noise { trustedSince = now }
        offset = fresh
        let (age, overflow) = wall.subtractingReportingOverflow(stamp)
        guard !overflow, age >= 0 else { return now }
        let instant = now.advanced(byNanoseconds: -age)
        return instant >= trustedSince ? instant : now
    }
}
