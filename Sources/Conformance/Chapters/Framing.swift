import MQTT
import ReferenceBroker

extension Chapter {
    /// §6: MQTT in a WebSocket, whose frames these cases write themselves.
    static let framing = Chapter("websocket", "MQTT over WebSocket (§6)", upgrades + frames)

    /// Opens a WebSocket by hand.
    private static func door(_ peer: Peer, _ offers: String...) -> [Move] {
        [.openBare(peer), .upgrade(peer, offers.isEmpty ? ["mqtt"] : offers)]
    }

    /// Whoever sees what arrives, and by what it is held against.
    private static let room: [Move] = [
        .join("watcher"), .subscribe("watcher", "{}/a"), .join("publisher"),
    ]

    private static func joined(_ peer: Peer) -> [Move] {
        door(peer) + [.send(.connect(peer), peer), .expect(.connack(), peer)]
    }

    private static func draft(
        _ name: String, _ title: String, _ statement: String, given: [Move] = [], then: [Move],
        provedBy mutants: [Mutant]
    ) -> Draft {
        Draft(
            name, title, v3: [statement], v5: [statement], needs: [.webSocket], given: given,
            then: then, provedBy: mutants)
    }

    private static let upgrades: [Draft] = [
        draft(
            "subprotocol", "The broker agrees to the sub-protocol mqtt", "6.0.0-4",
            then: joined("client"), provedBy: [.selectsNoSubprotocol, .selectsOldSubprotocol]),
        draft(
            "subprotocol-among-others",
            "Where other sub-protocols are offered, too, the broker agrees to mqtt", "6.0.0-4",
            then: door("client", "chat", "mqtt", "soap"),
            provedBy: [.selectsNoSubprotocol, .selectsOldSubprotocol]),
    ]

    private static let connect = Part.packet(.connect("client"))
    private static let one = Part.packet(.publish("{}/a", "one"))
    private static let two = Part.packet(.publish("{}/a", "two"))

    private static let frames: [Draft] = [
        draft(
            "binary-frames", "What the broker sends comes in binary frames", "6.0.0-1",
            then: joined("client") + [
                .subscribe("client", "{}/a"), .send(.publish("{}/a"), "client"),
                .expect(.publish("{}/a"), at: "client"), .expectAlive("client"),
            ],
            provedBy: [.sendsTextFrames]),
        draft(
            "text-connect", "A CONNECT in a text frame ends the connection", "6.0.0-1",
            given: door("client"),
            then: [.raw([.webFrame(0x81, [connect])], "client"), .expectClosed("client")],
            provedBy: [.takesTextFrames, .passesOverTextFrames]),
        draft(
            "text-publish", "A PUBLISH in a text frame ends the connection and goes to nobody",
            "6.0.0-1", given: room + joined("client"),
            then: [
                .raw([.webFrame(0x81, [one])], "client"), .expectClosed("client"),
                .fence(from: "publisher", to: "watcher", on: "{}/a"),
            ],
            provedBy: [.takesTextFrames, .passesOverTextFrames]),
        draft(
            "connect-in-frames", "A CONNECT may come in several frames", "6.0.0-2",
            given: door("client"),
            then: [
                .raw([.webFrame(0x82, [.first(1, connect)])], "client"),
                .raw([.webFrame(0x82, [.first(11, .after(1, connect))])], "client"),
                .raw([.webFrame(0x82, [.after(12, connect)])], "client"),
                .expect(.connack(), "client"), .expectAlive("client"),
            ],
            provedBy: [.losesStraddlers]),
        draft(
            "packets-in-a-frame", "A frame may hold several packets", "6.0.0-2",
            given: room + joined("client"),
            then: [
                .raw([.webFrame(0x82, [one, two])], "client"),
                .expect(.publish("{}/a", "one"), .publish("{}/a", "two"), at: "watcher"),
            ],
            provedBy: [.losesFrameMates]),
        draft(
            "packet-across-frames", "A frame may end amid a packet, and begin with its rest",
            "6.0.0-2", given: room + joined("client"),
            then: [
                .raw([.webFrame(0x82, [one, .first(4, two)])], "client"),
                .raw([.webFrame(0x82, [.after(4, two), one])], "client"),
                .expect(
                    .publish("{}/a", "one"), .publish("{}/a", "two"), .publish("{}/a", "one"),
                    at: "watcher"),
            ],
            provedBy: [.losesStraddlers, .losesFrameMates]),
        draft(
            "fragments", "A message of WebSocket may come in fragments", "6.0.0-2",
            given: room + joined("client"),
            then: [
                .raw([.webFrame(0x02, [.first(3, one)])], "client"),
                .raw([.webFrame(0x00, [.first(4, .after(3, one))])], "client"),
                .raw([.webFrame(0x80, [.after(7, one)])], "client"),
                .expect(.publish("{}/a", "one"), at: "watcher"),
            ],
            provedBy: [.losesStraddlers]),
    ]
}
