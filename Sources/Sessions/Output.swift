package import MQTT

/// What a session wants done: bytes to send, things to tell, and an account of both.
///
/// One value serves a whole loop. It is cleared, never freed, before each wake-up of a link, so
/// nothing is allocated for a message once it has grown to its working size.
package struct Output: Sendable {
    /// What must be sent, in order.
    package var bytes = Writer()
    /// What happened, in order.
    package var notices: [Notice] = []
    /// Where the bytes in ``bytes`` belong.
    package var written = Accounts()
    /// Which steps of a delivery were taken.
    package var steps: Steps = []
    /// The topic of the last ``Arrival`` that named it by a Topic Alias.
    package internal(set) var topic: [UInt8] = []

    package init() {}

    /// Forgets everything and keeps the room.
    package mutating func clear() {
        if !bytes.isEmpty { bytes.removeAll() }
        if !notices.isEmpty { notices.removeAll(keepingCapacity: true) }
        if !topic.isEmpty { topic.removeAll(keepingCapacity: true) }
        written = Accounts()
        steps = .none
    }
}

/// The steps of the deliveries at QoS 1 and 2, as one client takes or sees them (§4.3).
///
/// Whoever injects faults can stop the world between any two of them: what the step wrote is still
/// in ``Output/bytes``, and dropping it loses the step for the peer alone.
package struct Steps: OptionSet, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// The same as `[]`, which is a sequence to be walked wherever it is not specialized.
    package static var none: Steps { Steps(rawValue: 0) }

    package static let publishSent = Self(rawValue: 1 << 0)
    package static let puback = Self(rawValue: 1 << 1)
    package static let pubrec = Self(rawValue: 1 << 2)
    package static let pubrelSent = Self(rawValue: 1 << 3)
    package static let pubcomp = Self(rawValue: 1 << 4)
    package static let publishReceived = Self(rawValue: 1 << 5)
    package static let pubackSent = Self(rawValue: 1 << 6)
    package static let pubrecSent = Self(rawValue: 1 << 7)
    package static let pubrel = Self(rawValue: 1 << 8)
    package static let pubcompSent = Self(rawValue: 1 << 9)
}
