import Base
import MQTT
import Reports
import Scenarios
import Sessions

/// One link's worth of a run: a session, and where its connection stands.
///
/// - Cost: a few hundred bytes; nothing on the heap while the link is idle.
struct Client {
    enum Presence: UInt8 {
        /// Not there: nothing is under way.
        case absent
        /// The TCP connection is being made.
        case opening
        /// CONNECT is sent, CONNACK is not there yet.
        case greeting
        case present
    }

    var session: ClientSession
    let version: Version
    /// The largest packet that it takes, in bytes.
    let packetLimit: Int
    /// Messages of a device that is flat out in one write; zero for one that keeps to a schedule.
    let turn: Int
    /// Messages of QoS 1 and 2 of such a device under way at once.
    let window: Int
    var backOff: BackOff
    var presence = Presence.absent
    /// Whether there is room for its links; asked when it first wants one.
    var place = Place.unknown

    /// Whether a `cut` phase keeps it away until a `reconnect` phase.
    var staysAway = false
    /// Whether its broker has accepted it once in this run.
    var hasBeenThere = false
    /// Whether the broker holds a Will of it.
    var hasWill = false
    /// Whether all subscriptions of this connection or session stand.
    var isSubscribed = false
    /// The peer takes no more for now: nothing new is sent until the buffer is drained.
    var isCongested = false
    /// Whether a ramp has called it: from then on its messages are due.
    var isCast = false

    /// Whether it must first connect with Clean Session, to be rid of what an earlier run left.
    var needsSweep: Bool

    /// When it is to connect, which is also the instant from which connecting is timed.
    var dueToOpen = Instant.never
    /// What the phase wants of it, and when.
    var errand: Errand?
    /// Packets at which to cut the link, in turn.
    var ambush: Ambush?

    /// Who it is, where that is more than a name.
    var papers: Papers?

    /// Bytes of a packet whose rest has not come.
    var leftover: [UInt8] = []
}

/// One thing that a phase wants of one client at its turn.
struct Errand {
    enum Deed {
        case open
        case cut(disconnect: Bool, staysAway: Bool)
        case burst(messages: Int)
        /// A new certificate, for as long as the authority's.
        case rotate
        /// A new certificate that ends with this second of the epoch; then it must be refused.
        case rotateUntil(Int64)
        /// To be refused from now on, once the broker goes by so many revocations.
        case banish(IdentityFlaw, once: Int)
        case probe
    }

    var due: Instant
    var deed: Deed
}

/// Links that go at chosen packets, until an instant.
struct Ambush {
    let steps: [Cut.Step]
    let until: Instant
    let staysAway: Bool
    /// Which step comes next; clients begin at different ones.
    var next: Int

    /// Whether what just happened is the packet waited for; the next one is the next step.
    mutating func springs(on happened: Steps) -> Cut.Step? {
        let step = steps[next % steps.count]
        guard happened.contains(Steps(of: step)) else { return nil }
        next += 1
        return step
    }
}

extension Steps {
    init(of step: Cut.Step) {
        self =
            switch step {
            case .afterPublishSent: .publishSent
            case .onPubrec: .pubrec
            case .afterPubrelSent: .pubrelSent
            case .onPubcomp: .pubcomp
            case .onPuback: .puback
            case .onPublish: .publishReceived
            case .afterPubrecSent: .pubrecSent
            case .onPubrel: .pubrel
            case .afterPubcompSent: .pubcompSent
            }
    }
}

extension Cut.Step {
    /// Whether what the client answered still leaves before the link goes.
    var isAfterSending: Bool {
        switch self {
        case .afterPublishSent, .afterPubrelSent, .afterPubrecSent, .afterPubcompSent: true
        case .onPubrec, .onPubcomp, .onPuback, .onPublish, .onPubrel: false
        }
    }
}
