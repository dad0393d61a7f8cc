import MQTT
import ReferenceBroker

extension Chapter {
    private static let badText: [(name: String, what: String, bytes: [UInt8], mutant: Mutant)] = [
        ("overlong", "an overlong form", [0xC0, 0xAF], .forgivesOverlongText),
        ("surrogate", "a surrogate", [0xED, 0xA0, 0x80], .forgivesSurrogates),
        ("cut", "half a character", [0xE2, 0x82], .forgivesCutText),
        ("beyond", "a character beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80], .forgivesTextBeyond),
        ("stray", "a byte that begins nothing", [0x80], .forgivesStrayContinuation),
    ]

    /// PUBLISH of QoS 0 to a topic that ends so.
    private static func publish(
        _ bytes: [UInt8], properties: [Part] = [], prefix: String = "{}/a"
    ) -> Part {
        .frame(
            0x30, [.badText(prefix: prefix, bytes), .v5([.properties(properties)]), .bytes([120])])
    }

    private static func subscribe(_ bytes: [UInt8]) -> Part {
        .frame(
            0x82,
            [
                .u16(1), .v5([.properties([])]), .badText(prefix: "{}/a", bytes), .bytes([0]),
            ])
    }

    private static func unsubscribe(_ bytes: [UInt8]) -> Part {
        .frame(0xA2, [.u16(1), .v5([.properties([])]), .badText(prefix: "{}/a", bytes)])
    }

    static let formatStrings: [Draft] =
        badText.map { text in
            breach(
                "topic-\(text.name)", "A Topic Name with \(text.what) ends the connection",
                v3: ["1.5.3-1", "4.8.0-1"], v5: ["1.5.4-1", "4.13.1-1"], publish(text.bytes),
                provedBy: [text.mutant])
        } + [
            breach(
                "filter-surrogate", "A Topic Filter with a surrogate ends the connection",
                v3: ["1.5.3-1"], v5: ["1.5.4-1"], subscribe([0xED, 0xBF, 0xBF]),
                provedBy: [.forgivesBadTextInSubscribe]),
            breach(
                "unsubscribe-overlong", "UNSUBSCRIBE from what is not UTF-8 ends the connection",
                v3: ["1.5.3-1"], v5: ["1.5.4-1"], unsubscribe([0xC0, 0x80]),
                provedBy: [.forgivesBadTextInUnsubscribe]),
            property(
                "content-type-surrogate", "A Content Type with a surrogate", ["1.5.4-1"],
                [.bytes([0x03]), .badText(prefix: "a", [0xED, 0xA0, 0x80])],
                provedBy: .forgivesBadContentType),
            property(
                "response-topic-cut", "A Response Topic with half a character", ["1.5.4-1"],
                [.bytes([0x08]), .badText(prefix: "{}/a", [0xE2, 0x82])],
                provedBy: .forgivesBadResponseTopic),
            property(
                "user-property-name", "A User Property whose name is not UTF-8", ["1.5.7-1"],
                [.bytes([0x26]), .badText(prefix: "a", [0xC1, 0x81]), .text("b")],
                provedBy: .forgivesBadNameOfPair),
            property(
                "user-property-value", "A User Property whose value is not UTF-8", ["1.5.7-1"],
                [.bytes([0x26]), .text("a"), .badText(prefix: "b", [0xED, 0xA0, 0x80])],
                provedBy: .forgivesBadValueOfPair),
        ]

    /// Texts of other packets than PUBLISH.
    static let formatOtherTexts: [Draft] = [
        breach(
            "user-property-of-subscribe",
            "SUBSCRIBE with a User Property that is not UTF-8 is an end",
            v5: ["1.5.7-1", "4.13.1-1"],
            .frame(
                0x82,
                [
                    .u16(1),
                    .properties([.bytes([0x26]), .text("a"), .badText(prefix: "b", [0xFF])]),
                    .text("{}/a"), .bytes([0]),
                ]),
            provedBy: [.forgivesBadPairOfSubscribe]),
        breach(
            "reason-string-of-puback", "PUBACK with a Reason String that is not UTF-8 is an end",
            v5: ["1.5.4-1", "4.13.1-1"],
            .frame(
                0x40,
                [
                    .u16(1), .bytes([0]),
                    .properties([.bytes([0x1F]), .badText(prefix: "a", [0xFE])]),
                ]),
            provedBy: [.forgivesBadReasonString]),
        breach(
            "reason-string-null", "PUBREL with a Reason String with U+0000 is an end",
            v5: ["1.5.4-2", "4.13.1-1"],
            .frame(
                0x62,
                [
                    .u16(1), .bytes([0]),
                    .properties([.bytes([0x1F]), .badText(prefix: "a", [0])]),
                ]),
            provedBy: [.forgivesNullInReasonString]),
    ]

    private static func property(
        _ name: String, _ what: String, _ v5: [String], _ parts: [Part], provedBy mutant: Mutant
    ) -> Draft {
        breach(
            name, "\(what) ends the connection", v5: v5 + ["4.13.1-1"],
            publish([], properties: parts), provedBy: [mutant])
    }

    static let formatNulls: [Draft] = [
        breach(
            "topic-null", "A Topic Name with U+0000 ends the connection",
            v3: ["1.5.3-2", "4.8.0-1"], v5: ["1.5.4-2", "4.13.1-1"], publish([0, 0x62]),
            provedBy: [.forgivesNullInTopic]),
        breach(
            "filter-null", "A Topic Filter with U+0000 ends the connection",
            v3: ["1.5.3-2"], v5: ["1.5.4-2"], subscribe([0]),
            provedBy: [.forgivesNullInSubscribe]),
        breach(
            "unsubscribe-null", "UNSUBSCRIBE from a filter with U+0000 ends the connection",
            v3: ["1.5.3-2"], v5: ["1.5.4-2"], unsubscribe([0]),
            provedBy: [.forgivesNullInUnsubscribe]),
        property(
            "content-type-null", "A Content Type with U+0000", ["1.5.4-2"],
            [.bytes([0x03]), .badText(prefix: "a", [0])], provedBy: .forgivesNullInContentType),
        property(
            "user-property-null", "A User Property with U+0000", ["1.5.4-2", "1.5.7-1"],
            [.bytes([0x26]), .text("a"), .badText(prefix: "b", [0])],
            provedBy: .forgivesNullInPair),
    ]

    static let formatTexts: [Draft] = [
        Draft(
            "byte-order-mark", "U+FEFF is a character like any other, and stays in a Topic Name",
            v3: ["1.5.3-3"], v5: ["1.5.4-3"],
            given: [
                .join("with"), .subscribe("with", "{}/\u{FEFF}t"),
                .join("without"), .subscribe("without", "{}/t", "{}/fence"), .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/\u{FEFF}t"),
                .expect(.publish("{}/\u{FEFF}t", "x"), "with"),
                .fence(from: "publisher", to: "without", on: "{}/fence"),
            ],
            provedBy: [.stripsByteOrderMark, .losesByteOrderMarkOnTheWay]),
        Draft(
            "characters", "Characters of two, three and four bytes stay as they are",
            v3: ["1.5.3-1"], v5: ["1.5.4-1"],
            given: [
                .join("client"), .join("publisher"),
                .subscribe("client", "{}/\u{E9}\u{20AC}\u{10348}\u{10FFFD}"),
            ],
            then: [
                .publish("publisher", "{}/\u{E9}\u{20AC}\u{10348}\u{10FFFD}"),
                .expect(.publish("{}/\u{E9}\u{20AC}\u{10348}\u{10FFFD}", "x"), "client"),
            ],
            provedBy: [.garblesFourByteCharacters]),
    ]

    static let formatLengths: [Draft] = [
        breach(
            "padded-length", "A Remaining Length that takes more bytes than it need is malformed",
            v5: ["1.5.5-1"], .paddedLength(.publish("{}/a")), provedBy: [.forgivesPaddedLength]),
        breach(
            "padded-property-length",
            "A length of properties that takes a byte too many is malformed",
            v5: ["1.5.5-1"],
            .frame(0x30, [.text("{}/a"), .bytes([0x80, 0x00]), .bytes([120])]),
            provedBy: [.forgivesPaddedPropertyLength]),
        Draft(
            "minimal-pingresp", "PINGRESP is two bytes",
            v5: ["1.5.5-1"],
            given: [.join("client")],
            then: [.expectAlive("client")],
            provedBy: [.padsLengthOfPingresp, .ignoresPing]),
        breach(
            "five-byte-length", "A Remaining Length of five bytes ends the connection",
            v3: ["4.8.0-1", "U3-REMLEN5"], v5: ["4.13.1-1", "U5-REMLEN5"],
            .bytes([0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), provedBy: [.forgivesFiveByteLength]),
        breach(
            "cut-topic", "A Topic Name that goes on beyond its packet ends the connection",
            v3: ["4.8.0-1"], v5: ["4.13.1-1"], .bytes([0x30, 0x04, 0x00, 0x09, 0x61, 0x62]),
            provedBy: [.forgivesCutPublish]),
        breach(
            "surplus-byte", "PINGREQ with more than its two bytes ends the connection",
            v3: ["4.8.0-1"], v5: ["4.13.1-1"], .frame(0xC0, [.bytes([0])]),
            provedBy: [.forgivesSurplusByte]),
        size("length-of-two-bytes", 200, provedBy: [.padsLengthOfPublish, .losesLengthOfTwoBytes]),
        size("length-of-three-bytes", 20_000, provedBy: [.losesLengthOfThreeBytes]),
    ]

    private static func size(
        _ name: String, _ count: Int, provedBy mutants: [Mutant]
    ) -> Draft {
        let payload = String(repeating: "g", count: count)
        return Draft(
            name,
            "A message of \(count) bytes comes through, its length in no more bytes than need be",
            v3: ["U3-REMLEN5"], v5: ["1.5.5-1"],
            given: [.join("client"), .subscribe("client", "{}/a"), .join("publisher")],
            then: [
                .publish("publisher", "{}/a", payload),
                .expect(.publish("{}/a", payload), "client"),
            ],
            provedBy: mutants)
    }

    static let formatOwnIDs: [Draft] = [
        Draft(
            "qos-0-without-id", "A message of QoS 0 has no Packet Identifier",
            v3: ["2.3.1-5"], v5: ["2.2.1-2"],
            given: [.join("client"), .subscribe("client", "{}/a"), .join("publisher")],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", "x", qos: .atMostOnce), "client"),
            ],
            provedBy: [.numbersQoS0]),
        own(
            "own-ids-qos-1", .atLeastOnce, needs: [.qos1], ends: [.puback],
            provedBy: [.repeatsIDOfQoS1, .sendsIDZero]),
        own(
            "own-ids-qos-2", .exactlyOnce, needs: [.qos2], ends: [.pubrec, .pubcomp],
            provedBy: [.repeatsIDOfQoS2]),
    ]

    /// Messages under way at the same time; ``Watch`` compares their identifiers.
    private static func own(
        _ name: String, _ qos: QoS, needs: Set<Capability>, ends: [Ack.Kind],
        provedBy mutants: [Mutant]
    ) -> Draft {
        var then: [Move] = [.hold("client", true)]
        for payload in ["1", "2", "3"] {
            then.append(.publish("publisher", "{}/a", payload, qos: qos))
            then.append(.expect(.publish("{}/a", payload, qos: qos), "client"))
        }
        for back in [2, 1, 0] {
            for kind in ends {
                then.append(.acknowledge(kind, "client", back: back))
                if kind == .pubrec { then.append(.expect(.ack(.pubrel, id: nil), "client")) }
            }
        }
        return Draft(
            name, "Messages that are under way have Packet Identifiers that differ, and none is 0",
            v3: ["2.3.1-4", "2.3.1-1"], v5: ["2.2.1-4"],
            needs: needs.union([.severalUnderWay]),
            given: [.join("client"), .subscribe("client", "{}/a", qos: qos), .join("publisher")],
            then: then + [.expectAlive("client")], provedBy: mutants)
    }

    static let formatProperties: [Draft] = [
        breach(
            "publish-without-properties",
            "PUBLISH without a length of properties ends the connection",
            v5: ["2.2.2-1"], .frame(0x30, [.text("{}/a")]),
            provedBy: [.forgivesPublishWithoutProperties]),
        breach(
            "subscribe-without-properties",
            "SUBSCRIBE without a length of properties ends the connection",
            v5: ["2.2.2-1"], .frame(0x82, [.u16(1), .text("{}/a"), .bytes([0])]),
            provedBy: [.forgivesSubscribeWithoutProperties]),
        breach(
            "unsubscribe-without-properties",
            "UNSUBSCRIBE without a length of properties ends the connection",
            v5: ["2.2.2-1"], .frame(0xA2, [.u16(1), .text("{}/a")]),
            provedBy: [.forgivesUnsubscribeWithoutProperties]),
        breach(
            "properties-beyond-packet",
            "Properties that go on beyond their packet end the connection",
            v5: ["2.2.2-1", "4.13.1-1"], .frame(0x30, [.text("{}/a"), .bytes([9, 0x01, 0])]),
            provedBy: [.forgivesPropertiesBeyondPacket]),
        breach(
            "property-beyond-properties", "A property that goes on beyond its section is malformed",
            v5: ["2.2.2-1", "4.13.1-1"],
            .frame(0x30, [.text("{}/a"), .properties([.bytes([0x02, 0, 0])]), .bytes([0, 1])]),
            provedBy: [.forgivesPropertyBeyondProperties]),
        answer(
            "suback", [.subscribe("client", "{}/a")], provedBy: .sendsSubackWithoutProperties),
        answer(
            "unsuback",
            [.send(.unsubscribe("{}/a"), "client"), .expect(.unsuback(), "client")],
            provedBy: .sendsUnsubackWithoutProperties),
        answer(
            "publish",
            [
                .subscribe("client", "{}/a"), .publish("client", "{}/a"),
                .expect(.publish("{}/a", "x"), "client"),
            ], provedBy: .sendsPublishWithoutProperties),
        Draft(
            "long-properties", "A length of properties above 127 takes two bytes, and no more",
            v5: ["1.5.5-1", "2.2.2-1"],
            given: [.join("client"), .subscribe("client", "{}/a"), .join("publisher")],
            then: [
                .publish("publisher", "{}/a", with: [longProperty]),
                .expect(.publish("{}/a", "x", has: [longProperty]), "client"),
            ],
            provedBy: [.padsPropertyLength]),
        unknown("publish", "PUBLISH", provedBy: .forgivesUnknownPropertyOfPublish) {
            .frame(0x30, [.text("{}/a"), .properties($0), .bytes([120])])
        },
        unknown("subscribe", "SUBSCRIBE", provedBy: .forgivesUnknownPropertyOfSubscribe) {
            .frame(0x82, [.u16(1), .properties($0), .text("{}/a"), .bytes([0])])
        },
        unknown("unsubscribe", "UNSUBSCRIBE", provedBy: .forgivesUnknownPropertyOfUnsubscribe) {
            .frame(0xA2, [.u16(1), .properties($0), .text("{}/a")])
        },
        misplaced(
            "publish", "PUBLISH with a Session Expiry Interval",
            provedBy: .forgivesForeignPropertyOfPublish,
            .frame(
                0x30, [.text("{}/a"), .properties([.bytes([0x11, 0, 0, 0, 9])]), .bytes([120])])),
        misplaced(
            "subscribe", "SUBSCRIBE with a Topic Alias",
            provedBy: .forgivesForeignPropertyOfSubscribe,
            .frame(
                0x82, [.u16(1), .properties([.bytes([0x23, 0, 1])]), .text("{}/a"), .bytes([0])])),
        misplaced(
            "unsubscribe", "UNSUBSCRIBE with a Subscription Identifier",
            provedBy: .forgivesForeignPropertyOfUnsubscribe,
            .frame(0xA2, [.u16(1), .properties([.bytes([0x0B, 1])]), .text("{}/a")])),
    ]

    private static let longProperty = Property.userProperty(
        "name", String(repeating: "v", count: 200))

    private static func answer(
        _ kind: String, _ moves: [Move], provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            "properties-of-\(kind)",
            "\(kind.uppercased()) without properties says that their length is 0",
            v5: ["2.2.2-1"], given: [.join("client")], then: moves, provedBy: [mutant])
    }

    private static func unknown(
        _ name: String, _ kind: String, provedBy mutant: Mutant, _ part: ([Part]) -> Part
    ) -> Draft {
        breach(
            "unknown-property-\(name)",
            "\(kind) with a property that there is not ends the connection",
            v5: ["U5-PROP-WRONGPACKET", "4.13.1-1"], part([.bytes([0x7F, 1])]),
            provedBy: [mutant])
    }

    private static func misplaced(
        _ name: String, _ what: String, provedBy mutant: Mutant, _ part: Part
    ) -> Draft {
        breach(
            "foreign-property-\(name)", "\(what) ends the connection",
            v5: ["U5-PROP-WRONGPACKET", "4.13.1-1"], part, provedBy: [mutant])
    }
}
