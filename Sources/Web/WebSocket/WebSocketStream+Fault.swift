extension WebSocketStream {
    /// What a peer did that RFC 6455, or MQTT over it, forbids.
    enum Fault: Hashable, Sendable {
        case reservedBits
        case opcode(UInt8)
        case unmasked, masked
        case fragmentedControl, longControl
        case longForm(Int), topBit
        case strayContinuation, interruptedMessage
        case text
        case tooLarge(frame: Int, limit: Int)
        case shortClose, closeCode(UInt16), closeReason

        /// The close code to answer with (§7.4.1).
        var code: UInt16 {
            switch self {
            case .text: 1003
            case .closeReason: 1007
            case .tooLarge: 1009
            default: 1002
            }
        }
    }
}

extension WebSocketStream.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .reservedBits:
            "the peer set a reserved bit of a WebSocket frame, though no extension was agreed on "
                + "(RFC 6455 §5.2)"
        case .opcode(let opcode):
            "the peer sent a WebSocket frame of the reserved opcode \(opcode) (RFC 6455 §5.2)"
        case .unmasked:
            "the client sent a WebSocket frame without a mask (RFC 6455 §5.1)"
        case .masked:
            "the server sent a WebSocket frame under a mask (RFC 6455 §5.1)"
        case .fragmentedControl:
            "the peer split a WebSocket control frame (RFC 6455 §5.5)"
        case .longControl:
            "the peer sent a WebSocket control frame of more than 125 bytes (RFC 6455 §5.5)"
        case .longForm(let length):
            "the peer wrote the frame length \(length) in a longer form than it needs "
                + "(RFC 6455 §5.2)"
        case .topBit:
            "the peer set the top bit of a 64-bit WebSocket frame length (RFC 6455 §5.2)"
        case .strayContinuation:
            "the peer continued a WebSocket message that it had not begun (RFC 6455 §5.4)"
        case .interruptedMessage:
            "the peer began a WebSocket message inside another one (RFC 6455 §5.4)"
        case .text:
            "the peer sent a WebSocket text frame; MQTT travels in binary frames [MQTT-6.0.0-1]"
        case .tooLarge(let frame, let limit):
            "the peer announced a WebSocket frame of \(frame) bytes, which makes its message "
                + "longer than the \(limit) that are let through"
        case .shortClose:
            "the peer sent a WebSocket close frame with half a code (RFC 6455 §5.5.1)"
        case .closeCode(let code):
            "the peer closed the WebSocket with code \(code), which no frame may carry "
                + "(RFC 6455 §7.4)"
        case .closeReason:
            "the peer closed the WebSocket with a reason that is not UTF-8 (RFC 6455 §5.5.1)"
        }
    }
}
