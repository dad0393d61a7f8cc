package import Base
package import Measures

/// Links to peers, as byte streams on one loop: real sockets or their simulated twin.
///
/// A network is asked, it never calls: the owner takes one ``NetworkEvent``, deals with it to the
/// end and comes back for the next. The owner numbers the links it opens; links that a listener
/// accepts are numbered by the network, from its `firstAccepted` on. A number is free again once
/// `.closed` was taken or ``close(_:abort:)`` called, and no event of its former link comes after.
package protocol Network {
    /// Nanoseconds since the origin that all networks of a run share; never goes back.
    var now: Instant { get }

    /// Reads the clock: ``now`` may be as old as the events that came together.
    ///
    /// - Cost: some 30 ns.
    @discardableResult
    mutating func refresh() -> Instant

    /// What the network has done so far.
    var counters: NetworkCounters { get }

    /// Begins to connect `link`; ends in `.connected` or `.closed`, at the latest after `timeout`.
    mutating func open(_ link: Link, to endpoint: Endpoint, timeout: Duration)

    /// The same, showing `persona` where the layers of the endpoint's scheme ask for one.
    mutating func open(
        _ link: Link, to endpoint: Endpoint, as persona: Persona, timeout: Duration)

    /// Until `link` is closed, ``refreshForArrival()`` is to know when things come on it, as far as
    /// this network can tell.
    ///
    /// - Cost: half a microsecond for each read of `link`, most of it in the kernel.
    mutating func noteArrivals(of link: Link)

    /// Nanoseconds from ``open(_:to:timeout:)`` until the stream stood; nil before, and for
    /// accepted links.
    func connectNanoseconds(of link: Link) -> Int64?

    /// Nanoseconds from the TCP connection until TLS stood; nil where there is none.
    func handshakeNanoseconds(of link: Link) -> Int64?

    /// What the layers between the owner and the sockets added, as it moved; empty where they are
    /// one.
    var ledger: ByteLedger { get }

    /// TLS connections that stood, by what they agreed on.
    var agreements: [TLSAgreement: Int] { get }

    /// Reads what has come into `scratch`, which one loop uses for all its links.
    ///
    /// To be called once for each `.readable`; what did not fit makes the link readable again,
    /// after the others had their turn. So the size of `scratch` is what a busy peer gets at a
    /// time.
    ///
    /// - Returns: the number of bytes; zero when nothing is there. An end or error of the stream
    ///   comes as `.closed` from ``next(until:)``, after all bytes before it were read.
    /// - Cost: one system call; nothing is copied or zeroed.
    mutating func read(_ link: Link, into scratch: UnsafeMutableRawBufferPointer) -> Int

    /// When the last of what was read last had come to this host; reads the clock, so that ``now``
    /// is no earlier.
    ///
    /// To be called after a read that gave something, before the next. What was read at once counts
    /// as come with its last byte. On a link whose arrivals nobody notes it is the reading itself.
    ///
    /// - Cost: as ``refresh()``, twice where the arrival is known.
    mutating func refreshForArrival() -> Instant

    /// Sends `bytes`, and keeps what the peer does not take yet, or all while still connecting.
    ///
    /// A link that is gone takes nothing and keeps nothing; its `.closed` is under way.
    ///
    /// - Returns: bytes now kept. The owner bounds them: it stops writing, or closes the link.
    /// - Cost: one system call while nothing is kept, none otherwise: gather before writing.
    @discardableResult
    mutating func write(_ link: Link, _ bytes: UnsafeRawBufferPointer) -> Int

    /// Tells of no more bytes of `link` until ``resume(_:)``, so that its peer has to wait.
    ///
    /// A link that breaks ends the pause: what had come by then can be read, then it closes.
    mutating func pause(_ link: Link)

    mutating func resume(_ link: Link)

    /// Ends `link`; with `abort`, by a reset and without sending what is kept. No `.closed`
    /// follows.
    ///
    /// Without `abort` what is kept still goes out, for a short while, behind the owner's back.
    mutating func close(_ link: Link, abort: Bool)

    /// Asks for one `.due(link)` at `deadline`, replacing any earlier request for `link`;
    /// `Instant.never` withdraws it. A link need not be open to be woken, nor does closing it
    /// withdraw the request.
    mutating func wake(_ link: Link, at deadline: Instant)

    /// The next event, or nil once `limit` has come and nothing is there.
    ///
    /// Under constant load nil may never come: who has something to do at `limit` asks to be woken,
    /// or looks at ``now``.
    mutating func next(until limit: Instant) -> NetworkEvent?
}

/// What holds for networks without layers.
extension Network {
    package mutating func open(
        _ link: Link, to endpoint: Endpoint, as persona: Persona, timeout: Duration
    ) {
        open(link, to: endpoint, timeout: timeout)
    }

    package func handshakeNanoseconds(of link: Link) -> Int64? { nil }

    package var ledger: ByteLedger { ByteLedger() }

    package var agreements: [TLSAgreement: Int] { [:] }
}

extension Network {
    /// Sends an array, for where no hot path runs.
    @discardableResult
    package mutating func write(_ link: Link, _ bytes: [UInt8]) -> Int {
        bytes.withUnsafeBytes { write(link, $0) }
    }

    /// Reads into an array, for where no hot path runs.
    package mutating func read(_ link: Link, limit: Int = 65_536) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = read(link, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

package enum NetworkEvent: Equatable, Sendable {
    case connected(Link)
    /// The listener `by`, counted from zero in the order they were made, has a new link.
    case accepted(Link, by: Int)
    case readable(Link)
    /// Everything that ``Network/write(_:_:)`` had kept is gone.
    case drained(Link)
    case closed(Link, Closure)
    case due(Link)
    /// Another thread asked for the loop's attention.
    case woken
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
        case refused, timedOut, unreachable, reset, outOfPorts, outOfDescriptors
        /// A layer above the socket refused, on either side.
        case tls, webSocket, http
        case other
    }

    package var kind: Kind
    /// One sentence that names the peer and what to do.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// What a network has done since it was made.
package struct NetworkCounters: Equatable, Sendable {
    package var opened = 0
    package var connected = 0
    package var accepted = 0
    /// Links that ended for whatever reason, by either side.
    package var closed = 0
    /// Stream bytes received and handed to the kernel, without any of TCP/IP's own.
    package var bytesIn = 0
    package var bytesOut = 0
    /// Bytes that were to be sent when their link broke or was cut.
    package var bytesDropped = 0
    /// Bytes of ``bytesIn`` that came after their link was closed here, and went to nobody.
    package var bytesIgnored = 0
    package var reads = 0
    package var writes = 0
    /// What TCP did below them, of links that have ended.
    package var segments = SegmentCounts()
    /// Waits of the loop: with ``reads`` and ``writes``, nearly all system calls there are.
    package var waits = 0
    /// Bytes that peers have not taken yet, of all links.
    package var bytesKept = 0
    /// How long links have had bytes kept, summed over all links, in nanoseconds.
    package var keptNanoseconds: Int64 = 0
    /// How often accepting had to rest because no file descriptor was left.
    package var acceptsDeferred = 0

    package init() {}
}
