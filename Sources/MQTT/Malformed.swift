/// Why bytes are not an MQTT packet.
///
/// The codec says what is wrong; which statement of which version that breaks is for others to
/// say, because the two versions number their statements differently.
package struct Malformed: Error, Equatable, Sendable {
    package enum Fault: Hashable, Sendable {
        // The frame.
        case truncated
        case trailingBytes
        /// A variable byte integer with more bytes than it needs.
        case lengthNotMinimal
        /// A variable byte integer of more than four bytes.
        case lengthTooLong
        /// The whole packet is above a Maximum Packet Size of `limit` bytes.
        case tooLarge(limit: Int)
        case reservedType(UInt8)
        /// The low half of the fixed header's first byte.
        case reservedFlags
        /// Anywhere but in the fixed header.
        case reservedBits

        // Strings.
        case notUTF8
        case nullCharacter

        // Packet Identifiers, QoS and DUP.
        case zeroPacketID
        case packetIDMissing
        case invalidQoS
        case dupWithQoS0

        // Topics.
        case emptyTopic
        case wildcardInTopic
        case badFilter

        // Properties.
        case unknownProperty(UInt8)
        case propertyNotAllowed(Property.Kind)
        case duplicateProperty(Property.Kind)
        /// A value that the property may not have.
        case propertyValue(Property.Kind)
        /// Another property, or the packet type, demands this one.
        case propertyMissing(Property.Kind)

        // CONNECT and CONNACK.
        case badProtocolName
        case unsupportedProtocolLevel(UInt8)
        case willFlagsWithoutWill
        case passwordWithoutUserName
        case sessionPresentWithFailure

        // Subscriptions.
        case noSubscriptions
        /// A Maximum QoS of 3 in the options of a subscription.
        case invalidSubscriptionQoS
        case invalidRetainHandling
        case noLocalOnSharedSubscription

        // Reason codes.
        case unknownReasonCode(Packet.Kind)
        case noReasonCodes
    }

    package var fault: Fault

    /// Where the fault lies, in bytes from the start of the packet.
    package var offset: Int

    package init(_ fault: Fault, at offset: Int) {
        self.fault = fault
        self.offset = offset
    }

    /// The reason code that 5.0 has for this fault (§4.13).
    package var reason: ReasonCode { fault.reason }
}

extension Malformed.Fault {
    /// What to say in the CONNACK or DISCONNECT that ends the connection.
    ///
    /// Malformed is what cannot be parsed; a protocol error parses, but may not be said.
    package var reason: ReasonCode {
        switch self {
        case .truncated, .trailingBytes, .lengthNotMinimal, .lengthTooLong, .reservedType,
            .reservedFlags, .reservedBits, .notUTF8, .nullCharacter, .packetIDMissing,
            .invalidQoS, .unknownProperty, .propertyNotAllowed, .willFlagsWithoutWill,
            .passwordWithoutUserName:
            .malformedPacket
        case .tooLarge: .packetTooLarge
        case .badProtocolName, .unsupportedProtocolLevel: .unsupportedProtocolVersion
        case .wildcardInTopic: .topicNameInvalid
        case .badFilter: .topicFilterInvalid
        case .propertyValue(.topicAlias): .topicAliasInvalid
        case .zeroPacketID, .dupWithQoS0, .emptyTopic, .duplicateProperty, .propertyValue,
            .propertyMissing, .sessionPresentWithFailure, .noSubscriptions,
            .invalidSubscriptionQoS, .invalidRetainHandling, .noLocalOnSharedSubscription,
            .unknownReasonCode, .noReasonCodes:
            .protocolError
        }
    }
}
