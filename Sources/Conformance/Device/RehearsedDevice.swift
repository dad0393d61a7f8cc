import Base
import MQTT
import Sessions

/// A client on gale's own session, with at most one flaw: it publishes, subscribes and comes back.
struct RehearsedDevice: Sendable {
    /// How a client lives.
    enum Habit: CaseIterable, Sendable {
        /// Keeps its session and stays.
        case durable
        /// Starts clean, and says goodbye every now and then.
        case passing
        /// Only subscribes.
        case quiet
    }

    let habit: Habit
    let version: Version
    let flaw: DeviceFlaw?
    let link: Link
    private var session = ClientSession(
        SessionSettings(window: 8, topicAliases: 4, pingPatience: .seconds(6)))
    private var out = Output()
    private var stream = PacketStream()
    private var backOff: BackOff
    private(set) var isUp = false
    private var dialAt = Instant.zero
    private var publishAt = Instant.never
    private var partAt = Instant.never
    private var lingersUntil = Instant.never
    private var published = 0
    private var refusals = 0
    private var hasLeft = false
    private var held: [Packet] = []
    private var impatient: (Publish, Instant)?
    private var isResuming = false

    init(_ habit: Habit, _ version: Version, _ flaw: DeviceFlaw?, link: Int) {
        self.habit = habit
        self.version = version
        self.flaw = flaw
        self.link = Link(link)
        backOff = BackOff(seed: UInt64(link) + 77)
    }

    /// Whether it wants a connection now.
    func dials(at now: Instant) -> Bool { !isUp && !hasLeft && dialAt <= now }

    var deadline: Instant {
        guard isUp else { return hasLeft ? .never : dialAt }
        let own = min(publishAt, min(partAt, lingersUntil))
        return min(min(session.deadline, own), impatient.map { $0.1 } ?? .never)
    }

    private var connect: Connect {
        var connect = Connect(
            version: version, clientID: "\(habit)", cleanStart: habit == .passing, keepAlive: 5,
            userName: "gale", password: [1])
        if habit == .durable { connect.will = Will(topic: "w", payload: [1]) }
        guard version == .v5 else { return connect }
        connect.properties.list = [
            .receiveMaximum(4), .topicAliasMaximum(3), .maximumPacketSize(20_000),
        ]
        if habit != .passing { connect.properties.list.append(.sessionExpiryInterval(3600)) }
        return connect
    }

    mutating func open(at now: Instant) -> [[UInt8]] {
        isUp = true
        stream = PacketStream(version: version)
        held = []
        session.open(connect, at: now, into: &out)
        return take(at: now).bytes
    }

    /// The trial closed the connection.
    mutating func closed(at now: Instant) {
        guard isUp else { return }
        isUp = false
        publishAt = .never
        partAt = .never
        lingersUntil = .never
        impatient = nil
        session.lost(at: now, into: &out)
        out.clear()
        switch flaw {
        case .givesUp: hasLeft = true
        case .hammers: dialAt = now + .milliseconds(50)
        case .clockwork:
            dialAt = now + .milliseconds(500 << min(refusals, 5))
        default:
            dialAt = now + backOff.wait(at: now, .init(cap: .seconds(4), stable: .seconds(5)))
        }
        refusals += 1
    }

    /// Takes bytes: what it sends for them, and whether it closes then.
    mutating func receive(
        _ bytes: [UInt8], at now: Instant
    ) -> (bytes: [[UInt8]], closes: Bool) {
        guard isUp else { return ([], false) }
        bytes.withUnsafeBytes { stream.append($0) }
        do throws(Malformed) {
            while let packet = try stream.next() {
                guard packet.size(version) <= Int(session.maximumPacketSize) else {
                    throw Malformed(.tooLarge(limit: 0), at: 0)
                }
                receive(packet, at: now)
            }
        } catch {
            session.receive(error, at: now, into: &out)
        }
        return take(at: now)
    }

    private mutating func receive(_ packet: Packet, at now: Instant) {
        var packet = packet
        switch packet {
        case .connack(let connack):
            isResuming = connack.sessionPresent
            if let flaw {
                packet = .connack(flaw.misread(connack, asksToResume: habit != .passing))
            }
        case .publish(let publish) where flaw == .dropsAliased && publish.topic.isEmpty: return
        case .ack(var ack):
            if ack.kind == .puback, ack.id == impatient?.0.id { impatient = nil }
            if ack.kind == .puback, ack.reason.isFailure, flaw == .resendsRefused { return }
            if ack.kind == .pubrec, flaw == .releasesRefused {
                ack.reason = .success
                packet = .ack(ack)
            }
        default: break
        }
        session.receive(packet, at: now, into: &out)
    }

    /// Does what is due.
    mutating func tick(at now: Instant) -> (bytes: [[UInt8]], closes: Bool) {
        guard isUp else { return ([], false) }
        if lingersUntil <= now { return ([], true) }
        if let (publish, at) = impatient, at <= now {
            impatient = nil
            var again = publish
            again.dup = true
            return ([Packet.publish(again).encoded(version)], false)
        }
        session.tick(at: now, into: &out)
        if publishAt <= now { publish(at: now) }
        if partAt <= now {
            partAt = .never
            session.disconnect(at: now, into: &out)
        }
        return take(at: now)
    }

    /// Three messages together, then one alone, then a rest that is longer than the Keep Alive.
    private mutating func publish(at now: Instant) {
        let round = published % 4
        published += 1
        publishAt = now + (round == 3 ? .seconds(12) : .milliseconds(800))
        let qos: [QoS] = [.atLeastOnce, .exactlyOnce, .atMostOnce, .atLeastOnce]
        for index in 0..<(round == 3 ? 1 : 3) {
            let long = round == 1 && index == 0
            let publish = Publish(
                topic: "d/\(index + round)",
                payload: long ? Array(repeating: 0x67, count: 400) : Array("\(published)".utf8),
                qos: qos[round], retain: index == 2)
            _ = session.publish(publish, due: now, at: now, into: &out)
        }
    }

    private mutating func subscribe(at now: Instant) {
        let filters = [Subscription("d/+", qos: .exactlyOnce)]
        let identifier = Properties(version == .v5 ? [.subscriptionIdentifier(7)] : [])
        // Alone each, for each may be refused alone.
        _ = session.subscribe(filters, at: now, into: &out)
        _ = session.subscribe(
            [Subscription("$share/g/s", qos: .atMostOnce)], at: now, into: &out)
        _ = session.subscribe(
            [Subscription("own/\(habit)", qos: .exactlyOnce)], properties: identifier, at: now,
            into: &out)
        _ = session.subscribe(
            [Subscription("q/\(habit)", qos: .exactlyOnce)], at: now, into: &out)
        _ = session.unsubscribe(["q/none"], at: now, into: &out)
    }

    /// What the session wrote, as its flaw has it, and whether it wants to close.
    private mutating func take(at now: Instant) -> (bytes: [[UInt8]], closes: Bool) {
        var closes = false
        for notice in out.notices {
            switch notice {
            case .connected(let connack, _):
                refusals = 0
                backOff.connected(at: now)
                if !connack.sessionPresent { subscribe(at: now) }
                if habit != .quiet { publishAt = now + .seconds(1) }
                if habit == .passing { partAt = now + .seconds(20) }
            case .closing: closes = true
            default: break
            }
        }
        out.notices = []
        var packets: [Packet] = []
        var own = PacketStream(version: version)
        out.bytes.bytes.withUnsafeBytes { own.append($0) }
        while let packet = try? own.next() { packets.append(packet) }
        out.clear()
        let bytes = spoil(packets, at: now)
        if flaw == .waitsForPing, packets.contains(.pingreq) {
            session.receive(.pingresp, at: now, into: &out)
        }
        if closes, flaw == .lingers || flaw == .neverCloses {
            lingersUntil = now + .seconds(20)
            closes = false
        }
        return (bytes, closes)
    }

    private mutating func spoil(_ packets: [Packet], at now: Instant) -> [[UInt8]] {
        defer { isResuming = false }
        guard let flaw else { return packets.map { $0.encoded(version) } }
        if flaw == .resendsImpatiently, impatient == nil {
            for case .publish(let publish) in packets where publish.qos == .atLeastOnce {
                impatient = impatient ?? (publish, now + .seconds(1))
            }
        }
        guard flaw == .stallsAtQuota else {
            return flaw.spoil(packets, version, isResumed: isResuming)
        }
        held += packets
        guard session.undone == 0 else {
            let now = held.filter { $0.kind != .puback }
            held.removeAll { $0.kind != .puback }
            return now.map { $0.encoded(version) }
        }
        defer { held = [] }
        return held.map { $0.encoded(version) }
    }
}
