import MQTT
import ReferenceBroker

extension Chapter {
    static let sharing = Chapter(
        "share", "Shared subscriptions (5.0 §4.8)",
        sharingAmong + sharingOptions + sharingMidway + sharingBadFilters)

    private static let shared = "$share/g/{}/a"

    private static func members(_ qos: QoS = .atMostOnce) -> [Move] {
        [
            .join("one"), .join("two"), .join("publisher"),
            .subscribe("one", shared, qos: qos), .subscribe("two", shared, qos: qos),
            .subscribe("one", "{}/fence", qos: qos, id: 11),
            .subscribe("two", "{}/fence", qos: qos, id: 11),
        ]
    }

    /// Nothing else has come to either member.
    private static func fences(_ qos: QoS = .atMostOnce) -> [Move] {
        [
            .publish("publisher", "{}/fence", "fence", qos: qos, id: 0x7F00),
            .expect(.publish("{}/fence", "fence"), at: "one"),
            .expect(.publish("{}/fence", "fence"), at: "two"),
        ]
    }

    private static let numbered = ["1", "2", "3", "4", "5", "6"]

    private static func sharingOnce(_ qos: QoS) -> Draft {
        Draft(
            "once-qos-\(qos.rawValue)",
            "Each message of QoS \(qos.rawValue) comes to one member of the group",
            v5: ["4.8.2-1", "4.8.2-2"], needs: .passing(qos, and: .shared),
            given: members(qos),
            then: numbered.map { .publish("publisher", "{}/a", $0, qos: qos) }
                + [.awaitAmong(["one", "two"], numbered.map { .publish("{}/a", $0, qos: qos) })]
                + fences(qos),
            provedBy: [.sharesWithAll, .losesEverySecondShared])
    }

    /// Two who do not share with each other.
    private static func apart(
        _ name: String, _ title: String, _ one: String, _ two: String,
        statement: String = "4.8.2-1", _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v5: [statement], needs: [.shared],
            given: [
                .join("one"), .join("two"), .join("publisher"), .subscribe("one", one),
                .subscribe("two", two),
            ],
            then: [
                .publish("publisher", "{}/a"), .expect(.publish("{}/a"), at: "one"),
                .expect(.publish("{}/a"), at: "two"),
            ],
            provedBy: [mutant])
    }

    private static let sharingAmong = [
        sharingOnce(.atMostOnce),
        sharingOnce(.atLeastOnce),
        sharingOnce(.exactlyOnce),
        apart(
            "groups", "Groups of different names get a copy each", "$share/g/{}/a",
            "$share/h/{}/a", .confusesShareNames),
        apart(
            "group-case", "Groups whose names differ in case are different", "$share/g/{}/a",
            "$share/G/{}/a", .ignoresCaseOfShareNames),
        Draft(
            "filter-with-wildcard", "The filter of a shared subscription may hold wildcards",
            v5: ["4.8.2-2"], needs: [.shared, .wildcards],
            given: [
                .join("one"), .join("publisher"),
                .subscribe("one", "$share/g/{}/+/#", "$share/h/{}/b/+"),
            ],
            then: [
                .publish("publisher", "{}/a/b/c"), .expect(.publish("{}/a/b/c"), at: "one"),
            ],
            provedBy: [.hashIsOneLevel]),
        apart(
            "beside-others", "Who subscribes for itself gets its copy beside the group", shared,
            "{}/a", statement: "4.8.2-2", .sharingSilencesOthers),
        Draft(
            "leaving", "Who has unsubscribed from the shared subscription gets nothing of it",
            v5: ["3.10.4-1", "3.10.4-2"], needs: [.shared],
            given: members() + [
                .send(.unsubscribe(shared, id: 12), "one"),
                .expect(.unsuback(id: 12, [.success]), at: "one"),
            ],
            then: [
                .publish("publisher", "{}/a", "1"), .expect(.publish("{}/a", "1"), at: "two"),
                .publish("publisher", "{}/a", "2"), .expect(.publish("{}/a", "2"), at: "two"),
            ] + fences(),
            provedBy: [.keepsLeaversInGroups]),
        Draft(
            "not-left-by-own", "Who unsubscribes from a shared subscription keeps its own",
            v5: ["3.10.4-1"], needs: [.shared],
            given: [
                .join("one"), .join("publisher"), .subscribe("one", shared, "{}/a"),
            ],
            then: [
                .send(.unsubscribe(shared, id: 12), "one"),
                .expect(.unsuback(id: 12, [.success]), at: "one"),
                .publish("publisher", "{}/a"), .expect(.publish("{}/a"), at: "one"),
            ],
            provedBy: [.unsubscribesSharedToo]),
        Draft(
            "joined-twice", "Who subscribes twice to the same shared subscription is one member",
            v5: ["3.8.4-3"], needs: [.shared, .qos1],
            given: [
                .join("one"), .join("publisher"),
                .subscribe("one", shared, qos: .atLeastOnce),
                .subscribe("one", shared, id: 11), .subscribe("one", "{}/fence", id: 12),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", qos: .atMostOnce), at: "one"),
                .fence(from: "publisher", to: "one", on: "{}/fence", qos: .atLeastOnce),
            ],
            provedBy: [.keepsFirstGrantOfMembers]),
    ]

    private static let sharingOptions = [
        granted("granted-qos-0", .atMostOnce, published: .atLeastOnce),
        granted("granted-qos-0-of-2", .atMostOnce, published: .exactlyOnce),
        granted("granted-qos-1", .atLeastOnce, published: .exactlyOnce),
        Draft(
            "granted-qos-of-each", "The QoS of one member is not that of another",
            v5: ["4.8.2-3"], needs: [.shared, .qos1],
            given: [
                .join("one"), .join("two"), .join("publisher"),
                .subscribe("one", shared, qos: .atLeastOnce), .subscribe("two", shared),
                .leave("one"),
            ],
            then: [
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a", qos: .atMostOnce), at: "two"),
            ],
            provedBy: [.sharesAtFirstGrant]),
        Draft(
            "retained", "A shared subscription brings no retained messages",
            v5: ["U5-SHARED-RETAIN"], needs: [.shared, .retain],
            given: [
                .join("one"), .join("publisher"),
                .publish("publisher", "{}/a", "kept", retain: true), .expectAlive("publisher"),
            ],
            then: [
                .subscribe("one", shared),
                .publish("publisher", "{}/a", "", retain: true),
                .expect(.publish("{}/a", ""), at: "one"),
            ],
            provedBy: [.sendsRetainedToShared]),
        Draft(
            "identifier", "A message of a shared subscription bears its identifier",
            v5: ["3.3.4-3"], needs: [.shared, .subscriptionIDs],
            given: [
                .join("one"), .join("publisher"),
                .subscribe("one", shared, with: [.subscriptionIdentifier(5)]),
            ],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: [5]), at: "one"),
            ],
            provedBy: [.losesSharedSubscriptionID]),
    ]

    private static func granted(_ name: String, _ qos: QoS, published: QoS) -> Draft {
        Draft(
            name,
            "A member with QoS \(qos.rawValue) gets a message of QoS \(published.rawValue) with it",
            v5: ["4.8.2-3"], needs: .passing(qos, published, and: .shared),
            given: [.join("one"), .join("publisher"), .subscribe("one", shared, qos: qos)],
            then: [
                .publish("publisher", "{}/a", qos: published),
                .expect(.publish("{}/a", qos: qos), at: "one"),
            ],
            provedBy: [.sharesAtPublishedQoS])
    }

    /// One member has got a message and said nothing; then a second one comes.
    private static func chosen(_ qos: QoS, keeps: Bool) -> [Move] {
        [
            .join("one", keeps: keeps), .join("publisher"), .subscribe("one", shared, qos: qos),
            .hold("one", true),
            .publish("publisher", "{}/a", "one", qos: qos),
            .expect(.publish("{}/a", "one", qos: qos), at: "one"),
            .join("two"), .subscribe("two", shared, qos: qos),
            .subscribe("two", "{}/fence", qos: qos, id: 11),
        ]
    }

    private static let sharingMidway = [
        Draft(
            "begun-qos-2", "A delivery of QoS 2 that has begun is completed with the same member",
            v5: ["4.8.2-4"], needs: [.shared, .qos2, .sessions],
            given: chosen(.exactlyOnce, keeps: true),
            then: [
                .cut("one"),
                .fence(from: "publisher", to: "two", on: "{}/fence", qos: .exactlyOnce),
                .join("one", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "one", qos: .exactlyOnce, dup: true), at: "one"),
                .fence(from: "publisher", to: "two", on: "{}/fence", qos: .exactlyOnce),
            ],
            provedBy: [.handsOverStartedQoS2]),
        Draft(
            "released-qos-2", "A delivery of QoS 2 goes on with PUBREL at the same member",
            v5: ["4.8.2-4"], needs: [.shared, .qos2, .sessions],
            given: chosen(.exactlyOnce, keeps: true) + [
                .acknowledge(.pubrec, "one", back: 0),
                .expect(.ack(.pubrel, id: nil), at: "one"),
            ],
            then: [
                .cut("one"),
                .open("one"), .hold("one", true),
                .send(.connect("one", fresh: false, keeps: true), "one"),
                .expect(.connack(present: true), .ack(.pubrel, id: nil), at: "one"),
                .acknowledge(.pubcomp, "one", back: 0),
                .fence(from: "publisher", to: "two", on: "{}/fence", qos: .exactlyOnce),
            ],
            provedBy: [.forgetsPubrel]),
        Draft(
            "ended-qos-2", "A delivery of QoS 2 whose member's session ends goes to nobody else",
            v5: ["4.8.2-5"], needs: [.shared, .qos2],
            given: chosen(.exactlyOnce, keeps: false),
            then: [
                .cut("one"),
                // Its session is gone when a new one takes its place.
                .join("one", present: false),
                .fence(from: "publisher", to: "two", on: "{}/fence", qos: .exactlyOnce),
            ],
            provedBy: [.reroutesStartedQoS2]),
        refused(.atLeastOnce, by: .puback),
        refused(.exactlyOnce, by: .pubrec),
    ]

    private static func refused(_ qos: QoS, by kind: Ack.Kind) -> Draft {
        Draft(
            "refused-qos-\(qos.rawValue)",
            "What a member refuses with QoS \(qos.rawValue) goes to nobody else",
            v5: ["4.8.2-6"], needs: .passing(qos, and: .shared),
            given: chosen(qos, keeps: false),
            then: [
                .reject(kind, "one", .implementationSpecificError),
                .expectAlive("one"),
                .fence(from: "publisher", to: "two", on: "{}/fence", qos: qos),
            ],
            provedBy: [.offersRefusedToOthers])
    }

    /// Each with what is wrong with it, and the statement that says so.
    private static let sharingBadFilters: [Draft] =
        [
            ("empty-name", "with an empty Share Name", "$share//{}/a", "4.8.2-1"),
            ("no-name", "with nothing after $share/", "$share/", "4.8.2-1"),
            ("no-slash", "with nothing after the Share Name", "$share/{}", "4.8.2-2"),
            ("no-filter", "with an empty filter", "$share/{}/", "4.8.2-2"),
            ("bad-filter", "with a filter that is none", "$share/g/{}/a#", "4.8.2-2"),
        ].flatMap { name, flaw, filter, statement in
            badFilter(
                name, "A shared subscription \(flaw) is refused", filter, v5: statement,
                needs: [.shared])
        }
        + [("plus", "+"), ("hash", "#")].flatMap { name, sign in
            badFilter(
                name + "-in-name", "A Share Name with a \(sign) is refused", "$share/g\(sign)/{}/a",
                v5: "4.8.2-2", needs: [.shared])
        }
}
