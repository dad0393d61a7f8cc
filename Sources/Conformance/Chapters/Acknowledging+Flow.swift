import MQTT
import ReferenceBroker

extension Chapter {
    /// Receive Maximum, of 5.0 alone.
    static let controllingFlow = [
        Draft(
            "receive-maximum-qos-1", "No more QoS 1 messages are under way than the client takes",
            v5: ["3.3.4-9", "4.9.0-2"], needs: [.qos1, .severalUnderWay],
            given: limited(2, .atLeastOnce),
            then: three(.atLeastOnce) + [
                .expect(.publish("{}/a", "1"), .publish("{}/a", "2"), at: "subscriber"),
                .expectAlive("subscriber"), .acknowledge(.puback, "subscriber", back: 1),
                .expect(.publish("{}/a", "3"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.ignoresReceiveMaximum, .leaksQuotaOfPuback]),
        Draft(
            "receive-maximum-qos-2", "A QoS 2 message is under way until PUBCOMP",
            v5: ["3.3.4-9", "4.9.0-2"], needs: [.qos2],
            given: limited(1, .exactlyOnce),
            then: three(.exactlyOnce) + [
                .expect(.publish("{}/a", "1"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"), .expectAlive("subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 0),
                .expect(.publish("{}/a", "2"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.freesQuotaAtPubrec, .leaksQuotaOfPubcomp]),
        Draft(
            "receive-maximum-refused", "PUBREC that refuses makes room for the next message",
            v5: ["4.9.0-2"], needs: [.qos2],
            given: limited(1, .exactlyOnce),
            then: three(.exactlyOnce) + [
                .expect(.publish("{}/a", "1"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0, reason: .implementationSpecificError),
                .expect(.publish("{}/a", "2"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.leaksQuotaOfPubrec]),
        Draft(
            "receive-maximum-mixed", "QoS 1 and QoS 2 messages count together",
            v5: ["3.3.4-9", "4.9.0-2"], needs: [.qos1, .qos2],
            given: limited(1, .exactlyOnce),
            then: [
                .publish("publisher", "{}/a", "1", qos: .atLeastOnce),
                .publish("publisher", "{}/a", "2", qos: .exactlyOnce),
                .expect(.publish("{}/a"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.countsQoS2Alone]),
        Draft(
            "initial-quota", "As many messages are sent at first as the client takes, at least one",
            v5: ["4.9.0-1"], needs: [.qos1],
            given: limited(1, .atLeastOnce),
            then: three(.atLeastOnce) + [
                .expect(.publish("{}/a", "1"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.startsWithoutQuota, .startsWithTooMuchQuota]),
        Draft(
            "receive-maximum-of-resent", "Messages that are sent again count like others",
            v5: ["3.3.4-9", "4.9.0-2"], needs: [.qos1, .sessions, .severalUnderWay],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .hold("subscriber", true), .join("publisher"),
            ] + three(.atLeastOnce) + [
                .expect(
                    .publish("{}/a", "1"), .publish("{}/a", "2"), .publish("{}/a", "3"),
                    at: "subscriber"),
                .cut("subscriber"),
            ],
            then: [
                .rejoinHolding("subscriber", with: [.receiveMaximum(1)]),
                .expect(.publish("{}/a", "1", dup: true), "subscriber"),
                .expectAlive("subscriber"), .acknowledge(.puback, "subscriber", back: 0),
                .expect(.publish("{}/a", "2", dup: true), "subscriber"),
            ],
            provedBy: [.resendsAllAtOnce]),
        Draft(
            "quota-anew", "The quota begins anew with each connection",
            v5: ["4.9.0-1"], needs: [.qos1, .sessions, .severalUnderWay],
            given: [
                .join("subscriber", keeps: true, with: [.receiveMaximum(1)]),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .hold("subscriber", true), .join("publisher"),
            ] + three(.atLeastOnce) + [
                .expect(.publish("{}/a", "1"), "subscriber"), .cut("subscriber"),
            ],
            then: [
                .rejoinHolding("subscriber", with: [.receiveMaximum(2)]),
                .expect(
                    .publish("{}/a", "1", dup: true), .publish("{}/a", "2", dup: false),
                    at: "subscriber"),
                .expectAlive("subscriber"),
            ],
            provedBy: [.keepsQuota]),
        full(
            "pingresp", "PINGREQ is answered though no message may be sent",
            [.expectAlive("subscriber")], .holdsPingrespBack),
        full(
            "suback", "SUBSCRIBE is answered though no message may be sent",
            [.subscribe("subscriber", "{}/b", id: 12)], .holdsSubackBack),
        full(
            "unsuback", "UNSUBSCRIBE is answered though no message may be sent",
            [
                .send(.unsubscribe("{}/b"), "subscriber"), .expect(.unsuback(), "subscriber"),
            ], .holdsUnsubackBack),
        full(
            "puback", "PUBLISH of the client is answered though no message may be sent",
            [.publish("subscriber", "{}/b", qos: .atLeastOnce)], .holdsPubackBack),
        Draft(
            "server-receive-maximum", "Who exceeds the server's Receive Maximum is told, or served",
            v5: ["3.3.4-7", "U5-RECVMAX-EXCEEDED"], .may, needs: [.qos2],
            given: [.join("publisher")],
            then: (UInt16(1)...21).map { id in
                .send(.publish("{}/a", qos: .exactlyOnce, id: id), "publisher")
            } + [.await("publisher", excess, within: .soon)],
            provedBy: [.swallowsExcess]),
    ]

    /// A subscriber that takes so many messages at a time and acknowledges none by itself.
    private static func limited(_ maximum: UInt16, _ qos: QoS) -> [Move] {
        [
            .join("subscriber", with: [.receiveMaximum(maximum)]),
            .subscribe("subscriber", "{}/a", qos: qos), .hold("subscriber", true),
            .join("publisher"),
        ]
    }

    private static func three(_ qos: QoS) -> [Move] {
        ["1", "2", "3"].map { .publish("publisher", "{}/a", $0, qos: qos) }
    }

    /// One message is under way, one waits.
    private static let filled: [Move] =
        limited(1, .atLeastOnce) + [
            .publish("publisher", "{}/a", "1", qos: .atLeastOnce),
            .publish("publisher", "{}/a", "2", qos: .atLeastOnce),
            .expect(.publish("{}/a", "1"), "subscriber"),
        ]

    private static func full(
        _ name: String, _ title: String, _ then: [Move], _ mutant: Mutant
    ) -> Draft {
        Draft(
            "full-\(name)", title, v5: ["3.3.4-10", "4.9.0-3"], needs: [.qos1], given: filled,
            then: then, provedBy: [mutant])
    }

    /// An answer to each of 21 messages, or the end after some, since nobody knows the maximum.
    private static let excess: [Reaction] = {
        let answers = (UInt16(1)...21).map { id in
            Pattern.ack(
                .pubrec, id: id, .success, .noMatchingSubscribers, .receiveMaximumExceeded,
                .quotaExceeded)
        }
        var reactions = [Reaction(answers)]
        for count in 0...20 {
            let some = Array(answers.prefix(count))
            reactions.append(Reaction(some, end: .closed))
            reactions.append(Reaction(some + [.disconnect()], end: .closed))
        }
        return reactions
    }()
}
