import MQTT

/// The rules that hold for every packet of every case, looked after on one peer's connection.
///
/// The codec says what is wrong with bytes; this says what is wrong with packets that are sound by
/// themselves.
struct Watch: Sendable {
    /// The first rule that was broken: a sentence with the numbers of the statements.
    private(set) var breach: String?

    private let version: Version
    private(set) var hasConnack = false
    /// Requests of ours that wait for their acknowledgement, by kind of it and identifier.
    private var awaited: [Packet.Kind: [UInt16]] = [:]
    /// Deliveries whose exchange is not over.
    private var inFlight: Set<UInt16> = []
    private var receiveMaximum = Int.max
    private var maximumPacketSize = Int.max
    private var topicAliasMaximum: UInt16 = 0
    private var wantsProblemInformation = true
    private var wantsResponseInformation = false

    init(_ version: Version) { self.version = version }

    /// A new network connection: what was on its way may come again.
    mutating func reconnect() {
        hasConnack = false
        inFlight = []
        awaited = [:]
        receiveMaximum = .max
        maximumPacketSize = .max
        topicAliasMaximum = 0
    }

    /// The client sends `packet`.
    mutating func sent(_ packet: Packet) {
        switch packet {
        case .connect(let connect):
            let properties = connect.properties
            receiveMaximum = properties.receiveMaximum.map(Int.init) ?? 65_535
            maximumPacketSize = properties.maximumPacketSize.map(Int.init) ?? .max
            topicAliasMaximum = properties.topicAliasMaximum ?? 0
            wantsProblemInformation = properties.requestProblemInformation ?? true
            wantsResponseInformation = properties.requestResponseInformation ?? false
        case .publish(let publish):
            guard let id = publish.id else { return }
            expect(publish.qos == .exactlyOnce ? .pubrec : .puback, id)
        case .subscribe(let subscribe): expect(.suback, subscribe.id)
        case .unsubscribe(let unsubscribe): expect(.unsuback, unsubscribe.id)
        case .pingreq: expect(.pingresp, 0)
        case .ack(let ack):
            switch ack.kind {
            case .pubrel: expect(.pubcomp, ack.id)
            case .puback, .pubcomp: inFlight.remove(ack.id)
            case .pubrec: if ack.reason.isFailure { inFlight.remove(ack.id) }
            }
        default: break
        }
    }

    private mutating func expect(_ kind: Packet.Kind, _ id: UInt16) {
        awaited[kind, default: []].append(id)
    }

    /// The broker sent bytes that are no packet.
    mutating func see(_ malformed: Malformed) {
        breach = breach ?? "bytes that are no packet: \(malformed)"
    }

    mutating func see(_ packet: Packet) {
        guard breach == nil else { return }
        breach = complaint(about: packet)
    }

    private mutating func complaint(about packet: Packet) -> String? {
        if packet.encoded(version).count > maximumPacketSize {
            return "\(packet.kind) beyond the client's Maximum Packet Size (MQTT-3.1.2-24)"
        }
        if !wantsProblemInformation, let complaint = problemInformation(in: packet) {
            return complaint
        }
        switch packet {
        case .connack(let connack): return complaint(about: connack)
        case .publish(let publish):
            guard hasConnack else { return "PUBLISH before CONNACK (MQTT-3.2.0-1)" }
            return complaint(about: publish)
        case .ack(let ack) where ack.kind == .pubrel: return nil
        case .ack, .suback, .unsuback, .pingresp:
            guard hasConnack else { return "\(packet.kind) before CONNACK (MQTT-3.2.0-1)" }
            let id = packet.packetID ?? 0
            guard let index = awaited[packet.kind]?.firstIndex(of: id) else {
                return "\(packet.kind) \(id), which nobody waits for (MQTT-2.2.1-5, -6)"
            }
            awaited[packet.kind]!.remove(at: index)
            return nil
        case .disconnect:
            return version == .v5 ? nil : "DISCONNECT, which a server of 3.1.1 never sends"
        case .auth: return nil
        case .connect, .subscribe, .unsubscribe, .pingreq:
            return "\(packet.kind), which only clients send"
        }
    }

    private mutating func complaint(about connack: Connack) -> String? {
        guard !hasConnack else { return "a second CONNACK (MQTT-3.2.0-2)" }
        hasConnack = true
        if connack.properties.responseInformation != nil, !wantsResponseInformation {
            return "Response Information that was not asked for (MQTT-3.1.2-28)"
        }
        return nil
    }

    private mutating func complaint(about publish: Publish) -> String? {
        if let alias = publish.properties.topicAlias, alias > topicAliasMaximum {
            return "Topic Alias \(alias), beyond the client's maximum (MQTT-3.1.2-26)"
        }
        guard let id = publish.id else { return nil }
        guard inFlight.insert(id).inserted else {
            return "PUBLISH \(id), whose identifier is in use (MQTT-2.2.1-4)"
        }
        guard inFlight.count <= receiveMaximum else {
            return "\(inFlight.count) messages under way, beyond the client's Receive Maximum "
                + "(MQTT-3.3.4-9)"
        }
        return nil
    }

    private func problemInformation(in packet: Packet) -> String? {
        switch packet {
        case .publish, .connack, .disconnect: return nil
        default: break
        }
        let found = packet.propertyList.contains {
            $0.kind == .reasonString || $0.kind == .userProperty
        }
        return found ? "problem information that was not wanted (MQTT-3.1.2-29)" : nil
    }
}
