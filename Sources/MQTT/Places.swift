/// A set of packet types and the Will, which has properties of its own.
struct Places: OptionSet, Sendable {
    let rawValue: UInt16

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    init(_ kind: Packet.Kind) {
        rawValue = 1 << UInt16(kind.rawValue)
    }

    static let will = Places(rawValue: 1)
    static let connect = Places(.connect)
    static let connack = Places(.connack)
    static let publish = Places(.publish)
    static let puback = Places(.puback)
    static let pubrec = Places(.pubrec)
    static let pubrel = Places(.pubrel)
    static let pubcomp = Places(.pubcomp)
    static let subscribe = Places(.subscribe)
    static let suback = Places(.suback)
    static let unsubscribe = Places(.unsubscribe)
    static let unsuback = Places(.unsuback)
    static let disconnect = Places(.disconnect)
    static let auth = Places(.auth)

    /// PUBACK, PUBREC, PUBREL and PUBCOMP.
    static let acks: Places = [.puback, .pubrec, .pubrel, .pubcomp]
}
