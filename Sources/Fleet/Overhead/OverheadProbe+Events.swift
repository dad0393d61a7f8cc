import Base
import MQTT
import Measures
import Sessions
import Transports

/// What comes.
extension OverheadProbe {
    /// Takes the next event on the way to what is awaited, which must come in time.
    mutating func advance(_ awaited: String) throws(OverheadTrouble) {
        guard try turn(until: limit), net.now < limit else {
            throw OverheadTrouble(
                isConnected ? .refused : .unreachable,
                "\(name) did not answer in time: no \(awaited) came within "
                    + "\(order.patience.inSeconds) s")
        }
    }

    /// Takes the next event.
    ///
    /// - Returns: false once `limit` has come.
    mutating func turn(until limit: Instant) throws(OverheadTrouble) -> Bool {
        guard let event = net.next(until: limit) else { return false }
        switch event {
        case .connected:
            session.open(connect, at: net.now, into: &output)
            flush()
        case .readable: try receive()
        case .drained: isCongested = false
        case .closed(_, let closure):
            isOpen = false
            // A server of HTTP may end a connection between two requests.
            if isHTTP, isConnected, answered == sent, closure == .ended { return true }
            let kind = isConnected ? OverheadTrouble.Kind.refused : .unreachable
            switch closure {
            case .failed(let error): throw OverheadTrouble(kind, error.message)
            case .ended: throw OverheadTrouble(kind, "\(name) closed the connection")
            }
        case .accepted, .due, .woken: break
        }
        return true
    }

    private mutating func receive() throws(OverheadTrouble) {
        let count = net.read(Self.link, into: scratch.bytes)
        if let answers = net.answers(of: Self.link) { take(answers) }
        guard count > 0 else { return }
        let new = UnsafeRawBufferPointer(rebasing: scratch.bytes[..<count])
        if leftover.isEmpty {
            try take(new)
        } else {
            let bytes = leftover + new
            leftover = []
            try bytes.withUnsafeBufferPointer { (bytes) throws(OverheadTrouble) in
                try take(UnsafeRawBufferPointer(bytes))
            }
        }
        flush()
    }

    private mutating func take(_ new: HTTPAnswers) {
        answered = new.count
        bodyBytes += new.bodyBytes - answers.bodyBytes
        answers = new
    }

    private mutating func take(_ bytes: UnsafeRawBufferPointer) throws(OverheadTrouble) {
        var at = 0
        while at < bytes.count {
            let end: Int
            do {
                guard let frame = try Frame.first(in: bytes, from: at, limit: 1 << 20) else {
                    leftover = Array(bytes[at...])
                    return
                }
                end = frame.end
            } catch {
                // The session finds the same fault, and says which.
                end = bytes.count
            }
            let frame = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
            at = end
            var accounts = Accounts()
            accounts.add(frame: frame, version: order.version)
            enter(accounts, .received)
            if accounts.keepAlive > 0 { pongs += 1 }
            _ = session.receive(frame: frame, at: net.now, into: &output)
            try takeNotices()
        }
    }

    private mutating func takeNotices() throws(OverheadTrouble) {
        guard !output.notices.isEmpty else { return }
        for notice in output.notices {
            switch notice {
            case .connected(let connack, _):
                isConnected = true
                keepAlive = order.keepAlive
                for case .serverKeepAlive(let seconds) in connack.properties.list {
                    keepAlive = seconds
                }
            case .acknowledged(let answer) where answer.reason.isFailure:
                throw OverheadTrouble(.refused, "\(name) refused a message: \(answer.reason)")
            case .acknowledged: if !isHTTP { answered += 1 }
            case .closing(let cause):
                throw OverheadTrouble(
                    isConnected ? .refused : .unreachable,
                    "\(name): \(cause.sentence(order.version))")
            default: break
            }
        }
        output.notices.removeAll(keepingCapacity: true)
    }
}
