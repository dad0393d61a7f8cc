import MQTT
import ReferenceBroker

extension Chapter {
    /// Each QoS of a message with each of a subscription.
    static let subscribingDeliveredQoS = QoS.allCases.flatMap { published in
        QoS.allCases.map { granted in delivered(published, to: granted) }
    }

    private static func delivered(_ published: QoS, to granted: QoS) -> Draft {
        let lower = min(published, granted)
        return Draft(
            "qos-\(published.rawValue)-to-\(granted.rawValue)",
            "A message of QoS \(published.rawValue) goes to a subscription of "
                + "QoS \(granted.rawValue) with QoS \(lower.rawValue)",
            v3: ["3.8.4-6"], v5: ["3.8.4-8"], needs: .passing(published, granted),
            given: [
                .join("subscriber"), .join("publisher"),
                .subscribe("subscriber", "{}/a", qos: granted),
            ],
            then: [
                .publish("publisher", "{}/a", qos: published),
                .expect(.publish("{}/a", "x", qos: lower), at: "subscriber"),
            ],
            provedBy: mutants(published, granted))
    }

    private static func mutants(_ published: QoS, _ granted: QoS) -> [Mutant] {
        if published > granted { return [.ignoresGrantedQoS] }
        if published < granted { return [.raisesToGrantedQoS] }
        switch published {
        case .atMostOnce: return [.raisesQoS0]
        case .atLeastOnce: return [.lowersQoS1]
        case .exactlyOnce: return [.lowersQoS2]
        }
    }

    /// What a broker may do for two subscriptions of one client that match: one copy or two.
    static let subscribingOverlaps = [
        overlap(
            "overlapping-qos", "One of the copies for overlapping filters has the highest QoS",
            first: .atMostOnce, second: .exactlyOnce, .usesLastOverlappingQoS),
        overlap(
            "overlapping-qos-of-the-first",
            "The highest QoS of overlapping subscriptions counts, whichever was made first",
            first: .exactlyOnce, second: .atMostOnce, .usesFirstOverlappingQoS),
        Draft(
            "overlapping-copies", "There are no more copies than subscriptions that overlap",
            v3: ["3.3.5-1"], v5: ["3.3.4-2"], needs: [.qos1, .qos2, .wildcards],
            given: overlapping(.atLeastOnce, .atLeastOnce),
            then: [
                .publish("publisher", "{}/a/b", qos: .atLeastOnce),
                .publish("publisher", "{}/fence", "fence", qos: .atLeastOnce, id: 2),
                .react(
                    "subscriber",
                    .packets(.publish("{}/a/b"), .publish("{}/fence")),
                    .packets(.publish("{}/a/b"), .publish("{}/a/b"), .publish("{}/fence"))),
            ],
            provedBy: [.repeatsOverlapping]),
        overlappingIDs(
            "overlapping-identifiers",
            "One copy bears the identifiers of all overlapping subscriptions, or each its own",
            [7], [9], provedBy: .tellsOneSubscriptionID),
        overlappingIDs(
            "overlapping-without-identifier",
            "A subscription without an identifier adds none to those that overlap",
            [], [9], provedBy: .losesSubscriptionID, .tellsForeignSubscriptionIDs),
    ]

    /// Two subscriptions that overlap, with an identifier or none each.
    private static func overlappingIDs(
        _ name: String, _ title: String, _ first: [UInt32], _ second: [UInt32],
        provedBy mutants: Mutant...
    ) -> Draft {
        Draft(
            name, title, v5: ["3.3.4-4", "3.3.4-5"], needs: [.wildcards, .subscriptionIDs],
            given: [
                .join("subscriber"), .join("publisher"),
                .subscribe("subscriber", "{}/a", with: first.map { .subscriptionIdentifier($0) }),
                .subscribe(
                    "subscriber", "{}/+", id: 11, with: second.map { .subscriptionIdentifier($0) }),
                .subscribe("subscriber", "{}/fence/a", id: 12),
            ],
            then: [
                .publish("publisher", "{}/a"), .publish("publisher", "{}/fence/a", "fence"),
                .react(
                    "subscriber",
                    .packets(
                        .publish("{}/a", identifiers: first + second), .publish("{}/fence/a")),
                    .packets(
                        .publish("{}/a", identifiers: first),
                        .publish("{}/a", identifiers: second), .publish("{}/fence/a")),
                    .packets(
                        .publish("{}/a", identifiers: second),
                        .publish("{}/a", identifiers: first), .publish("{}/fence/a"))),
            ],
            provedBy: mutants)
    }

    private static func overlap(
        _ name: String, _ title: String, first: QoS, second: QoS, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title,
            v3: ["3.3.5-1"], v5: ["3.3.4-2"], needs: [.qos2, .wildcards],
            given: overlapping(first, second),
            then: [
                .publish("publisher", "{}/a/b", qos: .exactlyOnce),
                .react(
                    "subscriber",
                    .packets(.publish("{}/a/b", qos: .exactlyOnce)),
                    .packets(
                        .publish("{}/a/b", qos: .atMostOnce),
                        .publish("{}/a/b", qos: .exactlyOnce))),
                .publish("publisher", "{}/fence", "fence", qos: .exactlyOnce, id: 2),
                // The copy of the lower QoS may come after the other.
                .react(
                    "subscriber",
                    .packets(.publish("{}/fence", qos: .exactlyOnce)),
                    .packets(
                        .publish("{}/a/b", qos: .atMostOnce),
                        .publish("{}/fence", qos: .exactlyOnce))),
            ],
            provedBy: [.usesLowestOverlappingQoS, mutant])
    }

    private static func overlapping(_ first: QoS, _ second: QoS) -> [Move] {
        [
            .join("subscriber"), .join("publisher"),
            .subscribe("subscriber", "{}/a/+", qos: first),
            .subscribe("subscriber", "{}/a/b", qos: second, id: 11),
            .subscribe("subscriber", "{}/fence", qos: .exactlyOnce, id: 14),
        ]
    }
}
