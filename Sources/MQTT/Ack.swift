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
