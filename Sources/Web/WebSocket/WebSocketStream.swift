import Base

/// One end of a WebSocket after the upgrade (RFC 6455), as a stream of bytes.
///
/// MQTT does not care where frames begin and end (5.0 §6.0), so payload goes from one buffer to
/// the other as it comes: nothing waits for a whole frame, and a length that is only promised
/// costs nothing.
///
/// - Cost: beside what the caller lends, at most 14 bytes of a head, 125 of a control frame, and
///   the answers that are owed; masking runs at memory speed.
/// - Source: RFC 6455 §5 and §7; 5.0 §6.0 for binary frames only.
package struct WebSocketStream: Sendable {
    package enum Role: Sendable {
        case client, server
    }

    /// Where the bytes of one call went.
    package struct Received: Equatable, Sendable {
        /// Bytes taken from the input.
        package var consumed = 0
        /// Payload bytes of data frames written to the output.
        package var produced = 0
        /// Bytes of heads and of whole control frames: `consumed` less `produced`.
        package var overhead: Int { consumed - produced }
    }

    /// How the conversation ended; ``receive(_:into:)`` takes nothing more.
    package enum Ending: Equatable, Sendable {
        /// The peer sent a close frame; a code of nil means that it gave none.
        case closed(code: UInt16?, reason: String)
        /// The peer broke the protocol; `code` is what the close frame in ``reply`` says to it.
        case failed(code: UInt16, sentence: String)
    }

    /// The largest MQTT packet is 268,435,460 bytes; a message may hold a few small ones beside.
    package static let largestMessage = 268_435_460 + 65_536

    /// How many bytes of pongs wait for the caller before older ones are dropped.
    package static let longestReply = 2048

    package let role: Role
    /// The longest message, over all its frames, that is let through, in bytes.
    package let maximumMessageBytes: Int

    /// Pong and close frames that the peer is owed; ``longestReply`` bytes and a frame at most.
    ///
    /// When more pings pile up only the newest is answered, as §5.5.3 allows.
    package internal(set) var reply: [UInt8] = []

    package internal(set) var ending: Ending?

    /// Whether a close frame was given to the caller, or lies in ``reply``.
    package internal(set) var hasClosed = false

    /// Not for secrets: masks only keep proxies from mistaking payload for HTTP, and a run with the
    /// same seed sends the same bytes.
    var random: SplitMix64
    var inbound = Inbound()

    /// `seed` gives a client its masking keys.
    package init(
        role: Role, seed: UInt64, maximumMessageBytes: Int = WebSocketStream.largestMessage
    ) {
        self.role = role
        self.maximumMessageBytes = maximumMessageBytes
        random = SplitMix64(seed: seed)
    }

    /// Gives ``reply`` to the caller, who sends it.
    package mutating func takeReply() -> [UInt8] {
        defer { reply = [] }
        return reply
    }
}

extension WebSocketStream {
    /// What is known of the frame being read.
    struct Inbound: Sendable {
        /// Bytes of a head that was cut, at most ``FrameHead/longest``.
        var kept: (UInt64, UInt64) = (0, 0)
        var keptCount = 0

        /// Payload bytes of this frame still to come.
        var remaining = 0
        var key = MaskingKey.none
        var opcode: UInt8 = 0
        var isFinal = false
        var isInFrame = false

        /// Whether a message was begun that no final frame has ended.
        var isInMessage = false
        /// Bytes of this message that its heads have promised.
        var messageBytes = 0

        /// What came of a control frame's payload.
        var control: [UInt8] = []
    }
}
