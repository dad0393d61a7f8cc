package import MQTT

/// Why a link must be closed.
package enum Cause: Equatable, Sendable {
    /// The owner asked for it.
    case asked
    /// The server said no to the CONNECT.
    case refused(Connack)
    /// The server sent DISCONNECT (5.0).
    case disconnected(Disconnect)
    /// No CONNACK came in time.
    case connackTimeout
    /// No PINGRESP came in time.
    case pingTimeout
    /// The peer broke a rule.
    case violation(Violation)
}

/// A rule that a server broke.
package struct Violation: Equatable, Sendable {
    package enum Fault: Equatable, Sendable {
        /// The bytes are no packet.
        case malformed(Malformed)
        /// Larger than the Maximum Packet Size of the CONNECT.
        case tooLarge
        /// Something else came before the CONNACK.
        case beforeConnack
        case secondConnack
        /// A packet that only a client sends, or that has no place in this version.
        case wrongDirection
        /// AUTH, though the CONNECT named no Authentication Method.
        case authNotOffered
        /// Session Present, though this client has no session to resume.
        case sessionNotExpected
        /// A capability in the CONNACK has a value that cannot be.
        case impossibleLimit
        /// More QoS 1 and 2 messages at once than the Receive Maximum of the CONNECT.
        case receiveMaximumExceeded
        /// A Topic Alias of zero or above the Topic Alias Maximum of the CONNECT.
        case topicAliasOutOfRange
        /// A Topic Alias that stands for nothing yet, or no topic at all.
        case topicUnknown
        /// An acknowledgement that does not fit what was sent with this packet identifier.
        case wrongAcknowledgement
        /// SUBACK or UNSUBACK with more or fewer reason codes than there were Topic Filters.
        case wrongNumberOfReasons
    }

    /// The packet that broke it; nil if not even that could be read.
    package var packet: Packet.Kind?
    package var fault: Fault
    package init(_ fault: Fault, in packet: Packet.Kind?) {
        self.packet = packet
        self.fault = fault
    }

    /// What a 5.0 client says in its DISCONNECT.
    package var reason: ReasonCode {
        switch fault {
        case .malformed(let malformed): malformed.reason
        case .tooLarge: .packetTooLarge
        case .receiveMaximumExceeded: .receiveMaximumExceeded
        case .topicAliasOutOfRange: .topicAliasInvalid
        case .beforeConnack, .secondConnack, .wrongDirection, .authNotOffered, .topicUnknown,
            .sessionNotExpected, .impossibleLimit, .wrongAcknowledgement, .wrongNumberOfReasons:
            .protocolError
        }
    }
}
