/// A stretch of the way that is timed by itself; the names are those of `report.json`.
package enum Leg: String, CaseIterable, Sendable {
    /// The TCP handshake.
    case connect
    /// The TLS handshake, from the open TCP connection on.
    case handshake
    case connack
    case suback
    case puback
    case pubrec
    case pubcomp
    /// From a message's due instant to its arrival at a subscriber.
    case endToEnd
    /// From the instant that a Will fell due to its arrival at a watcher.
    case will
    /// From a command to the device's answer.
    case roundTrip
    /// From a desired state to the report that matches it.
    case shadow

    /// Its place in arrays that hold one entry a leg.
    package var index: Int {
        switch self {
        case .connect: 0
        case .handshake: 1
        case .connack: 2
        case .suback: 3
        case .puback: 4
        case .pubrec: 5
        case .pubcomp: 6
        case .endToEnd: 7
        case .will: 8
        case .roundTrip: 9
        case .shadow: 10
        }
    }
}
