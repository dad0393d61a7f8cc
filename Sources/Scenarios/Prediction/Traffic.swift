import MQTT

/// Bytes by account: the names of `bytes` in a report.
package struct Traffic: Equatable, Sendable {
    package internal(set) var payload = 0.0
    package internal(set) var topic = 0.0
    /// The rest of MQTT.
    package internal(set) var mqtt = 0.0
    package internal(set) var acknowledgements = 0.0
    package internal(set) var keepAlive = 0.0
    /// An estimate: IP and TCP headers of one segment a packet, and half a bare acknowledgement.
    package internal(set) var tcpIP = 0.0

    package var total: Double { payload + topic + mqtt + acknowledgements + keepAlive + tcpIP }

    static let bytesPerSegment = 52.0 * 1.5
    private static let segmentBytes = 1448

    /// Enters `count` packets of `size` bytes, of which some belong to other accounts.
    mutating func enter(_ count: Double, _ packet: Packet, _ version: Version, to account: Account)
    {
        let size = packet.size(version)
        var rest = Double(size)
        if case .publish(let publish) = packet {
            payload += count * Double(publish.payload.count)
            topic += count * Double(publish.topic.utf8.count)
            rest -= Double(publish.payload.count + publish.topic.utf8.count)
        }
        switch account {
        case .mqtt: mqtt += count * rest
        case .acknowledgements: acknowledgements += count * rest
        case .keepAlive: keepAlive += count * rest
        }
        let segments = (size + Self.segmentBytes - 1) / Self.segmentBytes
        tcpIP += count * Double(segments) * Self.bytesPerSegment
    }

    enum Account { case mqtt, acknowledgements, keepAlive }

    static func += (sum: inout Traffic, other: Traffic) {
        sum.payload += other.payload
        sum.topic += other.topic
        sum.mqtt += other.mqtt
        sum.acknowledgements += other.acknowledgements
        sum.keepAlive += other.keepAlive
        sum.tcpIP += other.tcpIP
    }
}

extension Stream {
    /// The bytes of `count` messages of this stream and of their deliveries, acknowledged.
    ///
    /// - Parameter first: of these, the ones that carry their topic although there is an alias.
    func traffic(of count: Double, first: Double) -> Traffic {
        var traffic = Traffic()
        for (length, part) in topic.lengths {
            let full = usesTopicAlias ? min(first, count) : count
            enter(full * part, topicBytes: length, alias: usesTopicAlias, into: &traffic)
            enter((count - full) * part, topicBytes: 0, alias: true, into: &traffic)
            for delivery in deliveries {
                let packet = publish(topicBytes: length, delivery.qos, Properties())
                traffic.enter(
                    count * part * delivery.copies, packet, delivery.version, to: .mqtt)
            }
        }
        Self.acknowledge(count, qos, version, into: &traffic)
        for delivery in deliveries {
            Self.acknowledge(
                count * delivery.copies, delivery.qos, delivery.version, into: &traffic)
        }
        return traffic
    }

    private func enter(
        _ count: Double, topicBytes: Int, alias: Bool, into traffic: inout Traffic
    ) {
        guard count > 0 else { return }
        var properties = properties
        if alias { properties.list.append(.topicAlias(1)) }
        traffic.enter(count, publish(topicBytes: topicBytes, qos, properties), version, to: .mqtt)
    }

    private func publish(topicBytes: Int, _ qos: QoS, _ properties: Properties) -> Packet {
        .publish(
            Publish(
                topic: String(repeating: "t", count: topicBytes),
                payload: [UInt8](repeating: 0, count: payloadBytes), qos: qos,
                id: qos == .atMostOnce ? nil : 1, properties: properties))
    }

    private static func acknowledge(
        _ count: Double, _ qos: QoS, _ version: Version, into traffic: inout Traffic
    ) {
        let kinds: [Ack.Kind] =
            switch qos {
            case .atMostOnce: []
            case .atLeastOnce: [.puback]
            case .exactlyOnce: [.pubrec, .pubrel, .pubcomp]
            }
        for kind in kinds {
            traffic.enter(count, .ack(Ack(kind, id: 1)), version, to: .acknowledgements)
        }
    }
}
