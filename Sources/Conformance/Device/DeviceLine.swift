import Base
import MQTT

/// One connection of a client, before and after its CONNECT.
struct DeviceLine: Sendable {
    enum State: Sendable {
        /// For a CONNECT.
        case waiting
        case open
        /// DISCONNECT came.
        case parting
        /// Nothing counts any more.
        case over
    }

    let number: Int
    let openedAt: Instant
    var state = State.waiting
    var stream = PacketStream(version: .v3_1_1, limit: 1 << 21)
    var firstByte: UInt8?
    var client: String?
    var version = Version.v3_1_1
    var connect: Connect?
    var offer = DeviceOffer.usual
    var isSpecial = false
    /// Whether it goes on with a session.
    var isResumed = false
    var aliases: [UInt16: String] = [:]
    /// When the last packet of the client came.
    var heardAt: Instant
    var partedAt = Instant.never
    /// Before the client is known.
    var log = DeviceLog()
    /// Whether the tester has sent what no server may: then acknowledgements prove nothing.
    var isSpoilt = false

    init(_ number: Int, at now: Instant) {
        self.number = number
        openedAt = now
        heardAt = now
    }

    /// The Keep Alive in force, in seconds; zero for none.
    var keepAlive: Int { Int(offer.keepAlive ?? connect?.keepAlive ?? 0) }
}

/// What the tester announces in CONNACK to a client of 5.0.
struct DeviceOffer: Sendable {
    var receiveMaximum: UInt16 = 16
    var maximumQoS: QoS?
    var retain: Bool?
    var keepAlive: UInt16?
    var maximumPacketSize: UInt32 = 1 << 20
    var aliases: UInt16 = 2
    /// Wildcards, Subscription Identifiers and shared subscriptions.
    var finesse: Bool?

    static let usual = DeviceOffer()

    /// Every other connection has a usual one; the rest take turns.
    static let special = [
        DeviceOffer(receiveMaximum: 1),
        DeviceOffer(keepAlive: 2),
        DeviceOffer(maximumQoS: .atMostOnce, retain: false, aliases: 0),
        DeviceOffer(maximumQoS: .atLeastOnce),
        DeviceOffer(finesse: false),
        DeviceOffer(receiveMaximum: 2, maximumPacketSize: 200, aliases: 0),
    ]

    var properties: [Property] {
        var list: [Property] = [
            .receiveMaximum(receiveMaximum), .maximumPacketSize(maximumPacketSize),
        ]
        if aliases > 0 { list.append(.topicAliasMaximum(aliases)) }
        if let maximumQoS { list.append(.maximumQoS(maximumQoS.rawValue)) }
        if let retain { list.append(.retainAvailable(retain ? 1 : 0)) }
        if let keepAlive { list.append(.serverKeepAlive(keepAlive)) }
        if let finesse {
            let value: UInt8 = finesse ? 1 : 0
            list += [
                .wildcardSubscriptionAvailable(value), .subscriptionIdentifierAvailable(value),
                .sharedSubscriptionAvailable(value),
            ]
        }
        return list
    }
}
