import MQTT
import Testing

/// Which properties and which reason codes a packet may carry, as the tables of 5.0 have it.
@Suite struct TableTests {
    /// 5.0 §2.2.2.2: the packets after each property; Will properties travel in CONNECT.
    static let properties: [(Property, String)] = [
        (.payloadFormatIndicator(1), "PUBLISH WILL"), (.messageExpiryInterval(1), "PUBLISH WILL"),
        (.contentType("t"), "PUBLISH WILL"), (.responseTopic("t"), "PUBLISH WILL"),
        (.correlationData([1]), "PUBLISH WILL"), (.subscriptionIdentifier(1), "PUBLISH SUBSCRIBE"),
        (.sessionExpiryInterval(1), "CONNECT CONNACK DISCONNECT"),
        (.assignedClientIdentifier("c"), "CONNACK"), (.serverKeepAlive(1), "CONNACK"),
        (.authenticationMethod("m"), "CONNECT CONNACK AUTH"),
        (.authenticationData([1]), "CONNECT CONNACK AUTH"),
        (.requestProblemInformation(1), "CONNECT"), (.willDelayInterval(1), "WILL"),
        (.requestResponseInformation(1), "CONNECT"), (.responseInformation("r"), "CONNACK"),
        (.serverReference("s"), "CONNACK DISCONNECT"),
        (
            .reasonString("r"),
            "CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK DISCONNECT AUTH"
        ),
        (.receiveMaximum(1), "CONNECT CONNACK"), (.topicAliasMaximum(1), "CONNECT CONNACK"),
        (.topicAlias(1), "PUBLISH"), (.maximumQoS(1), "CONNACK"), (.retainAvailable(1), "CONNACK"),
        (
            .userProperty("n", "v"),
            """
            CONNECT CONNACK PUBLISH WILL PUBACK PUBREC PUBREL PUBCOMP SUBSCRIBE SUBACK UNSUBSCRIBE \
            UNSUBACK DISCONNECT AUTH
            """
        ),
        (.maximumPacketSize(1), "CONNECT CONNACK"), (.wildcardSubscriptionAvailable(1), "CONNACK"),
        (.subscriptionIdentifierAvailable(1), "CONNACK"),
        (.sharedSubscriptionAvailable(1), "CONNACK"),
    ]

    /// 5.0 §3.2.2.2 to §3.15.2.1; for 0x8C in DISCONNECT see §2.4.
    static let reasons: [(Packet.Kind, String)] = [
        (.connack, "00 80 81 82 83 84 85 86 87 88 89 8A 8C 90 95 97 99 9A 9B 9C 9D 9F"),
        (.puback, "00 10 80 83 87 90 91 97 99"), (.pubrec, "00 10 80 83 87 90 91 97 99"),
        (.pubrel, "00 92"), (.pubcomp, "00 92"),
        (.suback, "00 01 02 80 83 87 8F 91 97 9E A1 A2"), (.unsuback, "00 11 80 83 87 8F 91"),
        (
            .disconnect,
            """
            00 04 80 81 82 83 87 89 8B 8C 8D 8E 8F 90 93 94 95 96 97 98 99 9A 9B 9C 9D 9E 9F A0 A1 \
            A2
            """
        ),
        (.auth, "00 18 19"),
    ]

    @Test func `the table names every property`() {
        #expect(Set(Self.properties.map(\.0.kind)) == Set(Property.Kind.allCases))
    }

    @Test(arguments: properties)
    func `a property stands where its table says`(_ property: Property, _ places: String) {
        let properties = Properties([property])
        let allowed = Set(places.split(separator: " ").map(String.init))
        for (place, packet) in carriers(of: properties) {
            let bytes = packet.encoded(.v5)
            let refused: Bool
            do throws(Malformed) {
                _ = try Packet(decoding: bytes, version: .v5)
                refused = false
            } catch {
                refused = error.fault == .propertyNotAllowed(property.kind)
                // Authentication Data alone is allowed here, and incomplete.
                #expect(refused || error.fault == .propertyMissing(.authenticationMethod))
            }
            #expect(refused != allowed.contains(place), "\(property.kind) in \(place)")
        }
    }

    @Test(arguments: reasons)
    func `a reason code stands where its table says`(_ kind: Packet.Kind, _ codes: String) {
        let allowed = Set(codes.split(separator: " ").map { UInt8($0, radix: 16)! })
        for code in 0...255 as ClosedRange<UInt8> {
            let packet = carrier(of: ReasonCode(rawValue: code), in: kind)
            let result = Result { try Packet(decoding: packet.encoded(.v5), version: .v5) }
            if allowed.contains(code) {
                #expect((try? result.get()) == packet, "\(kind) \(hex(code))")
            } else {
                #expect((result.error as? Malformed)?.fault == .unknownReasonCode(kind))
            }
        }
    }

    @Test func `3.1.1 has return codes of its own`() {
        for code in (0...255 as ClosedRange<UInt8>).map(ReasonCode.init(rawValue:)) {
            #expect(code.isAllowed(in: .connack, .v3_1_1) == (code.rawValue <= 5))
            #expect(
                code.isAllowed(in: .suback, .v3_1_1) == [0, 1, 2, 0x80].contains(code.rawValue))
        }
    }

    /// A packet of every type that has properties, and its name.
    private func carriers(of properties: Properties) -> [(String, Packet)] {
        let will = Will(topic: "w", payload: [], properties: properties)
        let acks = Ack.Kind.allCases.map { Packet.ack(Ack($0, id: 1, properties: properties)) }
        let others: [Packet] = [
            .connect(Connect(clientID: "c", properties: properties)),
            .connack(Connack(properties: properties)),
            .publish(Publish(topic: "t", payload: [], properties: properties)),
            .subscribe(Subscribe(id: 1, [Subscription("f")], properties: properties)),
            .suback(Suback(id: 1, reasons: [.success], properties: properties)),
            .unsubscribe(Unsubscribe(id: 1, filters: ["f"], properties: properties)),
            .unsuback(Unsuback(id: 1, reasons: [.success], properties: properties)),
            .disconnect(Disconnect(properties: properties)), .auth(Auth(properties: properties)),
        ]
        return (acks + others).map { ("\($0.kind)", $0) }
            + [("WILL", .connect(Connect(clientID: "c", will: will)))]
    }

    private func carrier(of code: ReasonCode, in kind: Packet.Kind) -> Packet {
        switch kind {
        case .connack: .connack(Connack(reason: code))
        case .suback: .suback(Suback(id: 1, reasons: [code]))
        case .unsuback: .unsuback(Unsuback(id: 1, reasons: [code]))
        case .disconnect: .disconnect(Disconnect(reason: code))
        case .auth:
            .auth(Auth(reason: code, properties: Properties([.authenticationMethod("m")])))
        default: .ack(Ack(Ack.Kind(rawValue: kind.rawValue)!, id: 1, reason: code))
        }
    }
}

extension Result {
    fileprivate var error: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
