import MQTT
import ReferenceBroker

/// Cases that know how to answer the method of the reference broker.
extension Chapter {
    private static let method = Property.authenticationMethod(Challenge.method)

    private static func auth(_ reason: ReasonCode, hasAny: [Property.Kind] = []) -> Pattern {
        var pattern = Pattern(.auth)
        pattern.reasons = [[reason]]
        pattern.has = [method]
        pattern.hasAny = hasAny
        return pattern
    }

    private static let challenge = auth(.continueAuthentication, hasAny: [.authenticationData])

    private static func says(_ reason: ReasonCode, _ properties: [Property]) -> Move {
        .send(.auth(Auth(reason: reason, properties: Properties(properties))), "client")
    }

    private static let wrong = says(
        .continueAuthentication, [method, .authenticationData(Array("wrong".utf8))])

    /// A client that was challenged.
    private static func challenged(with properties: [Property] = []) -> [Move] {
        [
            .open("client"), .send(.connect("client", with: [method] + properties), "client"),
            .expect(challenge, at: "client"),
        ]
    }

    /// A client that came in by the method.
    private static func proved(with properties: [Property] = []) -> [Move] {
        challenged(with: properties) + [
            .solve("client"), .expect(.connack(has: [method]), at: "client"),
        ]
    }

    private static func draft(
        _ name: String, _ title: String, _ v5: String..., given: [Move] = [], then: [Move],
        provedBy mutants: Mutant...
    ) -> Draft {
        Draft(
            name, title, v5: v5, needs: [.enhancedAuthentication], given: given, then: then,
            provedBy: mutants)
    }

    /// A client that was challenged and does this is not let in.
    private static func shownOut(
        _ name: String, _ title: String, _ v5: String..., then move: Move,
        provedBy mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v5: v5, needs: [.enhancedAuthentication], given: challenged(),
            then: [move, .expectClosed("client")], provedBy: mutants)
    }

    static let challenges: [Draft] = [
        draft(
            "challenge", "A client that answers the challenge is let in", "4.12.0-2", "4.12.0-5",
            then: proved() + [.expectAlive("client")],
            provedBy: .forgetsMethodInConnack, .misstatesMethodOfAuth, .saysSuccessForChallenge),
        shownOut(
            "wrong-answer", "A client that answers the challenge wrongly is shown out",
            "4.12.0-4", "3.1.4-2", then: wrong, provedBy: [.takesAnyAnswer]),
        shownOut(
            "answer-with-another-reason",
            "An AUTH before CONNACK that does not go on with the authentication is an error",
            "4.12.0-3", then: .solve("client", .reauthenticate, method: Challenge.method),
            provedBy: [.takesAnyReasonForAnswer]),
        shownOut(
            "answer-by-another-method",
            "An AUTH before CONNACK that names another method than CONNECT is an error",
            "4.12.0-5",
            then: .solve(
                "client", .continueAuthentication, method: "GALE-NONE"),
            provedBy: [.takesAnyMethod]),
        draft(
            "nothing-while-challenged",
            "What a client sends that has not answered the challenge goes nowhere, and is an error",
            "3.1.2-30",
            given: [
                .join("watcher"), .subscribe("watcher", "{}/a"), .join("publisher"),
            ] + challenged(),
            then: [
                .send(.publish("{}/a", "smuggled"), "client"), .expectClosed("client"),
                .fence(from: "publisher", to: "watcher", on: "{}/a"),
            ],
            provedBy: .servesWhileChallenged),
        draft(
            "challenge-fits",
            "AUTH explains nothing where it would become larger than the client takes",
            "3.15.2-2", "3.15.2-3",
            then: proved(with: [.maximumPacketSize(50)]),
            provedBy: .longReasonInAuth, .longPairInAuth),
    ]

    static let reauthentications: [Draft] = [
        draft(
            "reauthentication", "A client may prove itself anew by the same method",
            "4.12.1-1", "4.12.0-5", given: proved(),
            then: [
                says(.reauthenticate, [method]), .expect(challenge, at: "client"),
                .solve("client"), .expect(auth(.success), at: "client"), .expectAlive("client"),
            ],
            provedBy: .passesOverReauthentication, .endsReauthenticationSilently),
        draft(
            "reauthentication-fails", "A client that cannot prove itself anew is shown out",
            "4.12.1-2",
            given: proved() + [
                says(.reauthenticate, [method]), .expect(challenge, at: "client"),
            ],
            then: [wrong, .expectClosed("client")],
            provedBy: .takesAnyAnswerLater, .staysAfterFailedReauthentication),
        draft(
            "reauthentication-by-another-method",
            "A client that would prove itself anew by another method is shown out",
            "4.12.1-1", given: proved(),
            then: [
                says(.reauthenticate, [.unknownMethod]), .expectClosed("client"),
            ],
            provedBy: .takesAnyMethod),
    ]
}
