import MQTT

/// What mutants of these chapters say otherwise.
extension Mutant {
    static let formatMisspelling: [Mutant: Misspelling] = answerMisspelling.merging(
        messageMisspelling
    ) { deed, _ in deed }

    private static let answerMisspelling: [Mutant: Misspelling] = [
        .padsLengthOfPingresp: { packet, _ in packet == .pingresp ? [0xD0, 0x80, 0x00] : nil },
        .flagsConnack: flagged(.connack),
        .flagsSuback: flagged(.suback),
        .flagsUnsuback: flagged(.unsuback),
        .flagsPingresp: flagged(.pingresp),
        .flagsPuback: flagged(.puback),
        .flagsPubrec: flagged(.pubrec),
        .flagsPubcomp: flagged(.pubcomp),
        .flagsPubrel: flagged(.pubrel),

        .shortensIDOfSuback: shortened(.suback),
        .shortensIDOfUnsuback: shortened(.unsuback),
        .shortensIDOfPuback: shortened(.puback),
        .shortensIDOfPubrec: shortened(.pubrec),
        .shortensIDOfPubcomp: shortened(.pubcomp),

        .swallowsConnack: connack { _ in [] },
        .repeatsConnack: connack { $0 + $0 },
        .setsReservedBitOfConnack: connack { $0.replacing(2, with: $0[2] | 2) },
        .sendsConnackWithoutProperties: connack { [0x20, 2, $0[2], $0[3]] },
        .doublesPropertyOfConnack: connackProperties { $0 + $0 },
        .announcesMaximumQoS2: connackProperties { $0 + [.maximumQoS(2)] },
        .challengesEverybody: connack { [0xF0, 7, 0x18, 5, 0x15, 0, 2, 0x47, 0x53] + $0 },
        .refusesWithSessionPresent: connack { $0[3] == 0 ? $0 : $0.replacing(2, with: 1) },
        .inventsReasonOfRefusal: connack { $0[3] == 0 ? $0 : $0.replacing(3, with: 0x7F) },

        .sendsSubackWithoutProperties: { packet, _ in
            guard case .suback(let suback) = packet else { return nil }
            let head = [0x90] + length(2 + suback.reasons.count) + bytes(suback.id)
            return head + suback.reasons.map(\.rawValue)
        },
        .sendsUnsubackWithoutProperties: { packet, _ in
            guard case .unsuback(let unsuback) = packet else { return nil }
            let head = [0xB0] + length(2 + unsuback.reasons.count) + bytes(unsuback.id)
            return head + unsuback.reasons.map(\.rawValue)
        },
    ]

    private static let messageMisspelling: [Mutant: Misspelling] = [
        .sendsPublishWithoutProperties: publish { publish, _ in
            frame(publish, bytes(publish.topic) + publish.payload)
        },
        .padsPropertyLength: publish { publish, version in
            let properties = publish.properties.encodedContent
            guard publish.id == nil, (128..<16_384).contains(properties.count), version == .v5
            else {
                return nil
            }
            let (low, high) = (properties.count & 127 | 128, properties.count >> 7 | 128)
            let length = [UInt8(low), UInt8(high), 0]
            return frame(publish, bytes(publish.topic) + length + properties + publish.payload)
        },
        .padsLengthOfPublish: publish { publish, version in
            let whole = Packet.publish(publish).encoded(version)
            guard let end = whole[1...].firstIndex(where: { $0 < 128 }), end > 1 else { return nil }
            return Array(whole[..<end] + [whole[end] | 128, 0] + whole[(end + 1)...])
        },
        .losesLengthOfTwoBytes: publish { publish, _ in
            (128..<16_384).contains(publish.payload.count) ? [] : nil
        },
        .losesLengthOfThreeBytes: publish { publish, _ in
            publish.payload.count >= 16_384 ? [] : nil
        },
        .numbersQoS0: publish { publish, version in
            guard publish.qos == .atMostOnce else { return nil }
            let properties: [UInt8] = version == .v5 ? [0] : []
            return frame(publish, bytes(publish.topic) + [0, 1] + properties + publish.payload)
        },
        .repeatsIDOfQoS1: numbered(.atLeastOnce, 1),
        .repeatsIDOfQoS2: numbered(.exactlyOnce, 1),
        .sendsIDZero: numbered(.atLeastOnce, 0),
        .losesByteOrderMarkOnTheWay: publish { publish, version in
            var publish = publish
            publish.topic = publish.topic.withoutByteOrderMark
            return Packet.publish(publish).encoded(version)
        },
        .garblesFourByteCharacters: publish { publish, version in
            var publish = publish
            let scalars = publish.topic.unicodeScalars.map { $0.value > 0xFFFF ? "?" : $0 }
            publish.topic = String(String.UnicodeScalarView(scalars))
            return Packet.publish(publish).encoded(version)
        },
    ]

    private static func bytes(_ number: UInt16) -> [UInt8] {
        [UInt8(number >> 8), UInt8(number & 255)]
    }

    private static func bytes(_ text: String) -> [UInt8] {
        bytes(UInt16(text.utf8.count)) + Array(text.utf8)
    }

    /// PUBLISH with this for a body.
    private static func frame(_ publish: Publish, _ body: [UInt8]) -> [UInt8] {
        let header = 0x30 | publish.qos.rawValue << 1 | (publish.retain ? 1 : 0)
        return [header] + length(body.count) + body
    }

    /// A Variable Byte Integer.
    private static func length(_ number: Int) -> [UInt8] {
        number < 128
            ? [UInt8(number)] : [UInt8(number & 127 | 128)] + length(number >> 7)
    }

    private static func publish(
        _ deed: @escaping @Sendable (Publish, Version) -> [UInt8]?
    ) -> Misspelling {
        { packet, version in
            guard case .publish(let publish) = packet else { return nil }
            return deed(publish, version)
        }
    }

    private static func connack(_ deed: @escaping @Sendable ([UInt8]) -> [UInt8]) -> Misspelling {
        { $0.kind == .connack ? deed($0.encoded($1)) : nil }
    }

    private static func connackProperties(
        _ deed: @escaping @Sendable ([Property]) -> [Property]
    ) -> Misspelling {
        { packet, version in
            guard case .connack(var connack) = packet else { return nil }
            connack.properties.list = deed(connack.properties.list)
            return Packet.connack(connack).encoded(version)
        }
    }

    private static func flagged(_ kind: Packet.Kind) -> Misspelling {
        { packet, version in
            guard packet.kind == kind else { return nil }
            let whole = packet.encoded(version)
            return whole.replacing(0, with: whole[0] ^ (kind == .pubrel ? 2 : 1))
        }
    }

    private static func shortened(_ kind: Packet.Kind) -> Misspelling {
        { packet, version in
            packet.kind == kind ? packet.encoded(version).replacing(2, with: 0) : nil
        }
    }

    private static func numbered(_ qos: QoS, _ id: UInt16) -> Misspelling {
        publish { publish, version in
            guard publish.qos == qos else { return nil }
            let place = Packet.publish(publish).encoded(version)
            // The bodies of these cases are short.
            let start = 4 + publish.topic.utf8.count
            return place.replacing(start, with: UInt8(id >> 8)).replacing(
                start + 1, with: UInt8(id & 255))
        }
    }
}

/// What they take no notice of, and whom they let wait.
extension Mutant {
    /// A packet before CONNECT that changes nothing.
    func waits(through packet: Packet) -> Bool {
        switch self {
        case .waitsThroughSubscribe: packet.kind == .subscribe
        case .waitsThroughPublish: packet.kind == .publish
        case .waitsThroughAuth: packet.kind == .auth
        default: false
        }
    }

    func ignores(_ auth: Auth) -> Bool {
        switch self {
        case .ignoresReauthentication: auth.reason == .reauthenticate
        case .ignoresContinuation: auth.reason == .continueAuthentication
        case .ignoresEmptyAuth: auth.reason == .success
        default: false
        }
    }

    func ignoresStray(_ kind: Packet.Kind) -> Bool {
        switch self {
        case .ignoresStrayConnack: kind == .connack
        case .ignoresStraySuback: kind == .suback
        case .ignoresStrayUnsuback: kind == .unsuback
        case .ignoresStrayPingresp: kind == .pingresp
        default: false
        }
    }

    /// Whether a CONNACK that refuses for this reason leaves the connection open.
    func lingers(after reason: ReasonCode) -> Bool {
        switch self {
        case .staysAfterRefusal: true
        case .refusesStrangeClientIDAndStays: reason == .clientIdentifierNotValid
        case .servesStrangers: reason == .badUserNameOrPassword
        case .servesWhileAuthenticating: reason == .badAuthenticationMethod
        default: false
        }
    }

    /// Whether a PUBLISH from one who was refused is passed on.
    var smuggles: Bool {
        switch self {
        case .servesAfterRefusal, .servesStrangers, .servesWhileAuthenticating: true
        default: false
        }
    }

    func dislikes(_ clientID: String) -> Bool {
        switch self {
        case .refuses23Bytes: clientID.utf8.count == 23
        case .refusesShortClientIDs: clientID.utf8.count == 1
        case .refusesLastLetter: clientID.contains("Z")
        case .refusesStrangeClientIDAndStays: clientID.utf8.count > 100
        default: false
        }
    }
}

extension String {
    var withoutByteOrderMark: String {
        String(UnicodeScalarView(unicodeScalars.filter { $0.value != 0xFEFF }))
    }
}

extension [UInt8] {
    fileprivate func replacing(_ index: Int, with byte: UInt8) -> [UInt8] {
        var bytes = self
        bytes[index] = byte
        return bytes
    }
}
