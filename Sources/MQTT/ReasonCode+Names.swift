/// One line of the table of reason codes (5.0 §2.4).
private struct Meaning {
    let code: UInt8
    let name: String
    let places: Places

    init(_ code: UInt8, _ name: String, _ places: Places) {
        self.code = code
        self.name = name
        self.places = places
    }

    static let all = [
        Meaning(
            0x00, "success", [.connack, .acks, .suback, .unsuback, .disconnect, .auth]),
        Meaning(0x01, "granted QoS 1", .suback),
        Meaning(0x02, "granted QoS 2", .suback),
        Meaning(0x04, "disconnect with Will Message", .disconnect),
        Meaning(0x10, "no matching subscribers", [.puback, .pubrec]),
        Meaning(0x11, "no subscription existed", .unsuback),
        Meaning(0x18, "continue authentication", .auth),
        Meaning(0x19, "re-authenticate", .auth),
        Meaning(
            0x80, "unspecified error",
            [.connack, .puback, .pubrec, .suback, .unsuback, .disconnect]),
        Meaning(0x81, "malformed packet", [.connack, .disconnect]),
        Meaning(0x82, "protocol error", [.connack, .disconnect]),
        Meaning(
            0x83, "implementation specific error",
            [.connack, .puback, .pubrec, .suback, .unsuback, .disconnect]),
        Meaning(0x84, "unsupported protocol version", .connack),
        Meaning(0x85, "client identifier not valid", .connack),
        Meaning(0x86, "bad user name or password", .connack),
        Meaning(
            0x87, "not authorized",
            [.connack, .puback, .pubrec, .suback, .unsuback, .disconnect]),
        Meaning(0x88, "server unavailable", .connack),
        Meaning(0x89, "server busy", [.connack, .disconnect]),
        Meaning(0x8A, "banned", .connack),
        Meaning(0x8B, "server shutting down", .disconnect),
        // §3.14.2.1 leaves this one out for DISCONNECT; §2.4 does not.
        Meaning(0x8C, "bad authentication method", [.connack, .disconnect]),
        Meaning(0x8D, "keep alive timeout", .disconnect),
        Meaning(0x8E, "session taken over", .disconnect),
        Meaning(0x8F, "topic filter invalid", [.suback, .unsuback, .disconnect]),
        Meaning(0x90, "topic name invalid", [.connack, .puback, .pubrec, .disconnect]),
        Meaning(0x91, "packet identifier in use", [.puback, .pubrec, .suback, .unsuback]),
        Meaning(0x92, "packet identifier not found", [.pubrel, .pubcomp]),
        Meaning(0x93, "receive maximum exceeded", .disconnect),
        Meaning(0x94, "topic alias invalid", .disconnect),
        Meaning(0x95, "packet too large", [.connack, .disconnect]),
        Meaning(0x96, "message rate too high", .disconnect),
        Meaning(0x97, "quota exceeded", [.connack, .puback, .pubrec, .suback, .disconnect]),
        Meaning(0x98, "administrative action", .disconnect),
        Meaning(0x99, "payload format invalid", [.connack, .puback, .pubrec, .disconnect]),
        Meaning(0x9A, "retain not supported", [.connack, .disconnect]),
        Meaning(0x9B, "QoS not supported", [.connack, .disconnect]),
        Meaning(0x9C, "use another server", [.connack, .disconnect]),
        Meaning(0x9D, "server moved", [.connack, .disconnect]),
        Meaning(0x9E, "shared subscriptions not supported", [.suback, .disconnect]),
        Meaning(0x9F, "connection rate exceeded", [.connack, .disconnect]),
        Meaning(0xA0, "maximum connect time", .disconnect),
        Meaning(0xA1, "subscription identifiers not supported", [.suback, .disconnect]),
        Meaning(0xA2, "wildcard subscriptions not supported", [.suback, .disconnect]),
    ]

    /// The table by code.
    static let byCode: [Meaning?] = {
        var table = [Meaning?](repeating: nil, count: 256)
        for meaning in all { table[Int(meaning.code)] = meaning }
        return table
    }()
}

extension ReasonCode: CustomStringConvertible {
    /// The name and the number, as 5.0 has them: `not authorized (0x87)`.
    package var description: String {
        "\(Meaning.byCode[Int(rawValue)]?.name ?? "unknown") (\(hexadecimal(rawValue)))"
    }

    /// The name and the number in a packet of `kind`, where a number may have a name of its own.
    package func description(in kind: Packet.Kind, _ version: Version) -> String {
        let own: String? =
            switch (kind, version, rawValue) {
            case (.connack, .v3_1_1, 0): "accepted"
            case (.connack, .v3_1_1, 1): "unacceptable protocol version"
            case (.connack, .v3_1_1, 2): "identifier rejected"
            case (.connack, .v3_1_1, 3): "server unavailable"
            case (.connack, .v3_1_1, 4): "bad user name or password"
            case (.connack, .v3_1_1, 5): "not authorized"
            case (.suback, .v3_1_1, 0x80): "failure"
            case (.suback, _, 0): "granted QoS 0"
            case (.disconnect, _, 0): "normal disconnection"
            default: nil
            }
        return own.map { "\($0) (\(hexadecimal(rawValue)))" } ?? description
    }

    /// Whether a packet of `kind` may carry this code.
    package func isAllowed(in kind: Packet.Kind, _ version: Version) -> Bool {
        switch (version, kind) {
        case (.v3_1_1, .connack): rawValue <= 5
        case (.v3_1_1, .suback): rawValue <= 2 || rawValue == 0x80
        case (.v3_1_1, _): rawValue == 0
        case (.v5, _):
            Meaning.byCode[Int(rawValue)]?.places.contains(Places(kind)) ?? false
        }
    }
}

extension Reader {
    /// A reason code that a packet of `kind` may carry.
    mutating func reason(
        in kind: Packet.Kind, _ version: Version
    ) throws(Malformed) -> ReasonCode {
        let start = position
        let code = ReasonCode(rawValue: try byte())
        guard code == .success || code.isAllowed(in: kind, version) else {
            throw Malformed(.unknownReasonCode(kind), at: start)
        }
        return code
    }
}
