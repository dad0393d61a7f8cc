import Base

extension WebSocketStream {
    /// Appends `payload` as one final binary frame, and returns the bytes of its head.
    ///
    /// - Cost: one copy and, for a client, one pass with the mask; no allocation while `output` has
    ///   room.
    package mutating func frame(
        _ payload: UnsafeRawBufferPointer, into output: inout [UInt8]
    ) -> Int {
        append(FrameHead.Opcode.binary, payload, to: &output)
    }

    /// A close frame, or nothing if one was sent before.
    ///
    /// The reason is cut to the 123 bytes that a frame has room for, between two characters.
    /// - Precondition: `code` is one that may be sent (RFC 6455 §7.4), such as 1000.
    package mutating func close(code: UInt16 = 1000, reason: String = "") -> [UInt8] {
        precondition(Self.mayBeSent(code), "close code \(code) must not be sent (RFC 6455 §7.4)")
        guard !hasClosed else { return [] }
        hasClosed = true
        var payload = [UInt8(code >> 8), UInt8(code & 0xFF)]
        for scalar in reason.unicodeScalars {
            let bytes = UTF8.encode(scalar)!
            guard payload.count + bytes.count <= FrameHead.longestControl else { break }
            payload += bytes
        }
        return control(FrameHead.Opcode.close, payload)
    }

    /// A ping frame, which the peer must answer with the same payload.
    ///
    /// - Precondition: at most 125 bytes (RFC 6455 §5.5).
    package mutating func ping(_ payload: [UInt8] = []) -> [UInt8] {
        precondition(payload.count <= FrameHead.longestControl, "a ping holds 125 bytes at most")
        return control(FrameHead.Opcode.ping, payload)
    }

    /// A control frame.
    mutating func control(_ opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        payload.withUnsafeBytes { bytes in
            _ = append(opcode, bytes, to: &frame)
        }
        return frame
    }

    private mutating func append(
        _ opcode: UInt8, _ payload: UnsafeRawBufferPointer, to output: inout [UInt8]
    ) -> Int {
        guard role == .client else {
            let size = FrameHead.append(
                opcode: opcode, length: payload.count, key: nil, to: &output)
            output.append(contentsOf: payload)
            return size
        }
        var key = MaskingKey(word: UInt32(truncatingIfNeeded: random.next()))
        let size = FrameHead.append(
            opcode: opcode, length: payload.count, key: key.word, to: &output)
        let start = output.count
        output.append(contentsOf: payload)
        output.withUnsafeMutableBytes { bytes in
            guard !payload.isEmpty, let base = bytes.baseAddress else { return }
            key.copy(base + start, to: base + start, count: payload.count)
        }
        return size
    }
}
