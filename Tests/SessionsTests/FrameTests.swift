import Base
import MQTT
import Sessions
import Testing

@Suite struct FrameTests {
    /// Everything that a server may send to a client with messages of each QoS on their way.
    private func packets(_ version: Version) -> [Packet] {
        var packets: [Packet] = [.pingresp, .connack(Connack())]
        for kind in Ack.Kind.allCases {
            for id: UInt16 in [1, 2, 77] { packets.append(.ack(kind, id)) }
        }
        for qos in QoS.allCases {
            let id: UInt16? = qos == .atMostOnce ? nil : 4
            packets.append(.publish("a/b", "payload", qos, id: id))
            packets.append(.publish("ä", String(repeating: "x", count: 200), qos, id: id))
            packets.append(.publish("a", "", qos, id: id))
        }
        guard version == .v5 else { return packets + [.suback(Suback(id: 3, reasons: [.success]))] }
        packets.append(.ack(.puback, 1, .noMatchingSubscribers))
        packets.append(.ack(.pubrec, 2, .quotaExceeded))
        packets.append(.disconnect(Disconnect(reason: .serverBusy)))
        for alias: UInt16 in [1, 2, 3] {
            packets.append(.publish("a", "1", .atMostOnce, [.topicAlias(alias)]))
            packets.append(.publish("", "1", .exactlyOnce, id: 4, [.topicAlias(alias)]))
        }
        packets.append(.publish("a", "1", .atLeastOnce, id: 4, [.contentType("x")]))
        packets.append(
            .publish("a", "1", .atLeastOnce, id: 4, [.topicAlias(1), .messageExpiryInterval(4)]))
        return packets
    }

    private func client(_ version: Version) -> Client {
        var client = Client(
            connected: version, SessionSettings(), Client.durable(version, [.topicAliasMaximum(2)]))
        client.publish(qos: .atLeastOnce)
        client.publish(qos: .exactlyOnce)
        if version == .v5 { client.receive(.publish("known", "", .atMostOnce, [.topicAlias(1)])) }
        client.drain()
        return client
    }

    @Test(arguments: Version.allCases)
    func `A frame does what its packet does`(version: Version) throws {
        for packet in packets(version) {
            var slow = client(version)
            slow.receive(packet)
            var fast = client(version)
            let frame = packet.encoded(version)
            if let arrival = fast.receive(frame: frame) {
                let index = try #require(
                    slow.out.notices.firstIndex {
                        if case .message = $0 { true } else { false }
                    })
                guard case .message(let publish) = slow.out.notices.remove(at: index) else {
                    return
                }
                let topic = arrival.topic.map { Array(frame[$0]) } ?? fast.out.topic
                #expect(topic == Array(publish.topic.utf8))
                #expect(Array(frame[arrival.payload]) == publish.payload)
                #expect(arrival.qos == publish.qos && arrival.dup == publish.dup)
                #expect(arrival.retain == publish.retain)
            }
            #expect(fast.out.notices == slow.out.notices, "\(packet)")
            #expect(fast.out.bytes.bytes == slow.out.bytes.bytes, "\(packet)")
            #expect(fast.out.steps == slow.out.steps, "\(packet)")
        }
    }

    @Test(arguments: Version.allCases)
    func `Any change of a byte is judged as the codec judges it`(version: Version) {
        for packet in packets(version) {
            let good = packet.encoded(version)
            guard good.count < 40 else { continue }
            for index in good.indices {
                for bit in 0..<8 {
                    var frame = good
                    frame[index] ^= 1 << UInt8(bit)
                    var client = client(version)
                    _ = client.receive(frame: frame)
                    if let packet = try? Packet(decoding: frame, version: version) {
                        var other = self.client(version)
                        other.receive(packet)
                        #expect(client.fault == other.fault, "\(frame)")
                        #expect(client.out.bytes.bytes == other.out.bytes.bytes, "\(frame)")
                    } else {
                        guard case .malformed? = client.fault else {
                            Issue.record("\(version) took \(frame): \(client.out.notices)")
                            continue
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: Version.allCases)
    func `Bytes that are no packet close the link, in 5.0 with the reason`(version: Version) {
        var client = Client(connected: version)
        _ = client.receive(frame: [0x36, 0x02, 0x00, 0x00])
        #expect(
            client.sent()
                == (version == .v5 ? [.disconnect(Disconnect(reason: .malformedPacket))] : []))
        var other = Client(connected: version)
        other.session.receive(
            Malformed(.tooLarge(limit: 9), at: 1), at: other.now, into: &other.out)
        #expect(
            other.sent()
                == (version == .v5 ? [.disconnect(Disconnect(reason: .packetTooLarge))] : []))
    }

    @Test func `A packet above the Maximum Packet Size of the client is a violation`() {
        let packet = Packet.publish("a", "12345", .atMostOnce)
        let size = packet.size(.v5)
        for limit in [size, size - 1] {
            var client = Client(
                connected: .v5, SessionSettings(),
                Client.durable(.v5, [.maximumPacketSize(UInt32(limit))]))
            let arrival = client.receive(frame: packet.encoded(.v5))
            #expect((arrival != nil) == (limit == size))
            #expect(client.fault == (limit == size ? nil : .tooLarge))
        }
    }
}

extension Client {
    mutating func receive(frame: [UInt8]) -> Arrival? {
        frame.withUnsafeBytes { session.receive(frame: $0, at: now, into: &out) }
    }
}
