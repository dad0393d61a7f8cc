import MQTT
import ReferenceBroker

extension Chapter {
    static let subscribing = Chapter(
        "subscribe", "SUBSCRIBE and SUBACK (§3.8, §3.9)",
        subscribingAnswers + subscribingManyFilters + subscribingBadOptions + subscribingBadPackets
            + subscribingReplacement + subscribingDeliveredQoS + subscribingOverlaps
            + subscribingNoLocal + subscribingIdentifiers + subscribingWhatIsOffered)

    private static let failures: [ReasonCode] = [
        .unspecifiedError, .implementationSpecificError, .notAuthorized, .topicFilterInvalid,
        .packetIdentifierInUse, .quotaExceeded,
    ]

    private static let subscribingAnswers = [
        Draft(
            "suback", "SUBSCRIBE is answered with SUBACK",
            v3: ["3.8.4-1"], v5: ["3.8.4-1"],
            given: [.join("subscriber")],
            then: [
                .send(.subscribe("{}/a", id: 1), "subscriber"),
                .expect(.suback(id: 1), at: "subscriber"),
            ],
            provedBy: [.swallowsSuback]),
        Draft(
            "packet-id", "SUBACK bears the Packet Identifier of its SUBSCRIBE",
            v3: ["3.8.4-2"], v5: ["3.8.4-2"],
            given: [.join("subscriber")],
            then: [
                .subscribe("subscriber", "{}/a", id: 1),
                .subscribe("subscriber", "{}/b", id: 0x1234),
                .subscribe("subscriber", "{}/c", id: 0xFFFF),
            ],
            provedBy: [.miscountsSuback, .shortensSubackID]),
        Draft(
            "no-more-than-asked", "No QoS is granted above the one that was asked for",
            v3: ["3.8.4-5"], v5: ["3.8.4-7"],
            given: [.join("subscriber")],
            then: [
                .send(.subscribe("{}/a", id: 1), "subscriber"),
                .expect(.suback(id: 1, [.grantedQoS0] + failures), at: "subscriber"),
                .send(.subscribe("{}/b", qos: .atLeastOnce, id: 2), "subscriber"),
                .expect(
                    .suback(id: 2, [.grantedQoS0, .grantedQoS1] + failures), at: "subscriber"),
            ],
            provedBy: [.grantsTooMuch]),
        Draft(
            "codes-of-the-list", "SUBACK holds only codes that the standard lists",
            v3: ["3.9.3-2"], v5: ["3.9.3-2"],
            given: [.join("subscriber")],
            then: [
                .send(.subscribe("{}/a", qos: .exactlyOnce), "subscriber"),
                .expect(.suback(), at: "subscriber"),
            ],
            provedBy: [.inventsSubackCode]),
        Draft(
            "reason-string-fits",
            "SUBACK has no Reason String or User Property that makes it too large for the client",
            v5: ["3.9.2-1", "3.9.2-2"], needs: [.qos2],
            given: [
                .join("subscriber", with: [.maximumPacketSize(36)]),
                .send(.publish("{}/a", qos: .exactlyOnce, id: 10), "subscriber"),
                .expect(.ack(.pubrec, id: 10), at: "subscriber"),
            ],
            then: [
                // The identifier is in use, which is a reason to say why.
                .send(.subscribe("{}/a", id: 10), "subscriber"),
                .react(
                    "subscriber", .packets(.suback(id: 10)), .closed(allowance: "MAY"),
                    .closed(after: .disconnect(), allowance: "MAY")),
            ],
            provedBy: [.ignoresMaximumPacketSize, .hushesWhatIsTooLongToExplain]),
    ]

    private static let subscribingManyFilters = [
        Draft(
            "one-code-per-filter", "SUBACK has as many codes as SUBSCRIBE has filters",
            v3: ["3.8.4-5"], v5: ["3.8.4-6"],
            given: [.join("subscriber")],
            then: [.subscribe("subscriber", "{}/a", "{}/b", "{}/c")],
            provedBy: [.mergesSubackCodes]),
        Draft(
            "codes-in-order", "The codes of SUBACK come in the order of the filters",
            v3: ["3.9.3-1"], v5: ["3.9.3-1"], needs: [.qos1, .qos2],
            given: [.join("subscriber")],
            then: [
                .subscribe(
                    "subscriber",
                    [
                        Subscription("{}/a", qos: .exactlyOnce), Subscription("{}/b"),
                        Subscription("{}/c", qos: .atLeastOnce),
                    ])
            ],
            provedBy: [.sortsSubackCodes]),
        Draft(
            "one-suback", "A SUBSCRIBE with several filters is answered with one SUBACK",
            v3: ["3.8.4-4"], v5: ["3.8.4-5"],
            given: [.join("subscriber")],
            then: [
                .send(.subscribe("{}/a", "{}/b", "{}/c"), "subscriber"),
                .expect(.suback(id: 10, [.success], [.success], [.success]), at: "subscriber"),
                .expectAlive("subscriber"),
            ],
            provedBy: [.answersEachFilter]),
        Draft(
            "all-filters", "All filters of one SUBSCRIBE are subscribed to",
            v3: ["3.8.4-4"], v5: ["3.8.4-5"],
            given: [
                .join("subscriber"), .join("publisher"),
                .subscribe("subscriber", "{}/a", "{}/b", "{}/c"),
            ],
            then: [
                .publish("publisher", "{}/a"), .expect(.publish("{}/a"), at: "subscriber"),
                .publish("publisher", "{}/b"), .expect(.publish("{}/b"), at: "subscriber"),
                .publish("publisher", "{}/c"), .expect(.publish("{}/c"), at: "subscriber"),
            ],
            provedBy: [.heedsFirstFilterOnly]),
    ]

    private static func badOptions(
        _ name: String, _ title: String, v3: [String] = [], v5: [String] = [], _ options: UInt8,
        _ mutant: Mutant
    ) -> [Draft] {
        bothVersions(
            name, title, v3: v3, v5: v5, provedBy: [mutant]
        ) { properties in
            [.frame(0x82, [.u16(10)] + properties + [.text("{}/a"), .bytes([options])])]
        }
    }

    /// Bytes that end the connection; `bytes` is given the empty properties that only 5.0 has.
    static func bothVersions(
        _ name: String, _ title: String, v3: [String], v5: [String],
        needs: Set<Capability> = [], tolerating others: Reaction..., provedBy: [Mutant],
        _ bytes: ([Part]) -> [Part]
    ) -> [Draft] {
        [(v3, [], []), ([], v5, [Part.properties([])])].map { v3, v5, properties in
            let answer = [
                Reaction.closed(), .closed(after: .disconnect()), .closed(after: .anyRefusal),
            ]
            return Draft(
                name, title, v3: v3, v5: v5, needs: needs,
                given: [.join("client")],
                then: [
                    .raw(bytes(properties), "client"),
                    .await("client", answer + others, within: .soon),
                ],
                provedBy: provedBy)
        }
    }

    private static let subscribingBadOptions =
        (2...7).flatMap { bit in
            badOptions(
                "reserved-bit-\(bit)",
                "Bit \(bit) of a subscription's options is reserved: SUBSCRIBE that sets it is bad",
                v3: ["3-8.3-4"], v5: bit > 5 ? ["3.8.3-5"] : [], 1 << UInt8(bit),
                .forgivesReservedSubscriptionBits)
        }
        + badOptions(
            "qos-3", "SUBSCRIBE that asks for QoS 3 ends the connection",
            v3: ["3-8.3-4"], v5: ["U5-SUBSCRIBE-QOS3"], 3, .forgivesSubscriptionQoS3)
        + badOptions(
            "retain-handling-3", "SUBSCRIBE with Retain Handling 3 ends the connection",
            v5: ["U5-SUBSCRIBE-RH3"], 0x30, .forgivesRetainHandling3)

    private static let subscribingBadPackets =
        bothVersions(
            "filter-not-utf-8", "SUBSCRIBE whose filter is no UTF-8 ends the connection",
            v3: ["3.8.3-1"], v5: ["3.8.3-1"], provedBy: [.forgivesBadUTF8InSubscribe]
        ) { properties in
            [
                .frame(
                    0x82,
                    [.u16(10)] + properties
                        + [.badText(prefix: "{}/", [0xC3, 0x28]), .bytes([0])])
            ]
        }
        + bothVersions(
            "second-filter-not-utf-8",
            "SUBSCRIBE whose second filter is no UTF-8 ends the connection, with no SUBACK before",
            v3: ["3.8.3-1"], v5: ["3.8.3-1"], provedBy: [.forgivesBadUTF8InSubscribe]
        ) { properties in
            [
                .frame(
                    0x82,
                    [.u16(10)] + properties
                        + [
                            .text("{}/a"), .bytes([0]),
                            .badText(prefix: "{}/", [0xED, 0xA0, 0x80]), .bytes([0]),
                        ])
            ]
        }
        + [
            Draft(
                "no-filter", "SUBSCRIBE without a filter ends the connection",
                v3: ["3.8.3-3", "4.8.0-1"], v5: ["3.8.3-2", "U5-SUBSCRIBE-EMPTY"],
                given: [.join("client")],
                then: [.send(.subscribe([]), "client"), .expectClosed("client")],
                provedBy: [.forgivesEmptySubscribe]),
            Draft(
                "flags-3", "SUBSCRIBE with flags 3 in place of 2 ends the connection",
                v3: ["3.8.1-1"], v5: ["3.8.1-1"],
                given: [.join("client")],
                then: [
                    .raw([.header(0x83, .subscribe("{}/a"))], "client"), .expectClosed("client"),
                ],
                provedBy: [.forgivesReservedFlagsOfSubscribe]),
            Draft(
                "no-local-on-shared", "No Local on a shared subscription ends the connection",
                v5: ["3.8.3-4"], needs: [.shared],
                given: [.join("client")],
                then: [
                    .send(
                        .subscribe([Subscription("$share/g/{}/a", noLocal: true)]), "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.forgivesNoLocalOnShared]),
        ]

    /// A broker may lack these; but what it grants must work.
    private static let subscribingWhatIsOffered: [Draft] =
        [
            offered(
                "wildcards-or-refusal", "A filter with wildcards works, or SUBACK refuses it",
                v3: ["3.8.3-2"], "{}/+", gets: .publish("{}/a"), refusal: .unspecifiedError,
                .takesWildcardsForText),
            offered(
                "wildcards-or-refusal", "A filter with wildcards works, or SUBACK refuses it",
                v5: ["U5-WILDCARD-UNSUP"], "{}/+", gets: .publish("{}/a"),
                refusal: .wildcardSubscriptionsNotSupported, .takesWildcardsForText),
            offered(
                "shared-or-refusal", "A shared subscription works, or SUBACK refuses it",
                v5: ["U5-SHARED-UNSUP"], "$share/g/{}/a", gets: .publish("{}/a"),
                refusal: .sharedSubscriptionsNotSupported, .sharesWithNobody),
            offered(
                "identifier-or-refusal", "A Subscription Identifier works, or SUBACK refuses it",
                v5: ["U5-SUBID-UNSUP"], "{}/a", with: [.subscriptionIdentifier(5)],
                gets: .publish("{}/a", identifiers: [5]),
                refusal: .subscriptionIdentifiersNotSupported, .losesSubscriptionID),
        ]

    private static func offered(
        _ name: String, _ title: String, v3: [String] = [], v5: [String] = [], _ filter: String,
        with properties: [Property] = [], gets delivery: Pattern, refusal: ReasonCode,
        _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: v3, v5: v5,
            given: [.join("subscriber")],
            then: [
                .send(.subscribe(filter, with: properties), "subscriber"),
                // Time for the subscription to take effect: what SUBACK says is seen below.
                .pass(.milliseconds(500)),
                .publish("subscriber", "{}/a"),
                .react(
                    "subscriber",
                    Reaction([.suback(id: 10, [.success]), delivery], inAnyOrder: true),
                    .packets(.suback(id: 10, [refusal])),
                    .closed(after: .disconnect(refusal))),
            ],
            provedBy: [mutant])
    }
}
