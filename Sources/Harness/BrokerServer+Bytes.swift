import Base
import DeviceCloud
import MQTT
import ReferenceBroker
import Transports

/// Bytes in, packets to the broker, packets from the broker, bytes out.
extension BrokerServer {
    mutating func receive(_ link: Link) {
        let count = net.read(link, into: scratch)
        guard count > 0 else { return }
        if let seat = links[link.number].http {
            return take(UnsafeRawBufferPointer(rebasing: scratch[..<count]), of: seat, on: link)
        }
        if links[link.number].leftover.isEmpty {
            take(UnsafeRawBufferPointer(rebasing: scratch[..<count]), on: link)
        } else {
            var bytes = links[link.number].leftover
            links[link.number].leftover = []
            bytes.append(contentsOf: scratch[..<count])
            bytes.withUnsafeBytes { take($0, on: link) }
        }
    }

    /// Hands the whole packets of `bytes` to the broker, and keeps what is left of them.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, on link: Link) {
        var at = 0
        while at < bytes.count, broker.isOpen(link) {
            do {
                guard let frame = try Frame.first(in: bytes, from: at, limit: packetLimit) else {
                    links[link.number].leftover = Array(bytes[at...])
                    return
                }
                at = frame.end
                let version = broker.version(of: link) ?? .v5
                let packet = try Packet(frame, in: bytes, version: version)
                broker.receive(packet, on: link, at: net.now, into: &actions)
            } catch {
                broker.receive(error, on: link, at: net.now, into: &actions)
                return
            }
        }
    }

    /// Carries out what the broker decided, and sends what came together, one write a link.
    mutating func settle() {
        // Carrying out one action may append more.
        var next = 0
        while next < actions.count {
            let action = actions[next]
            next += 1
            carryOut(action)
        }
        actions.removeAll(keepingCapacity: true)
        for number in talkative { flush(Link(number)) }
        talkative.removeAll(keepingCapacity: true)
        // What a congested link made the broker decide.
        if !actions.isEmpty { settle() }
    }

    private mutating func carryOut(_ action: Broker.Action) {
        switch action {
        case .send(let packet, let link):
            if links[link.number].outgoing.isEmpty { beginTalking(link.number) }
            packet.encode(
                broker.version(of: link) ?? .v3_1_1, into: &links[link.number].outgoing)
        case .close(let link):
            flush(link)
            net.close(link, abort: false)
            links[link.number] = ServedLink()
        case .serve(let publish): answerShadow(publish)
        }
    }

    /// An idle link holds no writer; one that speaks borrows one.
    private mutating func beginTalking(_ number: Int) {
        talkative.append(number)
        if let writer = spareWriters.popLast() { links[number].outgoing = writer }
    }

    private mutating func flush(_ link: Link) {
        guard !links[link.number].outgoing.isEmpty else { return }
        var writer = Writer()
        swap(&writer, &links[link.number].outgoing)
        let kept = writer.bytes.withUnsafeBytes { net.write(link, $0) }
        if spareWriters.count < Self.mostSpare, writer.count < 1 << 16 {
            writer.removeAll()
            spareWriters.append(writer)
        }
        if kept > Self.mostKept {
            net.close(link, abort: true)
            links[link.number] = ServedLink()
            broker.closed(link, at: net.now, into: &actions)
        } else if kept > Self.highWater, !links[link.number].isCongested {
            links[link.number].isCongested = true
            broker.congested(link, true, at: net.now, into: &actions)
        }
    }

    private mutating func answerShadow(_ publish: Publish) {
        replies.removeAll(keepingCapacity: true)
        shadows.receive(
            topic: publish.topic, payload: publish.payload,
            at: wall.seconds(at: net.now), into: &replies)
        for reply in replies {
            broker.publish(
                Publish(topic: reply.topic, payload: reply.payload, qos: .atLeastOnce),
                at: net.now, into: &actions)
        }
    }
}
