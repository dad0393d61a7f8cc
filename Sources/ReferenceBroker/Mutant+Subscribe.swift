import MQTT

/// What mutants of these chapters do to bytes.
extension Mutant {
    static let subscribeForgiveness: [Mutant: Forgiveness] = [
        .forgivesNoLocalOnShared: { fault, _ in fault == .noLocalOnSharedSubscription },
        .forgivesReservedSubscriptionBits: { fault, kind in
            fault == .reservedBits && kind == .subscribe
        },
        .forgivesSubscriptionQoS3: { fault, _ in fault == .invalidSubscriptionQoS },
        .forgivesRetainHandling3: { fault, _ in fault == .invalidRetainHandling },
        .forgivesEmptySubscribe: { fault, kind in
            fault == .noSubscriptions && kind == .subscribe
        },
        .forgivesBadUTF8InSubscribe: { fault, kind in fault == .notUTF8 && kind == .subscribe },
        .forgivesSubscriptionIDZero: { fault, _ in
            fault == .propertyValue(.subscriptionIdentifier)
        },
        .forgivesTwoSubscriptionIDs: { fault, _ in
            fault == .duplicateProperty(.subscriptionIdentifier)
        },
        .forgivesEmptyUnsubscribe: { fault, kind in
            fault == .noSubscriptions && kind == .unsubscribe
        },
        .forgivesBadUTF8InUnsubscribe: { fault, kind in
            fault == .notUTF8 && kind == .unsubscribe
        },
        .takesUnsubscribeWithWrongFlags: { fault, kind in
            fault == .reservedFlags && kind == .unsubscribe
        },
        .forgivesTopicWithoutCharacter: { fault, _ in fault == .emptyTopic },
        .forgivesBadFilterOfSubscribe: { fault, kind in
            fault == .badFilter && kind == .subscribe
        },
        .forgivesBadFilterOfUnsubscribe: { fault, kind in
            fault == .badFilter && kind == .unsubscribe
        },
        .forgivesNullInTopic: { fault, kind in fault == .nullCharacter && kind == .publish },
        .forgivesNullInSubscribe: { fault, kind in fault == .nullCharacter && kind == .subscribe },
        .forgivesNullInUnsubscribe: { fault, kind in
            fault == .nullCharacter && kind == .unsubscribe
        },
        .takesWildcardTopics: { fault, kind in fault == .wildcardInTopic && kind == .publish },
    ]

    static let subscribeMisspelling: [Mutant: Misspelling] = [
        .swallowsSuback: suback { _, _ in [] },
        .miscountsSuback: suback { suback, _ in [suback.with { $0.id &+= 1 }] },
        .shortensSubackID: suback { suback, _ in [suback.with { $0.id &= 255 }] },
        .mergesSubackCodes: suback { suback, _ in
            [suback.with { $0.reasons = Array($0.reasons.prefix(1)) }]
        },
        .sortsSubackCodes: suback { suback, _ in
            [suback.with { $0.reasons.sort { $0.rawValue < $1.rawValue } }]
        },
        .inventsSubackCode: suback { suback, _ in
            [suback.with { $0.reasons = $0.reasons.map { _ in ReasonCode(rawValue: 3) } }]
        },
        .answersEachFilter: suback { suback, _ in
            suback.reasons.map { reason in suback.with { $0.reasons = [reason] } }
        },
        .swallowsUnsuback: unsuback { _, _ in [] },
        .miscountsUnsuback: unsuback { unsuback, _ in [unsuback.with { $0.id &+= 1 }] },
        .swapsUnsubackID: unsuback { unsuback, _ in [unsuback.with { $0.id = $0.id.byteSwapped }] },
        .mergesUnsubackCodes: unsuback { unsuback, _ in
            [unsuback.with { $0.reasons = Array($0.reasons.prefix(1)) }]
        },
        .reversesUnsubackCodes: unsuback { unsuback, _ in
            [unsuback.with { $0.reasons.reverse() }]
        },
        .saysUnsubscribedAlways: unsuback { unsuback, _ in
            [unsuback.with { $0.reasons = $0.reasons.map { _ in .success } }]
        },
        .inventsUnsubackCode: unsuback { unsuback, _ in
            [unsuback.with { $0.reasons = $0.reasons.map { _ in .grantedQoS1 } }]
        },
        .answersEachUnsubscribe: unsuback { unsuback, version in
            guard version == .v5 else { return [unsuback, unsuback] }
            return unsuback.reasons.map { reason in unsuback.with { $0.reasons = [reason] } }
        },
    ]

    /// Puts other packets in the place of a SUBACK.
    private static func suback(
        _ others: @escaping @Sendable (Suback, Version) -> [Suback]
    ) -> Misspelling {
        { packet, version in
            guard case .suback(let suback) = packet else { return nil }
            return others(suback, version).flatMap { Packet.suback($0).encoded(version) }
        }
    }

    private static func unsuback(
        _ others: @escaping @Sendable (Unsuback, Version) -> [Unsuback]
    ) -> Misspelling {
        { packet, version in
            guard case .unsuback(let unsuback) = packet else { return nil }
            return others(unsuback, version).flatMap { Packet.unsuback($0).encoded(version) }
        }
    }
}

private protocol Changeable {}

extension Changeable {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}

extension Suback: Changeable {}
extension Unsuback: Changeable {}
