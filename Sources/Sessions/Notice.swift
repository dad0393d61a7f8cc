package import Base
package import MQTT

/// Something that the owner of a session should know.
package enum Notice: Equatable, Sendable {
    /// The server accepted the CONNECT that was sent at `sentAt`; its CONNACK may bear an Assigned
    /// Client Identifier, which must be used from now on.
    case connected(Connack, sentAt: Instant)
    /// The session that was to be resumed is gone: the server has none, or its time is over.
    case sessionLost
    case subscribed(Request, [ReasonCode])
    /// 3.1.1 gives no reason codes.
    case unsubscribed(Request, [ReasonCode])
    /// The link went before the answer came; whether the server obeyed is unknown.
    case unanswered(Request)
    /// A message for the application: at QoS 2 exactly once.
    case message(Publish)
    case acknowledged(Acknowledgement)
    /// A message that had waited was written for the first time; others are `.sent` at once.
    case left(token: UInt64, due: Instant)
    /// A message of QoS 1 or 2 was given up.
    case abandoned(Abandoned)
    /// An acknowledgement of a packet that this client does not wait for; nothing follows from it.
    ///
    /// For a PUBREL that is no fault where a session goes on: its PUBCOMP went down with the link.
    case unexpected(Packet.Kind, id: UInt16)
    /// Nothing more is sent or taken: send ``Output/bytes``, then close the link.
    case closing(Cause)
}

/// One answer of the server to one PUBLISH.
package struct Acknowledgement: Equatable, Sendable {
    /// Which packet it was.
    package enum Leg: Sendable { case puback, pubrec, pubcomp }

    package var leg: Leg
    package var qos: QoS
    package var reason: ReasonCode
    package var token: UInt64
    package var due: Instant
    /// When the PUBLISH was first written.
    package var sentAt: Instant

    package init(
        leg: Leg, qos: QoS, reason: ReasonCode, token: UInt64, due: Instant, sentAt: Instant
    ) {
        self.leg = leg
        self.qos = qos
        self.reason = reason
        self.token = token
        self.due = due
        self.sentAt = sentAt
    }

    /// Whether nothing more will be heard of this message.
    package var isLast: Bool { leg != .pubrec || reason.isFailure }
}

/// A message of QoS 1 or 2 that will not be sent, or not to the end.
package struct Abandoned: Equatable, Sendable {
    package enum Why: Equatable, Sendable {
        /// Its Message Expiry Interval passed while it waited.
        case expired
        /// It had its PUBREC, but the session in which its PUBREL had a meaning is gone.
        case sessionLost
        /// Its owner ended the session.
        case ended
        /// The server that is connected now takes no such message.
        case refused(Refusal)
    }

    package var why: Why
    package var qos: QoS
    package var token: UInt64
    package var due: Instant
    /// When the PUBLISH was first written, if it ever was.
    package var sentAt: Instant?

    package init(why: Why, qos: QoS, token: UInt64, due: Instant, sentAt: Instant?) {
        self.why = why
        self.qos = qos
        self.token = token
        self.due = due
        self.sentAt = sentAt
    }
}

/// A SUBSCRIBE or UNSUBSCRIBE.
package struct Request: Equatable, Sendable {
    package enum Kind: Sendable { case subscribe, unsubscribe }

    package var kind: Kind
    package var id: UInt16
    /// How many Topic Filters it had.
    package var filters: UInt16
    package var token: UInt64
    package var sentAt: Instant

    package init(kind: Kind, id: UInt16, filters: UInt16, token: UInt64, sentAt: Instant) {
        self.kind = kind
        self.id = id
        self.filters = filters
        self.token = token
        self.sentAt = sentAt
    }
}
