package import Base

/// Decides when a client owes a PINGREQ, and when silence means that the server is gone.
///
/// The interval counts from the last packet sent, and goes on while a PINGRESP is owed: patience
/// with the server is no leave to be silent. Source: 3.1.1 and 5.0 §3.1.2.10.
package struct KeepAlive: Sendable {
    package enum Action: Equatable, Sendable {
        case ping
        case giveUp
    }

    /// Seconds; zero turns the mechanism off.
    package var interval: UInt16 = 0
    private var lastSent = Instant.zero
    /// When the PINGREQ went that has no answer yet; never if there is none.
    private var pinged = Instant.never

    package init() {}

    /// Starts anew for a link whose CONNECT was sent `now`.
    package mutating func start(interval: UInt16, at now: Instant) {
        self.interval = interval
        lastSent = now
        pinged = .never
    }

    /// Any packet counts as a sign of life from this side.
    package mutating func sent(at now: Instant) {
        lastSent = now
    }

    package mutating func answered() {
        pinged = .never
    }

    /// When ``tick(at:patience:)`` next has something to say; `patience` is in nanoseconds.
    package func deadline(patience: Int64) -> Instant {
        min(due, pinged.advanced(byNanoseconds: patience))
    }

    /// When silence would be longer than the interval.
    private var due: Instant {
        guard interval > 0 else { return .never }
        return lastSent.advanced(byNanoseconds: Int64(interval) * 1_000_000_000)
    }

    package mutating func tick(at now: Instant, patience: Int64) -> Action? {
        if now >= pinged.advanced(byNanoseconds: patience) { return .giveUp }
        guard now >= due else { return nil }
        pinged = min(pinged, now)
        return .ping
    }
}
