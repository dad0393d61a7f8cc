import MQTT
import ReferenceBroker

extension Chapter {
    /// User Name and Password, and what 5.0 adds.
    static let authenticating = Chapter(
        "auth", "User Name and Password, AUTH and enhanced authentication (5.0 §3.15, §4.12)",
        [userNames, methods, challenges, reauthentications, strayAuths].flatMap { $0 })

    private static let userNames: [Draft] = [
        refused(
            "surplus-user-name", "A User Name that no flag speaks of is not read over",
            v3: ["3.1.2-18", "3.1.4-1"], v5: ["3.1.2-16", "3.1.4-1"],
            .connect([.text("{client}"), .text("user")]), provedBy: [.forgivesSurplusUserName]),
        refused(
            "missing-user-name", "A User Name that a flag speaks of must be there",
            v3: ["3.1.2-19", "3.1.4-1"], v5: ["3.1.2-17", "3.1.4-1"], .connect(flags: 0x82),
            provedBy: [.forgivesMissingUserName]),
        refused(
            "surplus-password", "A Password that no flag speaks of is not read over",
            v3: ["3.1.2-20", "3.1.4-1"], v5: ["3.1.2-18", "3.1.4-1"],
            .connect(flags: 0x82, [.text("{client}"), .text("known"), .text("known")]),
            provedBy: [.forgivesSurplusPassword]),
        refused(
            "missing-password", "A Password that a flag speaks of must be there",
            v3: ["3.1.2-21", "3.1.4-1"], v5: ["3.1.2-19", "3.1.4-1"],
            .connect(flags: 0xC2, [.text("{client}"), .text("known")]),
            provedBy: [.forgivesMissingPassword]),
        refused(
            "password-alone", "A Password without a User Name is not let in",
            v3: ["3.1.2-22"],
            .connect(flags: 0x42, [.text("{client}"), .text("password")]),
            provedBy: [.forgivesPasswordWithoutUserName]),
        [
            Draft(
                "password-alone-is-sound", "A Password without a User Name is no error of its own",
                v5: ["3.1.2-19"],
                given: [.open("client")],
                then: [
                    .send(.connect("client", password: Array("password".utf8)), "client"),
                    .react(
                        "client", .packets(.connack()),
                        .closed(after: .refusal(.badUserNameOrPassword, .notAuthorized)),
                        .closed(allowance: "3.1.4-2")),
                ],
                provedBy: [.refusesPasswordAlone]),
            Draft(
                "wrong-password", "A client that does not prove its User Name is shown out",
                v3: ["U3-AUTH-FAIL-CLOSE"], v5: ["3.1.4-2"], needs: [.credentials],
                given: [.open("client")],
                then: [
                    .send(
                        .connect("client", user: "nobody{}", password: Array("wrong".utf8)),
                        "client"),
                    .react(
                        "client",
                        .closed(
                            after: .refusal(
                                .badUserNameOrPassword, .notAuthorized, .v3BadUserNameOrPassword,
                                .v3NotAuthorized)),
                        .closed(), .closed(after: .anyRefusal, allowance: "A3")),
                ],
                provedBy: [.admitsEverybody, .staysAfterRefusal]),
            Draft(
                "nothing-without-password",
                "What a client sends that did not prove its User Name goes nowhere",
                v3: ["3.1.4-5"], v5: ["3.1.4-6"], needs: [.credentials],
                given: [
                    .join("watcher"), .subscribe("watcher", "{}/a"), .join("publisher"),
                    .open("client"),
                ],
                then: [
                    .raw(
                        [
                            .packet(
                                .connect("client", user: "nobody{}", password: Array("no".utf8))),
                            .packet(.publish("{}/a", "smuggled")),
                        ], "client"),
                    .expectClosed("client"),
                    .fence(from: "publisher", to: "watcher", on: "{}/a"),
                ],
                provedBy: [.servesStrangers]),
        ],
    ].flatMap { $0 }

    /// What a server says that claims to know any method.
    private static let challenge: Pattern = {
        var pattern = Pattern(.auth)
        pattern.reasons = [[.continueAuthentication]]
        pattern.has = [.unknownMethod]
        return pattern
    }()

    private static let methods: [Draft] = [
        [
            Draft(
                "unknown-method",
                "An Authentication Method that the broker does not know is refused",
                v5: ["4.12.0-1", "4.12.0-2", "4.12.0-4"],
                given: [.open("client")],
                then: [
                    .send(.connect("client", with: [.unknownMethod]), "client"),
                    .react(
                        "client",
                        .closed(after: .refusal(.badAuthenticationMethod, .notAuthorized)),
                        .closed(), .closed(after: .anyRefusal, allowance: "A3"),
                        .packets(challenge, allowance: "4.12")),
                ],
                provedBy: [.ignoresAuthenticationMethod, .challengesWithReauthenticate]),
            Draft(
                "nothing-before-connack",
                "What follows a CONNECT with a method, but AUTH, is an error",
                v5: ["3.1.2-30", "3.1.4-6"],
                given: [
                    .join("watcher"), .subscribe("watcher", "{}/a"), .join("publisher"),
                    .open("client"),
                ],
                then: [
                    .raw(
                        [
                            .packet(.connect("client", with: [.unknownMethod])),
                            .packet(.publish("{}/a", "smuggled")),
                        ], "client"),
                    .expectClosed("client"),
                    .fence(from: "publisher", to: "watcher", on: "{}/a"),
                ],
                provedBy: [.servesWhileAuthenticating]),
            Draft(
                "no-method", "A client that named no method is not told one, nor challenged",
                v5: ["4.12.0-6"],
                then: [
                    .open("client"), .send(.connect("client"), "client"),
                    .expect(
                        .connack(lacks: [.authenticationMethod, .authenticationData]), "client"),
                    .expectAlive("client"),
                ],
                provedBy: [.namesMethodUnasked, .challengesEverybody]),
        ],
        refused(
            "data-without-method", "Authentication Data without a method is not let in",
            v5: ["U5-CONNECT-AUTHDATA", "3.1.4-1"],
            .connect(properties: [.bytes([0x16, 0, 1, 0x78])]),
            provedBy: [.forgivesDataWithoutMethod]),
        refused(
            "double-method", "A CONNECT that names its method twice is not let in",
            v5: ["U5-CONNECT-DUPPROP", "3.1.4-1"],
            .connect(properties: [
                .bytes([0x15]), .text("GALE-NONE"), .bytes([0x15]), .text("GALE-NONE"),
            ]),
            provedBy: [.forgivesDoubleMethod]),
        refused(
            "double-data", "A CONNECT that has Authentication Data twice is not let in",
            v5: ["U5-CONNECT-DUPPROP", "3.1.4-1"],
            .connect(properties: [
                .bytes([0x15]), .text("GALE-NONE"), .bytes([0x16, 0, 1, 0x78, 0x16, 0, 1, 0x78]),
            ]),
            provedBy: [.forgivesDoubleData]),
        refused(
            "method-surrogate", "An Authentication Method that is not UTF-8 is not let in",
            v5: ["1.5.4-1", "3.1.4-1"],
            .connect(properties: [.bytes([0x15]), .badText(prefix: "G", [0xED, 0xA0, 0x80])]),
            provedBy: [.forgivesBadTextInMethod]),
    ].flatMap { $0 }

    private static func auth(_ reason: ReasonCode) -> Part {
        .packet(.auth(Auth(reason: reason, properties: Properties([.unknownMethod]))))
    }

    private static let strayAuths: [Draft] = [
        breach(
            "reauthentication-without-method",
            "AUTH that asks for a new authentication where there was none ends the connection",
            v5: ["4.12.0-7", "4.12.1-1", "U5-AUTH-NOCONNECT"], auth(.reauthenticate),
            provedBy: [.ignoresReauthentication, .answersReauthentication]),
        breach(
            "continuation-without-method",
            "AUTH that goes on with an authentication where there was none ends the connection",
            v5: ["4.12.0-7", "U5-AUTH-NOCONNECT"], auth(.continueAuthentication),
            provedBy: [.ignoresContinuation]),
        breach(
            "empty-auth", "AUTH that says nothing ends a connection that named no method",
            v5: ["4.12.0-7", "U5-AUTH-NOCONNECT"], .frame(0xF0, []),
            provedBy: [.ignoresEmptyAuth]),
        breach(
            "auth-flags", "AUTH with wrong reserved flags ends the connection",
            v5: ["3.15.1-1", "2.1.3-1", "U5-FLAGS-MALFORMED"],
            .frame(0xF1, [.bytes([0x19]), .properties([.bytes([0x15]), .text("GALE-NONE")])]),
            provedBy: [.forgivesReservedFlagsOfAuth]),
        breach(
            "auth-reason", "AUTH with a reason that it cannot have ends the connection",
            v5: ["3.15.2-1", "4.13.1-1"],
            .frame(0xF0, [.bytes([0x17]), .properties([.bytes([0x15]), .text("GALE-NONE")])]),
            provedBy: [.forgivesReasonOfAuth]),
        breach(
            "auth-without-method", "AUTH that names no method ends the connection",
            v5: ["U5-AUTH-NOMETHOD", "4.13.1-1"],
            .frame(0xF0, [.bytes([0x19]), .properties([])]),
            provedBy: [.forgivesAuthWithoutMethod]),
        breach(
            "auth-with-two-methods", "AUTH that names its method twice ends the connection",
            v5: ["U5-AUTH-NOMETHOD", "4.13.1-1"],
            .frame(
                0xF0,
                [
                    .bytes([0x19]),
                    .properties([
                        .bytes([0x15]), .text("GALE-NONE"), .bytes([0x15]), .text("GALE-NONE"),
                    ]),
                ]),
            provedBy: [.forgivesAuthWithTwoMethods]),
        Draft(
            "auth-first", "AUTH before any CONNECT ends the connection",
            v5: ["3.1.0-1", "U5-AUTH-NOCONNECT"],
            given: [.open("client")],
            then: [.raw([auth(.reauthenticate)], "client"), .expectClosed("client")],
            provedBy: [.waitsThroughAuth]),
    ]
}
