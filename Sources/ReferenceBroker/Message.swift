import Base
import MQTT

/// An application message that the broker has taken over and not yet given to anybody.
struct Message: Sendable {
    /// Without Packet Identifier, DUP, Topic Alias and Subscription Identifiers; with the QoS and
    /// RETAIN that its publisher chose.
    var publish: Publish
    var expiresAt = Instant.never
    /// The publisher's session, ``Subscriber/service`` or ``Subscriber/nobody``.
    var source: Int32

    /// Takes over `publish` at `now`, when its Message Expiry Interval begins to run.
    init(_ publish: consuming Publish, from source: Int32, at now: Instant) {
        publish.dup = false
        publish.id = nil
        self.publish = publish
        self.source = source
        guard !self.publish.properties.isEmpty else { return }
        // Removing nothing would copy the list all the same.
        if self.publish.properties.list.contains(where: \.isForTheServer) {
            self.publish.properties.list.removeAll(where: \.isForTheServer)
        }
        if let seconds = self.publish.properties.messageExpiryInterval {
            expiresAt = now.advanced(byNanoseconds: Int64(seconds) * 1_000_000_000)
        }
    }
}

/// A message on its way to one session, in flight or waiting.
struct Held: Sendable {
    /// As it is to be sent, but for Packet Identifier, DUP, alias and remaining expiry.
    var publish: Publish
    var expiresAt: Instant
    /// The shared group that chose the session, so that another member may still get the message.
    var share = SharedGroups.Handle.none

    /// What it counts for in the byte limits.
    var sizeBytes: Int {
        publish.topic.utf8.count + publish.payload.count + publish.properties.sizeBytes
    }

    func hasExpired(at now: Instant) -> Bool { expiresAt <= now }
}

extension Properties {
    /// The bytes of all texts and binaries, and one slot each; about what they take in memory.
    var sizeBytes: Int {
        list.reduce(0) { sum, property in
            sum + MemoryLayout<Property>.stride + property.textBytes
        }
    }
}

extension Property {
    /// Whether it says something to the server and nothing to those who get the message.
    fileprivate var isForTheServer: Bool {
        switch self {
        case .topicAlias, .subscriptionIdentifier, .willDelayInterval: true
        default: false
        }
    }

    fileprivate var textBytes: Int {
        switch self {
        case .contentType(let text), .responseTopic(let text), .reasonString(let text):
            text.utf8.count
        case .correlationData(let bytes): bytes.count
        case .userProperty(let name, let value): name.utf8.count + value.utf8.count
        default: 0
        }
    }
}
