import MQTT

extension Malformed.Fault {
    /// The name that the vectors use; a new case must find its name here, and then a vector.
    var name: String {
        switch self {
        case .truncated: "truncated"
        case .trailingBytes: "trailingBytes"
        case .lengthNotMinimal: "lengthNotMinimal"
        case .lengthTooLong: "lengthTooLong"
        case .tooLarge(let limit): "tooLarge(limit: \(limit))"
        case .reservedType(let type): "reservedType(\(type))"
        case .reservedFlags: "reservedFlags"
        case .reservedBits: "reservedBits"
        case .notUTF8: "notUTF8"
        case .nullCharacter: "nullCharacter"
        case .zeroPacketID: "zeroPacketID"
        case .packetIDMissing: "packetIDMissing"
        case .invalidQoS: "invalidQoS"
        case .dupWithQoS0: "dupWithQoS0"
        case .emptyTopic: "emptyTopic"
        case .wildcardInTopic: "wildcardInTopic"
        case .badFilter: "badFilter"
        case .unknownProperty(let byte): "unknownProperty(0x\(hex(byte)))"
        case .propertyNotAllowed(let kind): "propertyNotAllowed(\(kind))"
        case .duplicateProperty(let kind): "duplicateProperty(\(kind))"
        case .propertyValue(let kind): "propertyValue(\(kind))"
        case .propertyMissing(let kind): "propertyMissing(\(kind))"
        case .badProtocolName: "badProtocolName"
        case .unsupportedProtocolLevel(let level): "unsupportedProtocolLevel(\(level))"
        case .willFlagsWithoutWill: "willFlagsWithoutWill"
        case .passwordWithoutUserName: "passwordWithoutUserName"
        case .sessionPresentWithFailure: "sessionPresentWithFailure"
        case .noSubscriptions: "noSubscriptions"
        case .invalidSubscriptionQoS: "invalidSubscriptionQoS"
        case .invalidRetainHandling: "invalidRetainHandling"
        case .noLocalOnSharedSubscription: "noLocalOnSharedSubscription"
        case .unknownReasonCode(let kind): "unknownReasonCode(\(kind))"
        case .noReasonCodes: "noReasonCodes"
        }
    }

    /// One of each case.
    static let each: [Malformed.Fault] = [
        .truncated, .trailingBytes, .lengthNotMinimal, .lengthTooLong, .tooLarge(limit: 1),
        .reservedType(0), .reservedFlags, .reservedBits, .notUTF8, .nullCharacter, .zeroPacketID,
        .packetIDMissing, .invalidQoS, .dupWithQoS0, .emptyTopic, .wildcardInTopic, .badFilter,
        .unknownProperty(0), .propertyNotAllowed(.topicAlias), .duplicateProperty(.topicAlias),
        .propertyValue(.topicAlias), .propertyMissing(.topicAlias), .badProtocolName,
        .unsupportedProtocolLevel(3), .willFlagsWithoutWill, .passwordWithoutUserName,
        .sessionPresentWithFailure, .noSubscriptions, .invalidSubscriptionQoS,
        .invalidRetainHandling, .noLocalOnSharedSubscription, .unknownReasonCode(.connack),
        .noReasonCodes,
    ]
}
