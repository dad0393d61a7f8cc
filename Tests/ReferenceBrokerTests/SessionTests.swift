import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct SessionTests {
    @Test(arguments: Version.allCases)
    func `a session waits for its client with subscriptions and messages`(_ version: Version) {
        var room = Room()
        let publisher = room.connect("p")
        let first = room.connect("a", version, clean: false, expiry: 100)
        room.subscribe(first, "t")
        room.disconnect(first)
        for qos in QoS.allCases { room.publish(publisher, "t", "\(qos.rawValue)", qos, id: 5) }
        let (second, connack) = room.join("a", version, clean: false, expiry: 100)
        #expect(connack?.sessionPresent == true)
        #expect(room.payloads(second) == ["1", "2"])
        #expect(room.broker.statistics.dropped.offline == 1)
    }

    @Test(arguments: Version.allCases)
    func `Clean Start forgets everything`(_ version: Version) {
        var room = Room()
        let publisher = room.connect("p")
        let first = room.connect("a", version, clean: false, expiry: 100)
        room.subscribe(first, "t")
        room.cut(first)
        room.publish(publisher, "t", "x", .atLeastOnce)
        let (second, connack) = room.join("a", version, clean: true)
        #expect(connack?.sessionPresent == false)
        room.publish(publisher, "t", "y", .atLeastOnce)
        #expect(room.take(second).isEmpty)
        #expect(room.broker.statistics.heldBytes == 0)
        #expect(room.broker.statistics.queued == 0)
        #expect(room.broker.statistics.subscriptions == 0)
    }

    @Test func `a session ends when its expiry has passed`() {
        var room = Room()
        room.cut(room.connect("a", clean: false, expiry: 10))
        room.wait(.seconds(9))
        let (link, connack) = room.join("a", clean: false, expiry: 10)
        #expect(connack?.sessionPresent == true)
        room.wait(.seconds(100))
        room.cut(link)
        room.wait(.seconds(10))
        #expect(room.broker.statistics.sessions == 0)
        #expect(room.join("a", clean: false).1?.sessionPresent == false)
    }

    @Test func `3.1.1 sessions last as long as the cap`() {
        var room = Room { $0.sessionExpiryCap = 50 }
        room.cut(room.connect("a", .v3_1_1, clean: false))
        room.wait(.seconds(49))
        #expect(room.broker.statistics.sessions == 1)
        room.wait(.seconds(1))
        #expect(room.broker.statistics.sessions == 0)
    }

    @Test func `DISCONNECT may change the expiry, but not from zero`() {
        var room = Room()
        let first = room.connect("a", expiry: 10)
        room.disconnect(first, .success, [.sessionExpiryInterval(100)])
        room.wait(.seconds(50))
        #expect(room.broker.statistics.sessions == 1)
        let second = room.connect("b")
        room.disconnect(second, .success, [.sessionExpiryInterval(100)])
        #expect(room.take(second).map(\.reason) == [.protocolError])
        #expect(room.broker.statistics.sessions == 1)
    }

    @Test(arguments: Version.allCases)
    func `deliveries that were cut short are taken up in order`(_ version: Version) {
        var room = Room()
        let publisher = room.connect("p")
        let first = room.connect("a", version, clean: false, expiry: 100)
        room.subscribe(first, "t")
        room.publish(publisher, "t", "1", .atLeastOnce, id: 1)
        room.publish(publisher, "t", "2", .exactlyOnce, id: 2)
        room.publish(publisher, "t", "3", .exactlyOnce, id: 3)
        let sent = room.messages(first)
        room.ack(first, .pubrec, sent[2].id)
        room.cut(first)
        let (second, _) = room.join("a", version, clean: false, expiry: 100)
        let packets = room.take(second)
        #expect(packets.first == .ack(Ack(.pubrel, id: sent[2].id!)))
        let again = packets.dropFirst().compactMap { packet -> Publish? in
            if case .publish(let publish) = packet { publish } else { nil }
        }
        #expect(again.map(\.id) == [sent[0].id, sent[1].id])
        #expect(again.map(\.dup) == [true, true])
        room.wait(.seconds(1_000))
        #expect(room.take(second).isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `a QoS 2 message is known again after a reconnect`(_ version: Version) {
        var room = Room()
        let watcher = room.connect("w")
        room.subscribe(watcher, "t")
        let first = room.connect("p", version, clean: false, expiry: 100)
        room.publish(first, "t", "x", .exactlyOnce, id: 3)
        room.cut(first)
        let second = room.connect("p", version, clean: false, expiry: 100)
        room.publish(second, "t", "x", .exactlyOnce, id: 3, dup: true)
        room.ack(second, .pubrel, 3)
        #expect(room.payloads(watcher) == ["x"])
        #expect(room.take(second).map(\.kind) == [.pubrec, .pubcomp])
    }

    @Test func `message expiry runs while a message waits`() {
        var room = Room()
        let publisher = room.connect("p")
        let first = room.connect("a", expiry: 100)
        room.subscribe(first, "t")
        room.cut(first)
        room.publish(publisher, "t", "short", .atLeastOnce, with: [.messageExpiryInterval(3)])
        room.publish(publisher, "t", "long", .atLeastOnce, with: [.messageExpiryInterval(30)])
        room.wait(.seconds(4))
        let (second, _) = room.join("a", clean: false)
        let messages = room.messages(second)
        #expect(messages.map(\.payload.count) == [4])
        #expect(messages.first?.properties.messageExpiryInterval == 26)
        #expect(room.broker.statistics.dropped.expired == 1)
    }

    @Test func `a message whose delivery began does not expire`() {
        var room = Room()
        let first = room.connect("a", expiry: 100)
        room.subscribe(first, "t")
        room.publish(first, "t", "x", .exactlyOnce, with: [.messageExpiryInterval(1)])
        room.cut(first)
        room.wait(.seconds(3))
        let (second, _) = room.join("a", clean: false)
        #expect(room.messages(second).map(\.dup) == [true])
    }

    @Test func `queues keep their bounds and drop the newest`() {
        var room = Room {
            $0.queueLimit = 3
            $0.queueLimitBytes = 20
        }
        let publisher = room.connect("p")
        let first = room.connect("a", expiry: 100)
        room.subscribe(first, "t")
        room.cut(first)
        for payload in ["1", "2", "too large for these 20", "3", "4"] {
            room.publish(publisher, "t", payload, .atLeastOnce)
        }
        #expect(room.broker.statistics.dropped.queueFull == 2)
        let (second, _) = room.join("a", clean: false)
        #expect(room.payloads(second) == ["1", "2", "3"])
    }
}
