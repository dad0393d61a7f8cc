import Base
import Crypto
import Reports

/// What one client shows now, and what is being found out about it.
final class Papers {
    /// What an attempt to connect has come to.
    enum Attempt {
        /// Nobody is trying.
        case none
        case connecting
        /// The broker let it in, and is asked whether it may do anything there.
        case trying
    }

    /// What a device tries on the topic of its neighbour.
    enum Probe {
        case publish, subscribe
    }

    /// How long a client that must be refused waits with its CONNECT, so that the alert of a broker
    /// that refuses its certificate after TLS stands (RFC 8446 §4.4.2.4) is not overtaken.
    static let patience = Duration.milliseconds(250)

    var passport: Passport
    var attempt = Attempt.none
    /// When it may say CONNECT; never, for one that need not wait.
    var greetsAt = Instant.never
    /// Whether the attempt under way is with a certificate that was just given out.
    var isRotating = false
    /// What it asked for that is none of its business, and was not answered yet.
    var openProbe: Probe?
    /// When it was granted a subscription that it must not have; what comes of it decides.
    var grantedAt: Instant?
    /// What it will ask for next, the last first.
    var probes: [Probe] = []

    init(_ passport: Passport) { self.passport = passport }

    var mustBeRefused: Bool { passport.mustBeRefused }
}
