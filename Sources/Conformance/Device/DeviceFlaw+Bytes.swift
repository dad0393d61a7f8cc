import MQTT

/// What flaws make of packets on their way out.
extension DeviceFlaw {
    /// The bytes in place of `packets`, which leave together.
    ///
    /// - Parameter isResumed: whether they answer a CONNACK with Session Present.
    func spoil(_ packets: [Packet], _ version: Version, isResumed: Bool) -> [[UInt8]] {
        switch self {
        case .reversesAcks: return reverse(packets, version) { $0 == .puback || $0 == .pubrec }
        case .reversesPubrels: return reverse(packets, version) { $0 == .pubrel }
        case .resendsBackwards where isResumed:
            return reverse(packets, version) { $0 == .publish }
        case .neverResends where isResumed:
            return packets.filter { $0.kind != .publish && $0.kind != .pubrel }
                .map { $0.encoded(version) }
        default: return packets.flatMap { spoil($0, version, isResumed: isResumed) }
        }
    }

    private func reverse(
        _ packets: [Packet], _ version: Version, _ matches: (Packet.Kind) -> Bool
    ) -> [[UInt8]] {
        let chosen = packets.indices.filter { matches(packets[$0].kind) }
        var mixed = packets
        for (to, from) in zip(chosen, chosen.reversed()) { mixed[to] = packets[from] }
        return mixed.map { $0.encoded(version) }
    }

    private func spoil(_ packet: Packet, _ version: Version, isResumed: Bool) -> [[UInt8]] {
        var bytes = packet.encoded(version)
        switch packet {
        case .connect(let connect): return spoil(connect, bytes)
        case .publish(let publish):
            let packets: [Packet]? = spoil(publish, version)
            return packets?.map { $0.encoded(version) } ?? spoil(publish, bytes)
        case .ack(var ack):
            switch (self, ack.kind) {
            case (.neverAcks, .puback), (.neverRecs, .pubrec), (.neverComps, .pubcomp): return []
            case (.wrongAckID, .puback): ack.id += 1
            case (.oddReason, .puback): ack.reason = ReasonCode(rawValue: 0x42)
            case (.publishesForPubrel, .pubrel) where isResumed:
                let again = Publish(
                    topic: "d/2", payload: Array("gale".utf8), qos: .exactlyOnce, dup: true,
                    id: ack.id)
                return [Packet.publish(again).encoded(version)]
            default: break
            }
            return [Packet.ack(ack).encoded(version)]
        case .subscribe(var subscribe):
            switch self {
            case .wrongFlags: bytes[0] = 0x80
            case .zeroID: (bytes[2], bytes[3]) = (0, 0)
            case .badOptions: bytes[bytes.count - 1] |= 0x03
            case .badFilter: subscribe.subscriptions[0].filter = "a#b"
            case .emptyRequest: subscribe.subscriptions = []
            case .noLocalShared:
                subscribe.subscriptions = [Subscription("$share/g/a", noLocal: true)]
            default: return [bytes]
            }
            let isRaw = [.wrongFlags, .zeroID, .badOptions].contains(self)
            return [isRaw ? bytes : Packet.subscribe(subscribe).encoded(version)]
        case .pingreq:
            switch self {
            case .neverPings: return []
            case .padsPing: return [[0xC0, 1, 0]]
            case .longLength: return [[0xC0, 0x80, 0]]
            case .sendsPingresp: return [bytes, [0xD0, 0]]
            case .sendsAuth: return [bytes, [0xF0, 0]]
            case .connectsTwice:
                return [
                    bytes,
                    Packet.connect(Connect(version: version, clientID: "x")).encoded(version),
                ]
            default: return [bytes]
            }
        case .disconnect(var disconnect):
            if self == .speaksAfterDisconnect { return [bytes, [0xC0, 0]] }
            guard self == .prolongsSession else { return [bytes] }
            disconnect.properties.sessionExpiryInterval = 10
            return [Packet.disconnect(disconnect).encoded(version)]
        default: return [bytes]
        }
    }

    private func spoil(_ connect: Connect, _ bytes: [UInt8]) -> [[UInt8]] {
        var bytes = bytes
        var connect = connect
        // The flags are behind the name and the level.
        switch self {
        case .pingsFirst: return [[0xC0, 0], bytes]
        case .misnamesProtocol: bytes[4] = 0x58
        case .willFlags:
            connect.will = nil
            bytes = Packet.connect(connect).encoded(connect.version)
            bytes[9] |= 0x20
        case .passwordAlone:
            connect.userName = nil
            return [Packet.connect(connect).encoded(connect.version)]
        case .emptyClientID:
            connect.clientID = ""
            return [Packet.connect(connect).encoded(connect.version)]
        case .doubleProperty:
            connect.properties.list += [.receiveMaximum(9), .receiveMaximum(9)]
            return [Packet.connect(connect).encoded(connect.version)]
        default: break
        }
        return [bytes]
    }

    /// What is done to the value; nil where bytes are to be spoilt.
    private func spoil(_ publish: Publish, _ version: Version) -> [Packet]? {
        var publish = publish
        switch self {
        case .reusesIDs: if publish.id != nil { publish.id = 7 }
        case .dupAtFirst: if publish.id != nil { publish.dup = true }
        case .resendsWithoutDup: publish.dup = false
        case .emptyTopic: publish.topic = ""
        case .wildcardTopic: publish.topic = "a/#"
        case .identifiesPublish: publish.properties.list.append(.subscriptionIdentifier(1))
        case .aliasesAtOnce:
            publish.topic = ""
            publish.properties.topicAlias = 2
        case .aliasesTooHigh: publish.properties.topicAlias = 9
        case .releasesAtOnce where publish.qos == .exactlyOnce:
            return [.publish(publish), .ack(Ack(.pubrel, id: publish.id!))]
        default: return nil
        }
        return [.publish(publish)]
    }

    private func spoil(_ publish: Publish, _ bytes: [UInt8]) -> [[UInt8]] {
        var bytes = bytes
        switch self {
        case .qos3: bytes[0] |= 0x06
        case .dupQoS0: if publish.qos == .atMostOnce { bytes[0] |= 0x08 }
        case .badUTF8:
            let length = bytes[1] < 0x80 ? 1 : 2
            if !publish.topic.isEmpty { bytes[3 + length] = 0xFF }
        default: break
        }
        return [bytes]
    }

    /// A CONNACK as this client reads it.
    func misread(_ connack: Connack, asksToResume: Bool) -> Connack {
        var connack = connack
        func drop(_ kinds: Property.Kind...) {
            connack.properties.list.removeAll { kinds.contains($0.kind) }
        }
        switch self {
        case .ignoresReceiveMaximum: drop(.receiveMaximum)
        case .ignoresMaximumQoS: drop(.maximumQoS)
        case .ignoresRetainAvailable: drop(.retainAvailable)
        case .ignoresMaximumPacketSize: drop(.maximumPacketSize)
        case .ignoresServerKeepAlive: drop(.serverKeepAlive)
        case .ignoresWildcardAvailable: drop(.wildcardSubscriptionAvailable)
        case .ignoresSubscriptionIDAvailable: drop(.subscriptionIdentifierAvailable)
        case .ignoresSharedAvailable: drop(.sharedSubscriptionAvailable)
        case .believesSession: if asksToResume { connack.sessionPresent = true }
        default: break
        }
        return connack
    }
}
