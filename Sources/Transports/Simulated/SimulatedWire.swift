import Base

/// What travels between the two ends of a simulated connection.
enum Parcel {
    case open
    case refused
    case bytes([UInt8])
    /// The sender has ended the stream in order.
    case end
    /// The sender has broken the stream off.
    case reset
    /// The wire itself is gone.
    case severed
}

/// A simulated connection: both its ends, and the wire between.
struct SimulatedWire {
    enum End {
        case connecting, open, gone
    }

    let client: Link
    let endpoint: Endpoint
    let openedAt: Instant
    var random: SplitMix64
    var clientEnd = End.connecting
    var serverEnd = End.connecting
    /// What the server calls the link, once it knows of it.
    var server: Link?
    var connectNanoseconds: Int64?
    /// Nothing that is under way arrives any more.
    var isCut = false

    /// Bytes of the client that have not reached the server.
    var underWay = 0
    var kept: [UInt8] = []
    var keptSince = Instant.zero
    /// The server's side does not read.
    var stalled = false
    /// What came while it did not.
    var unread: [Parcel] = []

    /// Bytes that the client's owner has not read, and how the stream ended after them.
    var inbox: [UInt8] = []
    /// When the last of them came.
    var arrivedAt = Instant.zero
    var closure: Closure?
    var paused = false
    /// A look at the inbox is on the agenda already.
    var lookPlanned = false

    /// When the last parcel arrives, either way: the next may not overtake it.
    var lastAtServer = Instant.zero
    var lastAtClient = Instant.zero
}
