import Base
import MQTT

extension PacketGenerator {
    /// Properties that may stand in a packet of `kind`, none of them in 3.1.1.
    mutating func properties(of kind: Packet.Kind) -> Properties {
        var kinds: [Property.Kind] = [.userProperty, .userProperty]
        switch kind {
        case .connect:
            kinds += [
                .sessionExpiryInterval, .authenticationMethod, .authenticationData,
                .requestProblemInformation, .requestResponseInformation, .receiveMaximum,
                .topicAliasMaximum, .maximumPacketSize,
            ]
        case .connack:
            kinds += [
                .sessionExpiryInterval, .assignedClientIdentifier, .serverKeepAlive,
                .authenticationMethod, .authenticationData, .responseInformation,
                .serverReference, .reasonString, .receiveMaximum, .topicAliasMaximum, .maximumQoS,
                .retainAvailable, .maximumPacketSize, .wildcardSubscriptionAvailable,
                .subscriptionIdentifierAvailable, .sharedSubscriptionAvailable,
            ]
        case .publish:
            kinds += [
                .payloadFormatIndicator, .messageExpiryInterval, .contentType, .responseTopic,
                .correlationData, .subscriptionIdentifier, .subscriptionIdentifier, .topicAlias,
            ]
        case .subscribe: kinds += [.subscriptionIdentifier]
        case .unsubscribe: break
        case .disconnect: kinds += [.sessionExpiryInterval, .serverReference, .reasonString]
        case .auth: kinds += [.authenticationMethod, .authenticationData, .reasonString]
        default: kinds += [.reasonString]
        }
        return some(of: kinds)
    }

    mutating func willProperties() -> Properties {
        some(of: [
            .payloadFormatIndicator, .messageExpiryInterval, .contentType, .responseTopic,
            .correlationData, .willDelayInterval, .userProperty,
        ])
    }

    private mutating func some(of kinds: [Property.Kind]) -> Properties {
        guard version == .v5, chance() else { return Properties() }
        return Properties(kinds.shuffled(using: &random).prefix(below(6)).map { property($0) })
    }

    private mutating func property(_ kind: Property.Kind) -> Property {
        let bit = UInt8(below(2))
        let number = UInt32(truncatingIfNeeded: random.next())
        return switch kind {
        case .payloadFormatIndicator: .payloadFormatIndicator(bit)
        case .messageExpiryInterval: .messageExpiryInterval(number)
        case .contentType: .contentType(text())
        case .responseTopic: .responseTopic(topic())
        case .correlationData: .correlationData(bytes())
        case .subscriptionIdentifier:
            .subscriptionIdentifier(UInt32(1 + below([127, 16_383, 268_435_455][below(3)])))
        case .sessionExpiryInterval: .sessionExpiryInterval(number)
        case .assignedClientIdentifier: .assignedClientIdentifier(text())
        case .serverKeepAlive: .serverKeepAlive(self.number())
        case .authenticationMethod: .authenticationMethod(text())
        case .authenticationData: .authenticationData(bytes())
        case .requestProblemInformation: .requestProblemInformation(bit)
        case .willDelayInterval: .willDelayInterval(number)
        case .requestResponseInformation: .requestResponseInformation(bit)
        case .responseInformation: .responseInformation(text())
        case .serverReference: .serverReference(text())
        case .reasonString: .reasonString(text())
        case .receiveMaximum: .receiveMaximum(id())
        case .topicAliasMaximum: .topicAliasMaximum(self.number())
        case .topicAlias: .topicAlias(id())
        case .maximumQoS: .maximumQoS(bit)
        case .retainAvailable: .retainAvailable(bit)
        case .userProperty: .userProperty(text(), text())
        case .maximumPacketSize: .maximumPacketSize(max(1, number))
        case .wildcardSubscriptionAvailable: .wildcardSubscriptionAvailable(bit)
        case .subscriptionIdentifierAvailable: .subscriptionIdentifierAvailable(bit)
        case .sharedSubscriptionAvailable: .sharedSubscriptionAvailable(bit)
        }
    }
}
