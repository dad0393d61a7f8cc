import Base
import MQTT

/// One peer's connection: what came on it and has not been looked at, and what is owed.
struct PeerLine: Sendable {
    enum State: Sendable {
        case idle, opening, open
        /// By the broker.
        case closed
        /// By the peer.
        case cut
    }

    struct Arrival: Sendable {
        let packet: Packet
        let at: Instant
    }

    let peer: Peer
    let version: Version
    var state = State.idle
    private(set) var inbox: [Arrival] = []
    /// Whether deliveries wait for a move before they are acknowledged.
    var holds = false
    /// Where the case writes WebSocket frames itself.
    var web: WebLine?
    var watch: Watch
    private var stream: PacketStream
    /// Packet Identifiers of deliveries of QoS 1 and 2, in their order.
    private var deliveries: [UInt16] = []
    /// The Assigned Client Identifier of this connection, if any.
    private(set) var assigned: String?
    private(set) var connack: Connack?
    /// The Authentication Data of the last AUTH that asks for more.
    private(set) var challenge: [UInt8]?
    /// What the broker's Topic Aliases stand for on this connection.
    private var aliases: [UInt16: String] = [:]
    /// The Maximum Packet Size that CONNACK announced, if any.
    private(set) var limit: UInt32?

    /// The topic level of the case's own.
    private let ownLevel: String
    /// Whether a filter matches topics of others too, which are then nothing to the case.
    private var hearsOthers = false

    init(_ peer: Peer, _ version: Version, ownLevel: String) {
        self.ownLevel = ownLevel
        self.peer = peer
        self.version = version
        watch = Watch(version)
        stream = PacketStream(version: version, limit: 1 << 21)
    }

    mutating func reopen() {
        state = .opening
        inbox = []
        stream = PacketStream(version: version, limit: 1 << 21)
        watch.reconnect()
        assigned = nil
        limit = nil
        holds = false
        aliases = [:]
        challenge = nil
    }

    /// Takes what came, and returns what is to be sent for it at once.
    mutating func take(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        guard let (payload, reply) = web?.take(bytes) else { return takePackets(bytes, at: now) }
        if let trouble = web?.trouble { watch.see(trouble: trouble) }
        let replies = takePackets(payload, at: now)
        return reply.isEmpty ? replies : replies + [reply]
    }

    /// A packet as it goes out on this connection.
    mutating func wrapped(_ bytes: [UInt8]) -> [UInt8] { web?.wrapped(bytes) ?? bytes }

    private mutating func takePackets(_ bytes: [UInt8], at now: Instant) -> [[UInt8]] {
        var replies: [[UInt8]] = []
        bytes.withUnsafeBytes { stream.append($0) }
        do {
            while let packet = try stream.next() {
                watch.see(packet)
                guard watch.breach == nil else { break }
                if let reply = take(named(packet), at: now) {
                    watch.sent(reply)
                    replies.append(wrapped(reply.encoded(version)))
                }
            }
        } catch {
            if let refusal = foreignRefusal(in: bytes) {
                inbox.append(Arrival(packet: refusal, at: now))
            } else {
                watch.see(error)
            }
        }
        return replies
    }

    /// A CONNACK in the form of the other version, which says no: a server that does not know
    /// the version of a CONNECT cannot know what its client reads.
    private func foreignRefusal(in bytes: [UInt8]) -> Packet? {
        let other: Version = version == .v5 ? .v3_1_1 : .v5
        guard inbox.isEmpty, !watch.hasConnack,
            let packet = try? Packet(decoding: bytes, version: other),
            case .connack(let connack) = packet, connack.reason != .success
        else { return nil }
        return packet
    }

    /// A PUBLISH with its topic in the place of its alias.
    private mutating func named(_ packet: Packet) -> Packet {
        guard case .publish(var publish) = packet, let alias = publish.properties.topicAlias else {
            return packet
        }
        if !publish.topic.isEmpty { aliases[alias] = publish.topic }
        publish.topic = aliases[alias] ?? ""
        return .publish(publish)
    }

    private mutating func take(_ packet: Packet, at now: Instant) -> Packet? {
        if case .auth(let auth) = packet, auth.reason == .continueAuthentication {
            challenge = auth.properties.authenticationData ?? []
        }
        if case .connack(let connack) = packet {
            self.connack = connack
            assigned = connack.properties.assignedClientIdentifier
            limit = connack.properties.maximumPacketSize
        }
        if case .publish(let publish) = packet, hearsOthers, isForeign(publish.topic) {
            return publish.id.map { Self.answer(to: publish, $0) }
        }
        if case .publish(let publish) = packet, let id = publish.id { deliveries.append(id) }
        if !holds, case .ack(let ack) = packet, ack.kind == .pubrel {
            return .ack(Ack(.pubcomp, id: ack.id))
        }
        inbox.insert(Arrival(packet: packet, at: now), at: place(of: packet))
        guard !holds, case .publish(let publish) = packet, let id = publish.id else { return nil }
        return Self.answer(to: publish, id)
    }

    /// A SUBACK goes before the messages that came just before it: a server may send them first
    /// (§3.8.4), so that their order says nothing.
    private func place(of packet: Packet) -> Int {
        guard case .suback = packet else { return inbox.endIndex }
        let last = inbox.lastIndex { $0.packet.kind != .publish }
        return last.map { $0 + 1 } ?? inbox.startIndex
    }

    private static func answer(to publish: Publish, _ id: UInt16) -> Packet {
        .ack(Ack(publish.qos == .exactlyOnce ? .pubrec : .puback, id: id))
    }

    private func isForeign(_ topic: String) -> Bool {
        !topic.isEmpty && !topic.contains(ownLevel)
    }

    /// Takes note of what this side is about to send.
    mutating func note(_ packet: Packet) {
        watch.sent(packet)
        if case .subscribe(let subscribe) = packet,
            subscribe.subscriptions.contains(where: { $0.filter == "#" })
        {
            hearsOthers = true
        }
    }

    mutating func consume(_ count: Int) { inbox.removeFirst(count) }

    /// The identifier of the delivery so numbered, from 0 on.
    func delivery(_ number: Int) -> UInt16? {
        number < deliveries.count ? deliveries[number] : nil
    }

    /// The identifier of the last delivery, or of the one so many before.
    func delivered(_ back: Int) -> UInt16? {
        back < deliveries.count ? deliveries[deliveries.count - 1 - back] : nil
    }
}
