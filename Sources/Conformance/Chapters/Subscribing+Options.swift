import MQTT
import ReferenceBroker

extension Chapter {
    private static let both: [Move] = [.join("subscriber"), .join("publisher")]

    /// The same filter again.
    static let subscribingReplacement: [Draft] = [
        Draft(
            "replaced-by-higher-qos", "The same filter again raises the QoS",
            v3: ["3.8.4-3"], v5: ["3.8.4-3"], needs: [.qos1],
            given: both + [.subscribe("subscriber", "{}/a")],
            then: [
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce, id: 11),
                .publish("publisher", "{}/a", "one", qos: .atLeastOnce),
                .expect(.publish("{}/a", "one", qos: .atLeastOnce), at: "subscriber"),
            ],
            provedBy: [.keepsFirstGrant]),
        Draft(
            "replaced-by-lower-qos", "The same filter again lowers the QoS",
            v3: ["3.8.4-3"], v5: ["3.8.4-3"], needs: [.qos1],
            given: both + [.subscribe("subscriber", "{}/a", qos: .atLeastOnce)],
            then: [
                .subscribe("subscriber", "{}/a", id: 11),
                .publish("publisher", "{}/a", "one", qos: .atLeastOnce),
                .expect(.publish("{}/a", "one", qos: .atMostOnce), at: "subscriber"),
            ],
            provedBy: [.keepsHighestGrant]),
        Draft(
            "replaced-not-added", "The same filter again makes no second subscription",
            v3: ["3.8.4-3"], v5: ["3.8.4-3"], needs: [.qos1],
            given: both + [
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .subscribe("subscriber", "{}/fence", qos: .atLeastOnce, id: 11),
            ],
            then: [
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce, id: 12),
                .publish("publisher", "{}/a", qos: .atLeastOnce),
                .expect(.publish("{}/a"), at: "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence", qos: .atLeastOnce),
            ],
            provedBy: [.repeatsWhatIsReplaced]),
        Draft(
            "replaced-in-one-packet", "The same filter twice in a SUBSCRIBE is one subscription",
            v3: ["3.8.4-3", "3.8.4-4"], v5: ["3.8.4-3", "3.8.4-5"],
            given: both + [.subscribe("subscriber", "{}/a", "{}/a", "{}/fence")],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a"), at: "subscriber"),
                .fence(from: "publisher", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.repeatsWhatIsReplaced]),
        Draft(
            "replaced-retained", "The same filter again brings the retained messages again",
            v3: ["3.8.4-3"], v5: ["3.8.4-4"], needs: [.retain],
            given: both + [
                .publish("publisher", "{}/a", "kept", retain: true),
                // The broker has taken the message before it answers PINGREQ.
                .expectAlive("publisher"),
                .send(.subscribe("{}/a"), "subscriber"),
                .expect(
                    inAnyOrder: .suback(), .publish("{}/a", "kept", retain: true),
                    at: "subscriber"),
            ],
            then: [
                .send(.subscribe("{}/a", id: 11), "subscriber"),
                .expect(
                    inAnyOrder: .suback(id: 11), .publish("{}/a", "kept", retain: true),
                    at: "subscriber"),
                .publish("publisher", "{}/a", "", retain: true),
                .expect(.publish("{}/a", ""), at: "subscriber"),
            ],
            provedBy: [.resendsNoRetained]),
        Draft(
            "replaced-without-loss", "What is on its way is not lost when its filter comes again",
            v3: ["3.8.4-3"], v5: ["3.8.4-4"], needs: [.qos1, .sessions],
            given: [
                .join("subscriber", keeps: true), .join("publisher"),
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .hold("subscriber", true),
                .publish("publisher", "{}/a", "one", qos: .atLeastOnce),
                .expect(.publish("{}/a", "one"), at: "subscriber"),
            ],
            then: [
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce, id: 11),
                .cut("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "one", dup: true), at: "subscriber"),
            ],
            provedBy: [.forgetsDeliveriesOnSubscribe]),
        Draft(
            "replaced-in-the-flow", "No message is lost when a filter comes again between two",
            v3: ["3.8.4-3"], v5: ["3.8.4-4"], needs: [.qos1],
            given: both + [.subscribe("subscriber", "{}/a", qos: .atLeastOnce)],
            then: [
                .publish("publisher", "{}/a", "one", qos: .atLeastOnce),
                .send(.subscribe("{}/a", qos: .atLeastOnce, id: 11), "subscriber"),
                .publish("publisher", "{}/a", "two", qos: .atLeastOnce, id: 2),
                .publish("publisher", "{}/a", "three", qos: .atLeastOnce, id: 3),
                .expect(
                    inAnyOrder: .publish("{}/a", "one"), .suback(id: 11, [.grantedQoS1]),
                    .publish("{}/a", "two"), .publish("{}/a", "three"), at: "subscriber"),
            ],
            provedBy: [.missesOneAfterReplacing]),
        Draft(
            "replaced-no-local", "The same filter again ends No Local",
            v5: ["3.8.4-3"],
            given: [
                .join("subscriber"),
                .subscribe("subscriber", [Subscription("{}/a", noLocal: true)]),
            ],
            then: [
                .subscribe("subscriber", "{}/a", id: 11),
                .publish("subscriber", "{}/a"),
                .expect(.publish("{}/a"), at: "subscriber"),
            ],
            provedBy: [.keepsNoLocal]),
        Draft(
            "replaced-retain-as-published", "The same filter again ends Retain As Published",
            v5: ["3.8.4-3"], needs: [.retain],
            given: both + [
                .subscribe("subscriber", [Subscription("{}/a", retainAsPublished: true)])
            ],
            then: [
                .subscribe("subscriber", "{}/a", id: 11),
                .publish("publisher", "{}/a", "", retain: true),
                .expect(.publish("{}/a", "", retain: false), at: "subscriber"),
            ],
            provedBy: [.keepsRetainAsPublished]),
        Draft(
            "replaced-identifier", "The same filter again changes the Subscription Identifier",
            v5: ["3.8.4-3"], needs: [.subscriptionIDs],
            given: both + [
                .subscribe("subscriber", "{}/a", with: [.subscriptionIdentifier(5)])
            ],
            then: [
                .subscribe("subscriber", "{}/a", id: 11, with: [.subscriptionIdentifier(6)]),
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: [6]), at: "subscriber"),
            ],
            provedBy: [.keepsSubscriptionID, .dropsReplacedSubscriptionID]),
        Draft(
            "replaced-without-identifier",
            "The same filter again without a Subscription Identifier removes it",
            v5: ["3.8.4-3"], needs: [.subscriptionIDs],
            given: both + [
                .subscribe("subscriber", "{}/a", with: [.subscriptionIdentifier(5)])
            ],
            then: [
                .subscribe("subscriber", "{}/a", id: 11),
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: []), at: "subscriber"),
            ],
            provedBy: [.keepsSubscriptionID]),
    ]

    static let subscribingNoLocal: [Draft] = [
        Draft(
            "no-local", "No Local keeps a client's own messages from it",
            v5: ["3.8.3-3"],
            given: [
                .join("subscriber"), .join("publisher"),
                .subscribe(
                    "subscriber", [Subscription("{}/a", noLocal: true), Subscription("{}/fence")]),
            ],
            then: [
                .publish("subscriber", "{}/a"),
                .fence(from: "subscriber", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.ignoresNoLocal]),
        Draft(
            "no-local-after-resume", "No Local outlives the connection, as the session does",
            v5: ["3.8.3-3", "U5-NOLOCAL-RESUME"], needs: [.sessions],
            given: [
                .join("subscriber", keeps: true),
                .subscribe(
                    "subscriber", [Subscription("{}/a", noLocal: true), Subscription("{}/fence")]),
                .leave("subscriber"),
                .join("subscriber", fresh: false, keeps: true, present: true),
            ],
            then: [
                .publish("subscriber", "{}/a"),
                .fence(from: "subscriber", to: "subscriber", on: "{}/fence"),
            ],
            provedBy: [.ignoresNoLocal]),
        Draft(
            "no-local-lets-others-in", "No Local lets the messages of other clients come",
            v5: ["3.8.3-3"],
            given: both + [.subscribe("subscriber", [Subscription("{}/a", noLocal: true)])],
            then: [
                .publish("publisher", "{}/a"), .expect(.publish("{}/a"), at: "subscriber"),
            ],
            provedBy: [.noLocalSilencesAll]),
        Draft(
            "echo", "Without No Local a client gets its own messages",
            v5: ["3.8.3-3"],
            given: [.join("subscriber"), .subscribe("subscriber", "{}/a")],
            then: [
                .publish("subscriber", "{}/a"), .expect(.publish("{}/a"), at: "subscriber"),
            ],
            provedBy: [.neverEchoes]),
    ]

    static let subscribingIdentifiers: [Draft] = [
        identifier("identifier", "1", 1, .losesSubscriptionID),
        identifier("identifier-of-two-bytes", "128", 128, .losesSubscriptionID),
        identifier("identifier-largest", "268,435,455", 268_435_455, .cutsSubscriptionIDs),
        Draft(
            "identifier-for-each-filter",
            "The Subscription Identifier holds for all filters of its SUBSCRIBE",
            v5: ["3.3.4-3"], needs: [.subscriptionIDs],
            given: both + [
                .subscribe("subscriber", "{}/a", "{}/b", with: [.subscriptionIdentifier(5)])
            ],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: [5]), at: "subscriber"),
                .publish("publisher", "{}/b"),
                .expect(.publish("{}/b", identifiers: [5]), at: "subscriber"),
            ],
            provedBy: [.identifiesFirstFilterOnly]),
        Draft(
            "identifier-of-retained", "A retained message bears the Subscription Identifier",
            v5: ["3.3.4-3"], needs: [.subscriptionIDs, .retain],
            given: both + [.publish("publisher", "{}/a", "kept", qos: .atMostOnce, retain: true)],
            then: [
                // The broker has taken the message before it answers PINGREQ.
                .expectAlive("publisher"),
                .send(.subscribe("{}/a", with: [.subscriptionIdentifier(5)]), "subscriber"),
                .expect(
                    inAnyOrder: .suback(), .publish("{}/a", "kept", identifiers: [5]),
                    at: "subscriber"),
                .publish("publisher", "{}/a", "", retain: true),
                .expect(.publish("{}/a", ""), at: "subscriber"),
            ],
            provedBy: [.losesSubscriptionIDOfRetained]),
        Draft(
            "identifier-of-others", "No client gets a Subscription Identifier of another",
            v5: ["U5-PUBLISH-FOREIGN-SUBID"], needs: [.subscriptionIDs],
            given: both + [
                .join("other"),
                .subscribe("subscriber", "{}/a", with: [.subscriptionIdentifier(5)]),
                .subscribe("other", "{}/a", with: [.subscriptionIdentifier(6)]),
            ],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: [5]), at: "subscriber"),
                .expect(.publish("{}/a", identifiers: [6]), at: "other"),
            ],
            provedBy: [.tellsForeignSubscriptionIDs]),
        Draft(
            "identifier-zero", "SUBSCRIBE with the Subscription Identifier 0 ends the connection",
            v5: ["U5-SUBSCRIBE-SUBID-DUP"], needs: [.subscriptionIDs],
            given: [.join("client")],
            then: [
                .send(.subscribe("{}/a", with: [.subscriptionIdentifier(0)]), "client"),
                .expectClosed("client"),
            ],
            provedBy: [.forgivesSubscriptionIDZero]),
        Draft(
            "identifier-twice", "SUBSCRIBE with two Subscription Identifiers ends the connection",
            v5: ["U5-SUBSCRIBE-SUBID-DUP"], needs: [.subscriptionIDs],
            given: [.join("client")],
            then: [
                .send(
                    .subscribe(
                        "{}/a", with: [.subscriptionIdentifier(1), .subscriptionIdentifier(2)]),
                    "client"),
                .expectClosed("client"),
            ],
            provedBy: [.forgivesTwoSubscriptionIDs]),
    ]

    private static func identifier(
        _ name: String, _ text: String, _ id: UInt32, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, "A message bears the identifier of its subscription, such as \(text)",
            v5: ["3.3.4-3"], needs: [.subscriptionIDs],
            given: both + [
                .subscribe("subscriber", "{}/a", with: [.subscriptionIdentifier(id)])
            ],
            then: [
                .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", identifiers: [id]), at: "subscriber"),
            ],
            provedBy: [mutant])
    }
}
