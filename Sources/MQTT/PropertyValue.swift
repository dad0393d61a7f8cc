/// The value of a property, as one of the seven types that stand on the wire (5.0 §1.5).
enum PropertyValue {
    case byte(UInt8)
    case two(UInt16)
    case four(UInt32)
    case variable(UInt32)
    case text(String)
    case binary([UInt8])
    case pair(String, String)
}

extension Property {
    package var kind: Kind {
        switch self {
        case .payloadFormatIndicator: .payloadFormatIndicator
        case .messageExpiryInterval: .messageExpiryInterval
        case .contentType: .contentType
        case .responseTopic: .responseTopic
        case .correlationData: .correlationData
        case .subscriptionIdentifier: .subscriptionIdentifier
        case .sessionExpiryInterval: .sessionExpiryInterval
        case .assignedClientIdentifier: .assignedClientIdentifier
        case .serverKeepAlive: .serverKeepAlive
        case .authenticationMethod: .authenticationMethod
        case .authenticationData: .authenticationData
        case .requestProblemInformation: .requestProblemInformation
        case .willDelayInterval: .willDelayInterval
        case .requestResponseInformation: .requestResponseInformation
        case .responseInformation: .responseInformation
        case .serverReference: .serverReference
        case .reasonString: .reasonString
        case .receiveMaximum: .receiveMaximum
        case .topicAliasMaximum: .topicAliasMaximum
        case .topicAlias: .topicAlias
        case .maximumQoS: .maximumQoS
        case .retainAvailable: .retainAvailable
        case .userProperty: .userProperty
        case .maximumPacketSize: .maximumPacketSize
        case .wildcardSubscriptionAvailable: .wildcardSubscriptionAvailable
        case .subscriptionIdentifierAvailable: .subscriptionIdentifierAvailable
        case .sharedSubscriptionAvailable: .sharedSubscriptionAvailable
        }
    }

    var value: PropertyValue {
        switch self {
        case .payloadFormatIndicator(let value), .requestProblemInformation(let value),
            .requestResponseInformation(let value), .maximumQoS(let value),
            .retainAvailable(let value), .wildcardSubscriptionAvailable(let value),
            .subscriptionIdentifierAvailable(let value), .sharedSubscriptionAvailable(let value):
            .byte(value)
        case .serverKeepAlive(let value), .receiveMaximum(let value), .topicAliasMaximum(let value),
            .topicAlias(let value):
            .two(value)
        case .messageExpiryInterval(let value), .sessionExpiryInterval(let value),
            .willDelayInterval(let value), .maximumPacketSize(let value):
            .four(value)
        case .subscriptionIdentifier(let value): .variable(value)
        case .contentType(let value), .responseTopic(let value),
            .assignedClientIdentifier(let value), .authenticationMethod(let value),
            .responseInformation(let value), .serverReference(let value), .reasonString(let value):
            .text(value)
        case .correlationData(let value), .authenticationData(let value):
            .binary(value)
        case .userProperty(let name, let value): .pair(name, value)
        }
    }

    /// Reads the value that belongs to `kind`.
    init(_ kind: Kind, _ reader: inout Reader) throws(Malformed) {
        switch kind {
        case .payloadFormatIndicator: self = .payloadFormatIndicator(try reader.byte())
        case .messageExpiryInterval: self = .messageExpiryInterval(try reader.uint32())
        case .contentType: self = .contentType(try reader.string())
        case .responseTopic: self = .responseTopic(try reader.string())
        case .correlationData: self = .correlationData(try reader.binary())
        case .subscriptionIdentifier: self = .subscriptionIdentifier(UInt32(try reader.variable()))
        case .sessionExpiryInterval: self = .sessionExpiryInterval(try reader.uint32())
        case .assignedClientIdentifier: self = .assignedClientIdentifier(try reader.string())
        case .serverKeepAlive: self = .serverKeepAlive(try reader.uint16())
        case .authenticationMethod: self = .authenticationMethod(try reader.string())
        case .authenticationData: self = .authenticationData(try reader.binary())
        case .requestProblemInformation: self = .requestProblemInformation(try reader.byte())
        case .willDelayInterval: self = .willDelayInterval(try reader.uint32())
        case .requestResponseInformation: self = .requestResponseInformation(try reader.byte())
        case .responseInformation: self = .responseInformation(try reader.string())
        case .serverReference: self = .serverReference(try reader.string())
        case .reasonString: self = .reasonString(try reader.string())
        case .receiveMaximum: self = .receiveMaximum(try reader.uint16())
        case .topicAliasMaximum: self = .topicAliasMaximum(try reader.uint16())
        case .topicAlias: self = .topicAlias(try reader.uint16())
        case .maximumQoS: self = .maximumQoS(try reader.byte())
        case .retainAvailable: self = .retainAvailable(try reader.byte())
        case .userProperty:
            let name = try reader.string()
            self = .userProperty(name, try reader.string())
        case .maximumPacketSize: self = .maximumPacketSize(try reader.uint32())
        case .wildcardSubscriptionAvailable:
            self = .wildcardSubscriptionAvailable(try reader.byte())
        case .subscriptionIdentifierAvailable:
            self = .subscriptionIdentifierAvailable(try reader.byte())
        case .sharedSubscriptionAvailable: self = .sharedSubscriptionAvailable(try reader.byte())
        }
    }
}
