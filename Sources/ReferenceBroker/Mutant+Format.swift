import MQTT

/// What mutants of these chapters forgive.
extension Mutant {
    static let formatForgiveness: [Mutant: Forgiveness] = packetForgiveness.merging(
        connectForgiveness
    ) { deed, _ in deed }

    private static let packetForgiveness: [Mutant: Forgiveness] = [
        .forgivesReservedFlagsOfConnect: flags(.connect),
        .forgivesReservedFlagsOfPuback: flags(.puback),
        .forgivesReservedFlagsOfPubrec: flags(.pubrec),
        .forgivesReservedFlagsOfPubrel: flags(.pubrel),
        .forgivesReservedFlagsOfPubcomp: flags(.pubcomp),
        .forgivesReservedFlagsOfSubscribe: flags(.subscribe),
        .forgivesReservedFlagsOfUnsubscribe: flags(.unsubscribe),
        .forgivesReservedFlagsOfPingreq: flags(.pingreq),
        .forgivesReservedFlagsOfDisconnect: flags(.disconnect),
        .forgivesReservedFlagsOfAuth: flags(.auth),
        .forgivesReasonOfAuth: only(.unknownReasonCode(.auth), .auth),
        .forgivesAuthWithoutMethod: only(.propertyMissing(.authenticationMethod), .auth),
        .forgivesAuthWithTwoMethods: only(.duplicateProperty(.authenticationMethod), .auth),

        .forgivesType0: only(.reservedType(0), nil),
        .forgivesType15: { fault, _ in fault == .reservedType(15) },
        .forgivesFiveByteLength: { fault, _ in fault == .lengthTooLong },
        .forgivesSurplusByte: only(.trailingBytes, .pingreq),

        .forgivesPublishWithoutID: only(.packetIDMissing, .publish),
        .forgivesSubscribeWithoutID: only(.packetIDMissing, .subscribe),
        .forgivesUnsubscribeWithoutID: only(.packetIDMissing, .unsubscribe),
        .forgivesPubackWithoutID: only(.packetIDMissing, .puback),
        .forgivesBadReasonString: only(.notUTF8, .puback),
        .forgivesNullInReasonString: only(.nullCharacter, .pubrel),
        .forgivesSubscribeWithIDZero: only(.zeroPacketID, .subscribe),
        .forgivesUnsubscribeWithIDZero: only(.zeroPacketID, .unsubscribe),
        .forgivesSubscribeWithoutProperties: only(.truncated, .subscribe),
        .forgivesUnsubscribeWithoutProperties: only(.truncated, .unsubscribe),
        .forgivesUnknownPropertyOfPublish: only(.unknownProperty(0x7F), .publish),
        .forgivesUnknownPropertyOfSubscribe: only(.unknownProperty(0x7F), .subscribe),
        .forgivesUnknownPropertyOfUnsubscribe: only(.unknownProperty(0x7F), .unsubscribe),
        .forgivesForeignPropertyOfPublish: only(
            .propertyNotAllowed(.sessionExpiryInterval), .publish),
        .forgivesForeignPropertyOfSubscribe: only(.propertyNotAllowed(.topicAlias), .subscribe),
        .forgivesForeignPropertyOfUnsubscribe: only(
            .propertyNotAllowed(.subscriptionIdentifier), .unsubscribe),

        .forgivesBadTextInSubscribe: only(.notUTF8, .subscribe),
        .forgivesBadTextInUnsubscribe: only(.notUTF8, .unsubscribe),
        .forgivesNullInSubscribe: only(.nullCharacter, .subscribe),
        .forgivesNullInUnsubscribe: only(.nullCharacter, .unsubscribe),
    ]

    private static let connectForgiveness: [Mutant: Forgiveness] = [
        .forgivesReservedConnectFlag: only(.reservedBits, .connect),
        .forgivesLevel0: only(.unsupportedProtocolLevel(0), .connect),
        .forgivesPasswordWithoutUserName: only(.passwordWithoutUserName, .connect),
        .forgivesDataWithoutMethod: only(.propertyMissing(.authenticationMethod), .connect),
        .forgivesDoubleMethod: only(.duplicateProperty(.authenticationMethod), .connect),
        .forgivesDoubleData: only(.duplicateProperty(.authenticationData), .connect),
        .forgivesDoubleSessionExpiry: only(.duplicateProperty(.sessionExpiryInterval), .connect),
        .forgivesDoubleReceiveMaximum: only(.duplicateProperty(.receiveMaximum), .connect),
        .forgivesDoubleMaximumPacketSize: only(.duplicateProperty(.maximumPacketSize), .connect),
        .forgivesDoubleTopicAliasMaximum: only(.duplicateProperty(.topicAliasMaximum), .connect),
        .forgivesDoubleRequestResponse: only(
            .duplicateProperty(.requestResponseInformation), .connect),
        .forgivesDoubleRequestProblem: only(
            .duplicateProperty(.requestProblemInformation), .connect),
        .forgivesReceiveMaximum0: only(.propertyValue(.receiveMaximum), .connect),
        .forgivesMaximumPacketSize0: only(.propertyValue(.maximumPacketSize), .connect),
        .forgivesRequestResponse2: only(.propertyValue(.requestResponseInformation), .connect),
        .forgivesRequestProblem2: only(.propertyValue(.requestProblemInformation), .connect),
        .forgivesForeignPropertyOfConnect: only(.propertyNotAllowed(.topicAlias), .connect),
        .forgivesUnknownPropertyOfConnect: only(.unknownProperty(0x7F), .connect),
        .forgivesWillPropertyOfConnect: only(.propertyNotAllowed(.willDelayInterval), .connect),
    ]

    private static func flags(_ kind: Packet.Kind) -> Forgiveness { only(.reservedFlags, kind) }

    private static func only(_ fault: Malformed.Fault, _ kind: Packet.Kind?) -> Forgiveness {
        { $0 == fault && $1 == kind }
    }
}

/// What mutants forgive who look at the bytes: `bytes[9]` of a short CONNECT has its flags.
extension Mutant {
    static let formatPardons: [Mutant: Pardon] = publishPardons.merging(connectPardons) {
        deed, _ in deed
    }

    private static let publishPardons: [Mutant: Pardon] = [
        .forgivesPaddedLength: { fault, bytes in
            fault == .lengthNotMinimal && bytes.count > 2 && bytes[2] == 0
        },
        .forgivesPaddedPropertyLength: { fault, bytes in
            fault == .lengthNotMinimal && bytes.count > 2 && bytes[1] < 128
        },
        .forgivesOverlongText: text(0x30, .notUTF8, [0xC0, 0xAF]),
        .forgivesSurrogates: text(0x30, .notUTF8, [0x61, 0xED, 0xA0, 0x80]),
        .forgivesCutText: text(0x30, .notUTF8, [0x61, 0xE2, 0x82]),
        .forgivesTextBeyond: text(0x30, .notUTF8, [0xF4, 0x90, 0x80, 0x80]),
        .forgivesStrayContinuation: text(0x30, .notUTF8, [0x61, 0x80]),
        .forgivesBadContentType: text(0x30, .notUTF8, [0x03, 0x00, 0x04, 0x61, 0xED]),
        .forgivesBadResponseTopic: text(0x30, .notUTF8, [0x61, 0xE2, 0x82, 0x78]),
        .forgivesBadNameOfPair: text(0x30, .notUTF8, [0x61, 0xC1, 0x81]),
        .forgivesBadValueOfPair: text(0x30, .notUTF8, [0x62, 0xED]),
        .forgivesBadPairOfSubscribe: text(0x82, .notUTF8, [0x62, 0xFF]),
        .forgivesNullInTopic: text(0x30, .nullCharacter, [0x61, 0x00, 0x62]),
        .forgivesNullInContentType: text(0x30, .nullCharacter, [0x03, 0x00, 0x02, 0x61, 0x00]),
        .forgivesNullInPair: text(0x30, .nullCharacter, [0x62, 0x00, 0x78]),
        .forgivesPublish1WithIDZero: text(0x32, .zeroPacketID, [0, 0]),
        .forgivesPublish2WithIDZero: text(0x34, .zeroPacketID, [0, 0]),
        .forgivesCutPublish: text(0x30, .truncated, [0x00, 0x09, 0x61]),
        .forgivesPublishWithoutProperties: { fault, bytes in
            fault == .truncated && bytes[0] == 0x30 && bytes.last == 0x61
        },
        .forgivesPropertiesBeyondPacket: text(0x30, .truncated, [9, 1, 0]),
        .forgivesPropertyBeyondProperties: text(0x30, .truncated, [3, 2, 0, 0, 0, 1]),
        // What 3.1.1 has before CONNECT is no packet of 5.0.
        .waitsThroughSubscribe: { $0 == .truncated && $1[0] == 0x82 },
    ]

    private static let connectPardons: [Mutant: Pardon] = [
        .forgivesProtocolName: text(0x10, .badProtocolName, Array("MQTX".utf8)),
        .forgivesProtocolNameInLowerCase: text(0x10, .badProtocolName, Array("mqtt".utf8)),
        .forgivesEmptyProtocolName: { $0 == .badProtocolName && $1[2...3] == [0, 0] },
        .forgivesMissingClientID: { fault, bytes in
            fault == .truncated && bytes[0] == 0x10 && 12...13 ~= bytes.count
        },
        .forgivesCutClientID: text(0x10, .truncated, [0x00, 0x09, 0x67]),
        .forgivesConnectWithoutKeepAlive: { $0 == .truncated && $1[0] == 0x10 && $1.count == 10 },
        .forgivesConnectWithoutProperties: { fault, bytes in
            fault == .truncated && bytes[0] == 0x10 && bytes.count > 20 && bytes[9] == 0x02
        },
        .forgivesBadTextInClientID: connect(.notUTF8, flags: 0x02),
        .forgivesNullInClientID: connect(.nullCharacter, flags: 0x02),
        .forgivesBadTextInWillTopic: connect(.notUTF8, flags: 0x06),
        .forgivesBadTextInUserName: connect(.notUTF8, flags: 0x82),
        .forgivesNullInUserName: connect(.nullCharacter, flags: 0x82),
        .forgivesBadTextInMethod: text(0x10, .notUTF8, [0x15, 0x00, 0x04, 0x47]),
        .forgivesBadPairOfConnect: text(0x10, .notUTF8, [0x26, 0, 3, 0xED]),
        .forgivesCutPropertyOfConnect: text(0x10, .truncated, [3, 0x11, 0, 0]),
        .forgivesSurplusUserName: connect(.trailingBytes, flags: 0x02),
        .forgivesMissingUserName: connect(.truncated, flags: 0x82),
        .forgivesSurplusPassword: connect(.trailingBytes, flags: 0x82),
        .forgivesMissingPassword: connect(.truncated, flags: 0xC2),
    ]

    /// A packet with this first byte that holds these bytes.
    private static func text(
        _ header: UInt8, _ fault: Malformed.Fault, _ part: [UInt8]
    ) -> Pardon {
        { $0 == fault && $1[0] == header && $1.contains(part) }
    }

    private static func connect(_ fault: Malformed.Fault, flags: UInt8) -> Pardon {
        { $0 == fault && $1.count > 12 && $1[0] == 0x10 && $1[9] == flags }
    }
}
