extension WebSocketStream {
    /// Reads frames from `input` and writes what data frames carry to `output`, without masks.
    ///
    /// Stops when the input is used up, when payload comes and the output is full, or when the
    /// conversation has ended, see ``ending``. Control frames between and inside of messages are
    /// dealt with on the way; look at ``reply`` afterwards.
    package mutating func receive(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> Received {
        var moved = Received()
        while ending == nil {
            if !inbound.isInFrame {
                guard begin(input, &moved) else { break }
            }
            if inbound.opcode & 8 != 0 {
                guard takeControl(input, &moved) else { break }
            } else {
                guard takeData(input, &moved, output) else { break }
            }
        }
        return moved
    }

    /// Reads a head; false when it is not there yet, or is wrong.
    private mutating func begin(
        _ input: UnsafeRawBufferPointer, _ moved: inout Received
    ) -> Bool {
        let rest = UnsafeRawBufferPointer(rebasing: input[moved.consumed...])
        guard !rest.isEmpty else { return false }
        if inbound.keptCount == 0 {
            switch FrameHead.scan(rest, masked: role == .server) {
            case .head(let head):
                moved.consumed &+= head.size
                return open(head)
            case .fault(let fault):
                fail(fault)
                return false
            case .short: break
            }
        }
        return beginKept(rest, &moved)
    }

    /// The same when the head is cut by the end of a read.
    private mutating func beginKept(
        _ rest: UnsafeRawBufferPointer, _ moved: inout Received
    ) -> Bool {
        let before = inbound.keptCount
        let added = min(rest.count, FrameHead.longest - before)
        let scan = withUnsafeMutableBytes(of: &inbound.kept) { kept in
            for index in 0..<added { kept[before + index] = rest[index] }
            return FrameHead.scan(
                UnsafeRawBufferPointer(rebasing: kept[..<(before + added)]),
                masked: role == .server)
        }
        switch scan {
        case .short:
            inbound.keptCount = before + added
            moved.consumed += added
            return false
        case .fault(let fault):
            fail(fault)
            return false
        case .head(let head):
            inbound.keptCount = 0
            moved.consumed += head.size - before
            return open(head)
        }
    }

    /// Checks a head against the message that it belongs to.
    private mutating func open(_ head: FrameHead) -> Bool {
        if !head.isControl {
            switch head.opcode {
            case FrameHead.Opcode.continuation:
                guard inbound.isInMessage else { return fail(.strayContinuation) }
            case FrameHead.Opcode.text:
                return fail(inbound.isInMessage ? .interruptedMessage : .text)
            default:
                guard !inbound.isInMessage else { return fail(.interruptedMessage) }
                inbound.messageBytes = 0
            }
            guard head.length <= maximumMessageBytes &- inbound.messageBytes else {
                return fail(
                    .tooLarge(frame: head.length, limit: maximumMessageBytes))
            }
            inbound.messageBytes &+= head.length
            inbound.isInMessage = !head.isFinal
        }
        inbound.opcode = head.opcode
        inbound.isFinal = head.isFinal
        inbound.remaining = head.length
        inbound.key = head.key
        inbound.isInFrame = true
        return true
    }

    /// Moves payload; false when the input ends or the output is full.
    private mutating func takeData(
        _ input: UnsafeRawBufferPointer, _ moved: inout Received,
        _ output: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let count = min(
            inbound.remaining, input.count &- moved.consumed, output.count &- moved.produced)
        if count > 0, let source = input.baseAddress, let target = output.baseAddress {
            inbound.key.copy(source + moved.consumed, to: target + moved.produced, count: count)
            moved.consumed &+= count
            moved.produced &+= count
            inbound.remaining &-= count
        }
        guard inbound.remaining == 0 else { return false }
        inbound.isInFrame = false
        return true
    }

    /// Gathers a control frame and acts on it; false when the input ends first.
    private mutating func takeControl(
        _ input: UnsafeRawBufferPointer, _ moved: inout Received
    ) -> Bool {
        let count = min(inbound.remaining, input.count - moved.consumed)
        if count > 0, let source = input.baseAddress {
            let start = inbound.control.count
            inbound.control.append(
                contentsOf: UnsafeRawBufferPointer(start: source + moved.consumed, count: count))
            inbound.control.withUnsafeMutableBytes { bytes in
                let place = bytes.baseAddress! + start
                inbound.key.copy(place, to: place, count: count)
            }
            moved.consumed += count
            inbound.remaining -= count
        }
        guard inbound.remaining == 0 else { return false }
        inbound.isInFrame = false
        let payload = inbound.control
        inbound.control = []
        switch inbound.opcode {
        case FrameHead.Opcode.ping:
            let pong = control(FrameHead.Opcode.pong, payload)
            if reply.count + pong.count > Self.longestReply { reply = [] }
            reply += pong
        case FrameHead.Opcode.close:
            closed(by: payload)
        default: break
        }
        return true
    }

    /// Acts on a close frame (§5.5.1, §7.4).
    private mutating func closed(by payload: [UInt8]) {
        guard !payload.isEmpty else { return end(.closed(code: nil, reason: ""), reply: []) }
        guard payload.count >= 2 else {
            fail(.shortClose)
            return
        }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard Self.mayBeSent(code) else {
            fail(.closeCode(code))
            return
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else {
            fail(.closeReason)
            return
        }
        end(.closed(code: code, reason: reason), reply: Array(payload[..<2]))
    }

    /// Codes that may stand in a frame: §7.4.1, §7.4.2 and the registry that §11.7 set up.
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    @discardableResult
    private mutating func fail(_ fault: Fault) -> Bool {
        let code = fault.code
        end(
            .failed(code: code, sentence: fault.description),
            reply: [UInt8(code >> 8), UInt8(code & 0xFF)])
        return false
    }

    private mutating func end(_ ending: Ending, reply payload: [UInt8]) {
        self.ending = ending
        guard !hasClosed else { return }
        hasClosed = true
        reply += control(FrameHead.Opcode.close, payload)
    }
}
