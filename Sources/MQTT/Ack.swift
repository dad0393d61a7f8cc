/// PUBACK, PUBREC, PUBREL and PUBCOMP: four packets, one shape (§3.4 to §3.7 of both versions).
///
/// 3.1.1 carries the packet identifier alone. 5.0 appends a reason code, which a sender may leave
/// off when it is success, so a two-byte body is good in either.
package struct Ack: Equatable, Sendable {
    package enum Kind: UInt8, CaseIterable, Sendable {
        case puback = 4
        case pubrec, pubrel, pubcomp
    }

    package var kind: Kind
    package var id: UInt16
    package var reason: ReasonCode
    package var properties: Properties

    package init(
        _ kind: Kind, id: UInt16, reason: ReasonCode = .success,
        properties: Properties = Properties()
    ) {
        self.kind = kind
        self.id = id
        self.reason = reason
        self.properties = properties
    }
}

extension Ack: Body {
    /// The first byte of the packet; only PUBREL has flags.
    var header: UInt8 { kind.rawValue << 4 | (kind == .pubrel ? 0b0010 : 0) }

    init(_ kind: Packet.Kind, _ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init(Kind(rawValue: kind.rawValue)!, id: try body.packetID())
        guard version == .v5, !body.isEmpty else { return }
        reason = try body.reason(in: kind, version)
        guard !body.isEmpty else { return }
        properties = try Properties(&body, version, in: Places(kind))
    }

    func size(_ version: Version) -> Int {
        if version == .v3_1_1 { return 2 }
        guard properties.isEmpty else { return 3 + properties.size(version) }
        return reason == .success ? 2 : 3
    }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write(id)
        guard version == .v5 else { return }
        guard properties.isEmpty else {
            writer.write(reason.rawValue)
            properties.write(to: &writer, version)
            return
        }
        if reason != .success { writer.write(reason.rawValue) }
    }
}
