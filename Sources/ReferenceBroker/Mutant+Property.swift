import MQTT

/// What mutants of these chapters do to bytes.
extension Mutant {
    static let propertyForgiveness: [Mutant: Forgiveness] = [
        .overlooksTwoPayloadFormats: two(.payloadFormatIndicator, in: .publish),
        .overlooksTwoExpiries: two(.messageExpiryInterval, in: .publish),
        .overlooksTwoContentTypes: two(.contentType, in: .publish),
        .overlooksTwoResponseTopics: two(.responseTopic, in: .publish),
        .overlooksTwoCorrelations: two(.correlationData, in: .publish),
        .overlooksTwoAliases: two(.topicAlias, in: .publish),
        .overlooksTwoSubscriptionIDs: two(.subscriptionIdentifier, in: .subscribe),
        .overlooksTwoReasonsInPuback: two(.reasonString, in: .puback),
        .overlooksTwoReasonsInPubrec: two(.reasonString, in: .pubrec),
        .overlooksTwoReasonsInPubrel: two(.reasonString, in: .pubrel),
        .overlooksTwoReasonsInPubcomp: two(.reasonString, in: .pubcomp),
        .overlooksTwoReasonsInDisconnect: two(.reasonString, in: .disconnect),
        .forgivesSessionExpiryInPublish: misplaced(.sessionExpiryInterval, in: .publish),
        .forgivesWillDelayInPublish: misplaced(.willDelayInterval, in: .publish),
        .forgivesReasonInPublish: misplaced(.reasonString, in: .publish),
        .forgivesAliasInSubscribe: misplaced(.topicAlias, in: .subscribe),
        .forgivesReasonInSubscribe: misplaced(.reasonString, in: .subscribe),
        .forgivesIDInUnsubscribe: misplaced(.subscriptionIdentifier, in: .unsubscribe),
        .forgivesContentTypeInPuback: misplaced(.contentType, in: .puback),
        .forgivesExpiryInPubrec: misplaced(.messageExpiryInterval, in: .pubrec),
        .forgivesAliasInPubrel: misplaced(.topicAlias, in: .pubrel),
        .forgivesSessionExpiryInPubcomp: misplaced(.sessionExpiryInterval, in: .pubcomp),
        .forgivesWillDelayInDisconnect: misplaced(.willDelayInterval, in: .disconnect),
        .forgivesTooLargePublish: { fault, kind in
            if case .tooLarge = fault { kind == .publish } else { false }
        },
        .forgivesUnknownInPublish: { $0 == .unknownProperty(0x7F) && $1 == .publish },
        .forgivesUnknownInSubscribe: { $0 == .unknownProperty(0x7F) && $1 == .subscribe },
        .forgivesBadTextsInPublish: { $0 == .notUTF8 && $1 == .publish },
        .forgivesNullInPublish: { $0 == .nullCharacter && $1 == .publish },
        .overlooksSubscriptionIDZero: { fault, _ in
            fault == .propertyValue(.subscriptionIdentifier)
        },
    ]

    static let propertyMisspelling: [Mutant: Misspelling] = [
        .explainsPubackUnasked: adding(reason, to: .puback),
        .explainsPubrecUnasked: adding(reason, to: .pubrec),
        .explainsPubrelUnasked: adding(reason, to: .pubrel),
        .explainsPubcompUnasked: adding(reason, to: .pubcomp),
        .explainsSubackUnasked: adding(reason, to: .suback),
        .describesSubackUnasked: adding(.userProperty("why", "because"), to: .suback),
        .explainsUnsubackUnasked: adding(reason, to: .unsuback),
        .repeatsReasonInPuback: adding(reason, reason, to: .puback),
        .longReasonInPuback: adding(longReason, to: .puback),
        .longReasonInPubrec: adding(longReason, to: .pubrec),
        .longReasonInPubrel: adding(longReason, to: .pubrel),
        .longReasonInPubcomp: adding(longReason, to: .pubcomp),
        .longReasonInSuback: adding(longReason, to: .suback),
        .longReasonInUnsuback: adding(longReason, to: .unsuback),
        .longReasonInConnack: adding(longReason, to: .connack),
        .longReasonInDisconnect: adding(longReason, to: .disconnect),
        .longPairInPuback: adding(longPair, to: .puback),
        .longPairInPubrec: adding(longPair, to: .pubrec),
        .longPairInPubrel: adding(longPair, to: .pubrel),
        .longPairInPubcomp: adding(longPair, to: .pubcomp),
        .longPairInSuback: adding(longPair, to: .suback),
        .longPairInUnsuback: adding(longPair, to: .unsuback),
        .longPairInConnack: adding(longPair, to: .connack),
        .longPairInDisconnect: adding(longPair, to: .disconnect),
        .longReasonInAuth: adding(longReason, to: .auth),
        .longPairInAuth: adding(longPair, to: .auth),
    ]

    private static func two(_ property: Property.Kind, in kind: Packet.Kind) -> Forgiveness {
        { $0 == .duplicateProperty(property) && $1 == kind }
    }

    private static func misplaced(
        _ property: Property.Kind, in kind: Packet.Kind
    ) -> Forgiveness {
        { $0 == .propertyNotAllowed(property) && $1 == kind }
    }

    private static let reason = Property.reasonString("because")
    private static let longReason = Property.reasonString(String(repeating: "because ", count: 40))
    private static let longPair = Property.userProperty(
        "why", String(repeating: "because ", count: 40))

    /// Explains packets of `kind` with these, in place of a Reason String that is there.
    private static func adding(_ properties: Property..., to kind: Packet.Kind) -> Misspelling {
        { packet, version in
            guard packet.kind == kind, version == .v5 else { return nil }
            return packet.explained(by: properties).encoded(version)
        }
    }
}

extension Packet {
    fileprivate func explained(by properties: [Property]) -> Packet {
        func explain(_ list: inout Properties) {
            list.reasonString = nil
            list.list += properties
        }
        switch self {
        case .connack(var packet):
            explain(&packet.properties)
            return .connack(packet)
        case .ack(var packet):
            explain(&packet.properties)
            return .ack(packet)
        case .suback(var packet):
            explain(&packet.properties)
            return .suback(packet)
        case .unsuback(var packet):
            explain(&packet.properties)
            return .unsuback(packet)
        case .auth(var packet):
            explain(&packet.properties)
            return .auth(packet)
        case .disconnect(var packet):
            explain(&packet.properties)
            return .disconnect(packet)
        default: return self
        }
    }
}
