import Base
import MQTT
import ReferenceBroker
import Testing

/// A broker and its clients in one place and in virtual time.
///
/// Every packet that the broker sends is encoded and read again, so none can be illegal.
struct Room {
    var broker: Broker
    var now = Instant.zero
    private(set) var inboxes: [[Packet]] = []
    private(set) var closed: Set<Link> = []
    private(set) var served: [Publish] = []
    private(set) var log: [Broker.Action] = []
    private var actions: [Broker.Action] = []

    init(
        _ mutant: Mutant? = nil, seed: UInt64 = 1,
        _ configure: (inout Configuration) -> Void = { _ in }
    ) {
        var configuration = Configuration()
        configure(&configuration)
        broker = Broker(configuration, mutant: mutant, seed: seed)
    }

    mutating func open(principal: Principal? = nil) -> Link {
        let link = Link(inboxes.count)
        inboxes.append([])
        broker.opened(link, principal: principal, at: now)
        return link
    }

    /// Gives the number of `link`, which has ended or ends now, to a new connection.
    mutating func reopen(_ link: Link) {
        if closed.remove(link) == nil { cut(link) }
        inboxes[link.number] = []
        broker.opened(link, at: now)
    }

    mutating func send(_ packet: Packet, on link: Link) {
        broker.receive(packet, on: link, at: now, into: &actions)
        carryOut()
    }

    mutating func send(_ malformed: Malformed, on link: Link) {
        broker.receive(malformed, on: link, at: now, into: &actions)
        carryOut()
    }

    mutating func cut(_ link: Link) {
        broker.closed(link, at: now, into: &actions)
        carryOut()
    }

    mutating func congest(_ link: Link, _ isCongested: Bool) {
        broker.congested(link, isCongested, at: now, into: &actions)
        carryOut()
    }

    mutating func serve(_ publish: Publish) {
        broker.publish(publish, at: now, into: &actions)
        carryOut()
    }

    mutating func post(_ publish: Publish, by poster: Poster = Poster()) -> PostOutcome {
        let outcome = broker.publish(publish, by: poster, at: now, into: &actions)
        carryOut()
        return outcome
    }

    mutating func disconnect(reason: ReasonCode, where isGone: (Principal) -> Bool) -> Int {
        let count = broker.disconnect(where: isGone, reason: reason, at: now, into: &actions)
        carryOut()
        return count
    }

    /// Lets time pass, with a tick wherever the broker asks for one.
    mutating func wait(_ duration: Duration) {
        let end = now + duration
        while broker.deadline <= end {
            now = max(now, broker.deadline)
            tick()
        }
        now = end
    }

    mutating func tick() {
        broker.tick(at: now, into: &actions)
        #expect(broker.deadline >= now)
        carryOut()
    }

    /// What has come on `link` since the last look.
    mutating func take(_ link: Link) -> [Packet] {
        defer { inboxes[link.number] = [] }
        return inboxes[link.number]
    }

    mutating func messages(_ link: Link) -> [Publish] {
        take(link).compactMap { if case .publish(let publish) = $0 { publish } else { nil } }
    }

    mutating func payloads(_ link: Link) -> [String] {
        messages(link).map { String(decoding: $0.payload, as: UTF8.self) }
    }

    private mutating func carryOut() {
        for action in actions {
            switch action {
            case .send(let packet, let link):
                #expect(!closed.contains(link), "\(packet) was sent after the end of \(link)")
                check(packet, for: link)
                inboxes[link.number].append(packet)
            case .close(let link): closed.insert(link)
            case .serve(let publish): served.append(publish)
            }
        }
        log += actions
        actions.removeAll()
    }

    private func check(_ packet: Packet, for link: Link) {
        let version = broker.version(of: link) ?? .v5
        var stream = PacketStream(version: version)
        packet.encoded(version).withUnsafeBytes { stream.append($0) }
        let read = try? stream.next()
        #expect(read == packet, "not what was sent: \(String(describing: read))")
    }
}

extension Room {
    /// Connects, expects to be let in, and returns the link with an empty inbox.
    mutating func connect(
        _ clientID: String, _ version: Version = .v5, clean: Bool = true, keepAlive: UInt16 = 0,
        will: Will? = nil, expiry: UInt32? = nil, with properties: [Property] = []
    ) -> Link {
        let (link, connack) = join(
            clientID, version, clean: clean, keepAlive: keepAlive, will: will, expiry: expiry,
            with: properties)
        #expect(connack?.reason == .success)
        return link
    }

    /// Connects and returns the CONNACK, leaving what came after it in the inbox.
    mutating func join(
        _ clientID: String, _ version: Version = .v5, clean: Bool = true, keepAlive: UInt16 = 0,
        will: Will? = nil, expiry: UInt32? = nil, with properties: [Property] = [],
        user: String? = nil, password: String? = nil, principal: Principal? = nil
    ) -> (Link, Connack?) {
        let link = open(principal: principal)
        let expiry = version == .v5 ? expiry.map(Property.sessionExpiryInterval) : nil
        let connect = Connect(
            version: version, clientID: clientID, cleanStart: clean, keepAlive: keepAlive,
            will: will, userName: user, password: password.map { Array($0.utf8) },
            properties: Properties(properties + [expiry].compactMap { $0 }))
        send(.connect(connect), on: link)
        guard case .connack(let connack)? = inboxes[link.number].first else { return (link, nil) }
        inboxes[link.number].removeFirst()
        return (link, connack)
    }

    @discardableResult
    mutating func subscribe(
        _ link: Link, _ filter: String, _ qos: QoS = .exactlyOnce, id: UInt32? = nil,
        _ change: (inout Subscription) -> Void = { _ in }
    ) -> ReasonCode? {
        var subscription = Subscription(filter, qos: qos)
        change(&subscription)
        let properties = Properties([id.map(Property.subscriptionIdentifier)].compactMap { $0 })
        send(.subscribe(Subscribe(id: 9, [subscription], properties: properties)), on: link)
        guard
            let index = inboxes[link.number].firstIndex(where: { $0.kind == .suback }),
            case .suback(let suback) = inboxes[link.number].remove(at: index)
        else { return nil }
        return suback.reasons.first
    }

    mutating func publish(
        _ link: Link, _ topic: String, _ payload: String = "x", _ qos: QoS = .atMostOnce,
        id: UInt16 = 7, retain: Bool = false, dup: Bool = false, with properties: [Property] = []
    ) {
        let publish = Publish(
            topic: topic, payload: Array(payload.utf8), qos: qos, retain: retain, dup: dup,
            id: qos == .atMostOnce ? nil : id, properties: Properties(properties))
        send(.publish(publish), on: link)
    }

    mutating func ack(
        _ link: Link, _ kind: Ack.Kind, _ id: UInt16?, _ reason: ReasonCode = .success
    ) {
        send(.ack(Ack(kind, id: id ?? 0, reason: reason)), on: link)
    }

    mutating func disconnect(_ link: Link, _ reason: ReasonCode = .success, _ list: [Property] = [])
    {
        send(.disconnect(Disconnect(reason: reason, properties: Properties(list))), on: link)
    }
}

extension Packet {
    var reason: ReasonCode? {
        switch self {
        case .connack(let connack): connack.reason
        case .ack(let ack): ack.reason
        case .disconnect(let disconnect): disconnect.reason
        case .suback(let suback): suback.reasons.first
        case .unsuback(let unsuback): unsuback.reasons.first
        default: nil
        }
    }
}
