import Base
import MQTT

/// What is done to a client that has nothing else to do.
extension DeviceTrial {
    mutating func provokeIdle(_ number: Int, at now: Instant, into actions: inout [Action]) {
        guard let name = choose(.idle, number) else { return }
        switch name {
        case .deliveryQoS1, .deliveryQoS2, .deliveryAlias, .deliveryAgain:
            deliverAll(name, number, at: now, into: &actions)
        case .pubrelUnknown:
            begin(name, number, until: patience.answer, about: [0x7A1E], at: now)
            send(.ack(Ack(.pubrel, id: 0x7A1E)), number, at: now, into: &actions)
        case .serverCloses:
            begin(name, number, until: patience.answer, at: now)
            close(number, at: now, into: &actions)
        default:
            begin(name, number, until: patience.answer, at: now)
            lines[number]!.isSpoilt = true
            let bytes = nonsense(name, number)
            send(bytes, number, at: now, into: &actions)
        }
    }

    private mutating func deliverAll(
        _ name: DeviceCheck.Name, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let client = lines[number]!.client!
        let topic = clients[client]!.bestTopic!.topic
        begin(name, number, until: patience.answer, at: now)
        var ids: [UInt16] = []
        for publish in messages(name, topic) {
            if let id = deliver(publish, number, at: now, into: &actions) { ids.append(id) }
        }
        guard !ids.isEmpty else { return giveUp(client, because: "it took no message") }
        clients[client]!.pending!.ids = ids
    }

    private func messages(_ name: DeviceCheck.Name, _ topic: String) -> [Publish] {
        let text = Array("gale: \u{FEFF}äöü, 風".utf8)
        switch name {
        case .deliveryQoS1:
            return [
                Publish(topic: topic, payload: text, qos: .atLeastOnce),
                Publish(topic: topic, payload: [], qos: .atLeastOnce),
                Publish(
                    topic: topic, payload: Array(repeating: 0x67, count: 3000), qos: .atLeastOnce),
                Publish(topic: topic, payload: text, qos: .atLeastOnce, retain: true),
            ]
        case .deliveryQoS2:
            return [
                Publish(topic: topic, payload: text, qos: .exactlyOnce),
                Publish(topic: topic, payload: [], qos: .exactlyOnce),
                Publish(topic: topic, payload: text, qos: .exactlyOnce, retain: true),
            ]
        case .deliveryAlias:
            return [topic, ""].map {
                Publish(
                    topic: $0, payload: text, qos: .atLeastOnce,
                    properties: Properties([.topicAlias(1)]))
            }
        default: return [Publish(topic: topic, payload: text, qos: .exactlyOnce)]
        }
    }

    /// Bytes that a client closes at.
    private func nonsense(_ name: DeviceCheck.Name, _ number: Int) -> [UInt8] {
        let line = lines[number]!
        let own = line.connect!.properties
        let isV5 = line.version == .v5
        let topic = clients[line.client!]!.bestTopic?.topic ?? "gale"
        let publish = Publish(topic: topic, payload: Array("gale".utf8))
        func with(_ properties: Property..., topic: String = topic) -> [UInt8] {
            let publish = Publish(
                topic: topic, payload: publish.payload, properties: Properties(properties))
            return Packet.publish(publish).encoded(line.version)
        }
        /// A PUBLISH with this header, and these bytes for its topic and what follows that.
        func raw(_ header: UInt8, topic: [UInt8] = Array(topic.utf8), _ rest: [UInt8]) -> [UInt8] {
            let body = [0, UInt8(topic.count)] + topic + rest
            return [header, UInt8(body.count)] + body
        }
        let plain: [UInt8] = isV5 ? [0] : []
        switch name {
        case .disconnected:
            return Packet.disconnect(Disconnect(reason: .serverShuttingDown)).encoded(line.version)
        case .secondConnack: return Packet.connack(Connack()).encoded(line.version)
        case .receivesType0: return [0, 0]
        case .receivesFlags: return [0xD1, 0]
        case .receivesLength: return [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        case .receivesQoS3: return raw(0x36, topic: [0x67], [0, 1] + plain)
        case .receivesBadUTF8: return raw(0x30, topic: [0x67, 0xC3, 0x28], plain)
        case .receivesNull: return raw(0x30, topic: [0x67, 0, 0x67], plain)
        case .receivesPacketID0: return raw(0x32, topic: [0x67], [0, 0] + plain)
        case .receivesWildcard: return raw(0x30, topic: Array("gale/#".utf8), plain)
        case .receivesRequest:
            return Packet.subscribe(Subscribe(id: 1, [Subscription("gale")]))
                .encoded(line.version)
        case .receivesUnknownProperty: return raw(0x30, topic: [0x67], [2, 0x7F, 0])
        case .receivesDoubleProperty:
            return with(.payloadFormatIndicator(1), .payloadFormatIndicator(1))
        case .receivesAuth:
            return Packet.auth(
                Auth(
                    reason: .continueAuthentication,
                    properties: Properties([.authenticationMethod("gale")]))
            ).encoded(line.version)
        case .receivesAlias0: return with(.topicAlias(0))
        case .receivesUnknownAlias:
            return with(.topicAlias(max(own.topicAliasMaximum ?? 0, 1)), topic: "")
        case .receivesHighAlias: return with(.topicAlias((own.topicAliasMaximum ?? 0) + 1))
        case .receivesTooLarge:
            let size = Int(own.maximumPacketSize ?? 0)
            let long = Publish(topic: topic, payload: Array(repeating: 0x67, count: size))
            return Packet.publish(long).encoded(line.version)
        default:
            return (1...(own.receiveMaximum ?? 1) + 1).flatMap { id in
                Packet.publish(
                    Publish(
                        topic: topic, payload: publish.payload, qos: .exactlyOnce, id: 0x7000 + id)
                ).encoded(line.version)
            }
        }
    }
}
