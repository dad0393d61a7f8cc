package import Base
import MQTT

extension ClientSession {
    /// When ``tick(at:into:)`` next has something to do.
    @inline(__always)
    package var deadline: Instant {
        switch phase {
        case .offline: min(expiresAt, outbox.nextExpiry)
        case .connecting:
            min(since.advanced(byNanoseconds: settings.connackPatience), outbox.nextExpiry)
        case .connected:
            min(keepAlive.deadline(patience: settings.pingPatience), outbox.nextExpiry)
        case .closing: outbox.nextExpiry
        }
    }

    /// When the session ends that has no link.
    @inline(__always)
    var expiresAt: Instant {
        guard phase == .offline, hasState, expiry < .max else { return .never }
        return since.advanced(byNanoseconds: Int64(expiry) * 1_000_000_000)
    }

    /// Gives up every message of QoS 1 and 2 that is not done, with a notice for each.
    ///
    /// For the end of a run: afterwards nothing is sent again.
    package mutating func giveUp(into out: inout Output) {
        for entry in outbox.entries where entry.state != .done {
            out.notices.append(.abandoned(Abandoned(entry, .ended)))
        }
        outbox = Outbox()
    }

    package mutating func tick(at now: Instant, into out: inout Output) {
        expire(at: now, into: &out)
        switch phase {
        case .offline:
            forgetIfExpired(at: now, into: &out)
        case .connecting:
            if now >= since.advanced(byNanoseconds: settings.connackPatience) {
                close(.connackTimeout, into: &out)
            }
        case .connected:
            switch keepAlive.tick(at: now, patience: settings.pingPatience) {
            case .ping:
                // Nothing was sent for a whole interval: give back what a burst needed.
                outbox.trim()
                inbox.trim()
                write(.pingreq, into: &out)
                keepAlive.sent(at: now)
            case .giveUp: close(.pingTimeout, into: &out)
            case nil: break
            }
        case .closing: break
        }
    }
}
