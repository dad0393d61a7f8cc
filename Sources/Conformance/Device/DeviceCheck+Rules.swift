/// Rules that hold for every packet of every connection.
extension DeviceCheck {
    private static let publishes = "no client published"
    private static let publishes12 = "no client published at QoS 1 or 2"
    private static let publishes2 = "no client published at QoS 2"
    private static let subscribes = "no client subscribed"
    private static let connects = "no client connected"

    static let rules = [
        DeviceCheck(
            .connectFirst, "CONNECT is the first packet of a connection",
            v3: ["3.1.0-1"], v5: ["3.1.0-1"], lack: connects),
        DeviceCheck(
            .connectOnce, "a connection has one CONNECT",
            v3: ["3.1.0-2"], v5: ["3.1.0-2"], lack: connects),
        DeviceCheck(
            .protocolName, "CONNECT names the protocol and a version of it",
            v3: ["3.1.2-1", "3.1.2-2"], v5: ["3.1.2-1", "3.1.2-2"], .should, level5: .must,
            lack: connects),
        DeviceCheck(
            .fields, "packets have the fields that flags and lengths promise",
            v3: [
                "3.1.2-9", "3.1.2-18", "3.1.2-19", "3.1.2-20", "3.1.2-21", "3.1.3-1", "3.1.3-3",
                "2.3.1-5",
            ],
            v5: [
                "3.1.2-9", "3.1.2-16", "3.1.2-17", "3.1.2-18", "3.1.2-19", "3.1.3-1", "3.1.3-3",
                "2.2.1-2",
            ], lack: connects),
        DeviceCheck(
            .flags, "reserved flags of fixed headers have their values",
            v3: ["2.2.2-1"], v5: ["2.1.3-1"], lack: connects),
        DeviceCheck(
            .lengths, "lengths take the fewest bytes, and at most four",
            v3: ["U3-REMLEN5"], v5: ["1.5.5-1", "U5-REMLEN5"], lack: connects),
        DeviceCheck(
            .strings, "strings are UTF-8 without U+0000",
            v3: [
                "1.5.3-1", "1.5.3-2", "3.1.3-4", "3.1.3-10", "3.1.3-11", "3.3.2-1", "3.8.3-1",
                "3.10.3-1", "4.7.3-2",
            ],
            v5: [
                "1.5.4-1", "1.5.4-2", "1.5.7-1", "3.1.3-4", "3.1.3-11", "3.1.3-12", "3.3.2-1",
                "3.3.2-13", "3.3.2-19", "3.8.3-1", "3.10.3-1", "4.7.3-2",
            ], lack: connects),
        DeviceCheck(
            .packetID, "Packet Identifiers are not zero",
            v3: ["2.3.1-1"], v5: ["2.2.1-3"], lack: publishes12 + " or subscribed"),
        DeviceCheck(
            .qos3, "no PUBLISH and no Will has QoS 3",
            v3: ["3.3.1-4", "3.1.2-14"], v5: ["3.3.1-4", "3.1.2-12"], lack: publishes),
        DeviceCheck(
            .dupQoS0, "DUP is 0 with QoS 0",
            v3: ["3.3.1-2", "4.3.1-1"], v5: ["3.3.1-2", "4.3.1-1"], lack: publishes),
        DeviceCheck(
            .topicEmpty, "Topic Names and Topic Filters are not empty",
            v3: ["4.7.3-1"], v5: ["4.7.3-1", "U5-PUBLISH-EMPTYTOPIC"],
            lack: publishes + " or subscribed"),
        DeviceCheck(
            .topicWildcards, "Topic Names have no wildcards",
            v3: ["3.3.2-2", "4.7.1-1"], v5: ["3.3.2-2", "3.3.2-14", "4.7.0-1"], lack: publishes),
        DeviceCheck(
            .filters, "wildcards and shares of Topic Filters stand where they may",
            v3: ["4.7.1-2", "4.7.1-3"], v5: ["4.7.1-1", "4.7.1-2", "4.8.2-1", "4.8.2-2"],
            lack: subscribes),
        DeviceCheck(
            .properties, "properties are known, in their place, at most once, and of legal value",
            v5: [
                "U5-CONNECT-DUPPROP", "U5-CONNECT-RECVMAX0", "U5-CONNECT-MAXPKT0",
                "U5-CONNECT-REQRESP", "U5-CONNECT-REQPROB", "U5-CONNECT-AUTHDATA",
                "U5-WILL-DUPPROP", "U5-PROP-WRONGPACKET", "U5-PUBLISH-DUPPROP",
                "U5-SUBSCRIBE-SUBID-DUP", "U5-DISC-DUPPROP", "U5-AUTH-NOMETHOD",
            ], lack: "no client of 5.0 connected"),
        DeviceCheck(
            .willFlags, "without a Will Flag, Will QoS and Will Retain are 0",
            v3: ["3.1.2-11", "3.1.2-13", "3.1.2-15"], v5: ["3.1.2-11", "3.1.2-13"],
            lack: connects),
        DeviceCheck(
            .passwordAlone, "a Password comes with a User Name",
            v3: ["3.1.2-22"], lack: "no client of 3.1.1 connected"),
        DeviceCheck(
            .emptyRequest, "SUBSCRIBE and UNSUBSCRIBE have a Topic Filter",
            v3: ["3.8.3-3", "3.10.3-2"], v5: ["3.8.3-2", "3.10.3-2"], lack: subscribes),
        DeviceCheck(
            .subscriptionOptions, "options of subscriptions have legal values",
            v3: ["3-8.3-4"], v5: ["3.8.3-5", "U5-SUBSCRIBE-QOS3", "U5-SUBSCRIBE-RH3"],
            lack: subscribes),
        DeviceCheck(
            .noLocalShared, "a shared subscription is without No Local",
            v5: ["3.8.3-4"], lack: "no client of 5.0 subscribed"),
        DeviceCheck(
            .reasonCodes, "reason codes are those of their packets",
            v5: ["3.4.2-1", "3.5.2-1", "3.6.2-1", "3.7.2-1", "3.14.2-1", "3.15.2-1"],
            lack: "no client of 5.0 acknowledged anything or said goodbye"),
        DeviceCheck(
            .direction, "no packet comes that only servers send",
            v3: ["U3-UNEXPECTED"], v5: ["U5-SERVERONLY"], lack: connects),
        DeviceCheck(
            .emptyClientID, "an empty client identifier comes with Clean Session",
            v3: ["3.1.3-7"], lack: "no client of 3.1.1 connected"),
        DeviceCheck(
            .packetIDInUse, "a new packet has a Packet Identifier that is not in use",
            v3: ["2.3.1-2", "4.3.2-1", "4.3.3-1"], v5: ["2.2.1-3", "4.3.2-1", "4.3.3-1"],
            lack: publishes12),
        DeviceCheck(
            .firstDup, "DUP is 0 when a message is first sent",
            v3: ["4.3.2-1", "4.3.3-1"], v5: ["3.3.1-3", "4.3.2-2", "4.3.3-2"], lack: publishes12),
        DeviceCheck(
            .ackMatches, "acknowledgements are of the right kind and repeat the identifier",
            v3: ["2.3.1-6", "3.3.4-1"], v5: ["2.2.1-5", "3.3.4-1"],
            lack: "no client acknowledged a message"),
        DeviceCheck(
            .ackOrder, "PUBACK and PUBREC come in the order of the messages",
            v3: ["4.6.0-2", "4.6.0-3"], v5: ["4.6.0-2", "4.6.0-3"],
            lack: "no client was sent several messages of QoS 1 or 2 at once"),
        DeviceCheck(
            .pubrelAfterPubrec, "PUBREL follows a PUBREC",
            v3: ["4.3.3-1"], v5: ["4.3.3-4"], lack: publishes2),
        DeviceCheck(
            .pubrelOrder, "PUBREL come in the order of the PUBREC",
            v3: ["4.6.0-4"], v5: ["4.6.0-4"], lack: publishes2 + " several times at once"),
        DeviceCheck(
            .afterDisconnect, "nothing follows a DISCONNECT",
            v3: ["3.14.4-2"], v5: ["3.14.4-1"], lack: "no client said goodbye"),
        DeviceCheck(
            .closesAfterDisconnect, "the connection is closed after a DISCONNECT",
            v3: ["3.14.4-1"], v5: ["3.14.4-2"], lack: "no client said goodbye"),
        DeviceCheck(
            .keepAlive, "a packet comes within each Keep Alive",
            v3: ["3.1.2-23"], v5: ["3.1.2-20"],
            lack: "no client was connected and silent for half its Keep Alive"),
        DeviceCheck(
            .resendDup, "DUP is 1 when a message is sent again",
            v3: ["3.3.1-1", "2.3.1-3"], v5: ["3.3.1-1"], lack: "no client sent a message again"),
        DeviceCheck(
            .resendOrder, "messages are sent again in their first order",
            v3: ["4.6.0-1"], v5: ["4.6.0-1"], lack: "no client sent several messages again"),
        DeviceCheck(
            .publishAfterPubrel, "no PUBLISH is sent again after its PUBREL",
            v3: ["4.3.3-1"], v5: ["4.3.3-6"], lack: publishes2),
        DeviceCheck(
            .subscriptionIDInPublish, "no PUBLISH has a Subscription Identifier",
            v5: ["3.3.4-6"], lack: "no client of 5.0 published"),
        DeviceCheck(
            .authUnasked, "no AUTH comes without an Authentication Method in CONNECT",
            v5: ["4.12.0-7", "U5-AUTH-NOCONNECT"], lack: "no client of 5.0 connected"),
        DeviceCheck(
            .disconnectExpiry, "DISCONNECT gives no session a life that CONNECT gave none",
            v5: ["U5-DISC-EXPIRY"], lack: "no client of 5.0 said goodbye"),
    ]

    static let limits = [
        DeviceCheck(
            .receiveMaximum, "the server's Receive Maximum is kept",
            v5: ["3.3.4-7", "4.9.0-1", "4.9.0-2"],
            lack: "no client of 5.0 published at QoS 1 or 2"),
        DeviceCheck(
            .maximumQoS, "the server's Maximum QoS is kept",
            v5: ["3.2.2-11", "U5-MAXQOS-EXCEEDED"],
            lack: "no client of 5.0 published where a Maximum QoS was announced"),
        DeviceCheck(
            .retainAvailable, "nothing is retained where the server does not retain",
            v5: ["3.2.2-14", "U5-RETAIN-UNSUPPORTED"],
            lack: "no client of 5.0 published where Retain Available was 0"),
        DeviceCheck(
            .maximumPacketSize, "the server's Maximum Packet Size is kept",
            v5: ["3.2.2-15", "U5-PKT-TOO-LARGE"], lack: "no client of 5.0 published or subscribed"),
        DeviceCheck(
            .topicAliasMaximum, "Topic Aliases are from 1 to the server's Topic Alias Maximum",
            v5: ["3.2.2-17", "3.2.2-18", "3.3.2-8", "3.3.2-9", "U5-PUBLISH-ALIAS-RANGE"],
            lack: "no client of 5.0 published"),
        DeviceCheck(
            .topicAliasUnknown, "a Topic Alias without a topic was set on this connection",
            v5: ["3.3.2-7", "U5-PUBLISH-UNKNOWNALIAS"],
            lack: "no client used a Topic Alias"),
        DeviceCheck(
            .serverKeepAlive, "the Server Keep Alive is kept",
            v5: ["3.1.2-21", "3.2.2-21"],
            lack: "no client of 5.0 was silent where a Server Keep Alive was announced"),
        DeviceCheck(
            .wildcardAvailable, "no wildcard is subscribed to where there are none",
            v5: ["U5-WILDCARD-UNSUP"],
            lack: "no client of 5.0 subscribed where wildcards were not available"),
        DeviceCheck(
            .subscriptionIDAvailable, "no Subscription Identifier is set where there are none",
            v5: ["U5-SUBID-UNSUP"],
            lack: "no client of 5.0 subscribed where identifiers were not available"),
        DeviceCheck(
            .sharedAvailable, "no subscription is shared where that is not available",
            v5: ["U5-SHARED-UNSUP"],
            lack: "no client of 5.0 subscribed where sharing was not available"),
    ]
}
