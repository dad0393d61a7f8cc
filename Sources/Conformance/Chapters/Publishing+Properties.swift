import MQTT
import ReferenceBroker

extension Chapter {
    static let publishingAliases = [
        alias(
            "alias", "A Topic Alias stands for the topic that it was sent with", ["3.3.2-12"],
            [
                .publish("publisher", "{}/a", "1", with: [.topicAlias(1)]),
                .publish("publisher", "", "2", with: [.topicAlias(1)]),
                .expect(.publish("{}/a", "1"), .publish("{}/a", "2"), at: "subscriber"),
            ], .forgetsAliases),
        alias(
            "alias-second", "Each Topic Alias stands for a topic of its own", ["3.3.2-12"],
            [
                .publish("publisher", "{}/a", "1", with: [.topicAlias(1)]),
                .publish("publisher", "{}/b", "2", with: [.topicAlias(2)]),
                .publish("publisher", "", "3", with: [.topicAlias(1)]),
                .publish("publisher", "", "4", with: [.topicAlias(2)]),
                .expect(
                    inAnyOrder: .publish("{}/a", "1"), .publish("{}/b", "2"),
                    .publish("{}/a", "3"), .publish("{}/b", "4"), at: "subscriber"),
            ], .keepsOneAlias),
        alias(
            "alias-again", "A Topic Alias sent with another topic stands for that from then on",
            ["U5-PUBLISH-ALIAS-REMAP"],
            [
                .publish("publisher", "{}/a", "1", with: [.topicAlias(1)]),
                .publish("publisher", "{}/b", "2", with: [.topicAlias(1)]),
                .publish("publisher", "", "3", with: [.topicAlias(1)]),
                .expect(
                    inAnyOrder: .publish("{}/a", "1"), .publish("{}/b", "2"),
                    .publish("{}/b", "3"), at: "subscriber"),
            ], .keepsFirstAlias),
        alias(
            "alias-not-forwarded", "A Topic Alias is not the subscriber's", ["3.3.2-11"],
            [
                .publish("publisher", "{}/a", with: [.topicAlias(1)]),
                .expect(.publish("{}/a", "x", lacks: [.topicAlias]), "subscriber"),
            ], .forwardsAlias),
        alias(
            "alias-unknown", "A Topic Alias that was never set ends the connection",
            ["U5-PUBLISH-UNKNOWNALIAS"],
            [
                .publish("publisher", "{}/a", "1"), .expect(.publish("{}/a", "1"), "subscriber"),
                .send(.publish("", "2", with: [.topicAlias(1)]), "publisher"),
                .expectClosed("publisher"), .expectAlive("subscriber"),
            ], .takesUnknownAliasForLastTopic),
        alias(
            "alias-gap", "A Topic Alias below one that was set is not set by that",
            ["U5-PUBLISH-UNKNOWNALIAS"],
            [
                .publish("publisher", "{}/a", "1", with: [.topicAlias(2)]),
                .expect(.publish("{}/a", "1"), "subscriber"),
                .send(.publish("", "2", with: [.topicAlias(1)]), "publisher"),
                .expectClosed("publisher"), .expectAlive("subscriber"),
            ], .fillsAliasGaps),
        alias(
            "alias-of-another", "A Topic Alias of one connection means nothing on another",
            ["3.3.2-7"],
            [
                .publish("publisher", "{}/a", "1", with: [.topicAlias(1)]),
                .expect(.publish("{}/a", "1"), "subscriber"), .join("other"),
                .send(.publish("", "2", with: [.topicAlias(1)]), "other"),
                .expectClosed("other"), .expectAlive("subscriber"),
            ], .sharesAliases),
        Draft(
            "alias-not-kept", "Topic Aliases end with their connection, not with their session",
            v5: ["3.3.2-7"], needs: [.topicAliases, .sessions],
            given: [
                .join("publisher", keeps: true),
                .publish("publisher", "{}/a", with: [.topicAlias(1)]),
                .leave("publisher"), .join("publisher", fresh: false, keeps: true),
            ],
            then: [
                .send(.publish("", with: [.topicAlias(1)]), "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.keepsAliases]),
        alias(
            "alias-zero", "Topic Alias 0 ends the connection",
            ["3.3.2-8", "U5-PUBLISH-ALIAS-RANGE"],
            [
                .send(.publish("{}/a", with: [.topicAlias(0)]), "publisher"),
                .expectClosed("publisher"), .expectAlive("subscriber"),
            ], .forgivesAliasZero),
        Draft(
            "alias-beyond-maximum", "A Topic Alias beyond the server's maximum ends the connection",
            v5: ["3.3.2-9", "U5-PUBLISH-ALIAS-RANGE"], needs: [.aliasLimit],
            given: [.join("publisher")],
            then: [
                .send(.publish("{}/a", with: [.topicAlias(.max)]), "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesAliasBeyondMaximum]),
        Draft(
            "server-alias-unwanted", "A client that takes no Topic Alias is sent none",
            v5: ["3.3.2-11"],
            given: pair(),
            then: [
                .publish("publisher", "{}/a", "1"), .publish("publisher", "{}/a", "2"),
                .expect(
                    .publish("{}/a", "1", lacks: [.topicAlias]),
                    .publish("{}/a", "2", lacks: [.topicAlias]), at: "subscriber"),
            ],
            provedBy: [.setsAliasUnasked]),
        Draft(
            "server-alias-maximum", "The server keeps to the client's Topic Alias Maximum",
            v5: ["3.3.2-11"], needs: [.wildcards],
            given: [
                .join("subscriber", with: [.topicAliasMaximum(1)]),
                .subscribe("subscriber", "{}/+"), .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a", "1"), .publish("publisher", "{}/b", "2"),
                .expect(inAnyOrder: .publish(nil, "1"), .publish(nil, "2"), at: "subscriber"),
            ],
            provedBy: [.setsAliasTooHigh]),
        Draft(
            "server-alias-many-topics",
            "The server sets no more Topic Aliases than the client allows, however many topics",
            v5: ["3.1.2-26"], needs: [.wildcards],
            given: [
                .join("subscriber", with: [.topicAliasMaximum(2)]),
                .subscribe("subscriber", "{}/+"), .join("publisher"),
            ],
            then: ["a", "b", "c", "a", "c", "b"].flatMap { topic in
                [
                    Move.publish("publisher", "{}/\(topic)"),
                    .expect(.publish("{}/\(topic)"), at: "subscriber"),
                ]
            },
            provedBy: [.ignoresAliasMaximum]),
        noAlias(
            "server-alias-maximum-0", "A client whose Topic Alias Maximum is 0 is sent no alias",
            [.join("subscriber", with: [.topicAliasMaximum(0)])], .takesAliasMaximum0ForAny),
        noAlias(
            "server-alias-maximum-absent",
            "A client that says nothing of Topic Aliases is sent none",
            [.join("subscriber")], .takesNoAliasMaximumForAny),
        noAlias(
            "server-alias-of-another-connection",
            "A Topic Alias Maximum ends with its connection",
            [
                .join("subscriber", keeps: true, with: [.topicAliasMaximum(10)]),
                .leave("subscriber"), .join("subscriber", fresh: false, keeps: true),
            ], .keepsAliasMaximum, needs: [.sessions]),
    ]

    private static func noAlias(
        _ name: String, _ title: String, _ join: [Move], _ mutant: Mutant,
        needs: Set<Capability> = []
    ) -> Draft {
        Draft(
            name, title, v5: ["3.1.2-27"], needs: needs,
            given: join + [.subscribe("subscriber", "{}/a"), .join("publisher")],
            then: [
                .publish("publisher", "{}/a", "1"), .publish("publisher", "{}/a", "2"),
                .expect(
                    .publish("{}/a", "1", lacks: [.topicAlias]),
                    .publish("{}/a", "2", lacks: [.topicAlias]), at: "subscriber"),
            ],
            provedBy: [mutant])
    }

    private static func alias(
        _ name: String, _ title: String, _ v5: [String], _ then: [Move], _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v5: v5, needs: [.topicAliases],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", "{}/b"), .join("publisher"),
            ],
            then: then, provedBy: [mutant])
    }

    static let publishingProperties = [
        badText("response-topic", 0x08, "3.3.2-13"),
        badText("content-type", 0x03, "3.3.2-19"),
        Draft(
            "response-topic-wildcard", "A Response Topic with a wildcard ends just its connection",
            v5: ["3.3.2-14"],
            given: [.join("bystander"), .join("publisher")],
            then: [
                .send(.publish("{}/a", with: [.responseTopic("{}/#")]), "publisher"),
                .expectClosed("publisher", tolerating: .alive(allowance: "A40")),
                .expectAlive("bystander"),
            ],
            provedBy: [.punishesBystanders]),
        Draft(
            "payload-format-wrong", "A payload that is not the UTF-8 it claims is answered somehow",
            v5: ["U5-PFI-INVALID"], .may, needs: [.qos1],
            given: [.join("publisher")],
            then: [
                .send(
                    .publish(
                        Publish(
                            topic: "{}/a", payload: [0xC3, 0x28], qos: .atLeastOnce, id: 1,
                            properties: Properties([.payloadFormatIndicator(1)]))), "publisher"),
                .expectClosed(
                    "publisher",
                    tolerating: .packets(
                        .ack(
                            .puback, id: 1, .success, .noMatchingSubscribers,
                            .payloadFormatInvalid))),
            ],
            provedBy: [.swallowsBadPayload]),
        Draft(
            "subscription-id-from-client",
            "A Subscription Identifier in a client's PUBLISH ends the connection",
            v5: ["3.3.4-6"],
            given: [.join("publisher")],
            then: [
                .send(.publish("{}/a", with: [.subscriptionIdentifier(1)]), "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesSubscriptionIDOfPublisher]),
        Draft(
            "subscription-id-zero", "Subscription Identifier 0 ends the connection",
            v5: ["U5-PUBLISH-SUBID0"],
            given: [.join("publisher")],
            then: [
                .send(.publish("{}/a", with: [.subscriptionIdentifier(0)]), "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesZeroSubscriptionIDOfPublisher]),
    ]

    private static func badText(_ name: String, _ property: UInt8, _ number: String) -> Draft {
        Draft(
            "\(name)-not-utf-8", "A \(name) that is not UTF-8 ends the connection", v5: [number],
            given: [.join("publisher")],
            then: [
                .raw(
                    [
                        .frame(
                            0x30,
                            [
                                .text("{}/a"),
                                .properties([
                                    .bytes([property]), .badText(prefix: "a", [0xC3, 0x28]),
                                ]),
                            ])
                    ], "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesBadTextInPublish])
    }

    static let publishingOverlaps = [
        Draft(
            "overlap-qos", "Of overlapping subscriptions the highest QoS counts",
            v3: ["3.3.5-1"], v5: ["3.3.4-2"], needs: [.qos2, .wildcards],
            given: [
                .join("subscriber"),
                .subscribe(
                    "subscriber",
                    [
                        Subscription("{}/#", qos: .exactlyOnce),
                        Subscription("{}/a", qos: .atLeastOnce),
                    ]),
                .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .publish("publisher", "{}/a", "fence", qos: .exactlyOnce, id: 2),
                .react(
                    "subscriber",
                    .packets(
                        .publish("{}/a", "x", qos: .exactlyOnce),
                        .publish("{}/a", "fence", qos: .exactlyOnce)),
                    Reaction(
                        [
                            .publish("{}/a", "x", qos: .exactlyOnce),
                            .publish("{}/a", "x", qos: .atLeastOnce),
                            .publish("{}/a", "fence", qos: .exactlyOnce),
                            .publish("{}/a", "fence", qos: .atLeastOnce),
                        ], inAnyOrder: true)),
            ],
            provedBy: [.deliversLowestQoS, .dropsOverlaps]),
        Draft(
            "overlap-subscription-ids",
            "Overlapping subscriptions are told by all their identifiers, or each by its own",
            v5: ["3.3.4-3", "3.3.4-4", "3.3.4-5"], needs: [.subscriptionIDs, .wildcards],
            given: [
                .join("subscriber"),
                .subscribe("subscriber", "{}/#", id: 10, with: [.subscriptionIdentifier(1)]),
                .subscribe("subscriber", "{}/a", id: 11, with: [.subscriptionIdentifier(2)]),
                .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a"), .publish("publisher", "{}/a", "fence"),
                .react(
                    "subscriber",
                    .packets(
                        .publish("{}/a", "x").told(1, 2), .publish("{}/a", "fence").told(1, 2)),
                    Reaction(
                        [
                            .publish("{}/a", "x").told(1), .publish("{}/a", "x").told(2),
                            .publish("{}/a", "fence").told(1), .publish("{}/a", "fence").told(2),
                        ], inAnyOrder: true)),
            ],
            provedBy: [.losesSubscriptionID, .keepsOneSubscriptionID]),
        Draft(
            "foreign-subscription-id", "A message carries no Subscription Identifier of another's",
            v5: ["U5-PUBLISH-FOREIGN-SUBID"], needs: [.subscriptionIDs],
            given: [
                .join("one"), .subscribe("one", "{}/a", with: [.subscriptionIdentifier(1)]),
                .join("two"), .subscribe("two", "{}/a", with: [.subscriptionIdentifier(2)]),
                .join("three"), .subscribe("three", "{}/a"), .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a"), .expect(.publish("{}/a", "x").told(1), "one"),
                .expect(.publish("{}/a", "x").told(2), "two"),
                .expect(.publish("{}/a", "x").told(), "three"),
            ],
            provedBy: [.mixesSubscriptionIDs]),
    ]
}
