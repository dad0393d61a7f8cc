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
    /// Aliases that the server has set on this connection.
    private var aliases: Set<UInt16> = []
    /// Whether CONNECT was sent as a packet, so that its properties are known.
    private var hasConnect = false
    /// The Authentication Method that CONNECT named.
    private var method: String?
    private var wantsProblemInformation = true
    private var wantsResponseInformation = false
    /// Whether bytes were sent that nobody has looked at: they may ask for any answer.
    private var isBlind = false

    init(_ version: Version) { self.version = version }

    /// A new network connection: what was on its way may come again.
    mutating func reconnect() {
        hasConnack = false
        inFlight = []
        awaited = [:]
        receiveMaximum = .max
        maximumPacketSize = .max
        topicAliasMaximum = 0
        aliases = []
        method = nil
        hasConnect = false
        isBlind = false
    }

    /// The client sends bytes that need not be a packet.
    mutating func sentRaw() { isBlind = true }

    /// The client sends `packet`.
    mutating func sent(_ packet: Packet) {
        switch packet {
        case .connect(let connect):
            let properties = connect.properties
            receiveMaximum = properties.receiveMaximum.map(Int.init) ?? 65_535
            maximumPacketSize = properties.maximumPacketSize.map(Int.init) ?? .max
            topicAliasMaximum = properties.topicAliasMaximum ?? 0
            method = properties.authenticationMethod
            hasConnect = true
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

    /// The statement of the version that is played.
    private func cite(v3: String = "", v5: String) -> String {
        let numbers = version == .v5 ? v5 : v3
        return numbers.isEmpty ? "" : " (\(numbers))"
    }

    private mutating func expect(_ kind: Packet.Kind, _ id: UInt16) {
        awaited[kind, default: []].append(id)
    }

    /// The broker broke a rule below MQTT; `trouble` is a sentence.
    mutating func see(trouble: String) { breach = breach ?? trouble }

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
                return isBlind ? nil : complaint(aboutUnasked: packet)
            }
            awaited[packet.kind]!.remove(at: index)
            return nil
        case .disconnect:
            return version == .v5 ? nil : "DISCONNECT, which a server of 3.1.1 never sends"
        case .auth(let auth):
            guard hasConnect else { return nil }
            guard let method else { return "AUTH, where CONNECT named no method (MQTT-4.12.0-6)" }
            return auth.properties.authenticationMethod == method
                ? nil : "AUTH of another method than \(method) (MQTT-4.12.0-5)"
        case .connect, .subscribe, .unsubscribe, .pingreq:
            return "\(packet.kind), which only clients send"
        }
    }

    private func complaint(aboutUnasked packet: Packet) -> String {
        guard let id = packet.packetID else { return "\(packet.kind), which nobody waits for" }
        let numbers = version == .v5 ? "MQTT-2.2.1-5, -6" : "MQTT-2.3.1-6, -7"
        return "\(packet.kind) \(id), which nobody waits for (\(numbers))"
    }

    private mutating func complaint(about connack: Connack) -> String? {
        guard !hasConnack else { return "a second CONNACK" + cite(v5: "MQTT-3.2.0-2") }
        hasConnack = true
        if hasConnect, connack.reason == .success, connack.properties.authenticationMethod != method
        {
            let number = method == nil ? "6" : "5"
            return "CONNACK of another Authentication Method (MQTT-4.12.0-\(number))"
        }
        if connack.properties.responseInformation != nil, !wantsResponseInformation {
            return "Response Information that was not asked for (MQTT-3.1.2-28)"
        }
        return nil
    }

    private mutating func complaint(about publish: Publish) -> String? {
        if let alias = publish.properties.topicAlias {
            guard alias <= topicAliasMaximum else {
                let number = topicAliasMaximum > 0 ? "26" : "27"
                return "Topic Alias \(alias), beyond the client's maximum (MQTT-3.1.2-\(number))"
            }
            if !publish.topic.isEmpty {
                aliases.insert(alias)
            } else if !aliases.contains(alias) {
                return "Topic Alias \(alias), which stands for no topic (5.0 §3.3.2.3.4)"
            }
        }
        guard let id = publish.id else { return nil }
        guard inFlight.insert(id).inserted else {
            return "PUBLISH \(id), whose identifier is in use"
                + cite(v3: "MQTT-2.3.1-4", v5: "MQTT-2.2.1-4")
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
