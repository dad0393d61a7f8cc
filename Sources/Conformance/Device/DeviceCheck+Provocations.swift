/// What is done to clients, one thing at a time.
extension DeviceCheck {
    private static let idle = "no client stayed connected and idle"
    private static let keeps1 = "no client with a session that is kept published at QoS 1"
    private static let keeps2 = "no client with a session that is kept published at QoS 2"

    static let deliveries = [
        DeviceCheck(
            .deliveryQoS1, "PUBACK answers messages of QoS 1: empty, long, retained, any text",
            v3: ["4.3.2-2", "4.5.0-2", "1.5.3-3", "6.0.0-2"], v5: ["4.3.2-4", "4.5.0-2"],
            on: .idle,
            lack: "no client subscribed at QoS 1 or 2"),
        DeviceCheck(
            .deliveryQoS2, "PUBREC and PUBCOMP answer messages of QoS 2",
            v3: ["4.3.3-2", "4.5.0-2"], v5: ["4.3.3-8", "4.3.3-11", "4.5.0-2"], on: .idle,
            lack: "no client subscribed at QoS 2"),
        DeviceCheck(
            .deliveryAlias, "a Topic Alias within the client's maximum is taken",
            v5: ["3.3.2-10"], on: .idle,
            lack: "no client with a Topic Alias Maximum subscribed at QoS 1 or 2"),
        DeviceCheck(
            .pubrelUnknown, "PUBCOMP answers a PUBREL whose message is not known",
            v3: ["4.3.3-2"], v5: ["4.3.3-11", "U5-PUBREL-UNKNOWN"], on: .idle,
            lack: "no client that subscribed stayed idle"),
        DeviceCheck(
            .deliveryAgain, "a message of QoS 2 that comes again after a reconnection is answered",
            v3: ["4.3.3-2"], v5: ["4.3.3-10", "4.3.3-11"], on: .idle,
            lack: "no client with a session that is kept subscribed at QoS 2"),
    ]

    static let losses = [
        DeviceCheck(
            .pubackLate, "a message is not sent again on the same connection",
            v5: ["4.4.0-1"], on: .publish1, lack: "no client of 5.0 published at QoS 1"),
        DeviceCheck(
            .quotaAcks, "a client that may not publish more still acknowledges",
            v5: ["3.3.4-8", "4.9.0-3"], on: .publish1,
            lack: "no client of 5.0 that subscribed published at QoS 1 under Receive Maximum 1"),
        DeviceCheck(
            .pubrecRefused, "a PUBREC that refuses is followed by no PUBREL",
            v5: ["4.3.3-4", "4.3.3-9"], on: .publish2,
            lack: "no client of 5.0 published at QoS 2"),
        DeviceCheck(
            .pubackRefused, "a message whose PUBACK refused it is not sent again",
            v5: ["4.4.0-2"], on: .publish1, lack: keeps1),
        DeviceCheck(
            .pubackLost, "a message of QoS 1 without PUBACK is sent again on the next connection",
            v3: ["4.4.0-1", "2.3.1-3", "4.1.0-1", "3.1.2-4"],
            v5: ["4.4.0-1", "4.3.2-3", "4.1.0-1"],
            on: .publish1, lack: keeps1),
        DeviceCheck(
            .pubrecLost, "a message of QoS 2 without PUBREC is sent again on the next connection",
            v3: ["4.4.0-1", "2.3.1-3"], v5: ["4.4.0-1", "4.3.3-3"], on: .publish2, lack: keeps2),
        DeviceCheck(
            .pubcompLost, "a PUBREL without PUBCOMP is sent again on the next connection",
            v3: ["4.4.0-1", "4.3.3-1"], v5: ["4.4.0-1", "4.3.3-5"], on: .pubrel, lack: keeps2),
        DeviceCheck(
            .sessionLost, "a client drops its state when the server has no session",
            v5: ["3.2.2-5"], on: .publish1, lack: keeps1 + " in 5.0"),
    ]

    static let ends = [
        DeviceCheck(
            .serverCloses, "a client whose server closed comes back", .may, on: .idle, lack: idle),
        DeviceCheck(
            .disconnected, "a client closes after a DISCONNECT of the server",
            v5: ["4.13.2-1"], .should, on: .idle, lack: "no client of 5.0 stayed idle"),
        DeviceCheck(
            .backOff, "a client that is refused again and again waits longer", .may, on: .connect,
            lack: "no client came back after three connections"),
        DeviceCheck(
            .backOffJitter, "clients that are refused do not come back in step", .may,
            lack: "no client came back after three connections"),
        DeviceCheck(
            .pingrespLost, "a client without PINGRESP closes",
            .should, on: .ping, lack: "no client with a Keep Alive of at most 20 s sent PINGREQ"),
    ]

    static let nonsense = [
        DeviceCheck(
            .sessionPresent, "a client without a session closes when Session Present is 1",
            v5: ["3.2.2-4"], on: .connect, lack: "no client of 5.0 came often with Clean Start"),
        DeviceCheck(
            .connackFlags, "a client closes at reserved flags of CONNACK",
            v3: ["4.8.0-1", "U3-CONNACK-RESERVED"], v5: ["3.2.2-1"], level5: .should,
            on: .connect, lack: "no client came back after three connections"),
        DeviceCheck(
            .surplusCodes, "a client closes at a SUBACK with one code too many",
            v3: ["3.9.3-1"], v5: ["3.9.3-1"], .should, on: .subscribe,
            lack: "no client subscribed"),
        closes(
            .secondConnack, "a second CONNACK", v3: ["4.8.0-1", "3.2.0-1"], v5: ["3.2.0-2"]),
        closes(.receivesType0, "packet type 0", v3: ["4.8.0-1"], v5: ["U5-TYPE0"]),
        closes(.receivesFlags, "reserved flags", v3: ["2.2.2-2"], v5: ["U5-FLAGS-MALFORMED"]),
        closes(
            .receivesLength, "a Remaining Length of five bytes", v3: ["4.8.0-1", "U3-REMLEN5"],
            v5: ["U5-REMLEN5"]),
        closes(.receivesQoS3, "a PUBLISH of QoS 3", v3: ["3.3.1-4"], v5: ["3.3.1-4"]),
        closes(.receivesBadUTF8, "a topic that is not UTF-8", v3: ["1.5.3-1"], v5: ["1.5.4-1"]),
        closes(.receivesNull, "a topic with U+0000", v3: ["1.5.3-2"], v5: ["1.5.4-2"]),
        closes(
            .receivesPacketID0, "a Packet Identifier of zero", v3: ["4.8.0-1", "2.3.1-1"],
            v5: ["2.2.1-4"]),
        closes(
            .receivesWildcard, "a topic with a wildcard", v3: ["4.8.0-1", "3.3.2-2"],
            v5: ["3.3.2-2"]),
        closes(
            .receivesRequest, "a SUBSCRIBE of the server", v3: ["4.8.0-1"],
            v5: ["U5-SERVERONLY"]),
        closes(.receivesUnknownProperty, "an unknown property", v5: ["U5-PROP-WRONGPACKET"]),
        closes(
            .receivesDoubleProperty, "a property that is there twice", v5: ["U5-PUBLISH-DUPPROP"]),
        closes(.receivesAuth, "an AUTH that it did not ask for", v5: ["U5-AUTH-NOCONNECT"]),
        closes(.receivesAlias0, "Topic Alias 0", v5: ["3.3.2-8", "U5-PUBLISH-ALIAS-RANGE"]),
        closes(.receivesUnknownAlias, "an unknown Topic Alias", v5: ["U5-PUBLISH-UNKNOWNALIAS"]),
        closes(
            .receivesHighAlias, "a Topic Alias beyond its maximum",
            v5: ["3.3.2-11", "U5-PUBLISH-ALIAS-RANGE"]),
        closes(
            .receivesTooLarge, "a packet beyond its Maximum Packet Size",
            v5: ["U5-PKT-TOO-LARGE"]),
        closes(
            .receivesTooMany, "more messages than its Receive Maximum",
            v5: ["3.3.4-9", "U5-RECVMAX-EXCEEDED"], level5: .may),
    ]

    /// A client closes at `what`: in 3.1.1 it must, in 5.0 it should.
    private static func closes(
        _ name: Name, _ what: String, v3: [String] = [], v5: [String],
        level5: Case.Level = .should
    ) -> DeviceCheck {
        DeviceCheck(
            name, "a client closes at \(what)", v3: v3, v5: v5, level5: level5, on: .idle,
            lack: v3.isEmpty ? "no client of 5.0 that could be told stayed idle" : idle)
    }
}
