/// A stretch of the way that is timed by itself; the names are those of `report.json`.
package enum Leg: String, CaseIterable, Sendable {
    /// The TCP handshake.
    case connect
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
        case .connack: 1
        case .suback: 2
        case .puback: 3
        case .pubrec: 4
        case .pubcomp: 5
        case .endToEnd: 6
        case .will: 7
        case .roundTrip: 8
        case .shadow: 9
        }
    }
}
