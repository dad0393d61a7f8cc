import MQTT
import ReferenceBroker

extension Chapter {
    /// §3.3: who publishes what, and what comes of it.
    static let publishing = Chapter(
        "publish", "PUBLISH (§3.3)",
        publishingFlags + publishingTopics + publishingAliases + publishingProperties
            + publishingOverlaps)

    private static let publishingFlags = [
        Draft(
            "qos-0-dup", "A QoS 0 message is delivered with QoS 0 and DUP 0",
            v3: ["3.3.1-2", "4.3.1-1"], v5: ["3.3.1-2", "4.3.1-1"],
            given: pair(),
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", "x", qos: .atMostOnce, dup: false), "subscriber"),
            ],
            provedBy: [.setsDupAtQoS0]),
        Draft(
            "qos-0-no-id", "A QoS 0 message has no Packet Identifier",
            v3: ["2.3.1-5"], v5: ["2.2.1-2"],
            given: pair(),
            then: [
                .publish("publisher", "{}/a", "payload"),
                .expect(.publish("{}/a", "payload", qos: .atMostOnce), "subscriber"),
            ],
            provedBy: [.numbersQoS0]),
        Draft(
            "qos-0-unanswered", "A QoS 0 message is not acknowledged",
            v3: ["3.3.4-1"], v5: ["3.3.4-1"],
            given: [.join("publisher")],
            then: [.publish("publisher", "{}/a"), .expectAlive("publisher")],
            provedBy: [.acknowledgesQoS0]),
        Draft(
            "qos-1-answered", "A QoS 1 message is answered with PUBACK, to whom it came from",
            v3: ["3.3.4-1", "4.3.2-2"], v5: ["3.3.4-1", "4.3.2-4"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", "x"), "subscriber"), .expectAlive("subscriber"),
            ],
            provedBy: [.swallowsPuback, .acknowledgesElsewhere, .acknowledgesTwice]),
        Draft(
            "qos-2-answered", "A QoS 2 message is answered with PUBREC",
            v3: ["3.3.4-1", "4.3.3-2"], v5: ["3.3.4-1", "4.3.3-8"], needs: [.qos2],
            given: [.join("publisher")],
            then: [
                .send(.publish("{}/a", qos: .exactlyOnce), "publisher"),
                .expect(.ack(.pubrec), "publisher"),
            ],
            provedBy: [.swallowsPubrec, .answersQoS2WithPuback]),
        dup(
            "dup-not-forwarded-qos-1", .atLeastOnce, to: .atLeastOnce, [.qos1], .forwardsDupOfQoS1),
        dup(
            "dup-not-forwarded-qos-2", .exactlyOnce, to: .exactlyOnce, [.qos2], .forwardsDupOfQoS2),
        dup(
            "dup-not-forwarded-to-qos-0", .atLeastOnce, to: .atMostOnce, [.qos1],
            .forwardsDupToQoS0),
        Draft(
            "qos-3", "A message of QoS 3 ends its sender's connection and reaches nobody",
            v3: ["3.3.1-4"], v5: ["3.3.1-4"],
            given: pair() + [.join("other")],
            then: [
                .raw([.frame(0x36, [.text("{}/a"), .u16(1), .properties([])])], "publisher"),
                .expectClosed("publisher"), .fence(from: "other", to: "subscriber", on: "{}/a"),
            ],
            provedBy: [.forgivesQoS3]),
        Draft(
            "dup-at-qos-0", "DUP with QoS 0 ends its sender's connection, and no other",
            v3: ["3.3.1-2"], v5: ["3.3.1-2"],
            given: [.join("bystander"), .join("publisher")],
            then: [
                .raw([.header(0x38, .publish("{}/b"))], "publisher"),
                .expectClosed("publisher", tolerating: .alive(allowance: "A8")),
                .expectAlive("bystander"),
            ],
            provedBy: [.punishesBystanders]),
    ]

    private static func dup(
        _ name: String, _ qos: QoS, to granted: QoS, _ needs: Set<Capability>, _ mutant: Mutant
    ) -> Draft {
        let answer: Ack.Kind = qos == .atLeastOnce ? .puback : .pubrec
        let rest: [Move] =
            qos == .exactlyOnce
            ? [.send(.ack(.pubrel), "publisher"), .expect(.ack(.pubcomp), "publisher")] : []
        return Draft(
            name, "The DUP of a QoS \(qos.rawValue) publisher says nothing about the delivery",
            v3: ["3.3.1-3"], v5: ["3.3.1-3"], needs: needs,
            given: pair(granted),
            then: [
                .send(.publish("{}/a", qos: qos, dup: true), "publisher"),
                .expect(.ack(answer), "publisher"),
            ] + rest + [
                .expect(.publish("{}/a", "x", qos: granted, dup: false), "subscriber")
            ],
            provedBy: [mutant])
    }

    /// A subscriber to `{}/a` and a publisher.
    static func pair(_ qos: QoS = .atMostOnce, to filter: String = "{}/a") -> [Move] {
        [.join("subscriber"), .subscribe("subscriber", filter, qos: qos), .join("publisher")]
    }

    private static let publishingTopics = [
        wildcard("wildcard-plus", "{}/+"),
        wildcard("wildcard-hash", "{}/#"),
        wildcard("wildcard-in-level", "{}/a+"),
        Draft(
            "wildcard-qos-1", "A QoS 1 message to a wildcard is refused and reaches nobody",
            v3: ["3.3.2-2"], v5: ["3.3.2-2"], needs: [.qos1, .wildcards],
            given: pair(to: "{}/#") + [.join("other")],
            then: [
                .send(.publish("{}/+", qos: .atLeastOnce), "publisher"),
                .expectClosed(
                    "publisher",
                    tolerating: .packets(.ack(.puback, id: 1, .topicNameInvalid), allowance: "A7")),
                .fence(from: "other", to: "subscriber", on: "{}/a"),
            ],
            provedBy: [.forgivesWildcardInTopic]),
        Draft(
            "topic-not-utf-8", "A Topic Name that is not UTF-8 ends the connection",
            v3: ["3.3.2-1"], v5: ["3.3.2-1"],
            given: [.join("publisher")],
            then: [
                .raw(
                    [.frame(0x30, [.badText(prefix: "{}/", [0xC3, 0x28]), .properties([])])],
                    "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesBadTextInPublish]),
        Draft(
            "topic-beyond-packet", "A Topic Name longer than its packet ends the connection",
            v3: ["3.3.2-1"], v5: ["3.3.2-1"],
            given: [.join("publisher")],
            then: [
                .raw([.frame(0x30, [.u16(200), .bytes([0x61, 0x62])])], "publisher"),
                .expectClosed("publisher"),
            ],
            provedBy: [.forgivesTruncatedPublish]),
        Draft(
            "topic-missing", "PUBLISH without a Topic Name ends the connection",
            v3: ["3.3.2-1"], v5: ["3.3.2-1"],
            given: [.join("publisher")],
            then: [.raw([.frame(0x30, [])], "publisher"), .expectClosed("publisher")],
            provedBy: [.forgivesTruncatedPublish]),
        Draft(
            "topic-empty", "An empty Topic Name without a Topic Alias ends the connection",
            v5: ["U5-PUBLISH-EMPTYTOPIC"],
            given: [.join("publisher")],
            then: [.send(.publish(""), "publisher"), .expectClosed("publisher")],
            provedBy: [.forgivesEmptyTopic]),
        Draft(
            "topic-as-published", "A message is delivered on the topic that it was published on",
            v3: ["3.3.2-3"], v5: ["3.3.2-3"], needs: [.wildcards],
            given: pair(to: "{}/+/b"),
            then: [
                .publish("publisher", "{}/Aa/b"), .expect(.publish("{}/Aa/b", "x"), "subscriber"),
            ],
            provedBy: [.lowersTopics]),
        Draft(
            "topic-matches-filter", "Nothing is delivered that no filter of the client matches",
            v3: ["3.3.2-3"], v5: ["3.3.2-3"],
            given: pair(),
            then: [
                .publish("publisher", "{}/a/b"), .publish("publisher", "{}"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a"),
            ],
            provedBy: [.matchesParents]),
    ]

    private static func wildcard(_ name: String, _ topic: String) -> Draft {
        Draft(
            name, "A message to \(topic.dropFirst(3)) ends the connection and reaches nobody",
            v3: ["3.3.2-2"], v5: ["3.3.2-2"], needs: [.wildcards],
            given: pair(to: "{}/#") + [.join("other")],
            then: [
                .send(.publish(topic), "publisher"), .expectClosed("publisher"),
                .fence(from: "other", to: "subscriber", on: "{}/a"),
            ],
            provedBy: [.forgivesWildcardInTopic])
    }
}
