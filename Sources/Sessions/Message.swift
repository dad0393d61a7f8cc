package import Base
package import MQTT

/// An application message to publish, as borrowed bytes: good for the length of one call.
package struct Message {
    package var topic: UnsafeRawBufferPointer
    package var payload: UnsafeRawBufferPointer
    package var qos: QoS
    package var retain: Bool
    /// Encoded 5.0 properties without their length, and without Message Expiry Interval and Topic
    /// Alias, which the session writes itself.
    package var properties: UnsafeRawBufferPointer
    /// The Message Expiry Interval in seconds (5.0 only).
    package var expiry: UInt32?
    /// Whatever the caller wants to hear again in an ``Acknowledgement``.
    package var token: UInt64
    /// When the message should have been sent.
    package var due: Instant

    package init(
        topic: UnsafeRawBufferPointer, payload: UnsafeRawBufferPointer, qos: QoS,
        retain: Bool = false, properties: UnsafeRawBufferPointer = .init(start: nil, count: 0),
        expiry: UInt32? = nil, token: UInt64 = 0, due: Instant
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.properties = properties
        self.expiry = expiry
        self.token = token
        self.due = due
    }
}

/// What became of a message.
package enum PublishOutcome: Equatable, Sendable {
    /// It is in ``Output/bytes``.
    case sent
    /// It waits for a link, or for room in the window.
    case queued
    case refused(Refusal)
}

/// What became of a SUBSCRIBE or UNSUBSCRIBE.
package enum RequestOutcome: Equatable, Sendable {
    case sent(id: UInt16)
    case refused(Refusal)
}

/// Why a session does not send what it was given.
package enum Refusal: Equatable, Sendable {
    /// There is no link, and this is nothing that waits for one.
    case offline
    case backlogFull
    /// Every packet identifier is in use.
    case noPacketID
    /// Larger than the server's Maximum Packet Size, or than a packet can be.
    case tooLarge
    /// Above the server's Maximum QoS.
    case qosNotSupported
    case retainNotSupported
    case topicInvalid
    case wildcardsNotSupported
    case sharedSubscriptionsNotSupported
    case subscriptionIdentifiersNotSupported
    /// 5.0 only: properties in 3.1.1, or more than 65,535 bytes of them.
    case propertiesInvalid
}
