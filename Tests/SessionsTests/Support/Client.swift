import Base
import MQTT
import Sessions
import Testing

/// A session, its output, and a clock that a test turns by hand.
struct Client {
    var session: ClientSession
    var out = Output()
    var now = Instant(nanoseconds: 1_000_000_000_000)
    let version: Version

    init(_ version: Version, _ settings: SessionSettings = SessionSettings()) {
        self.version = version
        session = ClientSession(settings)
    }

    /// A client whose CONNECT was accepted, with nothing left in its output.
    init(
        connected version: Version, _ settings: SessionSettings = SessionSettings(),
        _ connect: Connect? = nil, limits: [Property] = []
    ) {
        self.init(version, settings)
        open(connect ?? Client.durable(version))
        receive(.connack(Connack(properties: Properties(limits))))
        drain()
    }

    /// A CONNECT whose session outlives its links.
    static func durable(
        _ version: Version, clean: Bool = false, _ properties: [Property] = []
    ) -> Connect {
        Connect(
            version: version, clientID: "c", cleanStart: clean,
            properties: Properties(
                version == .v5 ? [.sessionExpiryInterval(3600)] + properties : []))
    }

    mutating func open(_ connect: Connect) {
        session.open(connect, at: now, into: &out)
    }

    /// Loses the link and comes back; the server says whether it has the session.
    mutating func reconnect(present: Bool, limits: [Property] = []) {
        lose()
        open(Client.durable(version))
        drain()
        receive(
            .connack(Connack(sessionPresent: present, properties: Properties(limits))))
    }

    mutating func lose() {
        session.lost(at: now, into: &out)
    }

    mutating func receive(_ packet: Packet) {
        session.receive(packet, at: now, into: &out)
    }

    mutating func ack(_ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode = .success) {
        receive(.ack(Ack(kind, id: id, reason: reason)))
    }

    @discardableResult
    mutating func publish(
        _ topic: String = "t", _ payload: String = "p", qos: QoS = .atLeastOnce,
        retain: Bool = false, expiry: UInt32? = nil, token: UInt64 = 0
    ) -> PublishOutcome {
        let topic = Array(topic.utf8)
        let payload = Array(payload.utf8)
        return topic.withUnsafeBytes { topic in
            payload.withUnsafeBytes { payload in
                let message = Message(
                    topic: topic, payload: payload, qos: qos, retain: retain, expiry: expiry,
                    token: token, due: now)
                return session.publish(message, at: now, into: &out)
            }
        }
    }

    mutating func tick(after duration: Duration) {
        now += duration
        session.tick(at: now, into: &out)
    }

    /// The packets that were written since the last call.
    mutating func sent() -> [Packet] {
        var stream = PacketStream(version: version)
        out.bytes.bytes.withUnsafeBytes { stream.append($0) }
        #expect(out.written.total == out.bytes.count, "every byte has its account")
        var packets: [Packet] = []
        do {
            while let packet = try stream.next() { packets.append(packet) }
        } catch {
            Issue.record("the session wrote \(out.bytes.bytes): \(error)")
        }
        #expect(stream.pending == 0)
        out.bytes.removeAll()
        out.written = Accounts()
        return packets
    }

    /// The notices since the last call.
    mutating func told() -> [Notice] {
        defer { out.notices.removeAll() }
        return out.notices
    }

    mutating func drain() {
        _ = sent()
        _ = told()
        out.clear()
    }

    /// Why the session wants the link closed.
    var cause: Cause? {
        for case .closing(let cause) in out.notices { return cause }
        return nil
    }

    var fault: Violation.Fault? {
        if case .violation(let violation) = cause { violation.fault } else { nil }
    }
}

extension Packet {
    static func ack(_ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode = .success) -> Packet {
        .ack(Ack(kind, id: id, reason: reason))
    }

    static func publish(
        _ qos: QoS, id: UInt16? = nil, dup: Bool = false, _ properties: [Property] = []
    ) -> Packet {
        .publish("t", "p", qos, id: id, dup: dup, properties)
    }

    static func publish(
        _ topic: String, _ payload: String, _ qos: QoS, id: UInt16? = nil,
        dup: Bool = false, _ properties: [Property] = []
    ) -> Packet {
        .publish(
            Publish(
                topic: topic, payload: Array(payload.utf8), qos: qos, dup: dup, id: id,
                properties: Properties(properties)))
    }
}
