package import MQTT

/// What a packet must be to be the one that is waited for; what is not said is free.
package struct Pattern: Sendable {
    package var kind: Packet.Kind
    package var id: UInt16?
    /// For each reason code of the packet those that will do.
    package var reasons: [[ReasonCode]]?
    package var sessionPresent: Bool?
    package var topic: String?
    package var payload: [UInt8]?
    package var qos: QoS?
    package var retain: Bool?
    package var dup: Bool?
    /// Properties that must be there, in this order.
    package var has: [Property] = []
    /// Properties that must be there, wherever among the others.
    package var hasSomewhere: [Property] = []
    /// Properties that must not be there.
    package var lacks: [Property.Kind] = []
    /// Properties that must be there, whatever their value.
    package var hasAny: [Property.Kind] = []
    /// The Subscription Identifiers, all of them, in any order.
    package var subscriptionIDs: [UInt32]?
    /// Which of the peer's deliveries of QoS 1 and 2, from 0 on, had its Packet Identifier.
    package var delivery: Int?

    init(_ kind: Packet.Kind) { self.kind = kind }

    /// Says in what `packet` differs; nil where it does not.
    func complaint(about packet: Packet, _ names: Names) -> String? {
        guard packet.kind == kind else { return "\(packet.kind) where \(kind) should be" }
        if let id, packet.packetID != id {
            return "Packet Identifier \(packet.packetID ?? 0), not \(id)"
        }
        if let complaint = complaintAboutReasons(of: packet) { return complaint }
        if let complaint = complaintAboutProperties(of: packet, names) { return complaint }
        switch packet {
        case .publish(let publish): return complaint(about: publish, names)
        case .connack(let connack):
            guard let sessionPresent, connack.sessionPresent != sessionPresent else { return nil }
            return "Session Present \(connack.sessionPresent ? 1 : 0)"
        default: return nil
        }
    }

    private func complaintAboutReasons(of packet: Packet) -> String? {
        guard let reasons else { return nil }
        let given = packet.reasons
        // 3.1.1 has none in UNSUBACK; the codec lets no 5.0 packet be without.
        if packet.kind == .unsuback, given.isEmpty { return nil }
        guard given.count == reasons.count else {
            return "\(given.count) reason codes, not \(reasons.count)"
        }
        for (given, good) in zip(given, reasons) where !good.contains(given) {
            let wanted = good.map(\.hex).joined(separator: " or ")
            return "reason code \(given.hex), not \(wanted)"
        }
        return nil
    }

    private func complaintAboutProperties(of packet: Packet, _ names: Names) -> String? {
        let list = packet.propertyList
        for kind in lacks where list.contains(where: { $0.kind == kind }) {
            return "a \(kind), which should not be there"
        }
        for kind in hasAny where !list.contains(where: { $0.kind == kind }) {
            return "no \(kind)"
        }
        for property in hasSomewhere.map(names.fill) where !list.contains(property) {
            return "no \(property)"
        }
        var rest = list[...]
        for property in has.map(names.fill) {
            guard let index = rest.firstIndex(of: property) else {
                return "no \(property), or not in this order"
            }
            rest = rest[(index + 1)...]
        }
        return nil
    }

    private func complaint(about publish: Publish, _ names: Names) -> String? {
        // Not `!=`, for which a composed letter is the same as its parts.
        if let topic, !publish.topic.utf8.elementsEqual(names.fill(topic).utf8) {
            return "topic “\(publish.topic)”, not “\(names.fill(topic))”"
        }
        if let payload, publish.payload != payload {
            return "payload “\(publish.payload.readable)”, not “\(payload.readable)”"
        }
        if let qos, publish.qos != qos { return "QoS \(publish.qos.rawValue)" }
        if let retain, publish.retain != retain { return "RETAIN \(publish.retain ? 1 : 0)" }
        if let subscriptionIDs {
            let ids = publish.properties.subscriptionIdentifiers.sorted()
            guard ids == subscriptionIDs.sorted() else { return "Subscription Identifiers \(ids)" }
        }
        if let dup, publish.dup != dup { return "DUP \(publish.dup ? 1 : 0)" }
        return nil
    }
}

extension Pattern: CustomStringConvertible {
    package var description: String {
        var text = "\(kind)"
        if let topic { text += " on \(topic)" }
        if let payload { text += " “\(payload.readable)”" }
        if let qos { text += " QoS \(qos.rawValue)" }
        if let retain { text += " RETAIN \(retain ? 1 : 0)" }
        if let dup { text += " DUP \(dup ? 1 : 0)" }
        if let id { text += " \(id)" }
        if let reasons {
            let codes = reasons.map { codes in
                codes.count > 8 ? "that refuses" : codes.map(\.hex).joined(separator: "|")
            }
            text += " " + codes.joined(separator: " ")
        }
        if let sessionPresent { text += " Session Present \(sessionPresent ? 1 : 0)" }
        if let subscriptionIDs { text += ", Subscription Identifiers \(subscriptionIDs)" }
        if let delivery { text += " with the identifier of delivery \(delivery + 1)" }
        for property in has + hasSomewhere { text += ", \(property)" }
        for kind in hasAny { text += ", with \(kind)" }
        for kind in lacks { text += ", without \(kind)" }
        return text
    }
}

extension ReasonCode {
    var hex: String {
        let digits = String(rawValue, radix: 16, uppercase: true)
        return "0x" + (digits.count < 2 ? "0" : "") + digits
    }
}

extension [UInt8] {
    /// As text where it is text, in hexadecimal where not.
    var readable: String {
        guard let text = String(validating: prefix(40), as: UTF8.self),
            text.unicodeScalars.allSatisfy({ $0.value >= 32 })
        else { return prefix(20).map { String($0, radix: 16) }.joined(separator: " ") }
        return text
    }
}
