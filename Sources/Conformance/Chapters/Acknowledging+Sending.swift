import MQTT
import ReferenceBroker

extension Chapter {
    /// Reason codes of acknowledgements, and what else 5.0 lets them say.
    static let acknowledgingWords = [
        Draft(
            "puback-reason", "PUBACK has a reason code of its list, also where nobody listens",
            v5: ["3.4.2-1", "U5-NOMATCH-PUBACK"], needs: [.qos1],
            given: [.join("publisher")],
            then: [.publish("publisher", "{}/a", qos: .atLeastOnce)],
            provedBy: [.inventsReasonOfPuback, .refusesUnheard]),
        Draft(
            "pubrec-reason", "PUBREC has a reason code of its list, also where nobody listens",
            v5: ["3.5.2-1", "U5-NOMATCH-PUBACK"], needs: [.qos2],
            given: [.join("publisher")],
            then: [.publish("publisher", "{}/a", qos: .exactlyOnce)],
            provedBy: [.inventsReasonOfPubrec]),
        Draft(
            "pubrel-reason", "PUBREL has a reason code of its list",
            v5: ["3.6.2-1"], needs: [.qos2],
            given: pair(.exactlyOnce) + [.hold("subscriber", true)],
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"),
            ],
            provedBy: [.inventsReasonOfPubrel]),
        Draft(
            "pubcomp-reason", "PUBCOMP has a reason code of its list",
            v5: ["3.7.2-1"], needs: [.qos2],
            given: [.join("publisher")],
            then: [.publish("publisher", "{}/a", qos: .exactlyOnce)],
            provedBy: [.inventsReasonOfPubcomp]),
        Draft(
            "puback-reason-string", "PUBACK has no more than one Reason String",
            v5: ["U5-ACK-REASONSTR"], needs: [.qos1],
            given: [.join("publisher")],
            then: [.publish("publisher", "{}/a", qos: .atLeastOnce)],
            provedBy: [.explainsPubackTwice]),
        small(
            "puback", ["3.4.2-2", "3.4.2-3"], [.qos1], .atLeastOnce,
            [.explainsPubackAtLength, .adornsPubackAtLength]),
        small(
            "pubrec", ["3.5.2-2", "3.5.2-3"], [.qos2], .exactlyOnce,
            [.explainsPubrecAtLength, .adornsPubrecAtLength]),
        small(
            "pubcomp", ["3.7.2-2", "3.7.2-3"], [.qos2], .exactlyOnce,
            [.explainsPubcompAtLength, .adornsPubcompAtLength]),
        Draft(
            "small-pubrel", "PUBREL fits the client's Maximum Packet Size",
            v5: ["3.6.2-2", "3.6.2-3"], needs: [.qos2],
            given: [
                .join("subscriber", with: [.maximumPacketSize(128)]),
                .subscribe("subscriber", "{}/a", qos: .exactlyOnce), .hold("subscriber", true),
                .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"),
            ],
            provedBy: [.explainsPubrelAtLength, .adornsPubrelAtLength]),
    ]

    private static func small(
        _ name: String, _ numbers: [String], _ needs: Set<Capability>, _ qos: QoS,
        _ mutants: [Mutant]
    ) -> Draft {
        Draft(
            "small-\(name)", "\(name.uppercased()) fits the client's Maximum Packet Size",
            v5: numbers, needs: needs,
            given: [.join("publisher", with: [.maximumPacketSize(128)])],
            then: [.publish("publisher", "{}/a", qos: qos)],
            provedBy: mutants)
    }

    static let sendingQoS = [
        Draft(
            "qos-1-first", "The first delivery of a QoS 1 message has QoS 1 and DUP 0",
            v3: ["4.3.2-1"], v5: ["4.3.2-2"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", "x", qos: .atLeastOnce, dup: false), "subscriber"),
            ],
            provedBy: [.setsDupAtQoS1]),
        Draft(
            "qos-2-first", "The first delivery of a QoS 2 message has QoS 2 and DUP 0",
            v3: ["4.3.3-1"], v5: ["4.3.3-2"], needs: [.qos2],
            given: pair(.exactlyOnce),
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x", qos: .exactlyOnce, dup: false), "subscriber"),
            ],
            provedBy: [.setsDupAtQoS2]),
        Draft(
            "qos-2-pubrel", "PUBREC is answered with PUBREL of the same identifier",
            v3: ["2.3.1-6", "4.3.3-1"], v5: ["2.2.1-5", "4.3.3-4"], needs: [.qos2],
            given: held(.exactlyOnce),
            then: [
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil).of(delivery: 0), "subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 0), .expectAlive("subscriber"),
            ],
            provedBy: [.swallowsPubrel, .miscountsPubrel]),
        Draft(
            "qos-2-pubrel-each", "Each PUBREC is answered with PUBREL of its own identifier",
            v3: ["4.3.3-1"], v5: ["4.3.3-4"], needs: [.qos2, .severalUnderWay],
            given: pair(.exactlyOnce) + [
                .hold("subscriber", true),
                .publish("publisher", "{}/a", "1", qos: .exactlyOnce),
                .publish("publisher", "{}/a", "2", qos: .exactlyOnce),
                .expect(.publish("{}/a", "1"), .publish("{}/a", "2"), at: "subscriber"),
            ],
            then: [
                .acknowledge(.pubrec, "subscriber", back: 1),
                .expect(.ack(.pubrel, id: nil).of(delivery: 0), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil).of(delivery: 1), "subscriber"),
            ],
            provedBy: [.releasesOldestFirst]),
        Draft(
            "qos-2-refused", "PUBREC that refuses is not answered with PUBREL",
            v5: ["4.3.3-4"], needs: [.qos2],
            given: held(.exactlyOnce),
            then: [
                .acknowledge(.pubrec, "subscriber", back: 0, reason: .implementationSpecificError),
                .expectAlive("subscriber"),
            ],
            provedBy: [.releasesRefused]),
        Draft(
            "no-resending-qos-1", "A QoS 1 message is not sent again on a connection that stands",
            v5: ["4.4.0-1"], needs: [.qos1],
            given: held(.atLeastOnce),
            then: [.pass(.seconds(5)), .expectAlive("subscriber")],
            provedBy: [.resendsImpatiently]),
        Draft(
            "no-resending-pubrel", "PUBREL is not sent again on a connection that stands",
            v5: ["4.4.0-1"], needs: [.qos2],
            given: held(.exactlyOnce) + [
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"),
            ],
            then: [.pass(.seconds(5)), .expectAlive("subscriber")],
            provedBy: [.resendsPubrelImpatiently]),
    ]

    /// A subscriber that has not acknowledged the one message it got; its session is kept.
    private static func held(_ qos: QoS, with properties: [Property] = []) -> [Move] {
        [
            .join("subscriber", keeps: true), .subscribe("subscriber", "{}/a", qos: qos),
            .hold("subscriber", true), .join("publisher"),
            .publish("publisher", "{}/a", qos: qos, with: properties),
            .expect(.publish("{}/a", "x", qos: qos), "subscriber"),
        ]
    }

    static let resending = [
        Draft(
            "qos-1-resent", "A QoS 1 message is sent again, with DUP, when its session goes on",
            v3: ["2.3.1-4", "3.3.1-1", "4.3.2-1", "4.4.0-1"],
            v5: ["3.3.1-1", "4.3.2-3", "4.4.0-1"], needs: [.qos1, .sessions],
            given: held(.atLeastOnce),
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(
                    .publish("{}/a", "x", qos: .atLeastOnce, dup: true).of(delivery: 0),
                    "subscriber"),
            ],
            provedBy: [.forgetsDup, .forgetsQoS1, .renumbersQoS1]),
        Draft(
            "qos-2-resent", "A QoS 2 message is sent again, with DUP, when its session goes on",
            v3: ["2.3.1-4", "3.3.1-1", "4.3.3-1", "4.4.0-1"],
            v5: ["3.3.1-1", "4.3.3-3", "4.4.0-1"], needs: [.qos2, .sessions],
            given: held(.exactlyOnce),
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(
                    .publish("{}/a", "x", qos: .exactlyOnce, dup: true).of(delivery: 0),
                    "subscriber"),
            ],
            provedBy: [.forgetsQoS2, .renumbersQoS2]),
        Draft(
            "qos-1-resent-twice", "A QoS 1 message is sent again until it is acknowledged",
            v3: ["4.3.2-1", "4.4.0-1"], v5: ["4.3.2-3", "4.4.0-1"], needs: [.qos1, .sessions],
            given: held(.atLeastOnce),
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(.publish("{}/a", "x", dup: true), "subscriber"),
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(.publish("{}/a", "x", dup: true), "subscriber"),
            ],
            provedBy: [.resendsOnce]),
        Draft(
            "pubrel-resent", "PUBREL is sent again when the session goes on, and PUBLISH is not",
            v3: ["4.3.3-1", "4.4.0-1"], v5: ["4.3.3-5", "4.3.3-6", "4.4.0-1"],
            needs: [.qos2, .sessions],
            given: held(.exactlyOnce) + [
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil).of(delivery: 0), "subscriber"),
            ],
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(.ack(.pubrel, id: nil).of(delivery: 0), "subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 0), .expectAlive("subscriber"),
            ],
            provedBy: [.forgetsPubrel, .forgetsPubrec]),
        Draft(
            "all-resent", "All that was not acknowledged is sent again when the session goes on",
            v3: ["4.4.0-1"], v5: ["4.4.0-1"],
            needs: [.qos1, .qos2, .sessions, .severalUnderWay],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .exactlyOnce), .hold("subscriber", true),
                .join("publisher"), .publish("publisher", "{}/a", "1", qos: .exactlyOnce),
                .expect(.publish("{}/a", "1"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"),
                .publish("publisher", "{}/a", "2", qos: .exactlyOnce),
                .expect(.publish("{}/a", "2"), "subscriber"),
                .publish("publisher", "{}/a", "3", qos: .atLeastOnce),
                .expect(.publish("{}/a", "3"), "subscriber"),
            ],
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(
                    inAnyOrder: .ack(.pubrel, id: nil).of(delivery: 0),
                    .publish("{}/a", "2", qos: .exactlyOnce, dup: true).of(delivery: 1),
                    .publish("{}/a", "3", qos: .atLeastOnce, dup: true).of(delivery: 2),
                    at: "subscriber"),
            ],
            provedBy: [.resendsFirstAlone, .forgetsLastUnacknowledged]),
        acknowledged("qos-1", .atLeastOnce, [.qos1], "4.3.2-1", "4.3.2-3", .forgetsPuback),
        acknowledged("qos-2", .exactlyOnce, [.qos2], "4.3.3-1", "4.3.3-5", .forgetsPubcomp),
        refused("qos-1", .atLeastOnce, .puback, [.qos1], .resendsRefusedQoS1),
        refused("qos-2", .exactlyOnce, .pubrec, [.qos2], .resendsRefusedQoS2),
        expiring("qos-1", .atLeastOnce, [.qos1], ["4.3.2-3"], .expiresUnacknowledgedQoS1),
        expiring("qos-2", .exactlyOnce, [.qos2], ["4.3.3-7"], .expiresUnacknowledgedQoS2),
    ]

    private static func acknowledged(
        _ name: String, _ qos: QoS, _ needs: Set<Capability>, _ v3: String, _ v5: String,
        _ mutant: Mutant
    ) -> Draft {
        let acknowledging: [Move] =
            qos == .atLeastOnce
            ? [.acknowledge(.puback, "subscriber", back: 0)]
            : [
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 0),
            ]
        return Draft(
            "\(name)-done", "What was acknowledged at QoS \(qos.rawValue) is not sent again",
            v3: [v3], v5: [v5], needs: needs.union([.sessions]),
            // All that was sent has been read once the last is answered.
            given: held(qos) + acknowledging + [.expectAlive("subscriber")],
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: qos),
            ],
            provedBy: [mutant])
    }

    private static func refused(
        _ name: String, _ qos: QoS, _ kind: Ack.Kind, _ needs: Set<Capability>, _ mutant: Mutant
    ) -> Draft {
        Draft(
            "\(name)-refused-not-resent", "A QoS \(qos.rawValue) message that was refused is done",
            v5: ["4.4.0-2"], needs: needs.union([.sessions]),
            given: held(qos) + [
                .acknowledge(kind, "subscriber", back: 0, reason: .implementationSpecificError),
                .expectAlive("subscriber"),
            ],
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: qos),
            ],
            provedBy: [mutant])
    }

    private static func expiring(
        _ name: String, _ qos: QoS, _ needs: Set<Capability>, _ v5: [String], _ mutant: Mutant
    ) -> Draft {
        Draft(
            "\(name)-expired-under-way", "A message that was sent once does not expire any more",
            v5: v5, needs: needs.union([.sessions]),
            given: held(qos, with: [.messageExpiryInterval(1)]),
            then: [
                .cut("subscriber"), .pass(.milliseconds(2500)), .rejoinHolding("subscriber"),
                .expect(
                    .publish("{}/a", "x", qos: qos, dup: true).of(delivery: 0), "subscriber"),
            ],
            provedBy: [mutant])
    }
}
