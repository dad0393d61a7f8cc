import MQTT

/// What mutants of these chapters do to bytes.
extension Mutant {
    static let publishForgiveness: [Mutant: Forgiveness] = [
        .forgivesQoS3: { fault, _ in fault == .invalidQoS },
        .forgivesWildcardInTopic: { fault, kind in
            fault == .wildcardInTopic && kind == .publish
        },
        .forgivesBadTextInPublish: { fault, kind in fault == .notUTF8 && kind == .publish },
        .forgivesTruncatedPublish: { fault, kind in fault == .truncated && kind == .publish },
        .forgivesEmptyTopic: { fault, kind in fault == .emptyTopic && kind == .publish },
        .forgivesAliasZero: { fault, _ in fault == .propertyValue(.topicAlias) },
        .forgivesZeroSubscriptionIDOfPublisher: { fault, kind in
            fault == .propertyValue(.subscriptionIdentifier) && kind == .publish
        },
        .forgivesZeroIDOfPublish: zeroID(.publish),
        .forgivesZeroIDOfSubscribe: zeroID(.subscribe),
        .forgivesZeroIDOfUnsubscribe: zeroID(.unsubscribe),
        .forgivesMissingID: { fault, kind in
            (fault == .packetIDMissing || fault == .truncated) && kind == .publish
        },
        .forgivesFlagsOfPubrel: { fault, kind in fault == .reservedFlags && kind == .pubrel },
    ]

    private static func zeroID(_ packet: Packet.Kind) -> Forgiveness {
        { fault, kind in fault == .zeroPacketID && kind == packet }
    }

    static let publishMisspelling: [Mutant: Misspelling] = [
        .setsDupAtQoS0: publish(.atMostOnce) { $0.dup = true },
        .setsDupAtQoS1: publish(.atLeastOnce) { $0.dup = true },
        .setsDupAtQoS2: publish(.exactlyOnce) { $0.dup = true },
        .numbersQoS0: numbered,
        .deliversUnderZero: unnumbered,
        .reusesIDsAtQoS1: publish(.atLeastOnce) { $0.id = 1 },
        .reusesIDsAtQoS2: publish(.exactlyOnce) { $0.id = 1 },
        .renumbersQoS1: publish(.atLeastOnce) { if $0.dup { $0.id! += 100 } },
        .renumbersQoS2: publish(.exactlyOnce) { if $0.dup { $0.id! += 100 } },
        .lowersTopics: publish(nil) { $0.topic = $0.topic.lowercased() },
        .setsAliasUnasked: publish(nil) { $0.properties.list.append(.topicAlias(1)) },
        .setsAliasTooHigh: publish(nil) { $0.properties.list.append(.topicAlias(2)) },
        .swallowsPuback: ack(.puback) { _ in nil },
        .swallowsPubrec: ack(.pubrec) { _ in nil },
        .swallowsPubrel: ack(.pubrel) { _ in nil },
        .swallowsPubcomp: ack(.pubcomp) { _ in nil },
        .answersQoS2WithPuback: ack(.pubrec) { Ack(.puback, id: $0.id) },
        .cutsIDOfPuback: ack(.puback) { Ack(.puback, id: $0.id & 0x7FFF) },
        .cutsIDOfPubrec: ack(.pubrec) { Ack(.pubrec, id: $0.id & 0x7FFF) },
        .cutsIDOfPubcomp: ack(.pubcomp) { Ack(.pubcomp, id: $0.id & 0x7FFF) },
        .miscountsPubrel: ack(.pubrel) { Ack(.pubrel, id: $0.id &+ 1) },
        .cutsIDOfSuback: { packet, version in
            guard case .suback(var suback) = packet else { return nil }
            suback.id &= 0x00FF
            return Packet.suback(suback).encoded(version)
        },
        .cutsIDOfUnsuback: { packet, version in
            guard case .unsuback(var unsuback) = packet else { return nil }
            unsuback.id &= 0x00FF
            return Packet.unsuback(unsuback).encoded(version)
        },
        .inventsReasonOfPuback: invented(.puback),
        .inventsReasonOfPubrec: invented(.pubrec),
        .inventsReasonOfPubrel: invented(.pubrel),
        .inventsReasonOfPubcomp: invented(.pubcomp),
        .explainsPubackTwice: ack(.puback) {
            let twice = Properties([.reasonString("so"), .reasonString("so")])
            return Ack(.puback, id: $0.id, reason: $0.reason, properties: twice)
        },
        .explainsPubackAtLength: wordy(.puback, .reasonString(long)),
        .explainsPubrecAtLength: wordy(.pubrec, .reasonString(long)),
        .explainsPubrelAtLength: wordy(.pubrel, .reasonString(long)),
        .explainsPubcompAtLength: wordy(.pubcomp, .reasonString(long)),
        .adornsPubackAtLength: wordy(.puback, .userProperty("why", long)),
        .adornsPubrecAtLength: wordy(.pubrec, .userProperty("why", long)),
        .adornsPubrelAtLength: wordy(.pubrel, .userProperty("why", long)),
        .adornsPubcompAtLength: wordy(.pubcomp, .userProperty("why", long)),
    ]

    private static let long = String(repeating: "because ", count: 40)

    /// Another PUBLISH of this QoS, or of any.
    private static func publish(
        _ qos: QoS?, _ deed: @escaping @Sendable (inout Publish) -> Void
    ) -> Misspelling {
        { packet, version in
            guard case .publish(var publish) = packet, qos == nil || publish.qos == qos else {
                return nil
            }
            deed(&publish)
            return Packet.publish(publish).encoded(version)
        }
    }

    /// Another acknowledgement, or nothing.
    private static func ack(
        _ kind: Ack.Kind, _ deed: @escaping @Sendable (Ack) -> Ack?
    ) -> Misspelling {
        { packet, version in
            guard case .ack(let ack) = packet, ack.kind == kind else { return nil }
            return deed(ack).map { Packet.ack($0).encoded(version) } ?? []
        }
    }

    /// With a reason code that no acknowledgement may have.
    private static func invented(_ kind: Ack.Kind) -> Misspelling {
        ack(kind) { Ack(kind, id: $0.id, reason: .serverMoved) }
    }

    private static func wordy(_ kind: Ack.Kind, _ property: Property) -> Misspelling {
        ack(kind) { Ack(kind, id: $0.id, reason: $0.reason, properties: Properties([property])) }
    }

    /// Puts a Packet Identifier into a short PUBLISH of QoS 0.
    private static let numbered: Misspelling = { packet, version in
        guard case .publish(let publish) = packet, publish.qos == .atMostOnce else { return nil }
        var bytes = packet.encoded(version)
        bytes.insert(contentsOf: [0, 1], at: 4 + publish.topic.utf8.count)
        bytes[1] += 2
        return bytes
    }

    /// Takes the Packet Identifier of a short PUBLISH for zero.
    private static let unnumbered: Misspelling = { packet, version in
        guard case .publish(let publish) = packet, publish.qos > .atMostOnce else { return nil }
        var bytes = packet.encoded(version)
        let place = 4 + publish.topic.utf8.count
        bytes.replaceSubrange(place..<place + 2, with: [0, 0])
        return bytes
    }
}
