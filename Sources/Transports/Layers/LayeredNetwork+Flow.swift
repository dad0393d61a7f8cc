package import Base
import Crypto
import Measures
import Reactor
import Web

/// Bytes go up and down through the layers.
extension LayeredNetwork {
    package mutating func read(_ link: Link, into scratch: UnsafeMutableRawBufferPointer) -> Int {
        guard let stack = stack(link.number) else { return sockets.read(link, into: scratch) }
        guard stack.pending.isEmpty else { return takePending(link.number, stack, into: scratch) }
        // Plaintext is never longer than what carried it and what was kept of the last record.
        let room = scratch.count - TLSEngine.largestRecord
        let fits = room >= 4096
        let limit = fits ? min(room, buffers.raw.count) : buffers.raw.count
        let count = sockets.read(
            link, into: UnsafeMutableRawBufferPointer(rebasing: buffers.raw[..<limit]))
        guard count > 0 else { return 0 }
        let raw = UnsafeRawBufferPointer(rebasing: buffers.raw[..<count])
        if fits { return take(raw, link.number, stack, into: scratch) }
        let produced = take(raw, link.number, stack, into: buffers.spare)
        stack.pending.append(contentsOf: buffers.spare[..<produced])
        return takePending(link.number, stack, into: scratch)
    }

    private mutating func takePending(
        _ number: Int, _ stack: Stack, into scratch: UnsafeMutableRawBufferPointer
    ) -> Int {
        let count = min(stack.pending.count, scratch.count)
        guard count > 0 else { return 0 }
        scratch.copyBytes(from: stack.pending[..<count])
        if count == stack.pending.count {
            stack.pending = []
            // The socket had its say while this waited.
            if stack.ending != nil { tell(number, stack) }
        } else {
            stack.pending.removeFirst(count)
            tell(number, stack)
        }
        return count
    }

    /// Takes what came from the socket up through the layers; what is for the owner goes to the
    /// beginning of `out`.
    mutating func take(
        _ raw: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack,
        into out: UnsafeMutableRawBufferPointer
    ) -> Int {
        guard let tls = stack.tls else { return takePlain(raw, number, stack, into: out) }
        let target = stack.isDirect ? out : buffers.middle
        let wasEstablished = tls.isEstablished
        pump.clear()
        let taken = tls.take(raw, into: target)
        ledger.enter(taken.records, to: .tlsRecords, .received)
        ledger.enter(taken.handshake, to: .tlsHandshake, .received)
        flushPump(number, to: .tlsHandshake)
        if !wasEstablished, tls.isEstablished {
            noteSecured(number, stack, tls)
            if stack.listener != nil, taken.plain == 0 { sockets.acknowledge(Link(number)) }
        }
        var produced = taken.plain
        if !stack.isDirect {
            let plain = UnsafeRawBufferPointer(rebasing: target[..<taken.plain])
            produced = takePlain(plain, number, stack, into: out)
        }
        if let ending = tls.ending { end(number, stack, ending) }
        return produced
    }

    private mutating func takePlain(
        _ plain: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack,
        into out: UnsafeMutableRawBufferPointer
    ) -> Int {
        var rest = plain
        if stack.upgrade != nil {
            let count = takeUpgrade(rest, number, stack)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        guard !rest.isEmpty else { return 0 }
        if stack.web != nil { return takeFrames(rest, number, stack, into: out) }
        if stack.poster != nil { return takeAnswers(rest, number, stack, into: out) }
        guard stack.ending == nil, stack.upgrade == nil else {
            ledger.enter(rest.count, to: .webSocketUpgrade, .received)
            return 0
        }
        out.copyMemory(from: rest)
        return rest.count
    }

    private mutating func takeFrames(
        _ plain: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack,
        into out: UnsafeMutableRawBufferPointer
    ) -> Int {
        let received = stack.web!.receive(plain, into: out)
        // What comes after an end belongs to it.
        ledger.enter(plain.count - received.produced, to: .webSocket, .received)
        let reply = stack.web!.takeReply()
        if !reply.isEmpty {
            ledger.enter(reply.count, to: .webSocket, .sent)
            reply.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
        }
        switch stack.web!.ending {
        case nil: break
        case .closed(let code, let reason):
            end(number, stack, code == nil || code == 1000 ? .ended : closed(stack, code!, reason))
        case .failed(_, let sentence):
            fail(number, stack, LinkError(.webSocket, "\(name(of: stack)): \(sentence)"))
        }
        return received.produced
    }

    private func closed(_ stack: Stack, _ code: UInt16, _ reason: String) -> Closure {
        let because = reason.isEmpty ? "" : ": \(reason)"
        return .failed(
            LinkError(
                .webSocket, "\(name(of: stack)) closed the WebSocket with code \(code)\(because)"))
    }

    private mutating func takeAnswers(
        _ plain: UnsafeRawBufferPointer, _ number: Int, _ stack: Stack,
        into out: UnsafeMutableRawBufferPointer
    ) -> Int {
        let produced = stack.poster!.receive(plain, into: out, ledger: &ledger)
        post(number, stack)
        return produced
    }

    /// Sends the request whose turn it is, and ends the link where an answer says so.
    private mutating func post(_ number: Int, _ stack: Stack) {
        if let request = stack.poster!.takeRequest() {
            request.withUnsafeBytes { _ = sendSecured(number, stack, $0) }
            limits.set(number, to: now + stack.poster!.patience)
        } else if !stack.poster!.isWaiting {
            limits.remove(number)
        }
        if stack.poster!.hasRelief { tell(number, stack) }
        if let ending = stack.poster!.ending { end(number, stack, ending) }
    }

    @discardableResult
    package mutating func write(_ link: Link, _ bytes: UnsafeRawBufferPointer) -> Int {
        guard let stack = stack(link.number) else { return sockets.write(link, bytes) }
        guard stack.isReady, stack.ending == nil else { return sockets.drop(bytes.count) }
        if stack.isDirect { return sendSecured(link.number, stack, bytes) }
        if stack.web != nil {
            buffers.outgoing.removeAll(keepingCapacity: true)
            let overhead = stack.web!.frame(bytes, into: &buffers.outgoing)
            ledger.enter(overhead, to: .webSocket, .sent)
            return buffers.outgoing.withUnsafeBytes { sendSecured(link.number, stack, $0) }
        }
        if stack.poster != nil {
            let answer = stack.poster!.take(bytes, at: now, ledger: &ledger)
            if !answer.isEmpty {
                stack.pending += answer
                tell(link.number, stack)
            }
            post(link.number, stack)
            return stack.poster!.keptCount
        }
        return sendSecured(link.number, stack, bytes)
    }

    /// Sends what stands above TLS; returns the bytes that the socket keeps.
    mutating func sendSecured(
        _ number: Int, _ stack: Stack, _ bytes: UnsafeRawBufferPointer
    ) -> Int {
        guard let tls = stack.tls else { return sockets.write(Link(number), bytes) }
        guard tls.canSend else { return sockets.drop(bytes.count) }
        pump.clear()
        ledger.enter(tls.send(bytes), to: .tlsRecords, .sent)
        let kept = sockets.write(Link(number), pump.output)
        pump.clear()
        return kept
    }

    /// Sends what TLS has to say for itself.
    mutating func flushPump(_ number: Int, to account: ByteLedger.Account) {
        guard !pump.output.isEmpty else { return }
        ledger.enter(pump.output.count, to: account, .sent)
        sockets.write(Link(number), pump.output)
        pump.clear()
    }
}
