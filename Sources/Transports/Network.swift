package import Base

/// Links to peers, as byte streams on one loop: real sockets or their simulated twin.
///
/// A network is asked, it never calls: the owner takes one ``NetworkEvent``, deals with it to the
/// end and comes back for the next. The owner numbers the links it opens; links that a listener
/// accepts are numbered by ``NetworkEvent/accepted(_:by:)``'s network, from `firstAccepted` on.
package protocol Network {
    /// Nanoseconds since the origin that all networks of a run share; never goes back.
    var now: Instant { get }

    /// Begins to connect `link`; ends in `.connected` or `.closed`, at the latest after `timeout`.
    mutating func open(_ link: Link, to endpoint: Endpoint, timeout: Duration)

    /// Reads what has come, appending to `buffer` at most `limit` bytes.
    ///
    /// - Returns: the number of bytes; zero when nothing is there. An end or error of the stream
    ///   comes as `.closed` from ``next(until:)``, after all bytes before it were read.
    mutating func read(_ link: Link, into buffer: inout [UInt8], limit: Int) -> Int

    /// Sends `bytes`, and keeps what the peer does not take yet.
    ///
    /// - Returns: bytes now kept. The owner bounds them: it stops writing, or closes the link.
    @discardableResult
    mutating func write(_ link: Link, _ bytes: UnsafeRawBufferPointer) -> Int

    /// Ends `link`; with `abort`, by a reset and without sending what is kept. No `.closed` follows.
    mutating func close(_ link: Link, abort: Bool)

    /// Asks for one `.due(link)` at `deadline`, replacing any earlier request for `link`;
    /// `Instant.never` withdraws it. A link need not be open to be woken.
    mutating func wake(_ link: Link, at deadline: Instant)

    /// The next event, or nil once `limit` has come without one.
    mutating func next(until limit: Instant) -> NetworkEvent?
}

package enum NetworkEvent: Equatable, Sendable {
    case connected(Link)
    case accepted(Link, by: Int)
    case readable(Link)
    /// Everything that ``Network/write(_:_:)`` had kept is gone.
    case drained(Link)
    case closed(Link, Closure)
    case due(Link)
}

/// Why a link is gone, in words for a person where it was an error.
package enum Closure: Equatable, Sendable {
    /// The peer ended its side in order.
    case ended
    /// The peer or the kernel broke it; or it never came to be (refused, no route, timeout …).
    case failed(LinkError)
}

/// What went wrong with a link.
package struct LinkError: Error, Equatable, Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case refused, timedOut, unreachable, reset, outOfPorts, outOfDescriptors, other
    }

    package var kind: Kind
    /// One sentence that names the peer and what to do.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// Where a broker listens: one URL, resolved.
package struct Endpoint: Hashable, Sendable {
    package enum Host: Hashable, Sendable {
        /// Four or sixteen bytes, in network order.
        case address([UInt8])
    }

    package var host: Host
    package var port: UInt16
    /// As the user wrote it, for messages.
    package var text: String

    package init(host: Host, port: UInt16, text: String) {
        self.host = host
        self.port = port
        self.text = text
    }
}
