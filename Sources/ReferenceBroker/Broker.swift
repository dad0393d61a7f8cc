package import Base
package import MQTT

/// A whole broker of MQTT 3.1.1 and 5.0 as one value: packets and instants in, actions out.
///
/// Faithful but for at most one ``Mutant``. The owner opens links, feeds it what comes on them,
/// carries out its actions in their order, and calls ``tick(at:into:)`` at ``deadline``.
package struct Broker: Sendable {
    /// What the owner is to do.
    package enum Action: Equatable, Sendable {
        /// Encode for ``Broker/version(of:)`` and send.
        case send(Packet, Link)
        /// Send what is still to be sent, then close. The broker knows the link no more; telling
        /// it of the end with ``Broker/closed(_:at:into:)`` does no harm.
        case close(Link)
        /// Hand to the internal service that claimed the topic (``Configuration/services``).
        case serve(Publish)
    }

    let configuration: Configuration
    let mutant: Mutant?
    package internal(set) var statistics = Statistics()
    var chance: SplitMix64

    package init(
        _ configuration: Configuration = .init(), mutant: Mutant? = nil, seed: UInt64 = 0
    ) {
        self.configuration = configuration
        self.mutant = mutant
        chance = SplitMix64(seed: seed)
    }

    /// Begins a connection on `link`, which must be free; starts the wait for CONNECT.
    package mutating func opened(_ link: Link, at now: Instant) {
    }

    /// Answers one packet; ignores it on a link that is not open.
    package mutating func receive(
        _ packet: Packet, on link: Link, at now: Instant, into actions: inout [Action]
    ) {
    }

    /// Answers bytes that were no packet: says why where the version has words for it, and closes.
    package mutating func receive(
        _ malformed: Malformed, on link: Link, at now: Instant, into actions: inout [Action]
    ) {
    }

    /// Takes note that the network connection is gone.
    package mutating func closed(_ link: Link, at now: Instant, into actions: inout [Action]) {
    }

    /// Takes note that bytes for `link` pile up, or no longer do.
    ///
    /// Until then QoS 0 is dropped and counted, QoS 1 and 2 wait in the session.
    package mutating func congested(
        _ link: Link, _ isCongested: Bool, at now: Instant, into actions: inout [Action]
    ) {
    }

    /// Publishes in the name of an internal service.
    package mutating func publish(
        _ message: Publish, at now: Instant, into actions: inout [Action]
    ) {
    }

    /// Does all that is due at `now`; never leaves a ``deadline`` in the past.
    package mutating func tick(at now: Instant, into actions: inout [Action]) {
    }

    /// When to call ``tick(at:into:)`` at the latest.
    package var deadline: Instant { .never }

    /// What to decode from and encode for `link`; nil until its CONNECT has come.
    ///
    /// Stays known after a close until the link is opened again, so that last words can be encoded.
    package func version(of link: Link) -> Version? { nil }
}
