import MQTT
import ReferenceBroker

extension Chapter {
    static let pinging = Chapter(
        "ping", "Keep Alive, PINGREQ and PINGRESP (§3.1.2.10, §3.12)",
        pings + keepAlives + serverKeepAlives)

    /// Connects with a Keep Alive that the server does not replace by another.
    static func joined(
        _ peer: Peer, keepAlive: UInt16, keeps: Bool = false, will: Will? = nil
    ) -> [Move] {
        [
            .open(peer),
            .send(.connect(peer, keeps: keeps, keepAlive: keepAlive, will: will), peer),
            .react(
                peer, .packets(.connack(lacks: [.serverKeepAlive])),
                .packets(.connack(has: [.serverKeepAlive(keepAlive)]))),
        ]
    }

    private static let pings: [Draft] = [
        Draft(
            "answered", "PINGREQ is answered with PINGRESP",
            v3: ["3.12.4-1"], v5: ["3.12.4-1"], given: [.join("client")],
            then: [.send(.pingreq, "client"), .expect(.pingresp, "client")],
            provedBy: [.ignoresPing]),
        Draft(
            "each-answered", "Each PINGREQ is answered, even of several at once",
            v3: ["3.12.4-1"], v5: ["3.12.4-1"], given: [.join("client"), .pass(.seconds(1))],
            then: [
                .send(.pingreq, "client"), .send(.pingreq, "client"), .send(.pingreq, "client"),
                .expect(.pingresp, .pingresp, .pingresp, at: "client"), .expectAlive("client"),
            ],
            provedBy: [.mergesPings]),
        Draft(
            "answered-to-sender", "PINGRESP goes to who sent PINGREQ",
            v3: ["3.12.4-1"], v5: ["3.12.4-1"], given: [.join("other"), .join("client")],
            then: [
                .send(.pingreq, "client"), .expect(.pingresp, "client"), .expectAlive("other"),
            ],
            provedBy: [.answersPingOfAnother]),
    ]

    /// A Server Keep Alive holds, whatever the client asked for.
    private static func imposed(
        _ name: String, _ title: String, keepAlive: UInt16
    ) -> Draft {
        Draft(
            name, title, v5: ["U5-KEEPALIVE-SRV"], needs: [.serverKeepAlive],
            given: [
                .open("client"), .send(.connect("client", keepAlive: keepAlive), "client"),
                .expect(.connack(hasAny: [.serverKeepAlive]), "client"),
            ],
            then: [.expectClosed("client", within: .silence)],
            provedBy: [.ignoresServerKeepAlive])
    }

    private static let serverKeepAlives = [
        imposed(
            "server-keep-alive",
            "The server's Keep Alive ends a silence that the client's would bear", keepAlive: 600),
        imposed(
            "server-keep-alive-for-none",
            "The server's Keep Alive holds for a client that asked for none", keepAlive: 0),
    ]

    private static let timeout = Window.between(.milliseconds(2500), .milliseconds(9500))

    private static let keepAlives: [Draft] = [
        Draft(
            "keep-alive-timeout",
            "Silence of one and a half Keep Alives, and no less, ends the connection",
            v3: ["3.1.2-24"], v5: ["3.1.2-22", "3.2.2-22"],
            given: joined("client", keepAlive: 2), then: [.expectClosed("client", within: timeout)],
            provedBy: [.ignoresKeepAlive, .closesAtKeepAlive]),
        Draft(
            "keep-alive-timeout-spares-others",
            "The silence of one client ends no other connection",
            v3: ["3.1.2-24"], v5: ["3.1.2-22"],
            given: [.join("other")] + joined("client", keepAlive: 2),
            then: [.expectClosed("client", within: timeout), .expectAlive("other")],
            provedBy: [.timesOutAnotherToo]),
        Draft(
            "keep-alive-timeout-keeps-session", "A session outlives the silence of its client",
            v3: ["3.1.2-24", "3.1.2-4"], v5: ["3.1.2-22", "3.1.2-23"], needs: [.qos1, .sessions],
            given: joined("subscriber", keepAlive: 2, keeps: true) + [
                .subscribe("subscriber", "{}/a", qos: .atLeastOnce),
                .expectClosed("subscriber", within: .between(.seconds(1), .milliseconds(9500))),
            ],
            then: [backToOld] + isSubscribed, provedBy: [.dropsSessionOnTimeout]),
        Draft(
            "ping-keeps-alive", "A client that sends PINGREQ in time stays connected",
            v3: ["3.1.2-24"], v5: ["3.1.2-22", "3.2.2-22"], given: joined("client", keepAlive: 2),
            then: [
                .pass(.milliseconds(1900)), .expectAlive("client"), .pass(.milliseconds(1900)),
                .expectAlive("client"),
            ],
            provedBy: [.countsKeepAliveFromConnect]),
        Draft(
            "publish-keeps-alive", "A client that sends other packets in time stays connected",
            v3: ["3.1.2-24"], v5: ["3.1.2-22"], given: joined("client", keepAlive: 2),
            then: [
                .pass(.milliseconds(1900)), .publish("client", "{}/a"),
                .pass(.milliseconds(1900)), .publish("client", "{}/a"), .expectAlive("client"),
            ],
            provedBy: [.countsOnlyPings, .countsKeepAliveFromConnect]),
        Draft(
            "keep-alive-0", "With a Keep Alive of zero silence does not end the connection",
            v3: ["3.1.2-24"], v5: ["3.1.2-22"], given: [.join("client")],
            then: [.pass(.seconds(5)), .expectAlive("client")],
            provedBy: [.takesKeepAlive0ForOne]),
    ]
}
