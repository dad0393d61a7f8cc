import MQTT
import ReferenceBroker

extension Chapter {
    static let describing = Chapter(
        "property", "Properties of messages (5.0 §3.3.2.3)",
        forwardedProperties + forwardedUserProperties + messageExpiry + requests
            + askedInformation + problemInformation + packetSizes + explanationSizes
            + doubledProperties + misplacedProperties + wrongProperties + describedPackets)

    /// Whatever a publisher may say about a message, but for its User Properties.
    static let description: [Property] =
        [
            .payloadFormatIndicator(1), .contentType("text/plain"), .responseTopic("{}/reply"),
            .correlationData([0, 1, 0xFF, 0]),
        ] + userProperties

    static let userProperties: [Property] = [
        .userProperty("b", "1"), .userProperty("a", "2"), .userProperty("b", "1"),
        .userProperty("a", "1"),
    ]

    /// A publisher, and a subscriber who gets what it says on `{}/a`.
    static let pair: [Move] = [
        .join("publisher"), .join("subscriber"), .subscribe("subscriber", "{}/a"),
    ]

    /// That these pass on from the publisher to the subscriber.
    private static func passing(
        _ name: String, _ title: String, _ statements: [String], _ properties: [Property],
        _ mutants: Mutant...
    ) -> Draft {
        var pattern = Pattern.publish("{}/a", "a")
        pattern.hasSomewhere = properties
        return Draft(
            name, title, v5: statements, given: pair,
            then: [
                .publish("publisher", "{}/a", "a", with: properties),
                .expect(pattern, "subscriber"),
            ],
            provedBy: mutants)
    }

    private static let forwardedProperties: [Draft] = [
        passing(
            "payload-format", "The Payload Format Indicator passes on", ["3.3.2-4"],
            [.payloadFormatIndicator(1)], .losesPayloadFormat),
        passing(
            "content-type", "The Content Type passes on", ["3.3.2-20"],
            [.contentType("text/plain; charset=“ü”")], .losesContentType),
        passing(
            "response-topic", "The Response Topic passes on", ["3.3.2-15"],
            [.responseTopic("{}/reply/to/me")], .losesResponseTopic),
        passing(
            "correlation-data", "Correlation Data passes on, byte for byte", ["3.3.2-16"],
            [.correlationData([0xC3, 0, 0x28, 0xFF, 0, 10])], .cutsCorrelationDataAtZero),
        passing(
            "all-at-once", "All that describes a message passes on together",
            ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-20"],
            description, .keepsOnePropertyOnly),
        Draft(
            "every-subscriber", "What describes a message passes on to every subscriber",
            v5: ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-20"],
            given: pair + [.join("other"), .subscribe("other", "{}/a")],
            then: [
                .publish("publisher", "{}/a", "a", with: description),
                .expect(.publish("{}/a", "a").described, "subscriber"),
                .expect(.publish("{}/a", "a").described, "other"),
            ],
            provedBy: [.describesToFirstOnly]),
        Draft(
            "waiting", "What describes a message passes on after it has waited",
            v5: ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-18", "3.3.2-20"],
            needs: [.qos1, .sessions],
            given: sleeper,
            then: [
                .publish(
                    "publisher", "{}/a", "a", qos: .atLeastOnce, with: description),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(
                    .publish("{}/a", "a", has: userProperties).described, "subscriber"),
            ],
            provedBy: [.stripsWaiting]),
        Draft(
            "resent", "What describes a message passes on when it is sent again",
            v5: ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-18", "3.3.2-20"],
            needs: [.qos1, .sessions],
            given: [
                .join("publisher"), .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .hold("subscriber", true),
                .publish(
                    "publisher", "{}/a", "a", qos: .atLeastOnce, with: description),
                .expect(.publish("{}/a", "a").described, "subscriber"), .cut("subscriber"),
            ],
            then: [
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(
                    .publish("{}/a", "a", dup: true, has: userProperties).described,
                    "subscriber"),
            ],
            provedBy: [.stripsResent]),
        Draft(
            "undescribed", "A message that nothing was said about comes undescribed",
            v5: ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-20"],
            given: pair,
            then: [
                .publish("publisher", "{}/a", "a"),
                .expect(
                    .publish(
                        "{}/a", "a",
                        lacks: [
                            .payloadFormatIndicator, .contentType, .responseTopic,
                            .correlationData,
                        ]),
                    "subscriber"),
            ],
            provedBy: [.inventsContentType]),
    ]

    private static func passing(
        _ name: String, _ title: String, _ statement: String, _ pairs: [(String, String)],
        _ mutants: Mutant...
    ) -> Draft {
        let properties = pairs.map(Property.userProperty)
        return Draft(
            name, title, v5: [statement], given: pair,
            then: [
                .publish("publisher", "{}/a", "a", with: properties),
                .expect(.publish("{}/a", "a", has: properties), "subscriber"),
            ],
            provedBy: mutants)
    }

    private static let forwardedUserProperties: [Draft] = [
        passing(
            "user-property", "A User Property passes on", "3.3.2-17", [("name", "value")],
            .losesUserProperties),
        passing(
            "user-properties-of-one-name", "User Properties of one name pass on, each of them",
            "3.3.2-17", [("a", "1"), ("a", "2"), ("a", "1")], .mergesUserProperties),
        passing(
            "user-properties-empty", "User Properties with an empty name or value pass on",
            "3.3.2-17", [("a", ""), ("", "b"), ("", "")], .losesEmptyUserProperties),
        passing(
            "user-property-order", "User Properties keep their order", "3.3.2-18",
            [
                ("e", "1"), ("b", "2"), ("d", "3"), ("a", "4"), ("c", "5"), ("b", "6"),
                ("e", "7"), ("a", "8"), ("d", "0"), ("c", "9"),
            ],
            .reversesUserProperties, .sortsUserProperties),
        Draft(
            "user-property-unwanted-reasons",
            "Request Problem Information 0 takes no User Property from a message",
            v5: ["3.1.2-29", "3.3.2-17"],
            given: [
                .join("publisher"), .join("subscriber", with: [.requestProblemInformation(0)]),
                .subscribe("subscriber", "{}/a"),
            ],
            then: [
                .publish("publisher", "{}/a", "a", with: userProperties),
                .expect(.publish("{}/a", "a", has: userProperties), "subscriber"),
            ],
            provedBy: [.stripsMessagesIfReasonsUnwanted]),
    ]

    /// A publisher, and a subscriber who is away and will get what it says on `{}/a`.
    private static let sleeper: [Move] = [
        .join("publisher"), .join("subscriber", keeps: true),
        .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .leave("subscriber"),
    ]

    private static func expiry(of payload: String, in seconds: ClosedRange<UInt32>) -> Move {
        let reactions = seconds.map {
            Reaction.packets(.publish("{}/a", payload, has: [.messageExpiryInterval($0)]))
        }
        return .await("subscriber", reactions, within: .soon)
    }

    private static let messageExpiry: [Draft] = [
        Draft(
            "expiry", "The Message Expiry Interval passes on",
            v5: ["3.3.2-6"], given: pair,
            then: [
                .publish("publisher", "{}/a", "a", with: [.messageExpiryInterval(600)]),
                expiry(of: "a", in: 590...600),
            ],
            provedBy: [.losesMessageExpiry]),
        Draft(
            "expiry-left", "The time that a message has waited is taken from its expiry",
            v5: ["3.3.2-6"], needs: [.qos1, .sessions], given: sleeper,
            then: [
                .publish(
                    "publisher", "{}/a", "a", qos: .atLeastOnce,
                    with: [.messageExpiryInterval(20)]),
                .pass(.seconds(2)),
                .join("subscriber", fresh: false, keeps: true, present: true),
                expiry(of: "a", in: 12...18),
            ],
            provedBy: [.forwardsExpiryAsItCame]),
        Draft(
            "expired", "A message whose time is up goes to nobody",
            v5: ["3.3.2-5"], needs: [.qos1, .sessions], given: sleeper,
            then: [
                .publish(
                    "publisher", "{}/a", "a", qos: .atLeastOnce,
                    with: [.messageExpiryInterval(1)]),
                .publish(
                    "publisher", "{}/a", "b", qos: .atLeastOnce, id: 2,
                    with: [.messageExpiryInterval(600)]),
                .pass(.seconds(3)),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "b"), "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .atLeastOnce),
            ],
            provedBy: [.skipsMessageExpiry]),
        Draft(
            "no-expiry", "A message without Message Expiry Interval does not expire",
            v5: ["3.3.2-5"], needs: [.qos1, .sessions], given: sleeper,
            then: [
                .publish("publisher", "{}/a", "a", qos: .atLeastOnce), .pass(.seconds(3)),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "a"), "subscriber"),
            ],
            provedBy: [.expiresAll]),
    ]

    private static let requests: [Draft] = [
        Draft(
            "request-response", "A request and its response find their way (§4.10)",
            v5: ["3.3.2-15", "3.3.2-16"],
            given: [
                .join("requester"), .subscribe("requester", "{}/reply"), .join("responder"),
                .subscribe("responder", "{}/a"),
            ],
            then: [
                .publish(
                    "requester", "{}/a", "question",
                    with: [.responseTopic("{}/reply"), .correlationData([7, 0, 0xFE])]),
                .expect(
                    .publish("{}/a", "question", has: [.responseTopic("{}/reply")]),
                    "responder"),
                .publish(
                    "responder", "{}/reply", "answer", with: [.correlationData([7, 0, 0xFE])]),
                .expect(
                    .publish("{}/reply", "answer", has: [.correlationData([7, 0, 0xFE])]),
                    "requester"),
            ],
            provedBy: [.losesCorrelationData])
    ]
}

extension Pattern {
    /// With all of ``Chapter/description``.
    var described: Pattern {
        var pattern = self
        pattern.hasSomewhere = Chapter.description
        return pattern
    }
}
