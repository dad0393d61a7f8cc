import MQTT
import ReferenceBroker

extension Part {
    /// CONNECT as it should be but for what is said.
    static func connect(
        name: Part = .text("MQTT"), level: Part = .level, flags: UInt8 = 0x02,
        properties: [Part] = [], _ payload: [Part] = [.text("{client}")]
    ) -> Part {
        .frame(
            0x10,
            [name, level, .bytes([flags, 0, 0]), .v5([.properties(properties)])] + payload)
    }
}

extension Chapter {
    /// A CONNECT that is none: 3.1.1 wants it to be met without a word, 5.0 lets CONNACK say why.
    static func refused(
        _ name: String, _ title: String, v3: [String] = [], v5: [String] = [], _ connect: Part,
        provedBy mutants: [Mutant]
    ) -> [Draft] {
        [
            Draft(
                name, title, v3: v3, given: [.open("client")],
                then: [
                    .raw([connect], "client"),
                    .react("client", .closed(), .closed(after: .anyRefusal, allowance: "A3")),
                ],
                provedBy: mutants),
            Draft(
                name, title, v5: v5, given: [.open("client")],
                then: [
                    .raw([connect], "client"),
                    .react(
                        "client", .closed(), .closed(after: .anyRefusal),
                        .closed(after: .disconnect(), allowance: "A4")),
                ],
                provedBy: mutants),
        ]
    }

    static let malformedConnects: [Draft] = [
        refused(
            "protocol-name", "A CONNECT of another protocol is not let in",
            v3: ["3.1.2-1"], v5: ["3.1.2-1"], .connect(name: .text("MQTX")),
            provedBy: [.forgivesProtocolName, .greetsAnyProtocol]),
        refused(
            "protocol-name-in-lower-case", "The protocol name is compared as it stands",
            v3: ["3.1.2-1"], v5: ["3.1.2-1"], .connect(name: .text("mqtt")),
            provedBy: [.forgivesProtocolNameInLowerCase]),
        refused(
            "empty-protocol-name", "A CONNECT without a protocol name is not let in",
            v3: ["3.1.2-1"], v5: ["3.1.2-1"], .connect(name: .text("")),
            provedBy: [.forgivesEmptyProtocolName]),
        refused(
            "reserved-flag", "The reserved flag of CONNECT is looked at",
            v3: ["3.1.2-3"], v5: ["3.1.2-3"], .connect(flags: 0x03),
            provedBy: [.forgivesReservedConnectFlag]),
        refused(
            "no-client-id", "A CONNECT without a Client Identifier is not let in",
            v3: ["3.1.3-3", "3.1.4-1", "3.2.2-6"], v5: ["3.1.3-3", "3.1.4-1"], .connect([]),
            provedBy: [.forgivesMissingClientID]),
        refused(
            "cut-connect", "A CONNECT that ends in its Client Identifier is not let in",
            v3: ["3.1.4-1", "3.2.2-6"], v5: ["3.1.4-1"], .connect([.bytes([0, 9, 0x67])]),
            provedBy: [.forgivesCutClientID]),
        refused(
            "cut-header", "A CONNECT that ends before its Keep Alive is not let in",
            v3: ["3.1.4-1", "3.2.2-6"], v5: ["3.1.4-1"],
            .frame(0x10, [.text("MQTT"), .level, .bytes([2])]),
            provedBy: [.forgivesConnectWithoutKeepAlive]),
        refused(
            "without-properties", "A CONNECT without a length of properties is not let in",
            v5: ["2.2.2-1", "3.1.4-1"],
            .frame(0x10, [.text("MQTT"), .level, .bytes([2, 0, 0]), .text("{client}")]),
            provedBy: [.forgivesConnectWithoutProperties]),
        refused(
            "client-id-surrogate", "A Client Identifier that is not UTF-8 is not let in",
            v3: ["3.1.3-4", "1.5.3-1"], v5: ["3.1.3-4", "1.5.4-1"],
            .connect([.badText(prefix: "{client}", [0xED, 0xA0, 0x80])]),
            provedBy: [.forgivesBadTextInClientID]),
        refused(
            "client-id-null", "A Client Identifier with U+0000 is not let in",
            v3: ["1.5.3-2", "3.1.4-1"], v5: ["1.5.4-2", "3.1.4-1"],
            .connect([.badText(prefix: "{client}", [0])]),
            provedBy: [.forgivesNullInClientID]),
        refused(
            "will-topic-surrogate", "A Will Topic that is not UTF-8 is not let in",
            v3: ["3.1.3-10", "1.5.3-1"], v5: ["3.1.3-11", "1.5.4-1"],
            .connect(
                flags: 0x06,
                [
                    .text("{client}"), .v5([.properties([])]),
                    .badText(prefix: "{}/a", [0xED, 0xA0, 0x80]), .text("gone"),
                ]),
            provedBy: [.forgivesBadTextInWillTopic]),
        refused(
            "user-name-surrogate", "A User Name that is not UTF-8 is not let in",
            v3: ["3.1.3-11", "1.5.3-1"], v5: ["3.1.3-12", "1.5.4-1"],
            .connect(
                flags: 0x82, [.text("{client}"), .badText(prefix: "u", [0xED, 0xBF, 0xBF])]),
            provedBy: [.forgivesBadTextInUserName]),
        refused(
            "user-name-null", "A User Name with U+0000 is not let in",
            v3: ["1.5.3-2", "3.1.4-1"], v5: ["1.5.4-2", "3.1.4-1"],
            .connect(flags: 0x82, [.text("{client}"), .badText(prefix: "u", [0])]),
            provedBy: [.forgivesNullInUserName]),
    ].flatMap { $0 }

    private static func doubled(
        _ name: String, _ what: String, _ property: [UInt8], provedBy mutant: Mutant
    ) -> [Draft] {
        refused(
            "double-\(name)", "A CONNECT that says its \(what) twice is not let in",
            v5: ["U5-CONNECT-DUPPROP", "3.1.4-1"],
            .connect(properties: [.bytes(property), .bytes(property)]), provedBy: [mutant])
    }

    static let doubledConnectProperties: [Draft] = [
        doubled(
            "session-expiry", "Session Expiry Interval", [0x11, 0, 0, 0, 0],
            provedBy: .forgivesDoubleSessionExpiry),
        doubled(
            "receive-maximum", "Receive Maximum", [0x21, 0, 9],
            provedBy: .forgivesDoubleReceiveMaximum),
        doubled(
            "maximum-packet-size", "Maximum Packet Size", [0x27, 0, 1, 0, 0],
            provedBy: .forgivesDoubleMaximumPacketSize),
        doubled(
            "topic-alias-maximum", "Topic Alias Maximum", [0x22, 0, 9],
            provedBy: .forgivesDoubleTopicAliasMaximum),
        doubled(
            "request-response", "Request Response Information", [0x19, 0],
            provedBy: .forgivesDoubleRequestResponse),
        doubled(
            "request-problem", "Request Problem Information", [0x17, 1],
            provedBy: .forgivesDoubleRequestProblem),
    ].flatMap { $0 }

    private static func wrong(
        _ name: String, _ title: String, _ v5: [String], _ property: [UInt8],
        provedBy mutants: [Mutant]
    ) -> [Draft] {
        refused(
            name, title, v5: v5 + ["3.1.4-1"], .connect(properties: [.bytes(property)]),
            provedBy: mutants)
    }

    static let connectProperties: [Draft] = [
        wrong(
            "receive-maximum-0", "A Receive Maximum of 0 is not let in",
            ["U5-CONNECT-RECVMAX0"], [0x21, 0, 0], provedBy: [.forgivesReceiveMaximum0]),
        wrong(
            "maximum-packet-size-0", "A Maximum Packet Size of 0 is not let in",
            ["U5-CONNECT-MAXPKT0"], [0x27, 0, 0, 0, 0], provedBy: [.forgivesMaximumPacketSize0]),
        wrong(
            "request-response-2", "Request Response Information is 0 or 1",
            ["U5-CONNECT-REQRESP"], [0x19, 2], provedBy: [.forgivesRequestResponse2]),
        wrong(
            "request-problem-2", "Request Problem Information is 0 or 1",
            ["U5-CONNECT-REQPROB"], [0x17, 2], provedBy: [.forgivesRequestProblem2]),
        wrong(
            "foreign-property", "A CONNECT with a Topic Alias is not let in",
            ["U5-PROP-WRONGPACKET"], [0x23, 0, 1], provedBy: [.forgivesForeignPropertyOfConnect]),
        wrong(
            "unknown-property", "A CONNECT with a property that there is not is not let in",
            ["U5-PROP-WRONGPACKET"], [0x7F, 1], provedBy: [.forgivesUnknownPropertyOfConnect]),
        wrong(
            "will-property", "A property of the Will has no place among those of CONNECT",
            ["U5-PROP-WRONGPACKET"], [0x18, 0, 0, 0, 1],
            provedBy: [.forgivesWillPropertyOfConnect]),
        wrong(
            "user-property-surrogate",
            "A CONNECT with a User Property that is not UTF-8 is not let in",
            ["1.5.7-1"], [0x26, 0, 3, 0xED, 0xA0, 0x80, 0, 1, 0x62],
            provedBy: [.forgivesBadPairOfConnect]),
        wrong(
            "properties-beyond-properties",
            "A property of CONNECT that goes on beyond its section is not let in",
            ["2.2.2-1"], [0x11, 0, 0], provedBy: [.forgivesCutPropertyOfConnect]),
    ].flatMap { $0 }

    /// The level of no version that there is, without the bit that marks bridges.
    private static let future = Part.connect(level: .bytes([0x07]))

    static let refusals: [Draft] = [
        level("future-level", 0x07, provedBy: [.greetsAnyLevel, .misstatesLevelRefusal]),
        level("level-127", 0x7F, provedBy: [.greetsAnyLevel, .staysAfterLevelRefusal]),
        level("level-0", 0x00, provedBy: [.forgivesLevel0]),
        [
            Draft(
                "nothing-after-refusal", "What follows a CONNECT that was refused goes nowhere",
                v3: ["3.1.4-5"], v5: ["3.1.4-6"],
                given: [
                    .join("watcher"), .subscribe("watcher", "{}/a"), .join("publisher"),
                    .open("client"),
                ],
                then: [
                    .raw([future, .packet(.publish("{}/a", "smuggled"))], "client"),
                    .expectClosed("client"),
                    .fence(from: "publisher", to: "watcher", on: "{}/a"),
                ],
                provedBy: [.servesAfterRefusal]),
            Draft(
                "refusal-without-session", "CONNACK that refuses says Session Present 0",
                v3: ["3.2.2-4"], v5: ["3.2.2-6"], needs: [.sessions],
                given: [
                    .join("client", keeps: true), .subscribe("client", "{}/a"), .leave("client"),
                    .open("client"),
                ],
                then: [
                    .raw(
                        [.connect(level: .bytes([0x07]), flags: 0, [.text("{client}")])],
                        "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.refusesWithSessionPresent]),
            Draft(
                "refusal-reason", "CONNACK that refuses says one of the reasons that there are",
                v5: ["3.2.2-8"],
                given: [.open("client")],
                then: [
                    .send(.connect("client", with: [.unknownMethod]), "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.inventsReasonOfRefusal]),
            Draft(
                "close-after-refusal", "The connection is closed once CONNACK has refused it",
                v5: ["3.2.2-7", "4.13.2-1"],
                given: [.open("client")],
                then: [
                    .send(.connect("client", with: [.unknownMethod]), "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.staysAfterRefusal]),
            Draft(
                "close-after-refusal", "The connection is closed once CONNACK has refused it",
                v3: ["3.2.2-5"],
                given: [.open("client")],
                then: [
                    .send(
                        .connect(Connect(clientID: "", cleanStart: false, keepAlive: 0)),
                        "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.staysAfterRefusal]),
            Draft(
                "small-refusal", "CONNACK leaves out what would be larger than the client takes",
                v5: ["3.2.2-19", "3.2.2-20"],
                given: [.open("client")],
                then: [
                    .send(
                        .connect("client", with: [.maximumPacketSize(8), .unknownMethod]),
                        "client"),
                    .expectClosed("client"),
                ],
                provedBy: [.ignoresMaximumPacketSize]),
        ],
    ].flatMap { $0 }

    private static func level(
        _ name: String, _ level: UInt8, provedBy mutants: [Mutant]
    ) -> [Draft] {
        let title = "A CONNECT of protocol level \(level) is not let in"
        let given: [Move] = [.open("client")]
        let connect = Move.raw([.connect(level: .bytes([level]))], "client")
        return [
            Draft(
                name, title, v3: ["3.1.2-2", "3.2.2-5"], given: given,
                then: [
                    connect,
                    .react(
                        "client", .closed(after: .refusal(.v3UnacceptableProtocolVersion)),
                        .closed(after: .refusal(.unsupportedProtocolVersion), allowance: "A1"),
                        .closed(allowance: "A1")),
                ],
                provedBy: mutants),
            Draft(
                name, title, v5: ["3.1.2-2"], given: given,
                then: [
                    connect,
                    .react(
                        "client", .closed(),
                        .closed(
                            after: .refusal(
                                .unsupportedProtocolVersion, .v3UnacceptableProtocolVersion)),
                        .closed(after: .anyRefusal, allowance: "A3")),
                ],
                provedBy: mutants),
        ]
    }
}

extension Property {
    /// An Authentication Method that no server has: a sound CONNECT that is to be refused.
    static let unknownMethod = Property.authenticationMethod("GALE-NONE")
}
