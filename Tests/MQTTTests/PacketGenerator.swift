import Base
import MQTT

/// Packets drawn at random, all of them good in their version and in canonical form.
struct PacketGenerator {
    var random: SplitMix64
    let version: Version

    init(seed: UInt64, _ version: Version) {
        random = SplitMix64(seed: seed)
        self.version = version
    }

    mutating func packet() -> Packet {
        packet(Packet.Kind.allCases[below(version == .v5 ? 15 : 14)])
    }

    mutating func packet(_ kind: Packet.Kind) -> Packet {
        switch kind {
        case .connect: .connect(connect())
        case .connack: .connack(connack())
        case .publish: .publish(publish())
        case .puback, .pubrec, .pubrel, .pubcomp: .ack(ack(kind))
        case .subscribe:
            .subscribe(
                Subscribe(
                    id: id(), many { $0.subscription() }, properties: properties(of: .subscribe)))
        case .suback:
            .suback(
                Suback(
                    id: id(), reasons: many { $0.reason(.suback) },
                    properties: properties(of: .suback)))
        case .unsubscribe:
            .unsubscribe(
                Unsubscribe(
                    id: id(), filters: many { $0.filter() }, properties: properties(of: kind)))
        case .unsuback:
            .unsuback(
                Unsuback(
                    id: id(), reasons: version == .v5 ? many { $0.reason(.unsuback) } : [],
                    properties: properties(of: kind)))
        case .pingreq: .pingreq
        case .pingresp: .pingresp
        case .disconnect:
            .disconnect(Disconnect(reason: reason(kind), properties: properties(of: kind)))
        case .auth: .auth(auth())
        }
    }

    private mutating func connect() -> Connect {
        var connect = Connect(
            version: version, clientID: text(), cleanStart: chance(), keepAlive: number(),
            userName: chance() ? text() : nil, properties: properties(of: .connect))
        if chance() {
            connect.will = Will(
                topic: topic(), payload: bytes(), qos: qos(), retain: chance(),
                properties: willProperties())
        }
        if chance(), version == .v5 || connect.userName != nil { connect.password = bytes() }
        if connect.properties.authenticationMethod == nil {
            connect.properties.authenticationData = nil
        }
        return connect
    }

    private mutating func connack() -> Connack {
        let reason = reason(.connack)
        return Connack(
            sessionPresent: reason == .success && chance(), reason: reason,
            properties: properties(of: .connack))
    }

    private mutating func publish() -> Publish {
        let qos = qos()
        var publish = Publish(
            topic: topic(), payload: bytes(), qos: qos, retain: chance(),
            dup: qos != .atMostOnce && chance(), id: qos == .atMostOnce ? nil : id(),
            properties: properties(of: .publish))
        if publish.properties.topicAlias != nil, chance() { publish.topic = "" }
        return publish
    }

    private mutating func ack(_ kind: Packet.Kind) -> Ack {
        Ack(
            Ack.Kind(rawValue: kind.rawValue)!, id: id(), reason: reason(kind),
            properties: properties(of: kind))
    }

    private mutating func subscription() -> Subscription {
        guard version == .v5 else { return Subscription(filter(), qos: qos()) }
        let filter = filter()
        return Subscription(
            filter, qos: qos(), noLocal: !filter.hasPrefix("$share/") && chance(),
            retainAsPublished: chance(),
            retainHandling: Subscription.RetainHandling(rawValue: UInt8(below(3)))!)
    }

    private mutating func auth() -> Auth {
        var auth = Auth(reason: reason(.auth), properties: properties(of: .auth))
        if auth.reason != .success || !auth.properties.isEmpty {
            auth.properties.authenticationMethod = text()
        }
        return auth
    }

    private mutating func reason(_ kind: Packet.Kind) -> ReasonCode {
        let codes = (0...255).map { ReasonCode(rawValue: $0) }
        let good = codes.filter { $0.isAllowed(in: kind, version) }
        return good[below(good.count)]
    }
}

extension PacketGenerator {
    mutating func below(_ bound: Int) -> Int { random.below(bound) }
    mutating func chance() -> Bool { below(2) == 0 }
    mutating func id() -> UInt16 { UInt16(1 + below(65535)) }
    mutating func qos() -> QoS { QoS(rawValue: UInt8(below(3)))! }
    mutating func number() -> UInt16 { UInt16(truncatingIfNeeded: random.next()) }

    mutating func bytes() -> [UInt8] {
        (0..<below(chance() ? 4 : 200)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// Short, and of one to four bytes a character.
    mutating func text() -> String {
        let characters: [Character] = ["a", "B", "7", " ", "é", "ß", "€", "温", "🌡", "\u{FEFF}"]
        return String((0..<below(12)).map { _ in characters[below(characters.count)] })
    }

    mutating func topic() -> String {
        (0...below(4)).map { _ in text() }.joined(separator: "/") + "t"
    }

    mutating func filter() -> String {
        var levels = (0...below(4)).map { _ in chance() ? "+" : text() }
        if chance() { levels.append("#") }
        let filter = levels.joined(separator: "/")
        if filter.isEmpty { return "/" }
        return below(4) == 0 ? "$share/group/" + filter : filter
    }

    mutating func many<Element>(_ make: (inout Self) -> Element) -> [Element] {
        (0...below(5)).map { _ in make(&self) }
    }
}
