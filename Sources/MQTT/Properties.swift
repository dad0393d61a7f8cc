/// The properties of a 5.0 packet, in the order in which they stand on the wire (§2.2.2).
///
/// User Properties and, in a PUBLISH from a server, Subscription Identifiers may repeat; all
/// others stand at most once, which the codec checks and the setters keep.
package struct Properties: Equatable, Sendable {
    package var list: [Property]

    package init(_ list: [Property] = []) {
        self.list = list
    }

    package var isEmpty: Bool { list.isEmpty }
}

/// One property with its value (5.0 §2.2.2.2); the raw identifiers are in ``Kind``.
package enum Property: Equatable, Sendable {
    case payloadFormatIndicator(UInt8)
    /// Seconds.
    case messageExpiryInterval(UInt32)
    case contentType(String)
    case responseTopic(String)
    case correlationData([UInt8])
    case subscriptionIdentifier(UInt32)
    /// Seconds; the largest number means never.
    case sessionExpiryInterval(UInt32)
    case assignedClientIdentifier(String)
    /// Seconds.
    case serverKeepAlive(UInt16)
    case authenticationMethod(String)
    case authenticationData([UInt8])
    case requestProblemInformation(UInt8)
    /// Seconds.
    case willDelayInterval(UInt32)
    case requestResponseInformation(UInt8)
    case responseInformation(String)
    case serverReference(String)
    case reasonString(String)
    case receiveMaximum(UInt16)
    case topicAliasMaximum(UInt16)
    case topicAlias(UInt16)
    case maximumQoS(UInt8)
    case retainAvailable(UInt8)
    case userProperty(String, String)
    /// Bytes of a whole packet.
    case maximumPacketSize(UInt32)
    case wildcardSubscriptionAvailable(UInt8)
    case subscriptionIdentifierAvailable(UInt8)
    case sharedSubscriptionAvailable(UInt8)

    /// The Property Identifiers.
    package enum Kind: UInt8, CaseIterable, Sendable {
        case payloadFormatIndicator = 0x01
        case messageExpiryInterval = 0x02
        case contentType = 0x03
        case responseTopic = 0x08
        case correlationData = 0x09
        case subscriptionIdentifier = 0x0B
        case sessionExpiryInterval = 0x11
        case assignedClientIdentifier = 0x12
        case serverKeepAlive = 0x13
        case authenticationMethod = 0x15
        case authenticationData = 0x16
        case requestProblemInformation = 0x17
        case willDelayInterval = 0x18
        case requestResponseInformation = 0x19
        case responseInformation = 0x1A
        case serverReference = 0x1C
        case reasonString = 0x1F
        case receiveMaximum = 0x21
        case topicAliasMaximum = 0x22
        case topicAlias = 0x23
        case maximumQoS = 0x24
        case retainAvailable = 0x25
        case userProperty = 0x26
        case maximumPacketSize = 0x27
        case wildcardSubscriptionAvailable = 0x28
        case subscriptionIdentifierAvailable = 0x29
        case sharedSubscriptionAvailable = 0x2A
    }
}
