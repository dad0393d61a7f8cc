import Base
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Bytes come in as packets and leave in one write a wake-up.
extension Shard {
    /// Bytes that a peer may leave untaken before its client holds back.
    private static var highWater: Int { 256 << 10 }

    mutating func receive(_ index: Int) {
        let count = net.read(Link(index), into: scratch.bytes)
        guard count > 0 else { return }
        noteArrival()
        tally.timeline.add(count, to: .bytesIn, at: now)
        lastArrival = now
        output.clear()
        if clients[index].leftover.isEmpty {
            take(UnsafeRawBufferPointer(rebasing: scratch.bytes[..<count]), index)
        } else {
            var bytes = clients[index].leftover
            clients[index].leftover = []
            bytes.append(contentsOf: scratch.bytes[..<count])
            bytes.withUnsafeBytes { take($0, index) }
        }
        guard clients[index].presence != .absent else { return }
        // What was acknowledged makes room, so that one write says all.
        if clients[index].turn > 0 { publishFlatOut(index) }
        flush(index)
        rest(index)
    }

    /// Takes the whole packets of `bytes`, and keeps what is left of them.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, _ index: Int) {
        let limit = clients[index].packetLimit
        var at = 0
        while at < bytes.count {
            let end: Int
            do {
                guard let frame = try Frame.first(in: bytes, from: at, limit: limit) else {
                    clients[index].leftover = Array(bytes[at...])
                    return
                }
                end = frame.end
            } catch {
                // The session finds the same fault, and knows what to answer.
                end = bytes.count
            }
            let frame = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
            at = end
            account(frame, clients[index].version)
            if let arrival = clients[index].session.receive(
                frame: frame, at: now, into: &output)
            {
                deliver(arrival, frame, index)
            }
            takeNotices(index)
            guard clients[index].presence != .absent, !isAmbushed(index) else {
                return discard(bytes.count - at)
            }
        }
    }

    /// Books bytes of packets that nobody will read, because the link was cut.
    mutating func discard(_ count: Int) {
        tally.bytes.enter(count, to: .mqtt, .received)
    }

    private mutating func account(_ frame: UnsafeRawBufferPointer, _ version: Version) {
        var accounts = Accounts()
        accounts.add(frame: frame, version: version)
        enter(accounts, .received)
    }

    private mutating func enter(_ accounts: Accounts, _ direction: ByteLedger.Direction) {
        tally.bytes.enter(
            payload: accounts.payload, topic: accounts.topic, mqtt: accounts.mqtt,
            acknowledgements: accounts.acknowledgements, keepAlive: accounts.keepAlive, direction)
    }

    /// Sends what the session has written.
    mutating func flush(_ index: Int) {
        guard !output.bytes.isEmpty else { return }
        let count = output.bytes.count
        let kept = output.bytes.bytes.withUnsafeBytes { net.write(Link(index), $0) }
        tally.timeline.add(count, to: .bytesOut, at: now)
        enter(output.written, .sent)
        output.clear()
        // Who is flat out goes at the pace of its peer.
        let most = clients[index].turn > 0 ? 0 : Self.highWater
        if kept > most { clients[index].isCongested = true }
    }

    mutating func drained(_ index: Int) {
        guard clients[index].isCongested else { return }
        clients[index].isCongested = false
        serve(index)
    }

    /// Cuts the link when the packet has come or gone that a `cut` phase waits for.
    mutating func isAmbushed(_ index: Int) -> Bool {
        let happened = output.steps
        output.steps = .none
        guard happened.rawValue != 0, let ambush = clients[index].ambush else { return false }
        guard now < ambush.until else {
            clients[index].ambush = nil
            return false
        }
        guard let step = clients[index].ambush?.springs(on: happened) else { return false }
        clients[index].staysAway = ambush.staysAway
        if step.isAfterSending { flush(index) }
        cut(index, abort: !step.isAfterSending)
        return true
    }
}
