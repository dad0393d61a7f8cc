import MQTT
import ReferenceBroker

extension Chapter {
    /// §3.1 and §3.2: who asks to be let in, how, and what is answered.
    static let connecting = Chapter(
        "connect", "CONNECT and CONNACK (§3.1, §3.2)",
        [
            lateConnect, firstPackets, answersToConnect, clientIDs, emptyClientIDs, takeOvers,
            refusals,
            malformedConnects, doubledConnectProperties, connectProperties, networkConnections,
        ].flatMap { $0 })

    private static func first(
        _ name: String, _ packet: Packet, provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            "\(name)-first", "\(name.uppercased()) before any CONNECT ends the connection",
            v3: ["3.1.0-1", "4.8.0-1"], v5: ["3.1.0-1", "4.13.1-1"],
            given: [.open("client")],
            then: [.send(packet, "client"), .expectClosed("client")], provedBy: [mutant])
    }

    /// First of all, because it may take longest.
    private static let lateConnect: [Draft] = [
        Draft(
            "late", "A connection on which no CONNECT comes is closed, without a word",
            v3: ["U3-LATE-CONNECT"], .should,
            given: [.join("other"), .open("client")],
            then: [
                .await(
                    "client", [.closed(), Reaction([], end: .standing, allowance: "SHOULD")],
                    within: .between(.zero, .seconds(40))),
                .expectAlive("other"),
            ],
            provedBy: [.greetsTheSilent, .closesAnotherForSilence])
    ]

    private static let firstPackets: [Draft] = [
        first("pingreq", .pingreq, provedBy: .answersPingBeforeConnect),
        first("subscribe", .subscribe("{}/a"), provedBy: .waitsThroughSubscribe),
        first("publish", .publish("{}/a", "\0"), provedBy: .waitsThroughPublish),
        Draft(
            "second-connect", "A second CONNECT ends the connection",
            v3: ["3.1.0-2"], v5: ["3.1.0-2"],
            given: [.join("client")],
            then: [.send(.connect("client"), "client"), .expectClosed("client")],
            provedBy: [.forgivesSecondConnect, .answersSecondConnect]),
        Draft(
            "second-connect-of-another",
            "A second CONNECT ends the connection, whatever Client Identifier it names",
            v3: ["3.1.0-2"], v5: ["3.1.0-2"],
            given: [.join("client"), .join("other")],
            then: [
                .send(.connect("other"), "client"), .expectClosed("client"),
                .expectAlive("other"),
            ],
            provedBy: [.obeysSecondConnect, .forgivesSecondConnect]),
    ]

    private static let answersToConnect: [Draft] = [
        Draft(
            "connack", "A CONNECT that says no more than it must is answered with success",
            v3: ["3.1.4-4", "7.0.0-2"], v5: ["3.1.4-5"],
            then: [.join("client", present: false)],
            provedBy: [.swallowsConnack]),
        Draft(
            "connack-flags", "CONNACK has no flag but Session Present",
            v3: ["U3-CONNACK-RESERVED"], v5: ["3.2.2-1"],
            then: [.join("client")],
            provedBy: [.setsReservedBitOfConnack]),
        Draft(
            "one-connack", "One CONNECT gets one CONNACK",
            v3: ["3.1.4-4"], v5: ["3.2.0-2"],
            then: [.join("client"), .expectAlive("client")],
            provedBy: [.repeatsConnack]),
        Draft(
            "connack-with-properties", "CONNACK says the length of its properties",
            v5: ["2.2.2-1", "3.1.4-5"],
            then: [.join("client")],
            provedBy: [.sendsConnackWithoutProperties]),
        Draft(
            "connack-properties",
            "CONNACK has each property once at most, with values that they may have",
            v5: ["U5-CONNACK-PROPS"],
            then: [.join("client")],
            provedBy: [.doublesPropertyOfConnack, .announcesMaximumQoS2]),
        Draft(
            "all-qos", "A broker that announces no Maximum QoS takes QoS 2",
            v5: ["3.2.2-9"], needs: [.qos2],
            then: [
                .open("client"), .send(.connect("client"), "client"),
                .expect(.connack(lacks: [.maximumQoS]), "client"),
                .publish("client", "{}/a", qos: .exactlyOnce),
            ],
            provedBy: [.refusesQoS2Unannounced]),
        Draft(
            "connack-before-messages",
            "CONNACK is the first packet, even where a session has messages that wait",
            v3: ["3.2.0-1"], v5: ["3.2.0-1"], needs: [.sessions, .qos1],
            given: [
                .join("client", keeps: true), .subscribe("client", "{}/a", qos: .atLeastOnce),
                .leave("client"), .join("publisher"),
                .publish("publisher", "{}/a", qos: .atLeastOnce),
            ],
            then: [
                .join("client", fresh: false, keeps: true, present: true),
                .expect(.publish("{}/a", "x"), "client"),
            ],
            provedBy: [.deliversBeforeConnack]),
        Draft(
            "connack-before-suback",
            "CONNACK is the first packet, even where the client does not wait",
            v3: ["3.2.0-1"], v5: ["3.2.0-1"],
            given: [.open("client")],
            then: [
                .send(.connect("client"), "client"), .send(.subscribe("{}/a"), "client"),
                .expect(.connack(), .suback(id: 10, [.grantedQoS0]), at: "client"),
            ],
            provedBy: [.swallowsConnack]),
        Draft(
            "session-present", "A session that was kept is announced when it is taken up",
            v3: ["3.2.2-2"], v5: ["3.2.2-3"], needs: [.sessions],
            given: [
                .join("client", keeps: true), .subscribe("client", "{}/a", qos: .atLeastOnce),
                .leave("client"),
            ],
            then: [.join("client", fresh: false, keeps: true, present: true)],
            provedBy: [.deniesSession]),
        Draft(
            "all-fields", "The fields of CONNECT are read in their order",
            v3: ["3.1.3-1"], v5: ["3.1.3-1"],
            given: [
                .join("watcher"), .subscribe("watcher", "{}/will"),
                .join(
                    "client", will: Will(topic: "{}/will", payload: Array("gone".utf8)),
                    user: Names.known, password: Array(Names.known.utf8)),
            ],
            then: [.cut("client"), .expect(.publish("{}/will", "gone"), "watcher")],
            provedBy: [.takesPasswordForWill]),
    ]

    private static func letsIn(
        _ name: String, _ title: String, in versions: [Version] = Version.allCases,
        _ ids: [String], provedBy mutant: Mutant
    ) -> Draft {
        Draft(
            name, title, v3: versions.contains(.v3_1_1) ? ["3.1.3-5"] : [],
            v5: versions.contains(.v5) ? ["3.1.3-5"] : [],
            then: ids.map { id in
                .all([
                    .open("client"),
                    .send(.connect(Connect(clientID: id, keepAlive: 0)), "client"),
                    .expect(.connack(), "client"),
                ])
            },
            provedBy: [mutant])
    }

    private static let clientIDs: [Draft] = [
        letsIn(
            "client-id-of-23", "A Client Identifier of 23 bytes is let in",
            ["{23}"], provedBy: .refuses23Bytes),
        // One for each version, since both are played side by side.
        letsIn(
            "client-id-of-1", "A Client Identifier of one byte is let in", in: [.v3_1_1], ["3"],
            provedBy: .refusesShortClientIDs),
        letsIn(
            "client-id-of-1", "A Client Identifier of one byte is let in", in: [.v5], ["5"],
            provedBy: .refusesShortClientIDs),
        letsIn(
            "client-id-letters", "All letters and digits may stand in a Client Identifier",
            [
                "0123456789", "abcdefghijkl", "mnopqrstuvwx", "yzABCDEFGHIJ", "KLMNOPQRSTUV",
                "WXYZ",
            ].map { "{client}" + $0 }, provedBy: .refusesLastLetter),
        Draft(
            "strange-client-id",
            "A Client Identifier that is long and strange is taken, or refused and all is over",
            v3: ["3.1.3-9", "3.2.2-5"], v5: ["3.1.3-8"], .may,
            given: [.open("client")],
            then: [
                .send(.connect(Connect(clientID: strange, keepAlive: 0)), "client"),
                .react(
                    "client", .packets(.connack()), .closed(),
                    .closed(after: .refusal(.clientIdentifierNotValid, .v3IdentifierRejected)),
                    .closed(after: .anyRefusal, allowance: "A22")),
            ],
            provedBy: [.refusesStrangeClientIDAndStays]),
    ]

    /// 200 characters, some beyond letters and digits.
    private static let strange = "{client}-_:. \u{E9}" + String(repeating: "z", count: 180)

    private static func anonymous(
        fresh: Bool = true, id: String = "", with properties: [Property] = []
    ) -> Packet {
        .connect(
            Connect(
                clientID: id, cleanStart: fresh, keepAlive: 0, properties: Properties(properties)))
    }

    private static let emptyClientIDs: [Draft] = [
        Draft(
            "assigned-client-id", "A client without an identifier is told the one that it gets",
            v5: ["3.1.3-7", "3.2.2-16"], needs: [.emptyClientID],
            given: [.open("client")],
            then: [
                .send(anonymous(), "client"),
                .expect(.connack(hasAny: [.assignedClientIdentifier]), "client"),
            ],
            provedBy: [.hidesAssignedClientID]),
        Draft(
            "assigned-client-ids-differ", "Two clients without an identifier do not get the same",
            v3: ["3.1.3-6"], v5: ["3.1.3-6", "3.2.2-16"], needs: [.emptyClientID],
            given: [.open("one"), .open("two")],
            then: [
                .send(anonymous(), "one"), .expect(.connack(), "one"),
                .send(anonymous(), "two"), .expect(.connack(), "two"),
                .expectAlive("one"), .expectAlive("two"),
            ],
            provedBy: [.assignsOneClientID]),
        Draft(
            "assigned-client-id-works",
            "A session under an assigned identifier is the client's own",
            v5: ["3.1.3-7"], needs: [.emptyClientID, .sessions],
            given: [
                .open("client"),
                .send(anonymous(with: [.sessionExpiryInterval(300)]), "client"),
                .expect(.connack(hasAny: [.assignedClientIdentifier]), "client"),
                .subscribe("client", "{}/a"), .leave("client"),
            ],
            then: [
                .open("client"),
                .send(
                    anonymous(
                        fresh: false, id: "{assigned}", with: [.sessionExpiryInterval(300)]),
                    "client"),
                .expect(.connack(present: true), "client"),
                .join("publisher"), .publish("publisher", "{}/a"),
                .expect(.publish("{}/a", "x"), "client"),
            ],
            provedBy: [.misstatesAssignedClientID]),
        Draft(
            "empty-client-id-and-session",
            "An empty Client Identifier with a session to be kept is refused with code 2",
            v3: ["3.1.3-7", "3.1.3-8", "3.2.2-5"],
            given: [.open("client")],
            then: [
                .send(anonymous(fresh: false), "client"),
                .react("client", .closed(after: .refusal(.v3IdentifierRejected))),
            ],
            provedBy: [
                .takesEmptyClientIDWithSession, .misstatesIdentifierRejected,
                .closesWithoutIdentifierRejected,
            ]),
    ]

    /// `newcomer` comes under the identifier of `old`.
    private static let comesAsOld: Move = .all([
        .open("newcomer"),
        .send(.connect(Connect(clientID: "{old}", keepAlive: 0)), "newcomer"),
        .expect(.connack(), "newcomer"),
    ])

    private static let takeOvers: [Draft] = [
        Draft(
            "take-over", "A second client of the same identifier ends the connection of the first",
            v3: ["3.1.4-2"],
            given: [.join("old")],
            then: [comesAsOld, .expectClosed("old"), .expectAlive("newcomer")],
            provedBy: [.takesOverSilently, .closesNewcomer]),
        Draft(
            "take-over", "A second client of the same identifier ends the connection of the first",
            v5: ["3.1.4-3"],
            given: [.join("old")],
            then: [
                comesAsOld,
                .react(
                    "old", .closed(after: .disconnect(.sessionTakenOver)),
                    .closed(allowance: "A4")),
                .expectAlive("newcomer"),
            ],
            provedBy: [
                .takesOverSilently, .closesNewcomer, .misstatesTakeOver, .warnsWhoIsTakenOver,
            ]),
        Draft(
            "no-take-over", "A client of another identifier ends nobody's connection",
            v3: ["3.1.3-2"], v5: ["3.1.3-2"],
            given: [.join("one"), .subscribe("one", "{}/a")],
            then: [
                .join("two"), .expectAlive("one"), .publish("two", "{}/a"),
                .expect(.publish("{}/a", "x"), "one"),
            ],
            provedBy: [.takesOverWhoeverIsThere]),
    ]

    private static let networkConnections: [Draft] = [
        Draft(
            "split-connect", "CONNECT may come in pieces",
            v3: ["7.1.1-1"], v5: ["4.2-1"],
            given: [.open("client")],
            then: [
                .raw([.first(1, .packet(.connect("client")))], "client"),
                .raw([.first(8, .after(1, .packet(.connect("client"))))], "client"),
                .raw([.after(9, .packet(.connect("client")))], "client"),
                .expect(.connack(), "client"), .expectAlive("client"),
            ],
            provedBy: [.losesPieces]),
        Draft(
            "merged-publishes", "Several packets may come together, and are served in their order",
            v3: ["7.1.1-1"], v5: ["4.2-1"],
            given: [.join("client"), .subscribe("client", "{}/a"), .join("publisher")],
            then: [
                .raw(
                    [
                        .packet(.publish("{}/a", "1")), .packet(.publish("{}/a", "2")),
                        .packet(.publish("{}/a", "3")),
                    ], "publisher"),
                .expect(
                    .publish("{}/a", "1"), .publish("{}/a", "2"), .publish("{}/a", "3"),
                    at: "client"),
            ],
            provedBy: [.losesWhatIsMerged]),
    ]
}
