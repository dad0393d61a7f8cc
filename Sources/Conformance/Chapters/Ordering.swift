import MQTT
import ReferenceBroker

extension Chapter {
    /// §4.5 and §4.6: who gets a message, and which comes first.
    static let ordering = Chapter(
        "order", "The receipt and the order of messages (§4.5, §4.6)", receiving + orders)

    private static let receiving = [
        Draft(
            "every-subscriber", "Everyone who subscribed gets the message, once",
            v3: ["4.5.0-1"], v5: ["4.5.0-1"], needs: [.qos2, .wildcards],
            given: [
                .join("exact"), .subscribe("exact", "{}/a", qos: .exactlyOnce),
                .join("plus"), .subscribe("plus", "{}/+", qos: .exactlyOnce),
                .join("hash"), .subscribe("hash", "{}/#", qos: .exactlyOnce), .join("publisher"),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "x"), "exact"), .expect(.publish("{}/a", "x"), "plus"),
                .expect(.publish("{}/a", "x"), "hash"),
                .fence(from: "publisher", to: "exact", on: "{}/a", qos: .exactlyOnce),
                .expect(.publish("{}/a", "fence"), "plus"),
                .expect(.publish("{}/a", "fence"), "hash"),
            ],
            provedBy: [.deliversToFirstAlone, .deliversToLastTwice]),
        Draft(
            "own-subscription", "A publisher that subscribed gets its own message, too",
            v3: ["4.5.0-1"], v5: ["4.5.0-1"], needs: [.qos1],
            given: [.join("client"), .subscribe("client", "{}/a", qos: .atLeastOnce)],
            then: [
                .send(.publish("{}/a", qos: .atLeastOnce), "client"),
                .expect(inAnyOrder: .ack(.puback), .publish("{}/a", "x"), at: "client"),
            ],
            provedBy: [.forgetsThePublisher]),
        offline(.atLeastOnce, .losesQoS1Offline),
        offline(.exactlyOnce, .losesQoS2Offline),
        Draft(
            "offline-cut", "A message reaches a session whose connection broke",
            v3: ["4.5.0-1"], v5: ["4.5.0-1"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .join("publisher"),
                .cut("subscriber"), .pass(.milliseconds(500)),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .react(
                    "subscriber", .packets(.publish("{}/a", "x", qos: .atLeastOnce))),
            ],
            provedBy: [.losesSubscriptionsOfTheCut]),
    ]

    private static func offline(_ qos: QoS, _ mutant: Mutant) -> Draft {
        Draft(
            "offline-qos-\(qos.rawValue)",
            "A QoS \(qos.rawValue) message waits for a session, and comes once",
            v3: ["4.5.0-1"], v5: ["4.5.0-1"], needs: .passing(qos, and: .sessions),
            given: [
                .join("subscriber", keeps: true), .subscribe("subscriber", "{}/a", qos: qos),
                .join("other"), .subscribe("other", "{}/a", qos: qos), .join("publisher"),
                .leave("subscriber"),
            ],
            then: [
                .publish("publisher", "{}/a", qos: qos), .expect(.publish("{}/a", "x"), "other"),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "x", qos: qos), "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: qos),
                .expect(.publish("{}/a", "fence"), "other"),
            ],
            provedBy: [mutant])
    }

    private static let orders = [
        stream(.atMostOnce, .swapsQoS0),
        stream(.atLeastOnce, .swapsQoS1),
        stream(.exactlyOnce, .swapsQoS2),
        Draft(
            "pipelined", "Messages that are sent without waiting are delivered in their order",
            v3: ["4.6.0-6"], v5: ["4.6.0-5"], needs: [.qos1],
            given: pair(.atLeastOnce),
            then: (UInt16(1)...6).map { number in
                .send(.publish("{}/a", "\(number)", qos: .atLeastOnce, id: number), "publisher")
            } + [
                .expect(
                    inAnyOrder: .ack(.puback, id: 1), .ack(.puback, id: 2), .ack(.puback, id: 3),
                    .ack(.puback, id: 4), .ack(.puback, id: 5), .ack(.puback, id: 6),
                    at: "publisher"),
                numbered(1...6),
            ],
            provedBy: [.swapsQoS1]),
        Draft(
            "wildcard-order", "Order holds for a subscription with a wildcard, too",
            v3: ["4.6.0-6"], v5: ["4.6.0-6"], needs: [.qos1, .wildcards],
            given: pair(.atLeastOnce, to: "{}/#"),
            then: (1...6).map {
                .publish("publisher", "{}/a", "\($0)", qos: .atLeastOnce)
            } + [numbered(1...6)],
            provedBy: [.swapsForWildcards]),
        waiting(.atLeastOnce, .reversesQueueOfQoS1),
        waiting(.exactlyOnce, .reversesQueueOfQoS2),
        resent(.atLeastOnce, .resendsQoS1Backwards),
        resent(.exactlyOnce, .resendsQoS2Backwards),
        Draft(
            "resent-before-new", "What was sent before comes again before what came meanwhile",
            v3: ["4.6.0-1", "4.6.0-6"], v5: ["4.6.0-1", "4.6.0-5"],
            needs: [.qos1, .sessions, .severalUnderWay],
            given: unacknowledged(.atLeastOnce) + [.cut("subscriber"), .pass(.milliseconds(500))],
            then: [
                .publish("publisher", "{}/a", "4", qos: .atLeastOnce),
                .publish("publisher", "{}/a", "5", qos: .atLeastOnce),
                .rejoinHolding("subscriber"), numbered(1...5),
            ],
            provedBy: [.sendsNewBeforeResent]),
        Draft(
            "narrow-window", "Messages that wait for room keep their order",
            v5: ["4.6.0-5"], needs: [.qos1],
            given: [
                .join("subscriber", with: [.receiveMaximum(1)]),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .hold("subscriber", true),
                .join("publisher"),
            ],
            then: (1...4).map { .publish("publisher", "{}/a", "\($0)", qos: .atLeastOnce) } + [
                numbered(1...1), .acknowledge(.puback, "subscriber", back: 0),
                numbered(2...2), .acknowledge(.puback, "subscriber", back: 0),
                numbered(3...3), .acknowledge(.puback, "subscriber", back: 0), numbered(4...4),
            ],
            provedBy: [.takesNewestFirst]),
        Draft(
            "pubrel-order", "PUBRELs are sent in the order of the PUBRECs",
            v3: ["4.6.0-4"], needs: [.qos2, .severalUnderWay],
            given: unacknowledged(.exactlyOnce),
            then: [
                .acknowledge(.pubrec, "subscriber", back: 2),
                .acknowledge(.pubrec, "subscriber", back: 1),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(
                    .ack(.pubrel, id: nil).of(delivery: 0), .ack(.pubrel, id: nil).of(delivery: 1),
                    .ack(.pubrel, id: nil).of(delivery: 2), at: "subscriber"),
            ],
            provedBy: [.swapsPubrels]),
    ]

    private static func numbered(_ numbers: ClosedRange<Int>) -> Move {
        .await(
            "subscriber", [Reaction(numbers.map { .publish("{}/a", "\($0)") })], within: .soon)
    }

    private static func stream(_ qos: QoS, _ mutant: Mutant) -> Draft {
        Draft(
            "stream-qos-\(qos.rawValue)",
            "Messages of QoS \(qos.rawValue) arrive in the order they were sent",
            v3: ["4.6.0-5", "4.6.0-6"], v5: ["4.6.0-5", "4.6.0-6"], needs: .passing(qos),
            given: pair(qos),
            then: (1...8).map { .publish("publisher", "{}/a", "\($0)", qos: qos) }
                + [numbered(1...8)],
            provedBy: [mutant])
    }

    private static func waiting(_ qos: QoS, _ mutant: Mutant) -> Draft {
        Draft(
            "queue-qos-\(qos.rawValue)", "Messages that waited for their session keep their order",
            v3: ["4.6.0-6"], v5: ["4.6.0-5"], needs: .passing(qos, and: .sessions),
            given: [
                .join("subscriber", keeps: true), .subscribe("subscriber", "{}/a", qos: qos),
                .leave("subscriber"), .join("publisher"),
            ],
            then: (1...4).map { .publish("publisher", "{}/a", "\($0)", qos: qos) } + [
                .join("subscriber", fresh: false, keeps: true, present: true), numbered(1...4),
            ],
            provedBy: [mutant])
    }

    /// A subscriber with three messages that it has not acknowledged.
    private static func unacknowledged(_ qos: QoS) -> [Move] {
        [
            .join("subscriber", keeps: true), .subscribe("subscriber", "{}/a", qos: qos),
            .hold("subscriber", true), .join("publisher"),
        ] + (1...3).map { .publish("publisher", "{}/a", "\($0)", qos: qos) } + [numbered(1...3)]
    }

    private static func resent(_ qos: QoS, _ mutant: Mutant) -> Draft {
        Draft(
            "resent-qos-\(qos.rawValue)",
            "Messages that are sent again keep their order and identifiers",
            v3: ["4.6.0-1"], v5: ["4.6.0-1"],
            needs: .passing(qos, and: .sessions, .severalUnderWay),
            given: unacknowledged(qos),
            then: [
                .cut("subscriber"), .rejoinHolding("subscriber"),
                .expect(
                    .publish("{}/a", "1", dup: true).of(delivery: 0),
                    .publish("{}/a", "2", dup: true).of(delivery: 1),
                    .publish("{}/a", "3", dup: true).of(delivery: 2), at: "subscriber"),
            ],
            provedBy: [mutant])
    }
}
