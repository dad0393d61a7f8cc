import Base
import MQTT

/// One link from its opening to its end.
struct Connection: Sendable {
    enum State: Sendable { case closed, waitingForConnect, authenticating, connected }

    var state = State.closed
    /// Stays after the end, for the encoding of the last words.
    var version: Version?
    var session: Int32 = -1
    /// What is proved about the peer.
    var proof: Proof?
    var lastReceived = Instant.zero
    /// Nanoseconds of silence that are borne; 0 is any.
    var patience: Int64 = 0
    var isCongested = false
    var wantsReasons = true
    /// What the client has still to answer.
    var challenge: PendingChallenge?
    /// Whether it came in by the method of ``Challenge``.
    var isProved = false
    /// Whether the session was there before.
    var isResumed = false
    /// Whether CONNECT asked for a session that ends with the connection (5.0 §3.14.2.2.2).
    var endsSession = false

    /// QoS 1 and 2 messages that may still be sent (5.0 §4.9), and how many at first.
    var quota = 0
    var quotaMaximum = 0
    /// QoS 2 messages of the client that wait for PUBREL on this connection.
    var unreleased = 0
    var maximumPacketSize = Int.max

    /// By alias minus one, what the client has set; "" is nothing.
    var aliases: [String] = []
    var ownAliases: [Exact<String>: UInt16] = [:]
    var ownAliasMaximum = 0

    /// The topic of the last PUBLISH, and what was found out about it.
    var topic = ""
    var slot = 0
    /// The generation of ``TopicCache`` that ``slot`` belongs to; 0 is none.
    var generation = 0
    var mayPublish = false
}
