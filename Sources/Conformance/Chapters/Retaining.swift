import MQTT
import ReferenceBroker

extension Chapter {
    static let retaining = Chapter(
        "retain", "Retained messages (§3.3.1.3)",
        retainedStore + retainedRemoval + retainedFlag + retainedMatches + retainedHandling
            + retainedQoS + retainedLife + retainedWills)

    /// What is kept.
    private static let retainedStore: [Draft] = [
        Draft(
            "stored", "A message with RETAIN 1 goes to those who subscribe later",
            v3: ["3.3.1-5", "3.3.1-6"], v5: ["3.3.1-5"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late")],
            then: [.keep("a"), .subscribeLate(gets: .publish("{}/a", "a"))],
            provedBy: [.dropsRetained]),
        Draft(
            "stored-for-all", "A retained message that was delivered once is still kept",
            v3: ["3.3.1-5", "3.3.1-6"], v5: ["3.3.1-5"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .join("later")],
            then: [
                .keep("a"), .subscribeLate(gets: .publish("{}/a", "a")),
                .subscribe("later", Subscription("{}/a"), gets: .publish("{}/a", "a")),
            ],
            provedBy: [.deliversRetainedOnce]),
        Draft(
            "replaced", "The last message with RETAIN 1 takes the place of the one before",
            v3: ["3.3.1-5", "3.3.1-6"], v5: ["3.3.1-5"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("old")],
            then: [
                .keep("new"), .subscribeLate(gets: .publish("{}/a", "new")), .quietLate,
            ],
            provedBy: [.keepsFirstRetained]),
        Draft(
            "other-topic", "A retained message takes the place of none of another topic",
            v3: ["3.3.1-5", "3.3.1-6"], v5: ["3.3.1-5"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("old")],
            then: [
                .keep("new", on: "{}/a/b"), .subscribeLate(gets: .publish("{}/a", "old")),
                .quietLate,
            ],
            provedBy: [.retainsOneAtATime]),
        Draft(
            "unretained-leaves", "A message with RETAIN 0 leaves the retained message as it is",
            v3: ["3.3.1-12"], v5: ["3.3.1-8"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("kept")],
            then: [
                .publish("publisher", "{}/a", "passing", qos: .atLeastOnce),
                .subscribeLate(gets: .publish("{}/a", "kept")), .quietLate,
            ],
            provedBy: [.replacesRetainedByAny]),
        Draft(
            "unretained-unkept", "A message with RETAIN 0 is not kept",
            v3: ["3.3.1-12"], v5: ["3.3.1-8"], needs: [.qos1],
            given: [.join("publisher"), .join("late")],
            then: [
                .publish("publisher", "{}/a", "passing", qos: .atLeastOnce),
                .subscribeLate(), .quietLate,
            ],
            provedBy: [.retainsEverything]),
    ]

    /// What an empty payload does.
    private static let retainedRemoval: [Draft] = [
        Draft(
            "empty-removes", "An empty message with RETAIN 1 removes the retained message",
            v3: ["3.3.1-10"], v5: ["3.3.1-6"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [.keep(""), .subscribeLate(), .quietLate],
            provedBy: [.ignoresEmptyRetained]),
        Draft(
            "empty-delivered", "An empty message with RETAIN 1 goes to subscribers like any other",
            v3: ["3.3.1-10"], v5: ["3.3.1-6"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("subscriber"), .keep("a"),
                .subscribe("subscriber", Subscription("{}/a"), gets: .publish("{}/a", "a")),
            ],
            then: [.keep(""), .expect(.publish("{}/a", "", retain: false), "subscriber")],
            provedBy: [.swallowsEmptyRetained]),
        Draft(
            "empty-unkept", "An empty message with RETAIN 1 is not kept",
            v3: ["3.3.1-11"], v5: ["3.3.1-7"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late")],
            then: [.keep(""), .subscribeLate(), .quietLate],
            provedBy: [.retainsEmptyPayload]),
        Draft(
            "empty-unretained", "An empty message with RETAIN 0 removes nothing",
            v3: ["3.3.1-12"], v5: ["3.3.1-8"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [
                .publish("publisher", "{}/a", "", qos: .atLeastOnce),
                .subscribeLate(gets: .publish("{}/a", "a")), .quietLate,
            ],
            provedBy: [.removesRetainedByAnyEmpty]),
    ]

    /// RETAIN of what is sent.
    private static let retainedFlag: [Draft] = [
        Draft(
            "flag-late", "A message that was kept is sent with RETAIN 1 to those who subscribe",
            v3: ["3.3.1-8"], v5: ["3.3.1-9"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("late"), .keep("a")],
            then: [.subscribeLate(gets: .publish("{}/a", "a", retain: true))],
            provedBy: [.clearsRetainOfRetained]),
        Draft(
            "flag-live", "Those who have subscribed get a message with RETAIN 1 at once, with 0",
            v3: ["3.3.1-9"], v5: ["3.3.1-12"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("subscriber"), .subscribe("subscriber", "{}/a")],
            then: [.keep("a"), .expect(.publish("{}/a", "a", retain: false), "subscriber")],
            provedBy: [.forwardsRetain, .storesRetainedOnly]),
        Draft(
            "flag-waiting", "A message that waited for its subscriber is sent with RETAIN 0",
            v3: ["3.3.1-9"], v5: ["3.3.1-12"], needs: [.qos1, .retain, .sessions],
            given: [
                .join("publisher"), .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .leave("subscriber"),
            ],
            then: [
                .keep("a"), .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "a", retain: false), "subscriber"),
            ],
            provedBy: [.forwardsRetainFromQueue]),
        Draft(
            "as-published", "Retain As Published 1: RETAIN 1 stays 1",
            v5: ["3.3.1-13"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("subscriber"),
                .subscribe("subscriber", [Subscription("{}/a", retainAsPublished: true)]),
            ],
            then: [.keep("a"), .expect(.publish("{}/a", "a", retain: true), "subscriber")],
            provedBy: [.ignoresRetainAsPublished]),
        Draft(
            "as-published-zero", "Retain As Published 1: RETAIN 0 stays 0",
            v5: ["3.3.1-13"], needs: [.qos1],
            given: [
                .join("publisher"), .join("subscriber"),
                .subscribe("subscriber", [Subscription("{}/a", retainAsPublished: true)]),
            ],
            then: [
                .publish("publisher", "{}/a", "a", qos: .atLeastOnce),
                .expect(.publish("{}/a", "a", retain: false), "subscriber"),
            ],
            provedBy: [.setsRetainIfAsPublished]),
        Draft(
            "as-published-each", "Retain As Published of one client is nothing to another",
            v5: ["3.3.1-12", "3.3.1-13"], needs: [.qos1, .retain],
            given: [
                .join("publisher"), .join("plain"), .join("subscriber"),
                .subscribe("plain", "{}/a"),
                .subscribe("subscriber", [Subscription("{}/a", retainAsPublished: true)]),
            ],
            then: [
                .keep("a"), .expect(.publish("{}/a", "a", retain: true), "subscriber"),
                .expect(.publish("{}/a", "a", retain: false), "plain"),
            ],
            provedBy: [.spreadsRetainAsPublished]),
        Draft(
            "as-published-late", "Retain As Published 0: what was kept has RETAIN 1 all the same",
            v5: ["3.3.1-9"], needs: [.qos1, .retain],
            given: [.join("publisher"), .join("plain"), .join("late"), .keep("a")],
            then: [
                .subscribe(
                    "late", Subscription("{}/a", retainAsPublished: true),
                    gets: .publish("{}/a", "a", retain: true)),
                .subscribe(
                    "plain", Subscription("{}/a"), gets: .publish("{}/a", "a", retain: true)),
            ],
            provedBy: [.asPublishedForRetained]),
    ]
}

extension Move {
    /// The publisher has the broker keep a message; a broker whose keeper of messages works beside
    /// those who acknowledge and deliver has a moment to do so.
    static func keep(
        _ payload: String, on topic: String = "{}/a", qos: QoS = .atLeastOnce,
        with properties: [Property] = []
    ) -> Move {
        .all([
            .publish("publisher", topic, payload, qos: qos, retain: true, with: properties),
            .moment,
        ])
    }

    static let moment = Move.pass(.milliseconds(100))

    /// Subscribes, and gets these; a broker may send them before SUBACK (§3.8.4).
    static func subscribe(
        _ peer: Peer, _ subscriptions: Subscription..., id: UInt16 = 10,
        with properties: [Property] = [], gets messages: Pattern...
    ) -> Move {
        let grants = subscriptions.map { [ReasonCode.granted($0.qos)] }
        var suback = Pattern.suback(id: id)
        suback.reasons = grants
        return .all([
            .send(.subscribe(subscriptions, id: id, with: properties), peer),
            .await(peer, [Reaction([suback] + messages, inAnyOrder: true)], within: .soon),
        ])
    }

    static func subscribeLate(
        _ filter: String = "{}/a", qos: QoS = .atMostOnce, gets messages: Pattern...
    ) -> Move {
        let grant = Pattern.suback([.granted(qos)])
        return .all([
            .send(.subscribe(filter, qos: qos), "late"),
            .await("late", [Reaction([grant] + messages, inAnyOrder: true)], within: .soon),
        ])
    }

    /// Nothing was on its way to `late` but what it has got.
    static let quietLate = quiet("late")

    /// Nothing was on its way: not before a marker that is published now, and not after it, as a
    /// broker may look for retained messages while it delivers others.
    static func quiet(_ peer: Peer, on topic: String = "{}/a") -> Move {
        .all([
            .fence(from: "publisher", to: peer, on: topic, qos: .atLeastOnce),
            .expectAlive(peer),
        ])
    }
}
