import MQTT
import ReferenceBroker

extension Chapter {
    /// What a broker does that lacks something, or forbids it.
    static let refusing = Chapter(
        "refuse", "What the broker does not offer (§3.2.2.3), and what it forbids (§3.3.5, §4.3.3)",
        forbidden + limitedQoS + withoutRetain)

    private static func denied(
        _ name: String, _ qos: QoS, _ accepted: Move..., needs: Set<Capability>,
        provedBy mutants: [Mutant]
    ) -> Draft {
        Draft(
            "forbidden-\(name)",
            "A PUBLISH of QoS \(qos.rawValue) to a topic that is forbidden is acknowledged, or "
                + "ends the connection, and goes to nobody",
            v3: ["3.3.5-2"], needs: needs.union([.restricted]),
            given: [.join("watcher"), .send(.subscribe("{restricted}"), "watcher"), anySuback]
                + [.join("client")],
            then: [.send(.publish("{restricted}", qos: qos), "client")] + accepted + [
                isUndisturbed
            ],
            provedBy: mutants)
    }

    /// Nothing has come to who watches the topic, but what somebody else let the broker keep there.
    private static let isUndisturbed = Move.react(
        "watcher", .alive(), .alive(after: .publish("{restricted}", retain: true)))

    /// Whether the topic may be read is not asked.
    private static let anySuback = Move.expect(.suback(), at: "watcher")

    private static let forbidden: [Draft] = [
        denied(
            "qos-0", .atMostOnce, .react("client", .alive(), .closed()), needs: [],
            provedBy: [.deliversDenied]),
        denied(
            "qos-1", .atLeastOnce, .react("client", .packets(.ack(.puback)), .closed()),
            needs: [.qos1], provedBy: [.swallowsDenied, .deliversDenied]),
        denied(
            "qos-2", .exactlyOnce,
            .react(
                "client", .packets(.ack(.pubrec)),
                .moot(.closed(), without: "an acknowledgement of what is forbidden")),
            .send(.ack(.pubrel), "client"),
            .react("client", .packets(.ack(.pubcomp)), .closed()),
            needs: [.qos2], provedBy: [.swallowsDenied, .deliversDenied]),
        Draft(
            "forbidden-qos-1-told",
            "A PUBLISH of QoS 1 to a topic that is forbidden gets an acknowledgement, or ends the "
                + "connection, and goes to nobody",
            v5: ["3.3.4-1", "4.13.2-1"], needs: [.restricted, .qos1],
            given: [
                .join("watcher"), .send(.subscribe("{restricted}"), "watcher"), anySuback,
                .join("client"),
            ],
            then: [
                .send(.publish("{restricted}", qos: .atLeastOnce), "client"),
                .react(
                    "client",
                    .packets(
                        .ack(
                            .puback, id: 1, .notAuthorized, .implementationSpecificError,
                            .unspecifiedError, .topicNameInvalid, .success,
                            .noMatchingSubscribers)),
                    .closed(), .closed(after: .disconnect())),
                isUndisturbed,
            ],
            provedBy: [.swallowsDenied, .deliversDenied, .disconnectsForDeniedAndStays]),
        Draft(
            "identifier-after-refusal",
            "A Packet Identifier whose PUBLISH was refused with PUBREC is free for a new message",
            v5: ["4.3.3-9"], needs: [.restricted, .qos2],
            given: [
                .join("watcher"), .subscribe("watcher", "{}/a", qos: .exactlyOnce),
                .join("client"),
            ],
            then: [
                .send(.publish("{restricted}", qos: .exactlyOnce, id: 7), "client"),
                .react(
                    "client",
                    .packets(
                        .ack(
                            .pubrec, id: 7, .notAuthorized, .implementationSpecificError,
                            .unspecifiedError, .topicNameInvalid, .quotaExceeded)),
                    .moot(.closed(), without: wantsRefusal),
                    .moot(.closed(after: .disconnect()), without: wantsRefusal),
                    .moot(.packets(.ack(.pubrec, id: 7)), without: wantsRefusal)),
                .publish("client", "{}/a", "new", qos: .exactlyOnce, id: 7),
                .expect(.publish("{}/a", "new", qos: .exactlyOnce), "watcher"),
            ],
            provedBy: [.keepsRefusedIDs]),
    ]

    private static let wantsRefusal = "PUBREC that refuses what is forbidden"

    /// A client that asks for more than the broker has is told so, and let go.
    private static func excess(
        _ name: String, _ title: String, _ v5: [String], needs: Set<Capability>, _ packet: Packet,
        provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v5: v5, needs: needs, given: [.join("client")],
            then: [.send(packet, "client"), .expectClosed("client")], provedBy: [mutant])
    }

    private static func badWill(
        _ name: String, _ title: String, _ statement: String, needs: Set<Capability>, _ will: Will,
        _ reason: ReasonCode, provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v5: [statement], needs: needs, given: [.open("client")],
            then: [
                .send(.connect("client", will: will), "client"),
                .react(
                    "client", .closed(after: .refusal(reason)), .closed(),
                    .closed(after: .anyRefusal, allowance: "A3")),
            ],
            provedBy: [mutant])
    }

    private static let limitedQoS: [Draft] = [
        Draft(
            "subscribe-above-maximum-qos",
            "A broker with a Maximum QoS takes a SUBSCRIBE of any QoS, and grants no more",
            v5: ["3.2.2-10"], needs: [.limitedQoS],
            given: [.join("client")],
            then: [
                .send(
                    .subscribe([
                        Subscription("{}/a", qos: .atMostOnce),
                        Subscription("{}/b", qos: .atLeastOnce),
                        Subscription("{}/c", qos: .exactlyOnce),
                    ]), "client"),
                .expect(
                    .suback(
                        id: 10, [.success], [.success, .granted(.atLeastOnce)],
                        [.success, .granted(.atLeastOnce)]), at: "client"),
                .expectAlive("client"),
            ],
            provedBy: [.failsForTooHighQoS, .grantsAnyQoS]),
        badWill(
            "will-above-maximum-qos", "A Will above the Maximum QoS is not let in", "3.2.2-12",
            needs: [.limitedQoS], Will(topic: "{}/will", payload: [], qos: .exactlyOnce),
            .qosNotSupported, provedBy: .takesAnyWillQoS),
        excess(
            "publish-above-maximum-qos",
            "A PUBLISH above the announced Maximum QoS ends the connection",
            ["U5-MAXQOS-EXCEEDED"], needs: [.limitedQoS],
            .publish("{}/a", qos: .exactlyOnce), provedBy: .takesAnyQoS),
    ]

    private static let withoutRetain: [Draft] = [
        badWill(
            "will-retain", "A Will to be retained is not let in where nothing is", "3.2.2-13",
            needs: [.noRetain], Will(topic: "{}/will", payload: [], retain: true),
            .retainNotSupported, provedBy: .takesRetainedWills),
        excess(
            "publish-retain", "A PUBLISH to be retained ends the connection where nothing is",
            ["U5-RETAIN-UNSUPPORTED"], needs: [.noRetain],
            .publish("{}/a", retain: true), provedBy: .takesAnyRetain),
    ]
}
