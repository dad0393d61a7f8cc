import MQTT
import ReferenceBroker

extension Chapter {
    static let sessions = Chapter(
        "session", "Sessions and their state (§3.1.2.4, §4.1)",
        sessionsResumed + sessionsQueued + sessionsClean + sessionsExpiry + sessionsTakenOver)

    /// A session with one subscription, whose client is gone.
    private static func left(_ with: [Property] = []) -> [Move] {
        [
            .join("subscriber", keeps: true, with: with),
            .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .leave("subscriber"),
        ]
    }

    static let back = Move.join("subscriber", fresh: false, keeps: true)
    static let backToOld = Move.join("subscriber", fresh: false, keeps: true, present: true)
    private static let backToNothing = Move.join(
        "subscriber", fresh: false, keeps: true, present: false)

    /// The subscription to `{}/a` is there.
    static let isSubscribed: [Move] = [
        .join("publisher"), .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
        .expect(.publish("{}/a", "news", qos: .atLeastOnce), "subscriber"),
    ]

    /// It is not.
    static let isUnsubscribed: [Move] = [
        .subscribe("subscriber", "{}/fence", qos: .atLeastOnce), .join("publisher"),
        .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
        .fence(from: "publisher", to: "subscriber", on: "{}/fence", qos: .atLeastOnce),
    ]

    private static let sessionsResumed: [Draft] = [
        Draft(
            "subscriptions-survive", "Subscriptions of a session outlive its connection",
            v3: ["3.1.2-4", "3.1.4-3", "4.1.0-1"], v5: ["3.1.2-5", "3.1.2-23", "3.1.4-4"],
            needs: [.qos1, .sessions], given: left(), then: [backToOld] + isSubscribed,
            provedBy: [.losesSubscriptionsOnResume]),
        Draft(
            "survives-cut", "A session outlives a connection that ends without DISCONNECT",
            v3: ["3.1.2-4"], v5: ["3.1.2-5", "3.1.2-23"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .cut("subscriber"),
                .pass(.milliseconds(500)),
            ],
            then: [backToOld] + isSubscribed, provedBy: [.keepsSessionOnlyAfterDisconnect]),
        Draft(
            "survives-protocol-error", "A session outlives a connection that an error ends",
            v3: ["3.1.2-4"], v5: ["3.1.2-5", "3.1.2-23"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .send(.connect("subscriber"), "subscriber"), .expectClosed("subscriber"),
            ],
            then: [backToOld] + isSubscribed, provedBy: [.dropsSessionOnProtocolError]),
        Draft(
            "survives-taking-up", "A session that was taken up lasts on after that connection",
            v3: ["3.1.2-4"], v5: ["3.1.2-5", "3.1.2-23"], needs: [.qos1, .sessions],
            given: left() + [back, .leave("subscriber")], then: [backToOld] + isSubscribed,
            provedBy: [.losesSubscriptionsOnResume]),
        Draft(
            "begun-without-clean-start",
            "A client without a session that asks for none new gets one that lasts",
            v3: ["3.1.2-4", "3.2.2-3"], v5: ["3.1.2-6", "3.2.2-3"], needs: [.qos1, .sessions],
            then: [
                backToNothing, .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .leave("subscriber"), backToOld,
            ] + isSubscribed,
            provedBy: [.forgetsSessionBegunWithoutCleanStart, .claimsSession]),
        Draft(
            "not-present-when-fresh", "Session Present is 0 for a client that was never there",
            v3: ["3.2.2-3"], v5: ["3.2.2-3"],
            then: [.join("client", fresh: false, keeps: true, present: false)],
            provedBy: [.claimsSession]),
        Draft(
            "unsubscribed-stays-so", "A subscription that was given up does not come back",
            v3: ["3.1.2-4"], v5: ["3.1.2-5"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .send(.unsubscribe("{}/a"), "subscriber"), .expect(.unsuback(), "subscriber"),
                .leave("subscriber"),
            ],
            then: [backToOld] + isUnsubscribed, provedBy: [.ignoresUnsubscribe]),
        Draft(
            "belongs-to-identifier", "A Client Identifier takes up its own session and no other",
            v3: ["3.1.3-2"], v5: ["3.1.3-2"], needs: [.qos1, .sessions],
            given: left() + [
                .join("other", keeps: true), .subscribe("other", "{}/b", qos: .atLeastOnce),
                .leave("other"), .join("publisher"),
                .publish("publisher", "{}/a", "a", qos: .atLeastOnce),
                .publish("publisher", "{}/b", "b", qos: .atLeastOnce, id: 2),
            ],
            then: [
                .join("other", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/b", "b"), "other"), backToOld,
                .expect(.publish("{}/a", "a"), "subscriber"),
                .expectAlive("other"), .expectAlive("subscriber"),
            ],
            provedBy: [.resumesSessionOfAnother]),
        Draft(
            "unreleased-survive",
            "A QoS 2 message that comes again after a reconnection is delivered once",
            v3: ["3.1.2-4", "4.1.0-1"], v5: ["3.1.2-5", "3.1.2-23"], needs: [.qos2, .sessions],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .exactlyOnce),
                .join("publisher", keeps: true),
                .send(.publish("{}/a", "once", qos: .exactlyOnce), "publisher"),
                .expect(.ack(.pubrec), "publisher"), .cut("publisher"),
                .pass(.milliseconds(500)),
                .join("publisher", fresh: false, keeps: true, present: true),
            ],
            then: [
                .send(.publish("{}/a", "once", qos: .exactlyOnce, dup: true), "publisher"),
                .expect(.ack(.pubrec), "publisher"), .send(.ack(.pubrel), "publisher"),
                .expect(.ack(.pubcomp), "publisher"),
                .expect(.publish("{}/a", "once", qos: .exactlyOnce), "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/a", qos: .exactlyOnce),
            ],
            provedBy: [.forgetsUnreleased]),
        Draft(
            "whole-state", "A half finished delivery and a waiting message survive together",
            v3: ["4.1.0-1"], v5: ["3.1.2-23"], needs: [.qos2, .sessions, .severalUnderWay],
            given: [
                .join("subscriber", keeps: true), .hold("subscriber", true),
                .subscribe("subscriber", "{}/a", qos: .exactlyOnce), .join("publisher"),
                .publish("publisher", "{}/a", "first", qos: .exactlyOnce),
                .expect(.publish("{}/a", "first"), "subscriber"),
                .acknowledge(.pubrec, "subscriber", back: 0),
                .expect(.ack(.pubrel, id: nil), "subscriber"), .cut("subscriber"),
                .pass(.milliseconds(500)),
                .publish("publisher", "{}/a", "second", qos: .exactlyOnce, id: 2),
            ],
            then: [
                .open("subscriber"), .hold("subscriber", true),
                .send(.connect("subscriber", fresh: false, keeps: true), "subscriber"),
                .expect(.connack(present: true), "subscriber"),
                .expect(
                    inAnyOrder: .ack(.pubrel, id: nil), .publish("{}/a", "second"),
                    at: "subscriber"),
                .acknowledge(.pubcomp, "subscriber", back: 1), .expectAlive("subscriber"),
            ],
            provedBy: [.forgetsPubrel, .queuesQoS1Only]),
        resumedOption(
            "no-local", Subscription("{}/a", qos: .atLeastOnce, noLocal: true),
            [
                .subscribe("subscriber", "{}/fence", qos: .atLeastOnce),
                .publish("subscriber", "{}/a", qos: .atLeastOnce), .join("publisher"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence", qos: .atLeastOnce),
            ], .forgetsNoLocalOnResume),
        resumedOption(
            "retain-as-published",
            Subscription("{}/a", qos: .atLeastOnce, retainAsPublished: true),
            [
                .join("publisher"),
                .publish("publisher", "{}/a", "news", qos: .atLeastOnce, retain: true),
                .expect(.publish("{}/a", "news", retain: true), "subscriber"),
            ], needs: [.retain], .forgetsRetainAsPublishedOnResume),
        resumedOption(
            "subscription-identifier", Subscription("{}/a", qos: .atLeastOnce),
            with: [.subscriptionIdentifier(7)],
            [
                .join("publisher"), .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
                .expect(.publish("{}/a", "news", has: [.subscriptionIdentifier(7)]), "subscriber"),
            ], needs: [.subscriptionIDs], .forgetsSubscriptionIDOnResume),
        Draft(
            "retained-outlives", "A retained message outlives the session of its publisher",
            v3: ["3.1.2-7"], needs: [.retain],
            given: [
                .join("publisher"), .publish("publisher", "{}/a", "kept", retain: true),
                .leave("publisher"), .pass(.milliseconds(300)),
            ],
            then: [
                .join("subscriber"), .subscribe("subscriber", "{}/a"),
                .expect(.publish("{}/a", "kept", retain: true), "subscriber"),
            ],
            provedBy: [.dropsRetainedOfSession]),
    ]

    private static func resumedOption(
        _ option: String, _ subscription: Subscription, with properties: [Property] = [],
        _ trial: [Move], needs: Set<Capability> = [], _ mutant: Mutant
    ) -> Draft {
        let name = option.split(separator: "-").joined(separator: " ")
        return Draft(
            "\(option)-survives", "The \(name) of a subscription outlives the connection",
            v5: ["U5-NOLOCAL-RESUME", "3.1.2-23"], needs: needs.union([.qos1, .sessions]),
            given: [
                .join("subscriber", keeps: true),
                .subscribe("subscriber", [subscription], with: properties), .leave("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
            ],
            then: trial, provedBy: [mutant])
    }

    private static func queued(
        _ name: String, _ title: String, _ qos: QoS, needs: Set<Capability>, _ mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v3: ["3.1.2-5"], v5: ["3.1.2-5", "3.1.2-23"],
            needs: needs.union([.sessions]),
            given: [
                .join("subscriber", keeps: true), .subscribe("subscriber", "{}/a", qos: qos),
                .leave("subscriber"), .join("publisher"),
            ] + ["1", "2", "3"].map { .publish("publisher", "{}/a", $0, qos: qos) },
            then: [
                backToOld,
                .expect(
                    .publish("{}/a", "1", qos: qos, dup: false),
                    .publish("{}/a", "2", qos: qos, dup: false),
                    .publish("{}/a", "3", qos: qos, dup: false), at: "subscriber"),
                .expectAlive("subscriber"),
            ],
            provedBy: mutants)
    }

    private static let sessionsQueued: [Draft] = [
        queued(
            "queues-qos-1", "QoS 1 messages wait for a client that is away", .atLeastOnce,
            needs: [.qos1],
            [.queuesNothing, .queuesNewestOnly, .sendsQueuedAtQoS0, .marksQueuedAsDup]),
        Draft(
            "queued-after-connack", "What waited comes after CONNACK",
            v3: ["3.2.0-1", "3.1.2-5"], v5: ["3.2.0-1", "3.1.2-5"], needs: [.qos1, .sessions],
            given: left() + [
                .join("publisher"), .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
            ],
            then: [backToOld, .expect(.publish("{}/a", "news"), "subscriber")],
            provedBy: [.sendsQueuedBeforeConnack]),
        queued(
            "queues-qos-2", "QoS 2 messages wait for a client that is away", .exactlyOnce,
            needs: [.qos2], [.queuesQoS1Only, .queuesNewestOnly]),
        Draft(
            "queued-comes-once", "What waited is delivered once, not at each reconnection",
            v3: ["3.1.2-5"], v5: ["3.1.2-5"], needs: [.qos1, .sessions],
            given: left() + [
                .join("publisher"), .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
            ],
            then: [
                backToOld, .expect(.publish("{}/a", "news"), "subscriber"),
                .expectAlive("subscriber"), .leave("subscriber"), backToOld,
                .expectAlive("subscriber"),
            ],
            provedBy: [.repeatsAcknowledgedOnResume]),
    ]

    private static let sessionsClean: [Draft] = [
        Draft(
            "clean-start-not-present", "Session Present is 0 where the client begins clean",
            v3: ["3.2.2-1", "3.1.4-3"], v5: ["3.2.2-2", "3.1.4-4"], needs: [.qos1, .sessions],
            given: left(), then: [.join("subscriber", present: false)],
            provedBy: [.claimsSessionOnCleanStart, .ignoresCleanStart]),
        Draft(
            "clean-start-drops-subscriptions", "Who begins clean has no subscriptions",
            v3: ["3.1.2-6"], v5: ["3.1.2-4"], needs: [.qos1, .sessions],
            given: left(), then: [.join("subscriber", present: false)] + isUnsubscribed,
            provedBy: [.keepsSubscriptionsOnCleanStart]),
        Draft(
            "clean-start-drops-queue", "Who begins clean does not get what had waited",
            v3: ["3.1.2-6"], v5: ["3.1.2-4"], needs: [.qos1, .sessions],
            given: left() + [
                .join("publisher"), .publish("publisher", "{}/a", "old", qos: .atLeastOnce),
            ],
            then: [.join("subscriber", present: false), .expectAlive("subscriber")],
            provedBy: [.keepsQueueOnCleanStart]),
        Draft(
            "clean-start-drops-deliveries", "Who begins clean does not get what was under way",
            v3: ["3.1.2-6"], v5: ["3.1.2-4"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true), .hold("subscriber", true),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .join("publisher"),
                .publish("publisher", "{}/a", "old", qos: .atLeastOnce),
                .expect(.publish("{}/a", "old"), "subscriber"), .leave("subscriber"),
            ],
            then: [.join("subscriber", present: false), .expectAlive("subscriber")],
            provedBy: [.keepsInflightOnCleanStart]),
        Draft(
            "clean-start-ends-old", "After a clean start the old session never comes back",
            v3: ["3.1.2-6"], v5: ["3.1.2-4"], needs: [.qos1, .sessions],
            given: left() + [.join("subscriber"), .leave("subscriber")],
            then: [backToNothing] + isUnsubscribed,
            provedBy: [.keepsSessionWithoutExpiry]),
        Draft(
            "nothing-left", "A session that is not to be kept ends with DISCONNECT",
            v3: ["3.1.2-6"], v5: ["U5-CLEANSTART-EXPIRY"], needs: [.qos1],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .leave("subscriber"),
            ],
            then: [backToNothing] + isUnsubscribed, provedBy: [.keepsSessionWithoutExpiry]),
        Draft(
            "nothing-left-after-cut", "A session that is not to be kept ends with its connection",
            v3: ["3.1.2-6"], v5: ["U5-CLEANSTART-EXPIRY"], needs: [.qos1],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .cut("subscriber"), .pass(.milliseconds(500)),
            ],
            then: [backToNothing] + isUnsubscribed,
            provedBy: [.keepsSessionWithoutExpiryAfterCut]),
        Draft(
            "lasts-while-connected", "A session lasts as long as its connection",
            v3: ["4.1.0-2"], v5: ["4.1.0-1"], needs: [.qos1],
            given: [
                .join("subscriber"), .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .pass(.seconds(2)),
            ],
            then: isSubscribed, provedBy: [.expiresConnectedSessions]),
    ]

    private static func expires(
        _ name: String, _ title: String, v5: [String] = ["3.1.2-23"], connect: UInt32,
        disconnect: UInt32? = nil, pass: Duration, isKept: Bool, _ mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v5: v5, needs: [.qos1, .sessions],
            given: [
                .join("subscriber", with: [.sessionExpiryInterval(connect)]),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .leave("subscriber", with: disconnect.map { [.sessionExpiryInterval($0)] } ?? []),
                .pass(pass),
            ],
            then: isKept ? [backToOld] + isSubscribed : [backToNothing] + isUnsubscribed,
            provedBy: mutants)
    }

    private static let sessionsExpiry: [Draft] = [
        expires(
            "expires", "A session ends when its expiry interval has passed", v5: ["4.1.0-2"],
            connect: 1, pass: .seconds(4), isKept: false,
            [.skipsSessionExpiry, .keepsSubscriptionsOfExpired]),
        expires(
            "does-not-expire-early", "A session does not end before its expiry interval has passed",
            connect: 10, pass: .seconds(3), isKept: true, [.expiresSessionsEarly]),
        expires(
            "never-expires", "The largest Session Expiry Interval means never",
            v5: ["U5-CLEANSTART-EXPIRY", "3.1.2-23"], connect: .max, pass: .seconds(1),
            isKept: true, [.takesEndlessExpiryForNone]),
        expires(
            "disconnect-shortens-expiry", "DISCONNECT with an expiry of zero ends the session",
            v5: ["U5-EXPIRY-UPDATE"], connect: 300, disconnect: 0, pass: .milliseconds(100),
            isKept: false, [.ignoresExpiryOfDisconnect]),
        expires(
            "disconnect-lengthens-expiry", "DISCONNECT with a longer expiry keeps the session",
            v5: ["U5-EXPIRY-UPDATE"], connect: 1, disconnect: 300, pass: .seconds(4),
            isKept: true, [.onlyShortensExpiry]),
        Draft(
            "expiry-not-capped-in-silence",
            "A server that shortens the Session Expiry Interval says so in CONNACK",
            v5: ["U5-EXPIRY-CAPPED"], needs: [.qos1, .sessions],
            given: [
                .open("subscriber"), .send(.connect("subscriber", keeps: true), "subscriber"),
            ],
            then: [
                .react(
                    "subscriber", .packets(.connack(lacks: [.sessionExpiryInterval])),
                    .packets(.connack(hasAny: [.sessionExpiryInterval]), allowance: "A36")),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .leave("subscriber"),
                .pass(.seconds(4)), backToOld,
            ] + isSubscribed,
            provedBy: [.capsExpirySilently]),
        Draft(
            "expiry-counts-from-end", "The expiry interval begins with the end of the connection",
            v5: ["3.1.2-23", "4.1.0-1"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", with: [.sessionExpiryInterval(3)]),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .pass(.seconds(4)),
                .leave("subscriber"), .pass(.milliseconds(500)),
            ],
            then: [backToOld] + isSubscribed, provedBy: [.countsExpiryFromConnect]),
        Draft(
            "taking-up-stops-expiry", "A session that was taken up does not expire",
            v5: ["4.1.0-1"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", with: [.sessionExpiryInterval(3)]),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce), .leave("subscriber"),
                backToOld, .pass(.seconds(4)),
            ],
            then: isSubscribed, provedBy: [.letsExpiryRunOn]),
        Draft(
            "last-expiry-counts", "The expiry interval of the last CONNECT counts",
            v5: ["U5-CLEANSTART-EXPIRY"], needs: [.qos1, .sessions],
            given: left() + [
                .join("subscriber", fresh: false, present: true), .leave("subscriber"),
            ],
            then: [backToNothing] + isUnsubscribed, provedBy: [.keepsFirstExpiry]),
    ]
}
