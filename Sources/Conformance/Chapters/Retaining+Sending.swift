import MQTT
import ReferenceBroker

extension Chapter {
    /// Which messages a new subscription gets.
    static let retainedMatches: [Draft] = [
        Draft(
            "each-topic", "A wildcard gets the last retained message of each topic that it matches",
            v3: ["3.3.1-6"], v5: ["3.3.1-9"], needs: [.qos1, .retain, .wildcards],
            given: [
                .join("publisher"), .join("late"), .keep("old", on: "{}/a"),
                .keep("b", on: "{}/b"), .keep("c", on: "{}/c"), .keep("new", on: "{}/a"),
            ],
            then: [
                .subscribeLate(
                    "{}/+", gets: .publish("{}/a", "new", retain: true),
                    .publish("{}/b", "b", retain: true), .publish("{}/c", "c", retain: true)),
                .quietLate,
            ],
            provedBy: [.retainedWithoutWildcards, .firstRetainedOnly]),
        Draft(
            "below-hash", "The number sign gets retained messages of every depth",
            v3: ["3.3.1-6"], v5: ["3.3.1-9"], needs: [.qos1, .retain, .wildcards],
            given: [
                .join("publisher"), .join("late"), .keep("b", on: "{}/a/b"),
                .keep("c", on: "{}/a/b/c"),
            ],
            then: [
                .subscribeLate(
                    "{}/a/#", gets: .publish("{}/a/b", "b", retain: true),
                    .publish("{}/a/b/c", "c", retain: true)),
                .quiet("late", on: "{}/a/b"),
            ],
            provedBy: [.retainedOneLevelBelow]),
        Draft(
            "plus-is-one-level", "The plus sign gets no retained message of a deeper topic",
            v3: ["3.3.1-6"], v5: ["3.3.1-9"], needs: [.qos1, .retain, .wildcards],
            given: [
                .join("publisher"), .join("late"), .keep("a", on: "{}/a"),
                .keep("b", on: "{}/a/b"),
            ],
            then: [
                .subscribeLate("{}/+", gets: .publish("{}/a", "a", retain: true)), .quietLate,
            ],
            provedBy: [.retainedDeeperThanPlus]),
        Draft(
            "each-filter", "Each filter of one SUBSCRIBE gets its retained messages",
            v3: ["3.3.1-6", "3.8.4-4"], v5: ["3.3.1-9", "3.8.4-5"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a", on: "{}/a"), .keep("b", on: "{}/b"),
            ],
            then: [
                .subscribe(
                    "late", Subscription("{}/a"), Subscription("{}/b"),
                    gets: .publish("{}/a", "a", retain: true),
                    .publish("{}/b", "b", retain: true))
            ],
            provedBy: [.retainedForFirstFilter]),
        Draft(
            "once", "A new subscription gets a retained message once",
            v3: ["3.3.1-6"], v5: ["3.3.1-9"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [.subscribeLate(gets: .publish("{}/a", "a", retain: true)), .quietLate],
            provedBy: [.sendsRetainedTwice]),
        Draft(
            "newcomer-only", "Retained messages go to the one who subscribes, and to no other",
            v3: ["3.3.1-6", "3.3.1-8"], v5: ["3.3.1-9"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a"), .join("subscriber"),
                .subscribe(
                    "subscriber", Subscription("{}/a"), gets: .publish("{}/a", "a", retain: true)),
            ],
            then: [
                .subscribeLate(gets: .publish("{}/a", "a", retain: true)), .quietLate,
                .expect(.publish("{}/a", "fence", retain: false), "subscriber"),
            ],
            provedBy: [.sendsRetainedToAll]),
        Draft(
            "identified", "A retained message bears the Subscription Identifier that asked for it",
            v5: ["3.3.4-3"], needs: [.qos1, .retain, .subscriptionIDs],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [
                .subscribe(
                    "late", Subscription("{}/a"), with: [.subscriptionIdentifier(7)],
                    gets: .publish(
                        "{}/a", "a", retain: true, has: [.subscriptionIdentifier(7)]))
            ],
            provedBy: [.dropsSubscriptionIDOfRetained]),
        Draft(
            "described", "A retained message keeps all that describes it",
            v5: ["3.3.2-4", "3.3.2-15", "3.3.2-16", "3.3.2-17", "3.3.2-18", "3.3.2-20"],
            needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late")],
            then: [
                .keep("a", with: Chapter.description),
                .subscribeLate(
                    gets: .publish("{}/a", "a", retain: true, has: Chapter.userProperties)
                        .described),
            ],
            provedBy: [.stripsRetained]),
    ]

    /// When a subscription gets them.
    static let retainedHandling: [Draft] = [
        Draft(
            "again", "SUBSCRIBE to the same filter sends retained messages once more",
            v3: ["3.8.4-3"], v5: ["3.3.1-9", "3.8.4-4"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a"),
                .subscribeLate(gets: .publish("{}/a", "a", retain: true)),
            ],
            then: [.subscribeLate(gets: .publish("{}/a", "a", retain: true)), .quietLate],
            provedBy: [.offersRetainedOnce]),
        Draft(
            "handling-1-new", "Retain Handling 1: a new subscription gets retained messages",
            v5: ["3.3.1-10"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
                .quietLate,
            ],
            provedBy: [.takesHandling1For2]),
        Draft(
            "handling-1-again", "Retain Handling 1: a subscription that is there gets none",
            v5: ["3.3.1-10"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a"),
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
            ],
            then: [.subscribe("late", .ifNew()), .quietLate],
            provedBy: [.ignoresRetainHandling]),
        Draft(
            "handling-1-altered", "Retain Handling 1: another QoS makes no new subscription",
            v5: ["3.3.1-10"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a"),
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
            ],
            then: [.subscribe("late", .ifNew(.atLeastOnce)), .quietLate],
            provedBy: [.takesHigherQoSForNew]),
        Draft(
            "handling-1-after-unsubscribe",
            "Retain Handling 1: what was unsubscribed is new when it comes again",
            v5: ["3.3.1-10"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a"),
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
                .send(.unsubscribe("{}/a"), "late"), .expect(.unsuback(), at: "late"),
            ],
            then: [
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
                .quietLate,
            ],
            provedBy: [.ignoresUnsubscribe]),
        Draft(
            "handling-1-resumed", "Retain Handling 1: a subscription outlives its connection",
            v5: ["3.3.1-10"], needs: [.qos1, .retain, .sessions],
            given: [
                .join("publisher"), .join("late", keeps: true), .keep("a"),
                .subscribe("late", .ifNew(), gets: .publish("{}/a", "a", retain: true)),
                .leave("late"), .join("late", fresh: false, keeps: true, present: true),
            ],
            then: [.subscribe("late", .ifNew()), .quietLate],
            provedBy: [.takesResumedForNew]),
        Draft(
            "resumed", "Retained messages are for SUBSCRIBE, not for a session that is taken up",
            v3: ["3.3.1-6"], v5: ["3.3.1-9"], needs: [.qos1, .retain, .sessions],
            given: [
                .join("publisher"), .join("late", keeps: true), .keep("a"),
                .subscribeLate(
                    qos: .atLeastOnce, gets: .publish("{}/a", "a", retain: true)),
                .leave("late"),
            ],
            then: [.join("late", fresh: false, keeps: true, present: true), .quietLate],
            provedBy: [.offersRetainedOnResume]),
        Draft(
            "handling-2", "Retain Handling 2: no retained messages",
            v5: ["3.3.1-11"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [.subscribe("late", .unsent("{}/a")), .quietLate],
            provedBy: [.takesHandling2For1]),
        Draft(
            "handling-2-live", "Retain Handling 2: what is published later comes, RETAIN 1 or not",
            v5: ["3.3.1-11", "3.3.1-12"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .subscribe("late", .unsent("{}/a"))],
            then: [.keep("a"), .expect(.publish("{}/a", "a", retain: false), "late")],
            provedBy: [.storesRetainedOnly]),
        Draft(
            "handling-each", "Each filter of one SUBSCRIBE has a Retain Handling of its own",
            v5: ["3.3.1-9", "3.3.1-11", "3.8.4-5"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("late"), .keep("a", on: "{}/a"), .keep("b", on: "{}/b"),
            ],
            then: [
                .subscribe(
                    "late", Subscription("{}/a"), .unsent("{}/b"),
                    gets: .publish("{}/a", "a", retain: true)),
                .quiet("late", on: "{}/b"),
            ],
            provedBy: [.firstHandlingForAll]),
    ]
}

extension Subscription {
    /// With Retain Handling 1.
    fileprivate static func ifNew(_ qos: QoS = .atMostOnce) -> Subscription {
        Subscription("{}/a", qos: qos, retainHandling: .sendIfNew)
    }

    /// With Retain Handling 2.
    fileprivate static func unsent(_ filter: String) -> Subscription {
        Subscription(filter, retainHandling: .doNotSend)
    }
}
