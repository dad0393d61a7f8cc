import MQTT
import ReferenceBroker

extension Chapter {
    static let leaving = Chapter(
        "disconnect", "DISCONNECT and the end of a connection (§3.14, §4.8 of 3.1.1, §4.13 of 5.0)",
        goodbyes + badGoodbyes + serverGoodbyes + violations)

    private static let clientWithWill = watched() + [.join("client", will: will())]

    private static let goodbyes: [Draft] = [
        Draft(
            "last-word", "What a client sends after DISCONNECT is not heard",
            v3: ["3.14.4-2"], v5: ["3.14.4-1"], .should,
            given: watched() + [.join("client")],
            then: [
                .raw([.packet(.disconnect()), .packet(.publish("{}/will", "late"))], "client")
            ] + noWill(),
            provedBy: [.hearsAfterDisconnect])
    ]

    private static func bad(
        _ name: String, _ title: String, v3: [String] = [], v5: [String], _ bytes: Part,
        _ overlooks: Mutant, _ takes: Mutant
    ) -> [Draft] {
        [
            Draft(
                "\(name)-closes", title + " ends the connection", v3: v3, v5: v5,
                given: [.join("client")],
                then: [.raw([bytes], "client"), .expectClosed("client")], provedBy: [overlooks]),
            Draft(
                "\(name)-keeps-will", title + " does not remove the Will", v3: v3, v5: v5,
                given: clientWithWill,
                then: [.raw([bytes], "client"), willComes, .expectClosed("client")],
                provedBy: [takes]),
        ]
    }

    private static let badGoodbyes: [Draft] =
        bad(
            "flags", "DISCONNECT with wrong reserved flags", v3: ["3.14.1-1"], v5: ["3.14.1-1"],
            .header(0xE1, .disconnect()), .overlooksFlagsOfDisconnect, .obeysDisconnectWithFlags)
        + bad(
            "unknown-reason", "DISCONNECT with a reason code that there is not", v5: ["3.14.2-1"],
            .frame(0xE0, [.bytes([0x03])]), .overlooksUnknownReasonOfDisconnect,
            .takesUnknownReasonForNormal)
        + bad(
            "doubled-expiry", "DISCONNECT with two Session Expiry Intervals",
            v5: ["U5-DISC-DUPPROP"],
            .frame(
                0xE0,
                [
                    .bytes([0]),
                    .properties([.bytes([0x11, 0, 0, 0, 0]), .bytes([0x11, 0, 0, 0, 0])]),
                ]),
            .overlooksDoubledPropertyOfDisconnect, .takesDoubledPropertyForDisconnect)
        + bad(
            "doubled-reason-string", "DISCONNECT with two Reason Strings", v5: ["U5-DISC-DUPPROP"],
            .frame(
                0xE0,
                [
                    .bytes([0]),
                    .properties([
                        .bytes([0x1F]), .text("so"), .bytes([0x1F]), .text("long"),
                    ]),
                ]),
            .overlooksDoubledPropertyOfDisconnect, .takesDoubledPropertyForDisconnect)
        + [
            Draft(
                "expiry-from-zero", "DISCONNECT cannot keep a session that CONNECT did not ask for",
                v5: ["U5-DISC-EXPIRY"], given: [.join("client")],
                then: [
                    .send(.disconnect(with: [.sessionExpiryInterval(10)]), "client"),
                    .expectClosed("client"),
                    .join("client", fresh: false, keeps: true, present: false),
                ],
                provedBy: [.letsDisconnectRaiseExpiry]),
            Draft(
                "expiry-from-zero-keeps-will",
                "DISCONNECT with an expiry that CONNECT had at zero does not remove the Will",
                v5: ["U5-DISC-EXPIRY", "3.14.4-3"], given: clientWithWill,
                then: [
                    .send(.disconnect(with: [.sessionExpiryInterval(10)]), "client"), willComes,
                    .expectClosed("client"),
                ],
                provedBy: [.takesBadExpiryForDisconnect]),
        ]

    private static let farewell: Pattern = {
        var pattern = Pattern(.disconnect)
        pattern.lacks = [.sessionExpiryInterval]
        return pattern
    }()

    private static func brief(_ name: String, _ title: String, _ number: String, _ mutant: Mutant)
        -> Draft
    {
        Draft(
            name, title, v5: [number, "3.1.2-24"],
            given: [.join("client", with: [.maximumPacketSize(30)])],
            then: [
                .raw([.header(0x80, .subscribe("{}/a"))], "client"), .expectClosed("client"),
            ],
            provedBy: [mutant])
    }

    private static let serverGoodbyes: [Draft] = [
        Draft(
            "server-closes", "A server that says DISCONNECT closes",
            v5: ["3.14.4-2", "4.13.2-1", "4.13.1-1"], given: [.join("client")],
            then: [.send(.connect("client"), "client"), .expectClosed("client")],
            provedBy: [.staysAfterOwnDisconnect]),
        Draft(
            "server-says-no-more", "A server says nothing after its DISCONNECT",
            v5: ["3.14.4-1"], given: [.join("client")],
            then: [.send(.connect("client"), "client"), .expectClosed("client")],
            provedBy: [.saysDisconnectTwice]),
        Draft(
            "server-sets-no-expiry", "DISCONNECT of a server has no Session Expiry Interval",
            v5: ["3.14.2-2"], needs: [.sessions], given: [.join("client", keeps: true)],
            then: [
                .send(.connect("client"), "client"),
                .react("client", .closed(after: farewell), .closed()),
            ],
            provedBy: [.tellsExpiryInDisconnect]),
        brief(
            "brief-reason", "DISCONNECT has no Reason String that makes it too long", "3.14.2-3",
            .explainsDisconnectBeyondMaximum),
        brief(
            "brief-user-properties", "DISCONNECT has no User Property that makes it too long",
            "3.14.2-4", .decoratesDisconnectBeyondMaximum),
        Draft(
            "not-before-connack", "A malformed CONNECT is not answered with DISCONNECT",
            v5: ["3.14.0-1"], given: [.open("client")],
            then: [
                .raw(
                    [
                        .frame(
                            0x10,
                            [
                                .text("MQTT"), .bytes([5, 0x03]), .u16(0), .properties([]),
                                .text("{client}"),
                            ])
                    ], "client"),
                .react("client", .closed(), .closed(after: .anyRefusal)),
            ],
            provedBy: [.saysDisconnectBeforeConnack]),
        Draft(
            "not-to-strangers", "A packet before CONNECT is not answered with DISCONNECT",
            v5: ["3.14.0-1"], given: [.open("client")],
            then: [
                .send(.publish("{}/a"), "client"),
                .react("client", .closed(), .closed(after: .anyRefusal)),
            ],
            provedBy: [.saysDisconnectToStranger]),
    ]

    private static func violation(
        _ name: String, _ title: String, v3: [String] = ["U3-UNEXPECTED", "4.8.0-1"],
        v5: [String] = ["U5-SERVERONLY", "4.13.1-1"], _ part: Part, _ mutant: Mutant
    ) -> Draft {
        Draft(
            name, title + " ends the connection", v3: v3, v5: v5, given: [.join("client")],
            then: [.raw([part], "client"), .expectClosed("client")], provedBy: [mutant])
    }

    private static let violations: [Draft] = [
        violation(
            "truncated-subscribe", "SUBSCRIBE that ends within its filter", v3: ["4.8.0-1"], v5: [],
            .frame(0x82, [.u16(1), .u16(9), .bytes([0x61])]), .overlooksTruncatedSubscribe),
        violation(
            "truncated-subscribe", "SUBSCRIBE that ends within its filter", v3: [],
            v5: ["4.13.1-1"],
            .frame(0x82, [.u16(1), .properties([]), .u16(9), .bytes([0x61])]),
            .overlooksTruncatedSubscribe),
        Draft(
            "error-spares-others", "An error ends the connection on which it came and no other",
            v3: ["4.8.0-1"], v5: ["4.13.1-1"], given: [.join("other"), .join("client")],
            then: [
                .send(.connect("client"), "client"), .expectClosed("client"),
                .expectAlive("other"),
            ],
            provedBy: [.closesAnotherForError]),
        Draft(
            "error-closes-its-own", "An error ends the connection on which it came",
            v3: ["4.8.0-1"], v5: ["4.13.1-1"], given: [.join("other"), .join("client")],
            then: [.send(.connect("client"), "client"), .expectClosed("client")],
            provedBy: [.closesOnlyAnotherForError]),
    ]
}
