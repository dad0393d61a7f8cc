import Base
import MQTT

/// The rules that hold for every packet.
extension DeviceTrial {
    mutating func take(
        _ packet: Packet, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let line = lines[number]!
        log(.received(packet.encoded(line.version), line.version), number, at: now)
        guard line.state != .parting else {
            return fail(
                .afterDisconnect, number, expected: "nothing after DISCONNECT",
                got: "\(packet.kind)")
        }
        if line.state == .open { judgeSilence(number, at: now) }
        lines[number]!.heardAt = now
        if case .connect(let connect) = packet {
            guard line.state == .waiting else {
                fail(.connectOnce, number, expected: "one CONNECT", got: "a second")
                return sayGoodbye(.protocolError, number, at: now, into: &actions)
            }
            return receive(connect, number, at: now, into: &actions)
        }
        guard line.state == .open else {
            fail(.connectFirst, number, expected: "CONNECT", got: "\(packet.kind) first")
            return close(number, at: now, into: &actions)
        }
        praise(packet, number)
        if packet.size(line.version) > Int(line.offer.maximumPacketSize), line.version == .v5 {
            fail(
                .maximumPacketSize, number,
                expected: "at most \(line.offer.maximumPacketSize) bytes",
                got: "\(packet.kind) of \(packet.size(line.version))")
            return sayGoodbye(.packetTooLarge, number, at: now, into: &actions)
        }
        switch packet {
        case .publish(let publish): receive(publish, number, at: now, into: &actions)
        case .ack(let ack): receive(ack, number, at: now, into: &actions)
        case .subscribe(let subscribe): receive(subscribe, number, at: now, into: &actions)
        case .unsubscribe(let unsubscribe):
            receive(unsubscribe, number, at: now, into: &actions)
        case .pingreq: receivePing(number, at: now, into: &actions)
        case .disconnect(let disconnect): receive(disconnect, number, at: now)
        case .auth:
            if line.connect?.properties.authenticationMethod == nil {
                fail(.authUnasked, number, expected: "no AUTH", got: "AUTH without a method")
            }
            sayGoodbye(.protocolError, number, at: now, into: &actions)
        case .connect, .connack, .suback, .unsuback, .pingresp:
            fail(.direction, number, expected: "what clients send", got: "\(packet.kind)")
            sayGoodbye(.protocolError, number, at: now, into: &actions)
        }
    }

    /// A packet that is sound obeys all rules of form.
    mutating func praise(_ packet: Packet, _ number: Int) {
        for name in Self.forms { pass(name, number) }
        switch packet {
        case .connect:
            for name in [DeviceCheck.Name.protocolName, .willFlags, .passwordAlone] {
                pass(name, number)
            }
        case .publish(let publish):
            for name in [DeviceCheck.Name.qos3, .topicEmpty, .topicWildcards] {
                pass(name, number)
            }
            if publish.qos == .atMostOnce {
                pass(.dupQoS0, number)
            } else {
                pass(.packetID, number)
            }
        case .subscribe:
            for name in [
                DeviceCheck.Name.packetID, .filters, .topicEmpty, .emptyRequest,
                .subscriptionOptions, .noLocalShared,
            ] {
                pass(name, number)
            }
        case .unsubscribe: pass(.emptyRequest, number)
        case .ack, .disconnect: pass(.reasonCodes, number)
        default: break
        }
        if lines[number]?.connect != nil, packet.kind != .auth { pass(.authUnasked, number) }
    }

    private static let forms: [DeviceCheck.Name] = [
        .connectFirst, .connectOnce, .fields, .flags, .lengths, .strings, .properties, .direction,
    ]

    /// Bytes that are no packet.
    mutating func refuse(
        _ error: Malformed, _ bytes: [UInt8], _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        let line = lines[number]!
        log(.received(bytes, line.version), number, at: now)
        if line.state == .waiting, (line.firstByte ?? 0) >> 4 != 1 {
            fail(.connectFirst, number, expected: "CONNECT", got: "bytes that are none: \(error)")
        } else if line.state == .parting {
            fail(.afterDisconnect, number, expected: "nothing after DISCONNECT", got: "\(error)")
        } else {
            fail(error.fault.rule, number, expected: "a packet by the standard", got: "\(error)")
        }
        sayGoodbye(error.reason, number, at: now, into: &actions)
    }

    // MARK: Keep Alive

    /// When a server gives up a client that says nothing, with a second for the way.
    func silenceEnds(_ line: DeviceLine) -> Instant {
        guard line.keepAlive > 0, line.state == .open else { return .never }
        return line.heardAt + .milliseconds(1500 * line.keepAlive) + .seconds(1)
    }

    mutating func judgeSilence(_ number: Int, at now: Instant) {
        let line = lines[number]!
        let silence = now - line.heardAt
        let agreed = Duration.seconds(line.keepAlive)
        guard agreed > .zero, silence >= agreed / 2 else { return }
        let name = line.offer.keepAlive == nil ? DeviceCheck.Name.keepAlive : .serverKeepAlive
        // What a packet spends on its way, and clocks that tick twice a second.
        guard silence > agreed + max(.milliseconds(500), agreed / 10) else {
            return pass(name, number)
        }
        fail(
            name, number, isTolerable: now < silenceEnds(line),
            expected: "a packet within \(text(agreed))", got: "none for \(text(silence))")
    }
}

extension Malformed.Fault {
    /// The rule that it breaks.
    var rule: DeviceCheck.Name {
        switch self {
        case .reservedType, .reservedFlags: .flags
        case .lengthNotMinimal, .lengthTooLong: .lengths
        case .notUTF8, .nullCharacter: .strings
        case .zeroPacketID, .packetIDMissing: .packetID
        case .invalidQoS: .qos3
        case .dupWithQoS0: .dupQoS0
        case .emptyTopic: .topicEmpty
        case .wildcardInTopic, .propertyValue(.responseTopic): .topicWildcards
        case .badFilter: .filters
        case .propertyValue(.topicAlias): .topicAliasMaximum
        case .unknownProperty, .propertyNotAllowed, .duplicateProperty, .propertyValue,
            .propertyMissing:
            .properties
        case .badProtocolName, .unsupportedProtocolLevel: .protocolName
        case .willFlagsWithoutWill: .willFlags
        case .passwordWithoutUserName: .passwordAlone
        case .noSubscriptions: .emptyRequest
        case .invalidSubscriptionQoS, .invalidRetainHandling: .subscriptionOptions
        case .noLocalOnSharedSubscription: .noLocalShared
        case .unknownReasonCode, .noReasonCodes: .reasonCodes
        case .tooLarge: .maximumPacketSize
        case .truncated, .trailingBytes, .reservedBits, .sessionPresentWithFailure: .fields
        }
    }
}
