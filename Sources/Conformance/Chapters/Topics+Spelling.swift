import MQTT
import ReferenceBroker

extension Chapter {
    /// Two spellings that are two topics.
    private static func apart(
        _ name: String, _ title: String, _ filter: String, _ topic: String, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: ["4.7.3-4"], v5: ["4.7.3-4"],
            given: [
                .join("subscriber"), .join("publisher"), .subscribe("subscriber", filter),
            ],
            then: [
                .publish("publisher", topic, "other"),
                .publish("publisher", filter, "own"),
                .expect(.publish(filter, "own"), at: "subscriber"),
            ],
            provedBy: [mutant])
    }

    static let topicsSemantics = [
        apart(
            "case", "Topics that differ in case are different", "{}/Abc", "{}/abc",
            .matchesWhateverCase),
        apart(
            "last-slash", "A slash at the end makes another topic", "{}/a", "{}/a/",
            .matchesWhateverLastSlash),
        apart(
            "first-slash", "A slash at the beginning makes another topic", "{}/a", "/{}/a",
            .matchesWhateverFirstSlash),
        apart(
            "double-slash", "Two slashes are not one", "{}/a/b", "{}/a//b",
            .matchesWhateverDoubleSlash),
        apart(
            "last-space", "A space at the end makes another topic", "{}/a", "{}/a ",
            .matchesWhateverOuterSpaces),
        apart(
            "first-space", "A space at the beginning makes another topic", "{}/a", " {}/a",
            .matchesWhateverOuterSpaces),
        apart(
            "inner-space", "A space within makes another topic", "{}/ab", "{}/a b",
            .matchesWhateverInnerSpaces),
        apart(
            "composition", "A composed letter and its parts are different", "{}/\u{E9}",
            "{}/e\u{301}", .matchesWhateverComposition),
        apart(
            "byte-order-mark", "U+FEFF makes another topic", "{}/a", "{}/\u{FEFF}a",
            .matchesWhateverByteOrderMark),
        apart(
            "percent", "A percent sign stands for itself", "{}/A", "{}/%41",
            .matchesPercentDecoded),
        apart(
            "backslash", "A backslash separates no levels", "{}/a/b", "{}/a\\b",
            .matchesBackslashes),
    ]

    /// Topics that must come as they are.
    private static func spelled(
        _ name: String, _ title: String, v3: [String] = ["4.7.3-4"], v5: [String] = ["4.7.3-4"],
        _ topic: String, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: v3, v5: v5,
            given: [
                .join("subscriber"), .join("publisher"), .subscribe("subscriber", topic),
            ],
            then: [
                .publish("publisher", topic), .expect(.publish(topic), at: "subscriber"),
            ],
            provedBy: [mutant])
    }

    static let topicsSpelling = [
        spelled(
            "decomposed", "A letter of two code points is delivered as it came", "{}/e\u{301}",
            .composesTopics),
        spelled(
            "byte-order-mark-stays", "U+FEFF is delivered as it came",
            v3: ["4.7.3-4", "1.5.3-3"], v5: ["4.7.3-4", "1.5.4-3"], "{}/\u{FEFF}a\u{FEFF}",
            .stripsByteOrderMark),
        spelled(
            "spaces-stay", "Spaces are delivered as they came", "{}/ a  b ", .trimsTopics),
        spelled(
            "slashes-stay", "Slashes are delivered as they came", "/{}//a/", .tidiesSlashes),
        spelled(
            "upper-case-stays", "Capitals are delivered as they came", "{}/ABC",
            .lowersTopics),
    ]

    private static let long = "{}/" + String(repeating: "a", count: 60_000)

    static let topicsBadNames = [
        Draft(
            "long", "A long topic works, or is refused",
            v3: ["4.7.3-3"], v5: ["4.7.3-3"], .may,
            given: [.join("client")],
            then: [
                .send(.subscribe(long), "client"), .pass(.milliseconds(500)),
                .publish("client", long),
                .react(
                    "client",
                    Reaction([.suback(id: 10, [.success]), .publish(long)], inAnyOrder: true),
                    .packets(
                        .suback(
                            id: 10, [.unspecifiedError, .topicFilterInvalid, .quotaExceeded])),
                    .closed(), .closed(after: .disconnect()),
                    .closed(after: .suback(), .disconnect()), .closed(after: .suback())),
            ],
            provedBy: [.cutsTopics]),
        Draft(
            "empty-name", "PUBLISH to a topic without a character ends the connection",
            v3: ["4.7.3-1", "4.8.0-1"], v5: ["4.7.3-1", "U5-PUBLISH-EMPTYTOPIC"],
            given: [.join("client")],
            then: [.send(.publish(""), "client"), .expectClosed("client")],
            provedBy: [.forgivesTopicWithoutCharacter]),
        wildName("plus-in-name", "PUBLISH to a topic with a + ends the connection", "{}/+"),
        wildName("hash-in-name", "PUBLISH to a topic with a # ends the connection", "{}/#"),
        wildName(
            "plus-within-a-level-of-a-name",
            "PUBLISH to a topic with a + within a level ends the connection", "{}/a+b"),
        Draft(
            "wildcard-in-name-qos-1", "PUBLISH of QoS 1 to a topic with a wildcard is refused",
            v3: ["4.7.1-1"], v5: ["4.7.0-1"], needs: [.qos1],
            given: [
                .join("client"), .join("subscriber"), .join("publisher"),
                .subscribe("subscriber", "{}/#"),
            ],
            then: [
                .send(.publish("{}/+", qos: .atLeastOnce), "client"),
                .expectClosed(
                    "client",
                    tolerating: .packets(.ack(.puback, .topicNameInvalid), allowance: "A7")),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.takesWildcardTopics]),
    ]

    private static func wildName(_ name: String, _ title: String, _ topic: String) -> Draft {
        Draft(
            name, title, v3: ["4.7.1-1"], v5: ["4.7.0-1"],
            given: [.join("client")],
            then: [.send(.publish(topic), "client"), .expectClosed("client")],
            provedBy: [.takesWildcardTopics])
    }

    static let topicsBadFilters =
        [
            ("hash-after-text", "A # after other text in its level is", "{}/a#"),
            ("hash-before-text", "A # before other text in its level is", "{}/#a"),
            ("hash-not-last", "A # that is not the last level is", "{}/#/a"),
            ("hash-and-slash", "A # with a slash after it is", "{}/#/"),
        ].flatMap { name, flaw, filter in
            badFilter(name, "\(flaw) refused", filter, v3: "4.7.1-2", v5: "4.7.1-1")
        }
        + [
            ("plus-after-text", "A + after other text in its level is", "{}/a+"),
            ("plus-before-text", "A + before other text in its level is", "{}/+a/b"),
            ("plus-and-plus", "Two + in a level are", "{}/++"),
        ].flatMap { name, flaw, filter in
            badFilter(name, "\(flaw) refused", filter, v3: "4.7.1-3", v5: "4.7.1-2")
        }
        + badFilter(
            "empty-filter", "SUBSCRIBE to a filter without a character is refused", "",
            v3: "4.7.3-1", v5: "4.7.3-1")
        + [
            Draft(
                "unsubscribe-empty-filter",
                "UNSUBSCRIBE from a filter without a character ends the connection",
                v3: ["4.7.3-1"], v5: ["4.7.3-1"],
                given: [.join("client")],
                then: [
                    .send(.unsubscribe(""), "client"),
                    .expectClosed(
                        "client",
                        tolerating: .packets(
                            .unsuback(id: 11, [.topicFilterInvalid]), allowance: "A5")),
                ],
                provedBy: [.forgivesBadFilterOfUnsubscribe])
        ]

    /// A filter that is no filter: the connection ends, or SUBACK refuses it.
    static func badFilter(
        _ name: String, _ title: String, _ filter: String, v3: String? = nil, v5: String,
        needs: Set<Capability> = []
    ) -> [Draft] {
        let refusals: [ReasonCode] = [.unspecifiedError, .topicFilterInvalid]
        return [(v3, nil), (nil, v5)].map { (v3: String?, v5: String?) in
            Draft(
                name, title, v3: v3.map { [$0] } ?? [], v5: v5.map { [$0] } ?? [], needs: needs,
                given: [.join("client")],
                then: [
                    .send(.subscribe(filter), "client"),
                    .expectClosed(
                        "client",
                        tolerating: .packets(
                            .suback(id: 10, refusals), allowance: v3 == nil ? "A5" : "A6")),
                ],
                provedBy: [.forgivesBadFilterOfSubscribe])
        }
    }

    static let topicsNulls = [
        null(
            "null-in-name", "PUBLISH to a topic with U+0000 ends the connection",
            .publish("{}/a\0b"), .forgivesNullInTopic),
        null(
            "null-in-filter", "SUBSCRIBE to a filter with U+0000 ends the connection",
            .subscribe("{}/a\0b"), .forgivesNullInSubscribe),
        null(
            "null-in-unsubscribe", "UNSUBSCRIBE from a filter with U+0000 ends the connection",
            .unsubscribe("{}/a\0b"), .forgivesNullInUnsubscribe),
    ]

    private static func null(
        _ name: String, _ title: String, _ packet: Packet, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: ["4.7.3-2"], v5: ["4.7.3-2"],
            given: [.join("client")],
            then: [.send(packet, "client"), .expectClosed("client")],
            provedBy: [mutant])
    }
}
