package import MQTT

/// Who takes part in a case, by a name that says its part; each has a client identifier of its own.
package struct Peer: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let description: String

    package init(stringLiteral name: String) { description = name }
}

/// One move of a conversation.
///
/// Texts may hold `{}` for the case's own topic level, `{peer}` for the client identifier of a
/// peer, `{assigned}` for the last Assigned Client Identifier, `{23}` for an identifier of the
/// case's own that is 23 bytes long, and `{restricted}` for a topic that clients may not publish
/// to.
package indirect enum Move: Sendable {
    /// Opens a network connection, in place of the peer's last.
    case open(Peer)
    /// The same without the WebSocket, which the case then asks for and writes by itself.
    case openBare(Peer)
    /// Asks for a WebSocket, offers these sub-protocols, and waits until it is there with `mqtt`.
    case upgrade(Peer, [String])
    case send(Packet, Peer)
    /// Sends bytes that need not be a packet.
    case raw([Part], Peer)
    /// Sends a PUBLISH one byte larger than the Maximum Packet Size that CONNACK announced.
    case exceed(Peer)
    /// Waits until what has come, and how the connection fares, is one of the reactions.
    case await(Peer, [Reaction], within: Window)
    /// Acknowledges the last PUBLISH that came, whose QoS asked for it, or the one so many before;
    /// the identifier is the PUBLISH's.
    case answer(Ack, Peer, back: Int)
    /// Answers the last challenge as the reference broker's method wants it, with this reason and
    /// in the name of this method.
    case solve(Peer, ReasonCode, method: String)
    /// Waits until each of these has come to exactly one of the peers, in any order.
    case awaitAmong([Peer], [Pattern])
    /// From here on deliveries are acknowledged by moves only, or by themselves again.
    case hold(Peer, Bool)
    /// Waits a second at most until the broker closes after DISCONNECT, then closes: both do.
    case depart(Peer)
    /// Ends the network connection without a word.
    case cut(Peer)
    /// Lets time pass.
    case pass(Duration)
    /// These in turn.
    case all([Move])
}

/// When an answer counts: not before the first, at the latest at the second, from the move before.
package enum Window: Equatable, Sendable {
    /// As soon as a broker can that is not in trouble: the patience of the run.
    case soon
    /// For what the broker does of itself: never before the first; the second is generous.
    case between(Duration, Duration)
    /// After one and a half of the Server Keep Alive that CONNACK announced.
    case silence
}

/// What may be seen of a peer's connection, and what that means.
package struct Reaction: Sendable {
    package enum End: Sendable {
        /// Nothing is said about the connection.
        case any
        /// The broker has closed it.
        case closed
        /// A PINGREQ sent now is answered.
        case alive
        /// The broker has not closed it when the time is over.
        case standing
    }

    /// Why this is no failure though it is not what the rule says: `A7`.
    package var allowance: String?
    /// What the broker would have to do for the rule to say anything: the case is skipped.
    package var moot: String?
    /// What comes, in this order.
    package var packets: [Pattern]
    package var inAnyOrder: Bool
    package var end: End

    package init(
        _ packets: [Pattern], inAnyOrder: Bool = false, end: End = .any, allowance: String? = nil
    ) {
        self.packets = packets
        self.inAnyOrder = inAnyOrder
        self.end = end
        self.allowance = allowance
    }
}
