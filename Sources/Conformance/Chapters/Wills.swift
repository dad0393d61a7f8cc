import MQTT
import ReferenceBroker

extension Chapter {
    static let wills = Chapter(
        "will", "The Will (§3.1.2.5, §3.1.3.2)",
        willsSent + willsTakenOver + willsRemoved + willsDelayed + willsFormed + willsDescribed
            + willsMalformed)

    static func will(
        _ payload: String = "gone", qos: QoS = .atMostOnce, retain: Bool = false,
        _ properties: [Property] = []
    ) -> Will {
        Will(
            topic: "{}/will", payload: Array(payload.utf8), qos: qos, retain: retain,
            properties: Properties(properties))
    }

    static func watched(qos: QoS = .atMostOnce) -> [Move] {
        [.join("watcher"), .subscribe("watcher", "{}/will", qos: qos)]
    }

    static let willComes = Move.expect(.publish("{}/will", "gone", retain: false), "watcher")

    /// Some time passes, and no Will has come.
    static func noWill(after time: Duration = .milliseconds(300)) -> [Move] {
        [
            .pass(time), .join("publisher"),
            .fence(from: "publisher", to: "watcher", on: "{}/will"),
        ]
    }

    private static let willsSent: [Draft] = [
        Draft(
            "on-cut", "The Will is published when the connection ends without DISCONNECT",
            v3: ["3.1.2-8"], v5: ["3.1.2-7", "3.1.2-8"],
            given: watched() + [.join("client", will: will())],
            then: [.cut("client"), willComes], provedBy: [.neverSendsWill, .dropsPayloadOfWill]),
        Draft(
            "once", "The Will is published once",
            v3: ["3.1.2-8", "3.1.2-10"], v5: ["3.1.2-8", "3.1.2-10"],
            given: watched() + [.join("client", will: will())],
            then: [.cut("client"), willComes] + noWill(), provedBy: [.sendsWillTwice]),
        Draft(
            "empty", "A Will without payload is published like any other",
            v3: ["3.1.2-8"], v5: ["3.1.2-8"],
            given: watched() + [.join("client", will: will(""))],
            then: [.cut("client"), .expect(.publish("{}/will", ""), "watcher")],
            provedBy: [.dropsEmptyWill]),
        Draft(
            "on-keep-alive-timeout", "The Will is published when the client has gone silent",
            v3: ["3.1.2-8", "3.1.2-24"], v5: ["3.1.2-8", "3.1.2-22"],
            given: watched() + joined("client", keepAlive: 2, will: will()),
            then: [
                .expect(
                    .publish("{}/will", "gone"), "watcher",
                    within: .between(.milliseconds(2500), .milliseconds(9500))),
                .expectClosed("client"),
            ],
            provedBy: [.sendsNoWillOnTimeout]),
        Draft(
            "on-protocol-error", "The Will is published when the server closes for an error",
            v3: ["3.1.2-8"], v5: ["3.1.2-8"],
            given: watched() + [.join("client", will: will())],
            then: [.send(.connect("client"), "client"), .expectClosed("client"), willComes],
            provedBy: [.sendsNoWillOnProtocolError]),
        Draft(
            "own", "The end of one client publishes its own Will and no other",
            v3: ["3.1.2-8"], v5: ["3.1.2-8"],
            given: watched() + [
                .join("other", will: will("other")), .join("client", will: will()),
            ],
            then: [.cut("client"), willComes] + noWill() + [.expectAlive("other")],
            provedBy: [.sendsWillOfAnother]),
        Draft(
            "disconnect-0x04", "DISCONNECT with reason 0x04 asks for the Will",
            v5: ["3.14.4-3", "3.1.2-8"], given: watched() + [.join("client", will: will())],
            then: [.leave("client", .disconnectWithWill), willComes],
            provedBy: [.dropsWillOnDisconnectWithWill]),
        Draft(
            "disconnect-0x04-waits", "The Will that DISCONNECT asks for waits for its delay",
            v5: ["3.1.2-8"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will([.willDelayInterval(2)]))
            ],
            then: [
                .send(.disconnect(.disconnectWithWill), "client"),
                .expect(
                    .publish("{}/will", "gone"), "watcher",
                    within: .between(.milliseconds(1900), .milliseconds(7500))),
            ],
            provedBy: [.ignoresWillDelayAfterDisconnect]),
        Draft(
            "waits-for-subscriber", "A Will waits for a subscriber that is away",
            v3: ["3.1.2-8", "3.1.2-5"], v5: ["3.1.2-8", "3.1.2-5"], needs: [.qos1, .sessions],
            given: [
                .join("watcher", keeps: true),
                .subscribe("watcher", "{}/will", qos: .atLeastOnce), .leave("watcher"),
                .join("client", will: will(qos: .atLeastOnce)), .cut("client"),
                .pass(.milliseconds(500)),
            ],
            then: [
                .join("watcher", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/will", "gone", qos: .atLeastOnce), "watcher"),
            ],
            provedBy: [.queuesNothing]),
        Draft(
            "disconnect-0x80", "DISCONNECT with an error does not remove the Will",
            v5: ["3.14.4-3", "3.1.2-8"], given: watched() + [.join("client", will: will())],
            then: [.send(.disconnect(.unspecifiedError), "client"), willComes],
            provedBy: [.dropsWillOnOtherDisconnect]),
    ]

    private static let secondTakesOver: [Move] = [
        .open("second"), .send(.connect("client"), "second"), .expect(.connack(), "second"),
        .expectClosed("client"), .pass(.milliseconds(300)), .join("publisher"),
        .publish("publisher", "{}/will", "fence"),
    ]

    private static let willsTakenOver: [Draft] = [
        Draft(
            "on-take-over", "A take-over publishes the Will of the old connection",
            v3: ["3.1.2-8"], given: watched() + [.join("client", will: will())],
            then: secondTakesOver + [
                .react(
                    "watcher",
                    .packets(.publish("{}/will", "gone"), .publish("{}/will", "fence")),
                    .packets(.publish("{}/will", "fence"), allowance: "A30"))
            ],
            provedBy: [.sendsWillTwiceOnTakeOver]),
        Draft(
            "on-take-over", "A take-over that ends the session publishes its Will",
            v5: ["U5-WILL-TAKEOVER", "3.1.2-8"],
            given: watched() + [.join("client", will: will())],
            then: secondTakesOver + [
                .expect(
                    .publish("{}/will", "gone"), .publish("{}/will", "fence"), at: "watcher")
            ],
            provedBy: [.sendsWillTwiceOnTakeOver, .sendsNoWillOnTakeOver]),
        Draft(
            "not-on-take-over", "A take-over of the session before the delay publishes no Will",
            v5: ["U5-WILL-TAKEOVER", "3.1.3-9"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will([.willDelayInterval(2)])),
                .open("second"), .send(.connect("client", fresh: false, keeps: true), "second"),
                .expect(.connack(present: true), "second"), .expectClosed("client"),
            ],
            then: noWill(after: .seconds(4)),
            provedBy: [.sendsDelayedWillOnTakeOver, .ignoresWillDelay]),
    ]

    private static func will(_ properties: [Property]) -> Will {
        will("gone", qos: .atMostOnce, retain: false, properties)
    }

    private static let willsRemoved: [Draft] = [
        Draft(
            "removed-by-disconnect", "DISCONNECT removes the Will",
            v3: ["3.14.4-3", "3.1.2-10"], v5: ["3.14.4-3", "3.1.2-10", "3.1.2-8"],
            given: watched() + [.join("client", will: will())],
            then: [.leave("client")] + noWill(), provedBy: [.sendsWillOnDisconnect]),
        Draft(
            "removed-for-good",
            "The Will that DISCONNECT removed is not sent with the session's end",
            v5: ["3.14.4-3", "3.1.2-10"], needs: [.sessions],
            given: watched() + [
                .join("client", will: will(), with: [.sessionExpiryInterval(1)])
            ],
            then: [.leave("client")] + noWill(after: .seconds(4)),
            provedBy: [.sendsRemovedWillAtExpiry]),
        Draft(
            "removed-by-long-disconnect", "DISCONNECT that says more than it need removes the Will",
            v5: ["3.14.4-3", "3.1.2-10"], given: watched() + [.join("client", will: will())],
            then: [.leave("client", with: [.reasonString("done")])] + noWill(),
            provedBy: [.takesLongDisconnectForFailure]),
        Draft(
            "removed-by-publishing", "A Will that was published is gone",
            v3: ["3.1.2-10", "3.1.2-12"], v5: ["3.1.2-10"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will()), .cut("client"), willComes,
                .join("client", fresh: false, keeps: true),
            ],
            then: [.cut("client")] + noWill(), provedBy: [.keepsWillAfterSending]),
        Draft(
            "none", "A connection without a Will publishes none, whatever came before",
            v3: ["3.1.2-12", "3.1.2-10"], v5: ["3.1.2-10"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will()), .leave("client"),
                .join("client", fresh: false, keeps: true),
            ],
            then: [.cut("client")] + noWill(), provedBy: [.remembersWillBeyondDisconnect]),
    ]

    private static func delayed(
        _ name: String, _ title: String, delay: UInt32, expiry: UInt32, _ window: Window,
        _ mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v5: ["3.1.2-8"], needs: expiry > 0 ? [.sessions] : [],
            given: watched() + [
                .join(
                    "client", will: will([.willDelayInterval(delay)]),
                    with: [.sessionExpiryInterval(expiry)])
            ],
            then: [
                .cut("client"), .expect(.publish("{}/will", "gone"), "watcher", within: window),
            ],
            provedBy: mutants)
    }

    private static let willsDelayed: [Draft] = [
        delayed(
            "delay", "The Will waits for its delay", delay: 2, expiry: 300,
            .between(.milliseconds(1900), .milliseconds(7500)),
            [.ignoresWillDelay, .forwardsWillDelay]),
        delayed(
            "delay-ends-with-session", "A Will that waits is published when its session expires",
            delay: 300, expiry: 1, .between(.milliseconds(900), .milliseconds(7500)),
            [.losesDelayedWillOfExpired]),
        delayed(
            "delay-without-session", "The Will of a session that ends at once does not wait",
            delay: 300, expiry: 0, .soon, [.losesDelayedWillOfEnded]),
        Draft(
            "reconnection-in-time", "Who comes back before the delay has passed leaves no Will",
            v5: ["3.1.3-9", "3.1.2-8"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will([.willDelayInterval(2)])),
                .cut("client"), .pass(.milliseconds(500)),
                .join("client", fresh: false, keeps: true, present: true),
            ],
            then: noWill(after: .seconds(4)), provedBy: [.keepsDelayedWillOnResume]),
        Draft(
            "replaced", "The Will of the last CONNECT counts",
            v5: ["3.1.2-7", "3.1.3-9"], needs: [.sessions],
            given: watched() + [
                .join("client", keeps: true, will: will([.willDelayInterval(2)])),
                .cut("client"), .pass(.milliseconds(500)),
                .join("client", fresh: false, keeps: true, will: will("second"), present: true),
            ],
            then: [.cut("client"), .expect(.publish("{}/will", "second"), "watcher")]
                + noWill(after: .seconds(3)),
            provedBy: [.keepsFirstWill]),
    ]

    private static func atQoS(_ qos: QoS, needs: Set<Capability>, _ mutant: Mutant) -> Draft {
        Draft(
            "qos-\(qos.rawValue)", "A Will with QoS \(qos.rawValue) is published at that",
            v3: ["3.1.2-14"], v5: ["3.1.2-12"], needs: needs.union([.qos2]),
            given: watched(qos: .exactlyOnce) + [.join("client", will: will(qos: qos))],
            then: [.cut("client"), .expect(.publish("{}/will", "gone", qos: qos), "watcher")],
            provedBy: [mutant])
    }

    private static let willsFormed: [Draft] = [
        atQoS(.atMostOnce, needs: [], .sendsWillAtQoS1),
        atQoS(.atLeastOnce, needs: [.qos1], .sendsWillAtQoS0),
        atQoS(.exactlyOnce, needs: [.qos2], .sendsWillAtMostAtQoS1),
        Draft(
            "retained", "A Will with Will Retain 1 is a retained message",
            v3: ["3.1.2-17"], v5: ["3.1.2-15"], needs: [.retain],
            given: watched() + [
                .join("client", will: will(retain: true)), .cut("client"), willComes,
            ],
            then: [
                .join("late"), .subscribe("late", "{}/will"),
                .expect(.publish("{}/will", "gone", retain: true), "late"),
            ],
            provedBy: [.retainsNoWill]),
        Draft(
            "retained-comes-live", "A retained Will comes to who was subscribed with RETAIN 0",
            v3: ["3.1.2-17", "3.3.1-9"], v5: ["3.1.2-15", "3.3.1-12"], needs: [.retain],
            given: watched() + [.join("client", will: will(retain: true))],
            then: [.cut("client"), willComes], provedBy: [.forwardsRetain]),
        Draft(
            "not-retained", "A Will with Will Retain 0 is not retained",
            v3: ["3.1.2-16"], v5: ["3.1.2-14"], needs: [.retain],
            given: watched() + [.join("client", will: will()), .cut("client"), willComes],
            then: [.join("late"), .subscribe("late", "{}/will"), .expectAlive("late")],
            provedBy: [.retainsEveryWill]),
    ]

    private static func described(
        _ name: String, _ number: String, _ property: Property, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, "The \(property.kind) of a Will goes to its subscribers",
            v5: ["3.1.2-8", number],
            given: watched() + [.join("client", will: will([property]))],
            then: [
                .cut("client"), .expect(.publish("{}/will", "gone", has: [property]), "watcher"),
            ],
            provedBy: [mutant])
    }

    private static let willsDescribed: [Draft] = [
        described(
            "payload-format", "3.3.2-4", .payloadFormatIndicator(1), .losesPayloadFormatOfWill),
        described(
            "content-type", "3.3.2-20", .contentType("text/plain"), .losesContentTypeOfWill),
        described(
            "response-topic", "3.3.2-15", .responseTopic("{}/answer"), .losesResponseTopicOfWill),
        described(
            "correlation-data", "3.3.2-16", .correlationData([1, 0, 255]),
            .losesCorrelationDataOfWill),
        Draft(
            "message-expiry", "The Message Expiry Interval of a Will goes to its subscribers",
            v5: ["3.3.2-6"],
            given: watched() + [.join("client", will: will([.messageExpiryInterval(300)]))],
            then: [.cut("client"), .expect(expiring, "watcher")],
            provedBy: [.losesExpiryOfWill]),
        Draft(
            "user-properties", "User Properties of a Will keep their order",
            v5: ["3.1.3-10"],
            given: watched() + [
                .join(
                    "client",
                    will: will([
                        .userProperty("b", "1"), .userProperty("a", "2"), .userProperty("b", "0"),
                    ]))
            ],
            then: [
                .cut("client"),
                .expect(
                    .publish(
                        "{}/will", "gone",
                        has: [
                            .userProperty("b", "1"), .userProperty("a", "2"),
                            .userProperty("b", "0"),
                        ]), "watcher"),
            ],
            provedBy: [.reversesUserPropertiesOfWill]),
        Draft(
            "payload-not-as-promised",
            "A Will that is not the UTF-8 that it promises is taken or refused",
            v5: ["U5-WILL-PFI"], .may, given: [.open("client")],
            then: [
                .send(
                    .connect(
                        "client",
                        will: Will(
                            topic: "{}/will", payload: [0xFF, 0xFE],
                            properties: Properties([.payloadFormatIndicator(1)]))), "client"),
                .react(
                    "client", .packets(.connack()), .closed(after: .anyRefusal), .closed()),
            ],
            provedBy: [.hangsOnBadWillFormat]),
    ]

    private static let expiring: Pattern = {
        var pattern = Pattern.publish("{}/will", "gone")
        pattern.hasAny = [.messageExpiryInterval]
        return pattern
    }()
}
