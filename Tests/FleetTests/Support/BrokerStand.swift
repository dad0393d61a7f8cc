import Base
import DeviceCloud
import MQTT
import ReferenceBroker
import Transports

/// The reference broker as the far end of a simulated network, with the shadow service inside and
/// a hand in between that may meddle.
struct BrokerStand: SimulatedServer {
    static let epochMilliseconds: Int64 = 1_795_190_400_000

    var broker: Broker
    var meddler: Meddler
    /// Messages that clients published, without what they sent again, by QoS.
    private(set) var published = [0, 0, 0]
    /// The first payloads that came, in their order.
    private(set) var payloads: [[UInt8]] = []
    /// PUBLISH packets forwarded, whatever became of them, by QoS.
    private(set) var forwarded = [0, 0, 0]
    /// Links that ended without DISCONNECT, as the broker saw it.
    private(set) var aborted = 0

    private var shadows = ShadowService()
    private var streams: [PacketStream] = []
    private var links: [String: Link] = [:]
    private var actions: [Broker.Action] = []
    private var received = 0
    private var waiting: [Event] = []

    private enum Event {
        case opened(Link)
        case bytes([UInt8], Link)
        case closed(Link)
    }

    init(_ mischief: Mischief = .none, mutant: Mutant? = nil, offersShadows: Bool = true) {
        var configuration = Configuration()
        configuration.queueLimit = 100_000
        configuration.services = offersShadows ? ShadowService.filters : []
        broker = Broker(configuration, mutant: mutant, seed: 1)
        meddler = Meddler(mischief)
    }

    mutating func opened(_ link: Link, at now: Instant, into replies: inout SimulatedReplies) {
        take(.opened(link), at: now, into: &replies)
    }

    mutating func receive(
        _ bytes: [UInt8], on link: Link, at now: Instant, into replies: inout SimulatedReplies
    ) {
        take(.bytes(bytes, link), at: now, into: &replies)
    }

    mutating func closed(
        _ link: Link, aborted: Bool, at now: Instant, into replies: inout SimulatedReplies
    ) {
        if aborted { self.aborted += 1 }
        take(.closed(link), at: now, into: &replies)
    }

    var deadline: Instant { waiting.isEmpty ? broker.deadline : stallEnd }

    mutating func tick(at now: Instant, into replies: inout SimulatedReplies) {
        let events = waiting
        waiting = []
        for event in events { take(event, at: now, into: &replies) }
        broker.tick(at: now, into: &actions)
        settle(at: now, into: &replies)
    }

    private var stallEnd: Instant {
        if case .stalls(_, let until) = meddler.mischief { until } else { .never }
    }

    private mutating func take(
        _ event: Event, at now: Instant, into replies: inout SimulatedReplies
    ) {
        if case .stalls(let from, let until) = meddler.mischief, now >= from, now < until {
            return waiting.append(event)
        }
        switch event {
        case .opened(let link):
            while streams.count <= link.number { streams.append(PacketStream()) }
            streams[link.number] = PacketStream()
            broker.opened(link, at: now)
        case .bytes(let bytes, let link): read(bytes, link, at: now, into: &replies)
        case .closed(let link): broker.closed(link, at: now, into: &actions)
        }
        settle(at: now, into: &replies)
    }

    private mutating func read(
        _ bytes: [UInt8], _ link: Link, at now: Instant, into replies: inout SimulatedReplies
    ) {
        bytes.withUnsafeBytes { streams[link.number].append($0) }
        while broker.isOpen(link) {
            do {
                guard let packet = try streams[link.number].next() else { return }
                guard !interferes(with: packet, link, into: &replies) else { continue }
                note(packet, link)
                broker.receive(packet, on: link, at: now, into: &actions)
            } catch {
                return broker.receive(error, on: link, at: now, into: &actions)
            }
        }
    }

    private mutating func note(_ packet: Packet, _ link: Link) {
        switch packet {
        case .connect(let connect): links[connect.clientID] = link
        case .publish(let publish) where !publish.dup:
            published[Int(publish.qos.rawValue)] += 1
            if payloads.count < 1000 { payloads.append(publish.payload) }
        default: break
        }
    }

    /// Whether `packet` is kept from the broker, which a link of its own may feel.
    private mutating func interferes(
        with packet: Packet, _ link: Link, into replies: inout SimulatedReplies
    ) -> Bool {
        received += 1
        switch (meddler.mischief, packet) {
        case (.ignoresConnect, .connect): return true
        case (.refuses(let reason), .connect(let connect)):
            let connack = Packet.connack(Connack(sessionPresent: false, reason: reason))
            replies.send(connack.encoded(connect.version), on: link)
            return true
        case (.hangsUp(let every), _) where received % every == 0:
            // A link that the network has closed is never told of again.
            actions.append(.close(link))
            var ignored: [Broker.Action] = []
            broker.closed(link, at: .zero, into: &ignored)
            actions += ignored
            return true
        case (.babbles(let every), _) where received % every == 0:
            replies.send([0x00, 0xff, UInt8(truncatingIfNeeded: received), 0x01], on: link)
            return true
        default: return false
        }
    }

    private mutating func settle(at now: Instant, into replies: inout SimulatedReplies) {
        var next = 0
        while next < actions.count {
            let action = actions[next]
            next += 1
            switch action {
            case .send(.publish(let publish), let link):
                forward(publish, to: link, at: now, into: &replies)
            case .send(let packet, let link):
                replies.send(packet.encoded(broker.version(of: link) ?? .v3_1_1), on: link)
            case .close(let link): replies.close(link)
            case .serve(let publish): answer(publish, at: now)
            }
        }
        actions.removeAll(keepingCapacity: true)
    }

    private mutating func forward(
        _ publish: Publish, to link: Link, at now: Instant, into replies: inout SimulatedReplies
    ) {
        forwarded[Int(publish.qos.rawValue)] += 1
        let reachable = links
        for (publish, client) in meddler.forward(
            publish, to: link, at: now, reaches: { reachable[$0] != nil })
        {
            let target = client.map { links[$0]! } ?? link
            replies.send(
                Packet.publish(publish).encoded(broker.version(of: target) ?? .v5), on: target)
        }
    }

    private mutating func answer(_ publish: Publish, at now: Instant) {
        var answers: [ShadowService.Message] = []
        let seconds = Self.epochMilliseconds / 1000 + now.nanoseconds / 1_000_000_000
        shadows.receive(
            topic: publish.topic, payload: publish.payload, at: seconds, into: &answers)
        for answer in answers {
            broker.publish(
                Publish(topic: answer.topic, payload: answer.payload, qos: .atLeastOnce), at: now,
                into: &actions)
        }
    }
}
