package import Base

/// The other end of a simulated network: a broker as a value, or whatever a test needs.
///
/// Its links are numbered by the network, densely, and a number is used again once `closed` was
/// called or the server closed it itself. They are not the client's numbers.
package protocol SimulatedServer {
    mutating func opened(_ link: Link, at now: Instant, into replies: inout SimulatedReplies)

    /// Takes bytes of a stream, cut at any place.
    mutating func receive(
        _ bytes: [UInt8], on link: Link, at now: Instant, into replies: inout SimulatedReplies)

    /// The client is gone: in order, or with `aborted` by a reset or a cut.
    mutating func closed(
        _ link: Link, aborted: Bool, at now: Instant, into replies: inout SimulatedReplies)

    /// When ``tick(at:into:)`` next has something to do; `Instant.never` when only bytes move it.
    var deadline: Instant { get }

    /// Called once ``deadline`` has come; must move it on.
    mutating func tick(at now: Instant, into replies: inout SimulatedReplies)
}

/// What a simulated server wants done, in order.
package struct SimulatedReplies {
    enum Deed {
        case send([UInt8], Link)
        case close(Link, abort: Bool)
    }

    var deeds: [Deed] = []

    package init() {}

    package mutating func send(_ bytes: [UInt8], on link: Link) {
        if !bytes.isEmpty { deeds.append(.send(bytes, link)) }
    }

    /// Ends `link`; what was sent before still arrives, but for `abort`.
    package mutating func close(_ link: Link, abort: Bool = false) {
        deeds.append(.close(link, abort: abort))
    }
}

/// How well a simulated network serves.
package struct SimulatedConditions: Equatable, Sendable {
    /// One way.
    package var latency = Duration.milliseconds(1)
    /// Up to so much is added to the latency of each piece; each link's order is kept.
    package var jitter = Duration.zero
    /// How long the client's side takes to read what has come, while it has read all before.
    package var readDelay = Duration.zero
    /// Streams are cut into pieces of so many bytes, by chance; nil leaves each write whole.
    package var pieces: ClosedRange<Int>?
    /// Bytes of one link that may be under way to the server; more are kept.
    package var window = 65_536
    /// The share of attempts to connect that is refused.
    package var refused = 0.0
    /// The share of attempts to connect that is never answered.
    package var unanswered = 0.0
    /// How long links live, from nothing to twice as long by chance, before they are cut.
    package var meanLife: Duration?

    package init() {}
}
