extension Malformed: CustomStringConvertible {
    /// One sentence for a person: where, and what.
    package var description: String { "byte \(offset): \(fault)" }
}

extension Malformed.Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .truncated: "the packet ends too early"
        case .trailingBytes: "bytes are left over at the end of the packet"
        case .lengthNotMinimal: "a variable byte integer is longer than it needs to be"
        case .lengthTooLong: "a variable byte integer has more than four bytes"
        case .tooLarge(let limit): "the packet is larger than the agreed \(limit) bytes"
        case .reservedType(let type): "packet type \(type) is reserved in this version"
        case .reservedFlags: "the flags of the fixed header are not those of the packet type"
        case .reservedBits: "reserved bits are set"
        case .notUTF8: "a string is not well-formed UTF-8"
        case .nullCharacter: "a string holds U+0000"
        case .zeroPacketID: "the packet identifier is zero"
        case .packetIDMissing: "the packet identifier is missing"
        case .invalidQoS: "QoS 3 does not exist"
        case .dupWithQoS0: "DUP is set at QoS 0"
        case .emptyTopic: "the topic name is empty, and no topic alias stands for it"
        case .wildcardInTopic: "the topic name holds a wildcard"
        case .badFilter: "the topic filter is not valid"
        case .unknownProperty(let byte): "there is no property \(hexadecimal(byte))"
        case .propertyNotAllowed(let kind): "\(kind) may not stand here"
        case .duplicateProperty(let kind): "\(kind) stands twice"
        case .propertyValue(let kind): "\(kind) has a value that it may not have"
        case .propertyMissing(let kind): "\(kind) is missing"
        case .badProtocolName: "the protocol name is not “MQTT”"
        case .unsupportedProtocolLevel(let level): "protocol level \(level) is neither 4 nor 5"
        case .willFlagsWithoutWill: "Will QoS or Will Retain is set without a Will"
        case .passwordWithoutUserName: "3.1.1 has no password without a user name"
        case .sessionPresentWithFailure: "Session Present is set in a refusal"
        case .noSubscriptions: "the packet names no topic filter"
        case .invalidSubscriptionQoS: "a subscription asks for QoS 3"
        case .invalidRetainHandling: "a subscription asks for Retain Handling 3"
        case .noLocalOnSharedSubscription: "No Local is set on a shared subscription"
        case .unknownReasonCode(let kind): "\(kind) may not carry this reason code"
        case .noReasonCodes: "the packet holds no reason code"
        }
    }
}

/// A byte as people write it: `0x0B`.
func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0x0" + digits : "0x" + digits
}
