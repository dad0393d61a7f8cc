package import Base

/// How long to wait before the next attempt to connect: capped exponential with full jitter.
///
/// After n failures in a row the wait is drawn evenly from 0 to min(cap, base · 2ⁿ⁻¹), so that a
/// fleet that lost its server together does not come back together. A connection that held for
/// `stable` counts as success and starts the series anew; a shorter one does not, so a server that
/// accepts and drops at once is not hammered.
/// Source: Brooker, "Exponential Backoff And Jitter" (2015).
package struct BackOff: Sendable {
    package struct Settings: Equatable, Sendable {
        package var base: Duration
        package var cap: Duration
        package var stable: Duration

        package init(
            base: Duration = .milliseconds(500), cap: Duration = .seconds(30),
            stable: Duration = .seconds(10)
        ) {
            precondition(base > .zero && cap >= base, "the cap must not be below the base")
            self.base = base
            self.cap = cap
            self.stable = stable
        }
    }

    private var random: SplitMix64
    private var connectedAt: Instant?
    /// Failures in a row.
    package private(set) var failures: UInt8 = 0

    package init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    package mutating func connected(at now: Instant) {
        connectedAt = now
    }

    /// The attempt failed or the link was lost: how long to wait before the next one.
    package mutating func wait(at now: Instant, _ settings: Settings) -> Duration {
        if let since = connectedAt, now - since >= settings.stable { failures = 0 }
        connectedAt = nil
        if failures < .max { failures += 1 }
        return .nanoseconds(Int64(random.unit() * Double(ceiling(settings))))
    }

    /// The longest wait after this many failures, in nanoseconds.
    private func ceiling(_ settings: Settings) -> Int64 {
        let base = settings.base.nanoseconds
        let cap = settings.cap.nanoseconds
        let doublings = Int(failures) - 1
        guard doublings < base.leadingZeroBitCount - 1 else { return cap }
        return min(cap, base << Int64(doublings))
    }
}
