import MQTT
import ReferenceBroker

extension Chapter {
    /// §2.3.1, §3.4 to §3.7, §4.3, §4.4, §4.9: what is promised, and how the promise is kept.
    static let acknowledging = Chapter(
        "qos", "Acknowledgements, QoS and flow control (§3.4 to §3.7, §4.3, §4.4, §4.9)",
        packetIdentifiers + receivingQoS + acknowledgingWords + sendingQoS + resending
            + controllingFlow)

    /// Identifiers in which a byte or a bit can get lost.
    private static let edges: [UInt16] = [1, 0x0102, 0x8000, .max]

    private static let packetIdentifiers = [
        Draft(
            "puback-id", "PUBACK has the Packet Identifier of its PUBLISH",
            v3: ["2.3.1-6", "4.3.2-2"], v5: ["2.2.1-5", "4.3.2-4"], needs: [.qos1],
            given: [.join("publisher")],
            then: edges.map { .publish("publisher", "{}/a", qos: .atLeastOnce, id: $0) },
            provedBy: [.miscountsPacketID, .cutsIDOfPuback]),
        Draft(
            "pubrec-id", "PUBREC has the Packet Identifier of its PUBLISH",
            v3: ["2.3.1-6", "4.3.3-2"], v5: ["2.2.1-5", "4.3.3-8"], needs: [.qos2],
            given: [.join("publisher")],
            then: edges.flatMap { id -> [Move] in
                [
                    .send(.publish("{}/a", qos: .exactlyOnce, id: id), "publisher"),
                    .expect(.ack(.pubrec, id: id), "publisher"),
                ]
            },
            provedBy: [.cutsIDOfPubrec]),
        Draft(
            "pubcomp-id", "PUBCOMP has the Packet Identifier of its PUBREL",
            v3: ["4.3.3-2"], v5: ["2.2.1-5", "4.3.3-11"], needs: [.qos2],
            given: [.join("publisher")],
            then: edges.map { .publish("publisher", "{}/a", qos: .exactlyOnce, id: $0) },
            provedBy: [.cutsIDOfPubcomp, .swallowsPubcomp]),
        Draft(
            "suback-id", "SUBACK has the Packet Identifier of its SUBSCRIBE",
            v3: ["2.3.1-7"], v5: ["2.2.1-6"],
            given: [.join("client")],
            then: edges.map { .subscribe("client", "{}/a", id: $0) },
            provedBy: [.cutsIDOfSuback]),
        Draft(
            "unsuback-id", "UNSUBACK has the Packet Identifier of its UNSUBSCRIBE",
            v3: ["2.3.1-7"], v5: ["2.2.1-6"],
            given: [.join("client")],
            then: edges.flatMap { id -> [Move] in
                [
                    .subscribe("client", "{}/a"),
                    .send(.unsubscribe("{}/a", id: id), "client"),
                    .expect(.unsuback(id: id), "client"),
                ]
            },
            provedBy: [.cutsIDOfUnsuback]),
        zero(
            "publish-qos-1", "PUBLISH", [0x32], [.text("{}/a"), .u16(0), .properties([])],
            [.qos1], .forgivesZeroIDOfPublish),
        zero(
            "publish-qos-2", "PUBLISH", [0x34], [.text("{}/a"), .u16(0), .properties([])],
            [.qos2], .forgivesZeroIDOfPublish),
        zeroRequest("subscribe", .subscribe("{}/a", id: 0), .forgivesZeroIDOfSubscribe),
        zeroRequest("unsubscribe", .unsubscribe("{}/a", id: 0), .forgivesZeroIDOfUnsubscribe),
        Draft(
            "publish-without-id", "PUBLISH of QoS 1 that ends before its identifier is malformed",
            v3: ["2.3.1-1"], v5: ["2.2.1-3"], needs: [.qos1],
            given: [.join("client")],
            then: [.raw([.frame(0x32, [.text("{}/a")])], "client"), .expectClosed("client")],
            provedBy: [.forgivesMissingID]),
        distinct("qos-1", .atLeastOnce, [.qos1], "4.3.2-1", .reusesIDsAtQoS1),
        distinct("qos-2", .exactlyOnce, [.qos2], "4.3.3-1", .reusesIDsAtQoS2),
        Draft(
            "delivery-id-not-zero", "A delivery has a Packet Identifier that is not zero",
            v3: ["2.3.1-1"], v5: ["2.2.1-4"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", "x", qos: .atLeastOnce), "subscriber"),
            ],
            provedBy: [.deliversUnderZero]),
    ]

    private static func zero(
        _ name: String, _ kind: String, _ header: [UInt8], _ body: [Part],
        _ needs: Set<Capability>, _ mutant: Mutant
    ) -> Draft {
        Draft(
            "\(name)-id-zero", "\(kind) with Packet Identifier 0 ends the connection",
            v3: ["2.3.1-1"], v5: ["2.2.1-3"], needs: needs,
            given: [.join("client")],
            then: [.raw([.frame(header[0], body)], "client"), .expectClosed("client")],
            provedBy: [mutant])
    }

    private static func zeroRequest(_ name: String, _ packet: Packet, _ mutant: Mutant) -> Draft {
        Draft(
            "\(name)-id-zero", "\(packet.kind) with Packet Identifier 0 ends the connection",
            v3: ["2.3.1-1"], v5: ["2.2.1-3"],
            given: [.join("client")],
            then: [.raw([.packet(packet)], "client"), .expectClosed("client")],
            provedBy: [mutant])
    }

    private static func distinct(
        _ name: String, _ qos: QoS, _ needs: Set<Capability>, _ number: String, _ mutant: Mutant
    ) -> Draft {
        Draft(
            "delivery-ids-\(name)", "Messages under way have Packet Identifiers of their own",
            v3: ["2.3.1-4", number], v5: ["2.2.1-4", number],
            needs: needs.union([.severalUnderWay]),
            given: pair(qos) + [.hold("subscriber", true)],
            then: (1...4).map { .publish("publisher", "{}/a", "\($0)", qos: qos) } + [
                .expect(
                    .publish("{}/a", "1"), .publish("{}/a", "2"), .publish("{}/a", "3"),
                    .publish("{}/a", "4"), at: "subscriber")
            ],
            provedBy: [mutant])
    }

    private static let receivingQoS = [
        repeated(
            "qos-1-id-again", "PUBLISH after PUBACK is a new message though the identifier is not",
            dup: false, .takesKnownIDForDuplicate),
        repeated(
            "qos-1-id-again-dup", "PUBLISH after PUBACK is a new message whatever DUP says",
            dup: true, .takesDupForDuplicate),
        Draft(
            "qos-1-delivered", "A QoS 1 message that was acknowledged is delivered",
            v3: ["4.3.2-2"], v5: ["4.3.2-4"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", "x", qos: .atLeastOnce), "subscriber"),
            ],
            provedBy: [.losesQoS1]),
        Draft(
            "qos-2-delivered-once", "A QoS 2 message is delivered once",
            v3: ["4.3.3-2"], v5: ["4.3.3-8"], needs: [.qos2],
            given: pair(.exactlyOnce),
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x", qos: .exactlyOnce), "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .exactlyOnce),
            ],
            provedBy: [.losesQoS2, .deliversQoS2Twice]),
        Draft(
            "qos-2-duplicate", "PUBLISH that comes again before PUBREL is not delivered again",
            v3: ["4.3.3-2"], v5: ["4.3.3-10"], needs: [.qos2],
            given: pair(.exactlyOnce),
            then: [
                first, .expect(.ack(.pubrec, id: 7), "publisher"),
                again, .expect(.ack(.pubrec, id: 7), "publisher"),
            ] + released + once,
            provedBy: [.duplicatesQoS2]),
        Draft(
            "qos-2-duplicate-answered", "PUBLISH that comes again before PUBREL gets PUBREC again",
            v3: ["4.3.3-2"], v5: ["4.3.3-10"], needs: [.qos2],
            given: [.join("publisher"), first, .expect(.ack(.pubrec, id: 7), "publisher")],
            then: [again, .expect(.ack(.pubrec, id: 7), "publisher")],
            provedBy: [.ignoresDuplicateOfQoS2]),
        Draft(
            "qos-2-duplicate-after-reconnect",
            "PUBLISH that comes again on another connection is not delivered again",
            v3: ["4.3.3-2"], v5: ["4.3.3-10"], needs: [.qos2, .sessions],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .exactlyOnce),
                .join("publisher", keeps: true), first,
                .expect(.ack(.pubrec, id: 7), "publisher"), .cut("publisher"),
                .join("publisher", fresh: false, keeps: true, present: true),
            ],
            then: [again, .expect(.ack(.pubrec, id: 7), "publisher")] + released + once,
            provedBy: [.forgetsReceivedOnReconnect]),
        Draft(
            "qos-2-pubrel-after-reconnect", "PUBREL on another connection ends the exchange",
            v3: ["4.3.3-2"], v5: ["4.3.3-11"], needs: [.qos2, .sessions],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .exactlyOnce),
                .join("publisher", keeps: true), first,
                .expect(.ack(.pubrec, id: 7), "publisher"), .cut("publisher"),
                .join("publisher", fresh: false, keeps: true, present: true),
            ],
            then: released + once,
            provedBy: [.swallowsPubcompAfterReconnect]),
        Draft(
            "qos-2-id-again", "PUBLISH after PUBCOMP is a new message though the identifier is not",
            v3: ["4.3.3-2"], v5: ["4.3.3-12"], needs: [.qos2],
            given: pair(.exactlyOnce),
            then: [
                .publish("publisher", "{}/a", "1", qos: .exactlyOnce, id: 7),
                .expect(.publish("{}/a", "1"), "subscriber"),
                .publish("publisher", "{}/a", "2", qos: .exactlyOnce, id: 7),
                .expect(.publish("{}/a", "2"), "subscriber"),
            ],
            provedBy: [.keepsReceivedIDs]),
        Draft(
            "qos-2-expired-handshake", "The exchange goes on though the message has expired",
            v5: ["4.3.3-13"], needs: [.qos2],
            given: [
                .join("publisher"),
                .send(
                    .publish(
                        "{}/a", qos: .exactlyOnce, id: 7, with: [.messageExpiryInterval(1)]),
                    "publisher"),
                .expect(.ack(.pubrec, id: 7), "publisher"), .pass(.milliseconds(2500)),
            ],
            then: released,
            provedBy: [.forgetsExpiringQoS2]),
        flags("0000", 0x60),
        flags("0011", 0x63),
        Draft(
            "pubrel-unknown", "PUBREL of a message that never came is answered with PUBCOMP",
            v5: ["U5-PUBREL-UNKNOWN", "3.7.2-1"], needs: [.qos2],
            given: [.join("publisher")],
            then: [
                .send(.ack(.pubrel, id: 999), "publisher"),
                .react(
                    "publisher",
                    .packets(.ack(.pubcomp, id: 999, .packetIdentifierNotFound)),
                    .packets(.ack(.pubcomp, id: 999, .success), allowance: "A27")),
            ],
            provedBy: [.swallowsPubcompOfUnknown]),
    ]

    /// A QoS 2 message and the same once more.
    private static let first = Move.send(
        .publish("{}/a", qos: .exactlyOnce, id: 7), "publisher")
    private static let again = Move.send(
        .publish("{}/a", qos: .exactlyOnce, id: 7, dup: true), "publisher")

    private static let released: [Move] = [
        .send(.ack(.pubrel, id: 7), "publisher"), .expect(.ack(.pubcomp, id: 7), "publisher"),
    ]

    /// It has come, and not twice.
    private static let once: [Move] = [
        .expect(.publish("{}/a", "x"), "subscriber"),
        .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .exactlyOnce),
    ]

    private static func repeated(
        _ name: String, _ title: String, dup: Bool, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: ["4.3.2-2"], v5: ["4.3.2-5"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: [
                .publish("publisher", "{}/a", "1", qos: .atLeastOnce, id: 5),
                .expect(.publish("{}/a", "1"), "subscriber"),
                .send(.publish("{}/a", "2", qos: .atLeastOnce, id: 5, dup: dup), "publisher"),
                .expect(.ack(.puback, id: 5), "publisher"),
                .expect(.publish("{}/a", "2"), "subscriber"),
            ],
            provedBy: [mutant])
    }

    private static func flags(_ text: String, _ header: UInt8) -> Draft {
        Draft(
            "pubrel-flags-\(text)", "PUBREL with the flags \(text) ends the connection",
            v3: ["3.6.1-1"], v5: ["3.6.1-1"], needs: [.qos2],
            given: [.join("publisher"), first, .expect(.ack(.pubrec, id: 7), "publisher")],
            then: [
                .raw([.header(header, .ack(.pubrel, id: 7))], "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesFlagsOfPubrel])
    }
}
