import MQTT
import ReferenceBroker

extension Chapter {
    /// §1.5 and §2: what bytes are a packet at all.
    static let packetFormat = Chapter(
        "format", "Data and packet format (§1.5, §2)",
        [
            formatFlags, formatAnswers, formatTypes, formatLengths, formatStrings, formatNulls,
            formatOtherTexts, formatTexts, formatIDs, formatMissingIDs, formatOwnIDs,
            formatProperties,
        ].flatMap { $0 })

    /// What ends the connection of a client that is connected.
    static func breach(
        _ name: String, _ title: String, v3: [String] = [], v5: [String] = [], _ parts: Part...,
        provedBy mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v3: v3, v5: v5, given: [.join("client")],
            then: [.raw(parts, "client"), .expectClosed("client")], provedBy: mutants)
    }

    private static func wrongFlags(
        _ kind: String, _ header: UInt8, _ packet: Packet, _ more: String? = nil,
        provedBy mutant: Mutant
    ) -> Draft {
        let more = more.map { [$0] } ?? []
        return breach(
            kind.lowercased() + "-flags", "\(kind) with wrong reserved flags ends the connection",
            v3: ["2.2.2-2", "4.8.0-1"] + more,
            v5: ["2.1.3-1", "4.13.1-1", "U5-FLAGS-MALFORMED"] + more,
            .header(header, packet), provedBy: [mutant])
    }

    private static let formatFlags: [Draft] = [
        wrongFlags(
            "PUBACK", 0x41, .ack(.puback), provedBy: .forgivesReservedFlagsOfPuback),
        wrongFlags(
            "PUBREC", 0x52, .ack(.pubrec), provedBy: .forgivesReservedFlagsOfPubrec),
        wrongFlags(
            "PUBREL", 0x60, .ack(.pubrel), "3.6.1-1", provedBy: .forgivesReservedFlagsOfPubrel),
        wrongFlags(
            "PUBCOMP", 0x72, .ack(.pubcomp), provedBy: .forgivesReservedFlagsOfPubcomp),
        wrongFlags(
            "SUBSCRIBE", 0x80, .subscribe("{}/a"), "3.8.1-1",
            provedBy: .forgivesReservedFlagsOfSubscribe),
        wrongFlags(
            "UNSUBSCRIBE", 0xA0, .unsubscribe("{}/a"), "3.10.1-1",
            provedBy: .forgivesReservedFlagsOfUnsubscribe),
        wrongFlags("PINGREQ", 0xC1, .pingreq, provedBy: .forgivesReservedFlagsOfPingreq),
        Draft(
            "connect-flags", "CONNECT with wrong reserved flags is not let in",
            v3: ["2.2.2-2", "3.1.4-1"], v5: ["2.1.3-1", "3.1.4-1", "U5-FLAGS-MALFORMED"],
            given: [.open("client")],
            then: [.raw([.header(0x12, .connect("client"))], "client"), .expectClosed("client")],
            provedBy: [.forgivesReservedFlagsOfConnect]),
        Draft(
            "disconnect-flags",
            "DISCONNECT with wrong reserved flags ends the connection as an error, with its Will",
            v3: ["2.2.2-2", "3.14.1-1"], v5: ["2.1.3-1", "3.14.1-1", "U5-FLAGS-MALFORMED"],
            given: [
                .join("watcher"), .subscribe("watcher", "{}/will"),
                .join("client", will: Will(topic: "{}/will", payload: Array("gone".utf8))),
            ],
            then: [
                .raw([.header(0xE1, .disconnect())], "client"), .expectClosed("client"),
                .expect(.publish("{}/will", "gone"), "watcher"),
            ],
            provedBy: [.forgivesReservedFlagsOfDisconnect, .obeysDisconnectWithWrongFlags]),
    ]

    private static func rightFlags(
        _ kind: String, needs: Set<Capability> = [], given: [Move] = [.join("client")],
        then moves: [Move], provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            "flags-of-" + kind.lowercased(),
            "\(kind) of the broker has the flags that it must have",
            v3: ["2.2.2-1"], v5: ["2.1.3-1"], needs: needs, given: given, then: moves,
            provedBy: [mutant])
    }

    /// The codec looks at the flags of whatever comes; here is the occasion.
    private static let formatAnswers: [Draft] = [
        rightFlags("CONNACK", given: [], then: [.join("client")], provedBy: .flagsConnack),
        rightFlags("SUBACK", then: [.subscribe("client", "{}/a")], provedBy: .flagsSuback),
        rightFlags(
            "UNSUBACK",
            then: [
                .subscribe("client", "{}/a"), .send(.unsubscribe("{}/a"), "client"),
                .expect(.unsuback(), "client"),
            ], provedBy: .flagsUnsuback),
        rightFlags("PINGRESP", then: [.expectAlive("client")], provedBy: .flagsPingresp),
        rightFlags(
            "PUBACK", needs: [.qos1], then: [.publish("client", "{}/a", qos: .atLeastOnce)],
            provedBy: .flagsPuback),
        rightFlags(
            "PUBREC", needs: [.qos2],
            then: [
                .send(.publish("{}/a", qos: .exactlyOnce), "client"),
                .expect(.ack(.pubrec), "client"),
            ], provedBy: .flagsPubrec),
        rightFlags(
            "PUBCOMP", needs: [.qos2], then: [.publish("client", "{}/a", qos: .exactlyOnce)],
            provedBy: .flagsPubcomp),
        rightFlags(
            "PUBREL", needs: [.qos2],
            given: [
                .join("client"), .subscribe("client", "{}/a", qos: .exactlyOnce),
                .join("publisher"),
            ],
            then: [
                .hold("client", true), .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x", qos: .exactlyOnce), "client"),
                .acknowledge(.pubrec, "client", back: 0),
                .expect(.ack(.pubrel, id: nil), "client"),
                .acknowledge(.pubcomp, "client", back: 0), .expectAlive("client"),
            ], provedBy: .flagsPubrel),
    ]

    private static func stray(_ kind: String, _ part: Part, provedBy mutant: Mutant) -> Draft {
        breach(
            "stray-" + kind.lowercased(), "\(kind), which only servers send, ends the connection",
            v3: ["4.8.0-1", "U3-UNEXPECTED"], v5: ["4.13.1-1", "U5-SERVERONLY"], part,
            provedBy: [mutant])
    }

    private static let formatTypes: [Draft] = [
        stray(
            "CONNACK", .frame(0x20, [.bytes([0, 0]), .v5([.properties([])])]),
            provedBy: .ignoresStrayConnack),
        stray(
            "SUBACK", .frame(0x90, [.u16(1), .v5([.properties([])]), .bytes([0])]),
            provedBy: .ignoresStraySuback),
        stray(
            "UNSUBACK", .frame(0xB0, [.u16(1), .v5([.properties([]), .bytes([0])])]),
            provedBy: .ignoresStrayUnsuback),
        stray("PINGRESP", .frame(0xD0, []), provedBy: .ignoresStrayPingresp),
        breach(
            "type-0", "A packet of the forbidden type 0 ends the connection",
            v3: ["4.8.0-1", "U3-UNEXPECTED"], v5: ["4.13.1-1", "U5-TYPE0"], .frame(0x00, []),
            provedBy: [.forgivesType0, .staysAfterProtocolError]),
        breach(
            "type-15", "A packet of type 15 ends the connection, which has none such",
            v3: ["4.8.0-1", "U3-UNEXPECTED"], .frame(0xF0, []), provedBy: [.forgivesType15]),
    ]

    private static let formatIDs: [Draft] = [
        edges(
            "suback", "SUBACK has the Packet Identifier of its SUBSCRIBE",
            v3: ["2.3.1-7"], v5: ["2.2.1-6"], provedBy: [.shortensIDOfSuback]
        ) { .subscribe("client", "{}/a", id: $0) },
        edges(
            "unsuback", "UNSUBACK has the Packet Identifier of its UNSUBSCRIBE",
            v3: ["2.3.1-7"], v5: ["2.2.1-6"], provedBy: [.shortensIDOfUnsuback]
        ) {
            .all([
                .send(.unsubscribe("{}/a", id: $0), "client"),
                .expect(.unsuback(id: $0), "client"),
            ])
        },
        edges(
            "puback", "PUBACK has the Packet Identifier of its PUBLISH",
            v3: ["2.3.1-6"], v5: ["2.2.1-5"], needs: [.qos1],
            provedBy: [.miscountsPacketID, .shortensIDOfPuback]
        ) { .publish("client", "{}/a", qos: .atLeastOnce, id: $0) },
        edges(
            "pubrec", "PUBREC has the Packet Identifier of its PUBLISH",
            v3: ["2.3.1-6"], v5: ["2.2.1-5"], needs: [.qos2], provedBy: [.shortensIDOfPubrec]
        ) {
            .all([
                .send(.publish("{}/a", qos: .exactlyOnce, id: $0), "client"),
                .expect(.ack(.pubrec, id: $0), "client"),
                .send(.ack(.pubrel, id: $0), "client"),
                .expect(.ack(.pubcomp, id: $0), "client"),
            ])
        },
        edges(
            "pubcomp", "PUBCOMP has the Packet Identifier of its PUBLISH",
            v3: ["2.3.1-6"], v5: ["2.2.1-5"], needs: [.qos2], provedBy: [.shortensIDOfPubcomp]
        ) { .publish("client", "{}/a", qos: .exactlyOnce, id: $0) },
        zero(
            "publish-qos-1", "PUBLISH of QoS 1", provedBy: .forgivesPublish1WithIDZero,
            [
                .frame(0x32, [.text("{}/a"), .u16(0), .v5([.properties([])]), .bytes([120])])
            ]),
        zero(
            "publish-qos-2", "PUBLISH of QoS 2", provedBy: .forgivesPublish2WithIDZero,
            [
                .frame(0x34, [.text("{}/a"), .u16(0), .v5([.properties([])]), .bytes([120])])
            ]),
        zero(
            "subscribe", "SUBSCRIBE", provedBy: .forgivesSubscribeWithIDZero,
            [
                .frame(0x82, [.u16(0), .v5([.properties([])]), .text("{}/a"), .bytes([0])])
            ]),
        zero(
            "unsubscribe", "UNSUBSCRIBE", provedBy: .forgivesUnsubscribeWithIDZero,
            [
                .frame(0xA2, [.u16(0), .v5([.properties([])]), .text("{}/a")])
            ]),
    ]

    /// A packet that needs an identifier and ends before it.
    private static let formatMissingIDs: [Draft] = [
        missing(
            "publish", "PUBLISH of QoS 1", .frame(0x32, [.text("{}/a")]),
            provedBy: .forgivesPublishWithoutID),
        missing("subscribe", "SUBSCRIBE", .frame(0x82, []), provedBy: .forgivesSubscribeWithoutID),
        missing(
            "unsubscribe", "UNSUBSCRIBE", .frame(0xA2, [.bytes([1])]),
            provedBy: .forgivesUnsubscribeWithoutID),
        missing("puback", "PUBACK", .frame(0x40, []), provedBy: .forgivesPubackWithoutID),
        Draft(
            "id-used-again", "A Packet Identifier is free once its exchange is over",
            v3: ["2.3.1-3"], v5: ["2.2.1-3"], needs: [.qos2],
            given: [.join("client"), .subscribe("client", "{}/a"), .join("publisher")],
            then: ["1", "2", "3"].map { payload in
                .all([
                    .publish("publisher", "{}/a", payload, qos: .exactlyOnce, id: 7),
                    .expect(.publish("{}/a", payload), "client"),
                ])
            },
            provedBy: [.keepsReceivedIDs]),
    ]

    private static func missing(
        _ name: String, _ what: String, _ part: Part, provedBy mutant: Mutant
    ) -> Draft {
        breach(
            "missing-id-\(name)", "\(what) without a Packet Identifier ends the connection",
            v3: ["2.3.1-1", "4.8.0-1"], v5: ["2.2.1-3", "4.13.1-1"], part, provedBy: [mutant])
    }

    private static func edges(
        _ kind: String, _ title: String, v3: [String], v5: [String],
        needs: Set<Capability> = [], provedBy mutants: [Mutant], _ moves: (UInt16) -> Move
    ) -> Draft {
        Draft(
            "id-of-\(kind)", title, v3: v3, v5: v5, needs: needs, given: [.join("client")],
            then: [1, 0x1234, 0x8000, 0xFFFF].map(moves), provedBy: mutants)
    }

    private static func zero(
        _ name: String, _ what: String, provedBy mutant: Mutant, _ parts: [Part]
    ) -> Draft {
        Draft(
            "zero-id-\(name)", "\(what) with Packet Identifier 0 ends the connection",
            v3: ["2.3.1-1", "4.8.0-1"], v5: ["2.2.1-3", "4.13.1-1"], given: [.join("client")],
            then: [.raw(parts, "client"), .expectClosed("client")], provedBy: [mutant])
    }
}
