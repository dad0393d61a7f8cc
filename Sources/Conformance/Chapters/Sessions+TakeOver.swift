import MQTT
import ReferenceBroker

extension Chapter {
    /// The second connection comes under the Client Identifier of the first.
    private static func takeOver(
        fresh: Bool = true, keeps: Bool = false, present: Bool? = nil
    ) -> [Move] {
        [
            .open("second"), .send(.connect("first", fresh: fresh, keeps: keeps), "second"),
            .expect(.connack(present: present), "second"),
        ]
    }

    private static let kept: [Move] = [
        .join("first", keeps: true), .subscribe("first", "{}/a", qos: .atLeastOnce),
    ]

    private static let secondGetsNews: [Move] = [
        .join("publisher"), .publish("publisher", "{}/a", "news", qos: .atLeastOnce),
        .expect(.publish("{}/a", "news", qos: .atLeastOnce), "second"), .expectAlive("second"),
    ]

    static let sessionsTakenOver: [Draft] = [
        Draft(
            "take-over-closes-old",
            "A connection ends when another comes with its Client Identifier",
            v3: ["3.1.4-2"], given: [.join("first")],
            then: takeOver() + [.expectGone("first"), .expectAlive("second")],
            provedBy: [.takesOverSilently, .refusesTakeOver]),
        Draft(
            "take-over-closes-old",
            "A connection ends, with reason 0x8E, when another comes with its Client Identifier",
            v5: ["3.1.4-3", "4.13.2-1"], given: [.join("first")],
            then: takeOver() + [
                .react(
                    "first", .closed(after: .disconnect(.sessionTakenOver)),
                    .closed(allowance: "A4")),
                .expectAlive("second"),
            ],
            provedBy: [.takesOverSilently, .refusesTakeOver, .takesOverWithWrongReason]),
        Draft(
            "take-over-serves-new", "The connection that takes over is served",
            v3: ["3.1.4-2", "3.1.4-4"], v5: ["3.1.4-3", "3.1.4-5"], needs: [.qos1],
            given: [.join("first")],
            then: takeOver() + [.subscribe("second", "{}/a", qos: .atLeastOnce)]
                + secondGetsNews + [.expectClosed("first")],
            provedBy: [.closesBothOnTakeOver]),
        Draft(
            "take-over-keeps-session", "A take-over goes on with the session",
            v3: ["3.1.4-2", "3.1.2-4"], v5: ["3.1.4-3", "3.1.2-5"], needs: [.qos1, .sessions],
            given: kept,
            // Until the first is gone a message may go either way.
            then: takeOver(fresh: false, keeps: true, present: true) + [.expectClosed("first")]
                + secondGetsNews,
            provedBy: [.dropsSessionOnTakeOver]),
        Draft(
            "take-over-cleanly", "A take-over that begins clean finds no session",
            v3: ["3.1.4-3", "3.1.2-6"], v5: ["3.1.4-4", "3.1.2-4"], needs: [.qos1, .sessions],
            given: kept,
            then: takeOver(present: false) + [
                .expectClosed("first"), .subscribe("second", "{}/fence", qos: .atLeastOnce),
                .join("publisher"), .publish("publisher", "{}/a", qos: .atLeastOnce),
                .fence(from: "publisher", to: "second", on: "{}/fence", qos: .atLeastOnce),
            ],
            provedBy: [.resumesOnTakeOver]),
        Draft(
            "take-over-repeats-delivery", "What the old connection left open comes to the new one",
            v3: ["3.1.4-2", "3.1.2-4"], v5: ["3.1.4-3", "3.1.2-5"], needs: [.qos1, .sessions],
            given: kept + [
                .hold("first", true), .join("publisher"),
                .publish("publisher", "{}/a", "open", qos: .atLeastOnce),
                .expect(.publish("{}/a", "open"), "first"),
            ],
            then: takeOver(fresh: false, keeps: true, present: true) + [
                .expect(.publish("{}/a", "open", qos: .atLeastOnce, dup: true), "second"),
                .expectAlive("second"), .expectClosed("first"),
            ],
            provedBy: [.losesInflightOnTakeOver]),
        Draft(
            "take-over-spares-others", "A take-over ends no other client's connection",
            v3: ["3.1.4-2"], v5: ["3.1.4-3"], given: [.join("bystander"), .join("first")],
            then: takeOver() + [.expectClosed("first"), .expectAlive("bystander")],
            provedBy: [.takesOverAnotherToo]),
    ]
}
