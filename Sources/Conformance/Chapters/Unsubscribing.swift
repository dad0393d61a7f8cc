import MQTT
import ReferenceBroker

extension Chapter {
    static let unsubscribing = Chapter(
        "unsubscribe", "UNSUBSCRIBE and UNSUBACK (§3.10, §3.11)",
        unsubscribingAnswers + unsubscribingCodes + unsubscribingExactly + unsubscribingMidway
            + unsubscribingBadPackets)

    private static func subscribed(_ filters: String..., qos: QoS = .atMostOnce) -> [Move] {
        [
            .join("subscriber"), .join("publisher"),
            .subscribe("subscriber", filters.map { Subscription($0, qos: qos) }),
        ]
    }

    /// Unsubscribes from filters that need not be there.
    private static func unsubscribe(_ filters: String..., id: UInt16 = 11) -> Move {
        .all([
            .send(.unsubscribe(Unsubscribe(id: id, filters: filters)), "subscriber"),
            .expect(.unsuback(id: id), at: "subscriber"),
        ])
    }

    private static func delivers(_ topic: String) -> Move {
        .all([
            .publish("publisher", topic), .expect(.publish(topic), at: "subscriber"),
        ])
    }

    private static let unsubscribingAnswers = [
        Draft(
            "unsuback", "UNSUBSCRIBE is answered with UNSUBACK",
            v3: ["3.10.4-4"], v5: ["3.10.4-4"],
            given: subscribed("{}/a"),
            then: [unsubscribe("{}/a", id: 1)],
            provedBy: [.swallowsUnsuback]),
        Draft(
            "packet-id", "UNSUBACK bears the Packet Identifier of its UNSUBSCRIBE",
            v3: ["3.10.4-4"], v5: ["3.10.4-5"],
            given: subscribed("{}/a", "{}/b", "{}/c"),
            then: [
                unsubscribe("{}/a", id: 1), unsubscribe("{}/b", id: 0x1234),
                unsubscribe("{}/c", id: 0xFFFF),
            ],
            provedBy: [.miscountsUnsuback, .swapsUnsubackID]),
        Draft(
            "unknown-filter", "UNSUBACK comes although nothing was subscribed to",
            v3: ["3.10.4-5"], v5: ["3.10.4-5"],
            given: [.join("subscriber")],
            then: [unsubscribe("{}/a")],
            provedBy: [.hushesUnknownUnsubscribe]),
        Draft(
            "one-unsuback", "An UNSUBSCRIBE with several filters is answered with one UNSUBACK",
            v3: ["3.10.4-6"], v5: ["3.10.4-6"],
            given: subscribed("{}/a", "{}/b", "{}/c"),
            then: [
                .send(.unsubscribe("{}/a", "{}/b", "{}/c"), "subscriber"),
                .expect(.unsuback(id: 11), at: "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.answersEachUnsubscribe]),
        Draft(
            "all-filters", "All filters of one UNSUBSCRIBE are given up",
            v3: ["3.10.4-6"], v5: ["3.10.4-6"],
            given: subscribed("{}/a", "{}/b", "{}/c", "{}/fence"),
            then: [
                unsubscribe("{}/a", "{}/b", "{}/c"),
                .publish("publisher", "{}/a"), .publish("publisher", "{}/b"),
                .publish("publisher", "{}/c"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.unsubscribesFirstFilterOnly]),
        Draft(
            "no-more-messages", "Nothing is delivered for what was unsubscribed from",
            v3: ["3.10.4-1", "3.10.4-2"], v5: ["3.10.4-1", "3.10.4-2"],
            given: subscribed("{}/a", "{}/fence"),
            then: [
                unsubscribe("{}/a"),
                .publish("publisher", "{}/a"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.ignoresUnsubscribe]),
        Draft(
            "no-more-messages-of-wildcard",
            "Nothing is delivered for a filter with a wildcard that was unsubscribed from",
            v3: ["3.10.4-1", "3.10.4-2"], v5: ["3.10.4-1", "3.10.4-2"], needs: [.wildcards],
            given: subscribed("{}/a/+", "{}/b/#", "{}/fence"),
            then: [
                unsubscribe("{}/a/+", "{}/b/#"),
                .publish("publisher", "{}/a/x"), .publish("publisher", "{}/b/x"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.ignoresUnsubscribe]),
        Draft(
            "reason-string-fits",
            "UNSUBACK has no Reason String or User Property that makes it too large for the client",
            v5: ["3.11.2-1", "3.11.2-2"], needs: [.qos2],
            given: [
                .join("subscriber", with: [.maximumPacketSize(36)]),
                .send(.publish("{}/a", qos: .exactlyOnce, id: 11), "subscriber"),
                .expect(.ack(.pubrec, id: 11), at: "subscriber"),
            ],
            then: [
                // The identifier is in use, which is a reason to say why.
                .send(.unsubscribe("{}/a", id: 11), "subscriber"),
                .react(
                    "subscriber", .packets(.unsuback(id: 11)), .closed(allowance: "MAY"),
                    .closed(after: .disconnect(), allowance: "MAY")),
            ],
            provedBy: [.ignoresMaximumPacketSize, .hushesWhatIsTooLongToExplain]),
    ]

    private static let unsubscribingCodes = [
        Draft(
            "codes-in-order", "The codes of UNSUBACK come in the order of the filters",
            v5: ["3.11.3-1"],
            given: subscribed("{}/a"),
            then: [
                .send(.unsubscribe("{}/a", "{}/b"), "subscriber"),
                .react(
                    "subscriber",
                    .packets(.unsuback(id: 11, [.success], [.noSubscriptionExisted])),
                    .moot(
                        .packets(.unsuback(id: 11, [.success], [.success])),
                        without: "a code of its own for filters that nobody had")),
            ],
            provedBy: [.reversesUnsubackCodes]),
        Draft(
            "code-of-unknown-filter", "UNSUBACK says of a filter that nobody had that it was none",
            v5: ["3.11.3-2"], .should,
            given: [.join("subscriber")],
            then: [
                .send(.unsubscribe("{}/a"), "subscriber"),
                .expect(.unsuback(id: 11, [.noSubscriptionExisted]), at: "subscriber"),
            ],
            provedBy: [.saysUnsubscribedAlways]),
        Draft(
            "one-code-per-filter", "UNSUBACK has as many codes as UNSUBSCRIBE has filters",
            v5: ["3.10.4-6", "3.11.3-2"],
            given: subscribed("{}/a", "{}/b", "{}/c"),
            then: [
                .send(.unsubscribe("{}/a", "{}/b", "{}/c"), "subscriber"),
                .expect(.unsuback(id: 11, [.success], [.success], [.success]), at: "subscriber"),
            ],
            provedBy: [.mergesUnsubackCodes]),
        Draft(
            "codes-of-the-list", "UNSUBACK holds only codes that the standard lists",
            v5: ["3.11.3-2"],
            given: subscribed("{}/a"),
            then: [unsubscribe("{}/a")],
            provedBy: [.inventsUnsubackCode]),
    ]

    /// Which other subscriptions must stay.
    private static func stays(
        _ name: String, _ title: String, _ filter: String, unsubscribing other: String,
        topic: String, needs: Set<Capability> = [], _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title,
            v3: ["3.10.4-1"], v5: ["3.10.4-1"], needs: needs,
            given: subscribed(filter),
            then: [unsubscribe(other), delivers(topic)],
            provedBy: [mutant])
    }

    private static let unsubscribingExactly = [
        stays(
            "not-what-matches", "Who unsubscribes from a topic keeps wildcards that match it",
            "{}/+", unsubscribing: "{}/a", topic: "{}/a", needs: [.wildcards],
            .unsubscribesByMatch),
        stays(
            "not-what-is-below", "Who unsubscribes from a wildcard keeps filters that it covers",
            "{}/a", unsubscribing: "{}/#", topic: "{}/a", needs: [.wildcards],
            .unsubscribesBelow),
        stays(
            "not-other-case", "Who unsubscribes keeps filters that differ in case",
            "{}/a", unsubscribing: "{}/A", topic: "{}/a", .unsubscribesWhateverCase),
        stays(
            "not-other-slash", "Who unsubscribes keeps filters that differ in their last slash",
            "{}/a", unsubscribing: "{}/a/", topic: "{}/a", .unsubscribesWhateverSlash),
        Draft(
            "not-shared", "Who unsubscribes from a filter keeps a shared subscription to it",
            v5: ["3.10.4-1"], needs: [.shared],
            given: subscribed("{}/a", "$share/g/{}/a"),
            then: [unsubscribe("{}/a"), delivers("{}/a")],
            provedBy: [.unsubscribesSharedToo]),
        Draft(
            "not-others", "Who unsubscribes leaves the subscriptions of others alone",
            v3: ["3.10.4-1"], v5: ["3.10.4-1"],
            given: subscribed("{}/a") + [.join("other"), .subscribe("other", "{}/a")],
            then: [
                .send(.unsubscribe("{}/a"), "other"), .expect(.unsuback(id: 11), at: "other"),
                delivers("{}/a"),
            ],
            provedBy: [.unsubscribesAllClients]),
    ]

    private static let unsubscribingMidway = [
        Draft(
            "begun-qos-1", "A delivery of QoS 1 that has begun is completed",
            v3: ["3.10.4-3"], v5: ["3.10.4-3"], needs: [.qos1, .sessions],
            given: midway(.atLeastOnce),
            then: [
                unsubscribe("{}/a"),
                .cut("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "one", dup: true), at: "subscriber"),
            ],
            provedBy: [.forgetsDeliveriesOnUnsubscribe]),
        Draft(
            "begun-qos-2", "A delivery of QoS 2 that has begun is completed",
            v3: ["3.10.4-3"], v5: ["3.10.4-3"], needs: [.qos2],
            given: midway(.exactlyOnce),
            then: [
                unsubscribe("{}/a"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), at: "subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 0),
                .expectAlive("subscriber"),
            ],
            provedBy: [.forgetsDeliveriesOnUnsubscribe]),
        Draft(
            "begun-qos-2-resumed", "A delivery of QoS 2 goes on in the next connection, too",
            v3: ["3.10.4-3"], v5: ["3.10.4-3"], needs: [.qos2, .sessions],
            given: midway(.exactlyOnce),
            then: [
                unsubscribe("{}/a"),
                .cut("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "one", qos: .exactlyOnce, dup: true), at: "subscriber"),
                .expectAlive("subscriber"),
            ],
            provedBy: [.forgetsDeliveriesOnUnsubscribe]),
    ]

    /// A message has come and is not acknowledged.
    private static func midway(_ qos: QoS) -> [Move] {
        [
            .join("subscriber", keeps: true), .join("publisher"),
            .subscribe("subscriber", "{}/a", qos: qos), .hold("subscriber", true),
            .publish("publisher", "{}/a", "one", qos: qos),
            .expect(.publish("{}/a", "one", qos: qos), at: "subscriber"),
        ]
    }

    private static let unsubscribingBadPackets =
        bothVersions(
            "filter-not-utf-8", "UNSUBSCRIBE whose filter is no UTF-8 ends the connection",
            v3: ["3.10.3-1"], v5: ["3.10.3-1"], provedBy: [.forgivesBadUTF8InUnsubscribe]
        ) { properties in
            [.frame(0xA2, [.u16(11)] + properties + [.badText(prefix: "{}/", [0xC3, 0x28])])]
        }
        + [
            Draft(
                "no-filter", "UNSUBSCRIBE without a filter ends the connection",
                v3: ["3.10.3-2", "4.8.0-1"], v5: ["3.10.3-2", "U5-UNSUBSCRIBE-EMPTY"],
                given: [.join("client")],
                then: [
                    .send(.unsubscribe(Unsubscribe(id: 11, filters: [])), "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.forgivesEmptyUnsubscribe])
        ]
        + [0, 1, 3, 10].map { flags in
            Draft(
                "flags-\(flags)",
                "UNSUBSCRIBE with flags \(flags) in place of 2 ends the connection",
                v3: ["3.10.1-1"], v5: ["3.10.1-1"],
                given: [.join("client")],
                then: [
                    .raw([.header(0xA0 | UInt8(flags), .unsubscribe("{}/a"))], "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.takesUnsubscribeWithWrongFlags])
        }
}
