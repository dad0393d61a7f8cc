import MQTT
import ReferenceBroker

extension Chapter {
    static let topics = Chapter(
        "topic", "Topic Names and Topic Filters (§4.7)",
        topicsHash + topicsPlus + topicsDollar + topicsSemantics + topicsSpelling
            + topicsBadNames + topicsBadFilters + topicsNulls)

    /// What `filter` gets, and then what it does not.
    private static func matching(
        _ name: String, _ title: String, v3: [String], v5: [String],
        needs: Set<Capability> = [.wildcards], _ filter: String, gets: [String] = [],
        not others: [String] = [], provedBy: [Mutant]
    ) -> Draft {
        let deliveries = gets.flatMap { topic -> [Move] in
            [.publish("publisher", topic), .expect(.publish(topic), at: "subscriber")]
        }
        let silences = others.map { Move.publish("publisher", $0) }
        let fence = Move.fence(from: "publisher", to: "subscriber", on: "{}fence/a/b/c")
        return Draft(
            name, title, v3: v3, v5: v5, needs: needs,
            given: [
                .join("subscriber"), .join("publisher"),
                .subscribe("subscriber", filter),
                .subscribe("subscriber", "{}fence/a/b/c", id: 11),
            ],
            then: deliveries + silences + [fence],
            provedBy: provedBy)
    }

    private static func hash(
        _ name: String, _ title: String, _ filter: String, gets: [String] = [],
        not others: [String] = [], _ mutant: Mutant
    ) -> Draft {
        matching(
            name, title, v3: ["4.7.1-2"], v5: ["4.7.1-1"], filter, gets: gets, not: others,
            provedBy: [mutant])
    }

    private static let topicsHash = [
        hash(
            "hash-children", "# matches the next level", "{}/a/#", gets: ["{}/a/b"],
            .hashMatchesParentOnly),
        hash(
            "hash-all-levels", "# matches any number of levels", "{}/a/#",
            gets: ["{}/a/b/c", "{}/a/b/c/d"], .hashIsOneLevel),
        hash(
            "hash-parent", "# matches its parent level", "{}/a/#", gets: ["{}/a"],
            .hashSkipsParent),
        hash(
            "hash-empty-level", "# matches an empty level", "{}/a/#", gets: ["{}/a/"],
            .hashSkipsEmptyLevel),
        hash(
            "hash-not-siblings", "# matches nothing beside its parent level", "{}/a/#",
            not: ["{}/ab", "{}/ab/c", "{}/b", "{}"], .hashMatchesPrefix),
        Draft(
            "hash-alone", "# alone matches every topic",
            v3: ["4.7.1-2"], v5: ["4.7.1-1"], needs: [.wildcards],
            given: [.join("subscriber"), .join("publisher"), .subscribe("subscriber", "#")],
            then: [
                .publish("publisher", "{}/a"), .expect(.publish("{}/a"), at: "subscriber"),
                .publish("publisher", "/{}"), .expect(.publish("/{}"), at: "subscriber"),
            ],
            provedBy: [.hashAloneMatchesNothing]),
    ]

    private static func plus(
        _ name: String, _ title: String, _ filter: String, gets: [String] = [],
        not others: [String] = [], _ mutants: Mutant...
    ) -> Draft {
        matching(
            name, title, v3: ["4.7.1-3"], v5: ["4.7.1-2"], filter, gets: gets, not: others,
            provedBy: mutants)
    }

    private static let topicsPlus = [
        plus(
            "plus-one-level", "+ matches a level", "{}/+", gets: ["{}/a", "{}/b"],
            .plusMatchesOnlyItself),
        plus(
            "plus-not-more", "+ matches no more than one level", "{}/+",
            not: ["{}/a/b", "{}/a/b/c", "{}/a/"], .plusMatchesMany),
        plus(
            "plus-not-parent", "+ does not match its parent level", "{}/+", not: ["{}"],
            .plusMatchesParent),
        plus(
            "plus-in-the-middle", "+ matches a level in the middle", "{}/+/c",
            gets: ["{}/a/c", "{}/b/c"], not: ["{}/a/d", "{}/c", "{}/a/b/c"], .plusIsLastOnly),
        plus(
            "plus-twice", "+ may stand on several levels", "{}/+/b/+", gets: ["{}/a/b/c"],
            not: ["{}/a/c/c", "{}/a/b"], .plusIsLastOnly),
        plus(
            "plus-empty-level", "+ matches an empty level", "{}/+", gets: ["{}/"],
            .plusSkipsEmptyLevel),
        plus(
            "plus-empty-level-in-the-middle", "+ matches an empty level in the middle", "{}/+/c",
            gets: ["{}//c"], .plusSkipsEmptyLevel),
        plus(
            "plus-first", "+ matches the first level", "+/{}", gets: ["a/{}"],
            .plusIsNeverFirst),
        plus(
            "plus-empty-first-level", "+ matches an empty first level", "+/{}", gets: ["/{}"],
            .plusSkipsEmptyLevel),
        plus(
            "plus-and-hash", "+ and # go together", "{}/+/#", gets: ["{}/a", "{}/a/b/c"],
            not: ["{}"], .hashSkipsParent, .plusBeforeHashMatchesNone),
    ]

    private static func dollar(
        _ name: String, _ title: String, _ filter: String, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: ["4.7.2-1"], v5: ["4.7.2-1"], needs: [.wildcards, .dollarTopics],
            given: [
                .join("subscriber"), .join("publisher"), .join("witness"),
                .subscribe("witness", "$conform/{}"),
                .subscribe("subscriber", filter),
                .subscribe("subscriber", "{}/fence/a", id: 11),
                // Brokers may keep such topics to themselves.
                .publish("publisher", "$conform/{}", "one"),
                .expect(.publish("$conform/{}", "one"), at: "witness"),
            ],
            then: [.fence(from: "publisher", to: "subscriber", on: "{}/fence/a")],
            provedBy: [mutant])
    }

    private static let topicsDollar = [
        dollar(
            "dollar-plus", "+ at the first level matches no topic that begins with $", "+/{}",
            .matchesDollarTopics),
        Draft(
            "dollar-hash", "# at the first level matches no topic that begins with $",
            v3: ["4.7.2-1"], v5: ["4.7.2-1"], needs: [.wildcards, .dollarTopics],
            given: [
                .join("subscriber"), .join("publisher"), .join("witness"),
                .subscribe("witness", "$conform/{}"),
                .subscribe("subscriber", "#"),
                .publish("publisher", "$conform/{}", "one"),
                .expect(.publish("$conform/{}", "one"), at: "witness"),
            ],
            then: [.fence(from: "publisher", to: "subscriber", on: "{}/fence")],
            provedBy: [.matchesDollarTopics]),
        Draft(
            "dollar-retained", "A first + brings no retained message of a topic that begins with $",
            v3: ["4.7.2-1"], v5: ["4.7.2-1"], needs: [.wildcards, .retain, .dollarTopics],
            given: [
                .join("subscriber"), .join("publisher"), .join("witness"),
                .publish("publisher", "$conform/{}", "kept", retain: true),
                .publish("publisher", "x/{}", "kept", retain: true),
                .expectAlive("publisher"),
                .send(.subscribe("$conform/{}"), "witness"),
                .expect(
                    inAnyOrder: .suback(), .publish("$conform/{}", "kept", retain: true),
                    at: "witness"),
            ],
            then: [
                .send(.subscribe("+/{}"), "subscriber"),
                .expect(
                    inAnyOrder: .suback(), .publish("x/{}", "kept", retain: true),
                    at: "subscriber"),
                .publish("publisher", "$conform/{}", "", retain: true),
                .expect(.publish("$conform/{}", ""), at: "witness"),
                .publish("publisher", "x/{}", "", retain: true),
                .expect(.publish("x/{}", ""), at: "subscriber"),
            ],
            provedBy: [.matchesRetainedDollarTopics]),
        matching(
            "dollar-at-lower-levels", "A $ that does not begin a topic is a character like any",
            v3: ["4.7.2-1"], v5: ["4.7.2-1"], "{}/+", gets: ["{}/$a", "{}/$"],
            provedBy: [.hidesDollarLevels]),
    ]
}
