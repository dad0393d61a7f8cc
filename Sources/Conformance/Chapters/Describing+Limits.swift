import MQTT
import ReferenceBroker

extension Chapter {
    static let askedInformation: [Draft] = [
        Draft(
            "response-information-unasked", "No Response Information for one who does not ask",
            v5: ["3.1.2-28", "U5-RESP-INFO"],
            then: [.open("client"), .send(.connect("client"), "client"), .uninformed],
            provedBy: [.informsUnasked]),
        Draft(
            "response-information-declined", "No Response Information for one who declines it",
            v5: ["3.1.2-28", "U5-RESP-INFO"],
            then: [
                .open("client"),
                .send(.connect("client", with: [.requestResponseInformation(0)]), "client"),
                .uninformed,
            ],
            provedBy: [.informsDecliners]),
        Draft(
            "response-information", "One who asks for Response Information may get it",
            v5: ["3.1.2-28", "U5-RESP-INFO"], .may, needs: [.requestResponse],
            then: [
                .open("client"),
                .send(.connect("client", with: [.requestResponseInformation(1)]), "client"),
                .expect(.connack(hasAny: [.responseInformation]), "client"),
            ],
            provedBy: [.withholdsResponseInformation]),
    ]

    /// What makes a broker send one kind of packet to `client`, which has connected.
    private struct Occasion {
        let name: String
        var needs: Set<Capability> = []
        let moves: [Move]
    }

    private static let occasions: [Occasion] = [
        Occasion(
            name: "puback", needs: [.qos1],
            moves: [.publish("client", "{}/a", qos: .atLeastOnce)]),
        Occasion(
            name: "pubrec", needs: [.qos2],
            moves: [.publish("client", "{}/a", qos: .exactlyOnce)]),
        Occasion(
            name: "pubrel", needs: [.qos2],
            moves: [
                .subscribe("client", "{}/a", qos: .exactlyOnce), .hold("client", true),
                .join("publisher"), .publish("publisher", "{}/a", "a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "a", qos: .exactlyOnce), "client"),
                .acknowledge(.pubrec, "client", back: 0),
                .expect(.ack(.pubrel, id: nil), "client"),
                .acknowledge(.pubcomp, "client", back: 0),
            ]),
        Occasion(
            name: "pubcomp", needs: [.qos2],
            moves: [
                .send(.ack(.pubrel, id: 99), "client"),
                .expect(.ack(.pubcomp, id: 99, .success, .packetIdentifierNotFound), "client"),
            ]),
        Occasion(name: "suback", moves: [.subscribe("client", "{}/a")]),
        Occasion(
            name: "unsuback",
            moves: [.send(.unsubscribe("{}/none"), "client"), .expect(.unsuback(), "client")]),
    ]

    static let problemInformation: [Draft] = zip(
        occasions,
        [
            [Mutant.explainsPubackUnasked], [.explainsPubrecUnasked], [.explainsPubrelUnasked],
            [.explainsPubcompUnasked], [.explainsSubackUnasked, .describesSubackUnasked],
            [.explainsUnsubackUnasked],
        ]
    ).map { occasion, mutants in
        Draft(
            "problem-information-\(occasion.name)",
            "Request Problem Information 0 leaves \(occasion.name.uppercased()) unexplained",
            v5: ["3.1.2-29"], needs: occasion.needs,
            given: [.join("client", with: [.requestProblemInformation(0)])],
            then: occasion.moves, provedBy: mutants)
    }

    /// More than any broker's CONNACK, and less than what is published beside it.
    private static let limit = Property.maximumPacketSize(200)

    /// That no explanation makes a packet larger than the client takes.
    static let explanationSizes: [Draft] =
        zip(
            occasions,
            [
                (["3.4.2-2", "3.4.2-3"], [Mutant.longReasonInPuback, .longPairInPuback]),
                (["3.5.2-2", "3.5.2-3"], [.longReasonInPubrec, .longPairInPubrec]),
                (["3.6.2-2", "3.6.2-3"], [.longReasonInPubrel, .longPairInPubrel]),
                (["3.7.2-2", "3.7.2-3"], [.longReasonInPubcomp, .longPairInPubcomp]),
                (["3.9.2-1", "3.9.2-2"], [.longReasonInSuback, .longPairInSuback]),
                (["3.11.2-1", "3.11.2-2"], [.longReasonInUnsuback, .longPairInUnsuback]),
            ]
        ).map { occasion, proof in
            Draft(
                "explained-size-\(occasion.name)", sizeTitle(occasion.name),
                v5: proof.0 + ["3.1.2-24"], needs: occasion.needs,
                given: [.join("client", with: [limit])], then: occasion.moves,
                provedBy: proof.1)
        } + [
            Draft(
                "explained-size-connack", sizeTitle("connack"),
                v5: ["3.2.2-19", "3.2.2-20", "3.1.2-24"],
                then: [.join("client", with: [limit])],
                provedBy: [.longReasonInConnack, .longPairInConnack]),
            Draft(
                "explained-size-disconnect", sizeTitle("disconnect"),
                v5: ["3.14.2-3", "3.14.2-4", "3.1.2-24"],
                given: [.join("client", with: [limit])],
                then: [
                    .raw([.header(0x80, .subscribe("{}/a"))], "client"), .expectClosed("client"),
                ],
                provedBy: [.longReasonInDisconnect, .longPairInDisconnect]),
            Draft(
                "reason-once", "An acknowledgement has no more than one Reason String",
                v5: ["U5-ACK-REASONSTR"], needs: [.qos1],
                given: [.join("client")],
                then: [
                    .send(.unsubscribe("{}/none"), "client"), .expect(.unsuback(), "client"),
                    .subscribe("client", "{}/b"),
                    .publish("client", "{}/a", qos: .atLeastOnce),
                ],
                provedBy: [.repeatsReasonInPuback]),
        ]

    private static func sizeTitle(_ name: String) -> String {
        "No explanation makes \(name.uppercased()) larger than the client's Maximum Packet Size"
    }

    private static let large = String(repeating: "x", count: 300)

    /// A publisher, and a subscriber who takes small packets only.
    private static func small(
        qos: QoS = .atMostOnce, keeps: Bool = false, with properties: [Property] = []
    ) -> [Move] {
        [
            .join("publisher"), .join("subscriber", keeps: keeps, with: [limit] + properties),
            .subscribe("subscriber", "{}/a", qos: qos),
        ]
    }

    static let packetSizes: [Draft] = [
        Draft(
            "too-large", "A message too large for one subscriber goes to the others only",
            v5: ["3.1.2-24"],
            given: small() + [.join("other"), .subscribe("other", "{}/a")],
            then: [
                .publish("publisher", "{}/a", large),
                .expect(.publish("{}/a", large), "other"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a"),
                .expect(.publish("{}/a", "fence"), "other"),
            ],
            provedBy: [.ignoresMaximumPacketSize, .dropsTooLargeForAll]),
        Draft(
            "too-large-by-properties", "Properties count for the client's Maximum Packet Size",
            v5: ["3.1.2-24"], given: small(),
            then: [
                .publish("publisher", "{}/a", "a", with: [.userProperty("name", large)]),
                .fence(from: "publisher", to: "subscriber", on: "{}/a"),
            ],
            provedBy: [.measuresPayloadOnly]),
        Draft(
            "too-large-is-done", "A message that is too large holds up none that comes after it",
            v5: ["3.1.2-25"], needs: [.qos1],
            given: small(qos: .atLeastOnce, with: [.receiveMaximum(1)]),
            then: [
                .publish("publisher", "{}/a", large, qos: .atLeastOnce),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .atLeastOnce),
            ],
            provedBy: [.leaksQuotaOfTooLarge]),
        Draft(
            "too-large-is-done-twice",
            "A message of QoS 2 that is too large holds up none that comes after it",
            v5: ["3.1.2-25"], needs: [.qos2],
            given: small(qos: .exactlyOnce, with: [.receiveMaximum(1)]),
            then: [
                .publish("publisher", "{}/a", large, qos: .exactlyOnce),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .exactlyOnce),
            ],
            provedBy: [.leaksQuotaOfTooLargeQoS2]),
        Draft(
            "too-large-is-over", "A message that was too large does not come on a later connection",
            v5: ["3.1.2-25"], needs: [.qos1, .sessions],
            given: small(qos: .atLeastOnce, keeps: true),
            then: [
                .publish("publisher", "{}/a", large, qos: .atLeastOnce),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .atLeastOnce),
                .leave("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .atLeastOnce),
            ],
            provedBy: [.keepsTooLarge]),
        Draft(
            "too-large-retained", "A retained message that is too large is left out",
            v5: ["3.1.2-24"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late", with: [limit]), .keep(large, on: "{}/a"),
            ],
            then: [.subscribeLate(), .quietLate],
            provedBy: [.forgetsLimitForRetained]),
    ]
}

extension Move {
    /// CONNACK lets the client in without Response Information.
    fileprivate static let uninformed = Move.expect(
        .connack(lacks: [.responseInformation]), "client")
}
