import MQTT
import ReferenceBroker

extension Chapter {
    /// A packet that a client may send, where properties can be put.
    private struct Carrier {
        let name: String
        var needs: Set<Capability> = []
        let sender: Peer
        let given: [Move]
        let send: @Sendable ([Property]) -> Move
    }

    private static let publish = Carrier(
        name: "publish", sender: "client", given: [.join("client")],
        send: { .send(.publish("{}/a", with: $0), "client") })
    private static let subscribe = Carrier(
        name: "subscribe", sender: "client", given: [.join("client")],
        send: { .send(.subscribe("{}/a", with: $0), "client") })
    private static let unsubscribe = Carrier(
        name: "unsubscribe", sender: "client", given: [.join("client")],
        send: { properties in
            let properties = Properties(properties)
            return .send(
                .unsubscribe(Unsubscribe(id: 11, filters: ["{}/a"], properties: properties)),
                "client")
        })
    private static let disconnect = Carrier(
        name: "disconnect", sender: "client",
        given: [
            .join("watcher"), .subscribe("watcher", "{}/will"),
            .join(
                "client", will: Will(topic: "{}/will", payload: [119]),
                with: [.sessionExpiryInterval(1)]),
        ],
        send: { .send(.disconnect(with: $0), "client") })
    private static let pubrel = Carrier(
        name: "pubrel", needs: [.qos2], sender: "client",
        given: [
            .join("client"), .send(.publish("{}/a", qos: .exactlyOnce), "client"),
            .expect(.ack(.pubrec), "client"),
        ],
        send: { .send(.ack(.pubrel, with: $0), "client") })
    private static let puback = Carrier(
        name: "puback", needs: [.qos1], sender: "subscriber", given: holding(.atLeastOnce),
        send: { answer(.puback, with: $0) })
    private static let pubrec = Carrier(
        name: "pubrec", needs: [.qos2], sender: "subscriber", given: holding(.exactlyOnce),
        send: { answer(.pubrec, with: $0) })
    private static let pubcomp = Carrier(
        name: "pubcomp", needs: [.qos2], sender: "subscriber",
        given: holding(.exactlyOnce) + [
            .acknowledge(.pubrec, "subscriber", back: 0),
            .expect(.ack(.pubrel, id: nil), "subscriber"),
        ],
        send: { answer(.pubcomp, with: $0) })

    private static func answer(_ kind: Ack.Kind, with properties: [Property]) -> Move {
        let ack = Ack(kind, id: 0, properties: Properties(properties))
        return .answer(ack, "subscriber", back: 0)
    }

    /// A subscriber who takes one message at a time, and has not acknowledged one.
    private static func holding(_ qos: QoS) -> [Move] {
        [
            .join("publisher"), .join("subscriber", with: [.receiveMaximum(1)]),
            .subscribe("subscriber", "{}/a", qos: qos), .hold("subscriber", true),
            .publish("publisher", "{}/a", "a", qos: qos),
            .expect(.publish("{}/a", "a", qos: qos), "subscriber"),
        ]
    }

    /// That the connection ends, and for DISCONNECT, that it is none.
    private static func refused(
        _ carrier: Carrier, _ properties: [Property], _ name: String, _ title: String,
        _ statements: [String], needs: Set<Capability> = [], _ mutants: [Mutant]
    ) -> Draft {
        var moves = [carrier.send(properties), .expectClosed(carrier.sender)]
        if carrier.name == "disconnect" {
            moves.append(
                .expect(.publish("{}/will", "w"), "watcher", within: .between(.zero, .seconds(6))))
        }
        return Draft(
            name, title, v5: statements, needs: carrier.needs.union(needs), given: carrier.given,
            then: moves, provedBy: mutants)
    }

    private static func doubled(
        _ property: Property, in carrier: Carrier, _ statement: String,
        needs: Set<Capability> = [], _ mutants: Mutant...
    ) -> Draft {
        refused(
            carrier, [property, property], "doubled-\(property.kind.slug)-in-\(carrier.name)",
            "\(carrier.name.uppercased()) with two of \(property.kind) ends the connection",
            [statement, "4.13.1-1"], needs: needs, mutants)
    }

    private static func misplaced(
        _ property: Property, in carrier: Carrier, _ mutants: Mutant...
    ) -> Draft {
        refused(
            carrier, [property], "misplaced-\(property.kind.slug)-in-\(carrier.name)",
            "\(property.kind) in \(carrier.name.uppercased()) ends the connection",
            ["U5-PROP-WRONGPACKET", "4.13.1-1"], mutants)
    }

    static let doubledProperties: [Draft] = {
        let inPublish = "U5-PUBLISH-DUPPROP"
        let inAck = "U5-ACK-REASONSTR"
        let because = Property.reasonString("because")
        return [
            doubled(
                .payloadFormatIndicator(1), in: publish, inPublish, .overlooksTwoPayloadFormats),
            doubled(.messageExpiryInterval(9), in: publish, inPublish, .overlooksTwoExpiries),
            doubled(.contentType("text"), in: publish, inPublish, .overlooksTwoContentTypes),
            doubled(.responseTopic("{}/b"), in: publish, inPublish, .overlooksTwoResponseTopics),
            doubled(.correlationData([1]), in: publish, inPublish, .overlooksTwoCorrelations),
            doubled(
                .topicAlias(1), in: publish, inPublish, needs: [.topicAliases],
                .overlooksTwoAliases),
            doubled(
                .subscriptionIdentifier(1), in: subscribe, "4.13.1-1", needs: [.subscriptionIDs],
                .overlooksTwoSubscriptionIDs),
            doubled(because, in: puback, inAck, .overlooksTwoReasonsInPuback),
            doubled(because, in: pubrec, inAck, .overlooksTwoReasonsInPubrec),
            doubled(because, in: pubrel, inAck, .overlooksTwoReasonsInPubrel),
            doubled(because, in: pubcomp, inAck, .overlooksTwoReasonsInPubcomp),
            doubled(
                because, in: disconnect, "U5-DISC-DUPPROP", .overlooksTwoReasonsInDisconnect),
            doubled(
                .sessionExpiryInterval(1), in: disconnect, "U5-DISC-DUPPROP",
                .takesMalformedDisconnectForGood),
        ]
    }()

    static let misplacedProperties: [Draft] = [
        misplaced(.sessionExpiryInterval(9), in: publish, .forgivesSessionExpiryInPublish),
        misplaced(.willDelayInterval(1), in: publish, .forgivesWillDelayInPublish),
        misplaced(.reasonString("because"), in: publish, .forgivesReasonInPublish),
        misplaced(.topicAlias(1), in: subscribe, .forgivesAliasInSubscribe),
        misplaced(.reasonString("because"), in: subscribe, .forgivesReasonInSubscribe),
        misplaced(.subscriptionIdentifier(1), in: unsubscribe, .forgivesIDInUnsubscribe),
        misplaced(.contentType("text"), in: puback, .forgivesContentTypeInPuback),
        misplaced(.messageExpiryInterval(9), in: pubrec, .forgivesExpiryInPubrec),
        misplaced(.topicAlias(1), in: pubrel, .forgivesAliasInPubrel),
        misplaced(.sessionExpiryInterval(9), in: pubcomp, .forgivesSessionExpiryInPubcomp),
        misplaced(.willDelayInterval(1), in: disconnect, .forgivesWillDelayInDisconnect),
    ]

    static let wrongProperties: [Draft] = [
        raw(
            "unknown-in-publish", "PUBLISH with an unknown property ends the connection",
            ["U5-PROP-WRONGPACKET", "4.13.1-1"],
            .frame(0x30, [.text("{}/a"), .properties([.bytes([0x7F, 0])])]),
            .forgivesUnknownInPublish),
        raw(
            "unknown-in-subscribe", "SUBSCRIBE with an unknown property ends the connection",
            ["U5-PROP-WRONGPACKET", "4.13.1-1"],
            .frame(
                0x82,
                [.u16(10), .properties([.bytes([0x7F, 0])]), .text("{}/a"), .bytes([0])]),
            .forgivesUnknownInSubscribe),
        raw(
            "content-type-not-text", "A Content Type that is not UTF-8 ends the connection",
            ["3.3.2-19"],
            .frame(
                0x30,
                [
                    .text("{}/a"),
                    .properties([.bytes([3]), .badText(prefix: "text/", [0xC3, 0x28])]),
                ]),
            .forgivesBadTextsInPublish),
        raw(
            "response-topic-not-text", "A Response Topic that is not UTF-8 ends the connection",
            ["3.3.2-13"],
            .frame(
                0x30,
                [.text("{}/a"), .properties([.bytes([8]), .badText(prefix: "{}/", [0xFF])])]),
            .forgivesBadTextsInPublish),
        raw(
            "response-topic-null", "A Response Topic with U+0000 ends the connection",
            ["3.3.2-13"],
            .frame(
                0x30,
                [.text("{}/a"), .properties([.bytes([8]), .badText(prefix: "{}/", [0])])]),
            .forgivesNullInPublish),
        Draft(
            "subscription-id-zero", "Subscription Identifier 0 ends the connection",
            v5: ["U5-PUBLISH-SUBID0"], needs: [.subscriptionIDs], given: [.join("client")],
            then: [
                .send(.subscribe("{}/a", with: [.subscriptionIdentifier(0)]), "client"),
                .expectClosed("client"),
            ],
            provedBy: [.overlooksSubscriptionIDZero]),
        Draft(
            "beyond-server-limit",
            "A packet beyond the server's Maximum Packet Size ends the connection",
            v5: ["3.2.2-15", "U5-PKT-TOO-LARGE"], needs: [.maximumPacketSize],
            given: [.join("client")],
            then: [.exceed("client"), .expectClosed("client")],
            provedBy: [.forgivesTooLargePublish]),
        Draft(
            "payload-not-text", "A payload that is not the text that was promised is dealt with",
            v5: ["U5-PFI-INVALID", "3.3.4-1"], .may, needs: [.qos1], given: [.join("client")],
            then: [
                .send(badPromise, "client"),
                .react(
                    "client", .packets(.ack(.puback)),
                    .packets(.ack(.puback, .payloadFormatInvalid)),
                    .closed(), .closed(after: .disconnect())),
            ],
            provedBy: [.swallowsBadPayload]),
    ]

    private static let badPromise = Packet.publish(
        Publish(
            topic: "{}/a", payload: [0xC3, 0x28], qos: .atLeastOnce, id: 1,
            properties: Properties([.payloadFormatIndicator(1)])))

    private static func raw(
        _ name: String, _ title: String, _ statements: [String], _ part: Part, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v5: statements, given: [.join("client")],
            then: [.raw([part], "client"), .expectClosed("client")], provedBy: [mutant])
    }

    /// That what a client says beside is no reason not to hear the packet.
    static let describedPackets: [Draft] = [
        heard(
            "subscribe", subscribe, ["3.8.4-1"], userProperties,
            [.expect(.suback([.granted(.atMostOnce)]), "client")], .ignoresDescribedSubscribe),
        heard(
            "unsubscribe", unsubscribe, ["3.10.4-4"], userProperties,
            [.expect(.unsuback(), "client")], .ignoresDescribedUnsubscribe),
        heard(
            "pubrel", pubrel, ["4.3.3-11"], explanation, [.expect(.ack(.pubcomp), "client")],
            .ignoresExplainedPubrel),
        heard(
            "puback", puback, ["4.3.2-3"], explanation, next(.atLeastOnce),
            .ignoresExplainedPuback),
        heard(
            "pubrec", pubrec, ["4.3.3-4"], explanation,
            [.expect(.ack(.pubrel, id: nil), "subscriber")], .ignoresExplainedPubrec),
        heard(
            "pubcomp", pubcomp, ["4.3.3-5"], explanation, next(.exactlyOnce),
            .ignoresExplainedPubcomp),
        heard(
            "disconnect", disconnect, ["3.1.2-10"], explanation,
            [
                .expectGone("client"), .pass(.seconds(2)), .join("publisher"),
                .fence(from: "publisher", to: "watcher", on: "{}/will"),
            ],
            .sendsWillOnExplainedDisconnect),
    ]

    private static let explanation = [Property.reasonString("because")] + userProperties

    private static func heard(
        _ name: String, _ carrier: Carrier, _ statements: [String], _ properties: [Property],
        _ moves: [Move], _ mutant: Mutant
    ) -> Draft {
        Draft(
            "described-\(name)", "\(name.uppercased()) with User Properties does what it does",
            v5: statements, needs: carrier.needs, given: carrier.given,
            then: [carrier.send(properties)] + moves, provedBy: [mutant])
    }

    /// That the next message comes, now that the one before is done with.
    private static func next(_ qos: QoS) -> [Move] {
        [
            .publish("publisher", "{}/a", "b", qos: qos, id: 2),
            .expect(.publish("{}/a", "b", qos: qos), "subscriber"),
        ]
    }
}

extension Property.Kind {
    /// Its name as a part of identifiers: `content-type`.
    fileprivate var slug: String {
        description.lowercased().split(separator: " ").joined(separator: "-")
    }
}
