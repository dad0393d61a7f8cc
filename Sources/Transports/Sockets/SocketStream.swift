import Reactor

/// What a socket network knows of one link; 56 bytes, and a descriptor's 32 while open.
///
/// What flows is plain bytes. A scheme with layers of its own (TLS, WebSocket) adds their state
/// here as one reference, nil for plain streams.
struct SocketStream {
    enum State: UInt8 {
        case free, connecting, open
        /// Closed by the peer, the kernel or a time-out; the owner is yet to hear of it.
        case over
    }

    var descriptor: Descriptor? {
        didSet { socket = descriptor?.number ?? -1 }
    }
    /// What the peer does not take yet; no memory while there is none.
    var kept: [UInt8] = []
    /// Bytes at the start of ``kept`` that are sent already.
    var sent: Int32 = 0
    /// Tells this link from earlier ones of its number.
    var generation: UInt32 = 0
    /// When opened, until connected; then since when bytes are kept.
    var since: Int64 = 0
    /// How long connecting took; -1 for unknown.
    var connectNanoseconds: Int64 = -1
    /// Which of the network's endpoints; -1 for an accepted link.
    var endpoint: Int32 = -1
    /// Why it is over, or what a write ran into; zero for an end in order.
    var error: Int32 = 0
    /// The number of ``descriptor``: to read and write is not to share its ownership.
    private(set) var socket: Int32 = -1
    var state = State.free
    var paused = false
    /// The kernel notes when things come.
    var isStamped = false

    var keptCount: Int { kept.count - Int(sent) }

    /// What the loop should tell of an open stream.
    var interest: Readiness {
        var interest = Readiness()
        if !paused { interest.insert(.readable) }
        if keptCount > 0 { interest.insert(.writable) }
        return interest
    }
}
