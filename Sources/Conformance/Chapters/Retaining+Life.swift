import MQTT
import ReferenceBroker

extension Chapter {
    /// With which QoS.
    static let retainedQoS: [Draft] = [
        Draft(
            "qos-kept", "The QoS of a retained message is kept with it",
            v3: ["3.3.1-5"], v5: ["3.3.1-5", "3.8.4-8"], needs: [.qos1, .qos2, .retain],
            given: [.join("publisher"), .join("late")],
            then: [
                .keep("a"),
                .subscribeLate(
                    qos: .exactlyOnce,
                    gets: .publish("{}/a", "a", qos: .atLeastOnce, retain: true)),
            ],
            provedBy: [.forgetsQoSOfRetained]),
        Draft(
            "qos-granted", "A retained message goes out with no QoS above the granted one",
            v3: ["3.8.4-6"], v5: ["3.8.4-8"], needs: [.qos1, .qos2, .retain],
            given: [.join("publisher"), .join("late"), .keep("a", qos: .exactlyOnce)],
            then: [
                .subscribeLate(
                    qos: .atLeastOnce,
                    gets: .publish("{}/a", "a", qos: .atLeastOnce, retain: true))
            ],
            provedBy: [.retainedAtPublishersQoS]),
        Draft(
            "qos-2", "A retained message of QoS 2 goes out with QoS 2 to those who asked for it",
            v3: ["3.3.1-5", "3.8.4-6"], v5: ["3.3.1-5", "3.8.4-8"], needs: [.qos2, .retain],
            given: [.join("publisher"), .join("late")],
            then: [
                .keep("a", qos: .exactlyOnce),
                .subscribeLate(
                    qos: .exactlyOnce,
                    gets: .publish("{}/a", "a", qos: .exactlyOnce, retain: true, dup: false)),
            ],
            provedBy: [.retainedAtMostQoS1]),
        Draft(
            "qos-0-removes", "A message of QoS 0 with RETAIN 1 ends the retained message before it",
            v3: ["3.3.1-7"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("old")],
            then: [
                .keep("new", qos: .atMostOnce), .expectAlive("publisher"),
                .send(.subscribe("{}/a"), "late"), .pass(.seconds(1)),
                .publish("publisher", "{}/a", "after", qos: .atLeastOnce),
                .react(
                    "late",
                    Reaction(
                        [.suback(), .publish("{}/a", "new", retain: true), .after],
                        inAnyOrder: true),
                    // To keep it is only a SHOULD.
                    Reaction([.suback(), .after], inAnyOrder: true, allowance: "A16")),
            ],
            provedBy: [.keepsRetainedBeforeQoS0]),
        Draft(
            "qos-0-kept", "A message of QoS 0 with RETAIN 1 is kept like any other",
            v5: ["3.3.1-5"], needs: [.retain],
            given: [.join("publisher"), .join("late")],
            then: [
                .keep("new", qos: .atMostOnce), .expectAlive("publisher"),
                .subscribeLate(gets: .publish("{}/a", "new", retain: true)),
            ],
            provedBy: [.dropsRetainedOfQoS0]),
    ]

    /// How long.
    static let retainedLife: [Draft] = [
        Draft(
            "outlives-session", "A retained message outlives the session of its publisher",
            v3: ["3.1.2-7"], v5: ["3.3.1-5"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [
                .leave("publisher"), .subscribeLate(gets: .publish("{}/a", "a", retain: true)),
            ],
            provedBy: [.endsRetainedWithSession]),
        Draft(
            "expired", "A retained message whose time is up goes to nobody",
            v5: ["3.3.2-5"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a", with: [.messageExpiryInterval(1)]),
            ],
            then: [.pass(.seconds(3)), .subscribeLate(), .quietLate],
            provedBy: [.keepsExpiredRetained, .skipsMessageExpiry]),
        Draft(
            "expiry-left", "A retained message says how much time it has left",
            v5: ["3.3.2-6"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late")],
            then: [
                .keep("a", with: [.messageExpiryInterval(20)]), .pass(.seconds(2)),
                .send(.subscribe("{}/a"), "late"),
                .await(
                    "late",
                    (12...18).map { seconds in
                        Reaction(
                            [
                                .suback(),
                                .publish("{}/a", "a", has: [.messageExpiryInterval(seconds)]),
                            ],
                            inAnyOrder: true)
                    },
                    within: .soon),
            ],
            provedBy: [.winsTimeForRetained]),
        Draft(
            "expiry-replaced", "The time of a retained message ends with it, not its successor",
            v5: ["3.3.1-5", "3.3.2-5"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("old", with: [.messageExpiryInterval(1)]),
            ],
            then: [
                .keep("new"), .pass(.seconds(3)),
                .subscribeLate(
                    gets: .publish(
                        "{}/a", "new", retain: true, lacks: [.messageExpiryInterval])),
            ],
            provedBy: [.keepsExpiryOfReplaced]),
    ]

    /// Wills that are to be kept.
    static let retainedWills: [Draft] = [
        Draft(
            "will-replaces", "A Will with RETAIN 1 takes the place of the retained message",
            v3: ["3.1.2-17", "3.3.1-5"], v5: ["3.1.2-15", "3.3.1-5"], needs: [.qos1, .retain],
            given: dying(.lastWill("will", retain: true)),
            then: [
                .cut("dying"), .expect(.publish("{}/a", "will"), "watcher"), .moment,
                .subscribeLate(gets: .publish("{}/a", "will", retain: true)), .quietLate,
                .expect(.publish("{}/a", "fence"), "watcher"),
            ],
            provedBy: [.dropsRetainedWill]),
        Draft(
            "will-leaves", "A Will with RETAIN 0 leaves the retained message as it is",
            v3: ["3.1.2-16", "3.3.1-12"], v5: ["3.1.2-14", "3.3.1-8"], needs: [.qos1, .retain],
            given: dying(.lastWill("will", retain: false)),
            then: [
                .cut("dying"), .expect(.publish("{}/a", "will"), "watcher"), .moment,
                .subscribeLate(gets: .publish("{}/a", "a", retain: true)), .quietLate,
                .expect(.publish("{}/a", "fence"), "watcher"),
            ],
            provedBy: [.keepsEveryWill]),
        Draft(
            "will-removes", "An empty Will with RETAIN 1 removes the retained message",
            v3: ["3.1.2-17", "3.3.1-10", "3.3.1-11"], v5: ["3.1.2-15", "3.3.1-6", "3.3.1-7"],
            needs: [.qos1, .retain],
            given: dying(.lastWill("", retain: true)),
            then: [
                .cut("dying"), .expect(.publish("{}/a", ""), "watcher"), .moment,
                .subscribeLate(), .quietLate,
                .expect(.publish("{}/a", "fence"), "watcher"),
            ],
            provedBy: [.ignoresEmptyRetainedWill]),
        Draft(
            "will-flag", "Those who have subscribed get a Will with RETAIN 1 with RETAIN 0",
            v3: ["3.3.1-9"], v5: ["3.3.1-12"], needs: [.retain],
            given: [
                .join("watcher"), .subscribe("watcher", "{}/a"),
                .join("dying", will: .lastWill("will", retain: true)),
            ],
            then: [
                .cut("dying"), .expect(.publish("{}/a", "will", retain: false), "watcher"),
            ],
            provedBy: [.forwardsRetainOfWill]),
    ]

    /// One whose Will is about to come, and one who sees it come, where a message is kept.
    private static func dying(_ will: Will) -> [Move] {
        [
            .join("publisher"), .join("late"), .keep("a"), .join("watcher"),
            .subscribe(
                "watcher", Subscription("{}/a"), gets: .publish("{}/a", "a", retain: true)),
            .join("dying", will: will),
        ]
    }
}

extension Will {
    fileprivate static func lastWill(_ payload: String, retain: Bool) -> Will {
        Will(topic: "{}/a", payload: Array(payload.utf8), retain: retain)
    }
}

extension Pattern {
    fileprivate static let after = Pattern.publish("{}/a", "after")
}
