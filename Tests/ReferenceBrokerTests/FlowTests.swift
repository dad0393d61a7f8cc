import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct FlowTests {
    @Test func `the client's Receive Maximum bounds what is on its way`() {
        var room = Room()
        let link = room.connect("s", with: [.receiveMaximum(2)])
        room.subscribe(link, "t")
        for number in 0..<5 { room.publish(link, "t", "\(number)", .atLeastOnce) }
        var messages = room.messages(link)
        #expect(messages.count == 2)
        room.publish(link, "t", "light")
        #expect(room.payloads(link) == ["light"])
        room.send(.pingreq, on: link)
        #expect(room.take(link) == [.pingresp])
        room.ack(link, .puback, messages[1].id)
        room.ack(link, .puback, messages[0].id)
        messages = room.messages(link)
        #expect(messages.map(\.payload) == [[50], [51]])
        #expect(room.broker.statistics.queued == 1)
    }

    @Test func `PUBREC with a failure ends a delivery`() {
        var room = Room()
        let link = room.connect("s", expiry: 10, with: [.receiveMaximum(1)])
        room.subscribe(link, "t")
        room.publish(link, "t", "1", .exactlyOnce, id: 1)
        room.publish(link, "t", "2", .exactlyOnce, id: 2)
        let first = room.messages(link).first
        room.ack(link, .pubrec, first?.id, .unspecifiedError)
        #expect(room.payloads(link) == ["2"])
        room.cut(link)
        let (again, _) = room.join("s", clean: false)
        #expect(room.payloads(again) == ["2"])
    }

    @Test func `a client that passes our Receive Maximum is cut off`() {
        var room = Room { $0.receiveMaximum = 2 }
        let link = room.connect("a")
        for id: UInt16 in 1...2 { room.publish(link, "t", "x", .exactlyOnce, id: id) }
        room.publish(link, "t", "x", .exactlyOnce, id: 2, dup: true)
        room.ack(link, .pubrel, 1)
        room.publish(link, "t", "x", .exactlyOnce, id: 3)
        #expect(room.closed.isEmpty)
        _ = room.take(link)
        room.publish(link, "t", "x", .exactlyOnce, id: 4)
        #expect(room.take(link).map(\.reason) == [.receiveMaximumExceeded])
        #expect(room.closed == [link])
    }

    @Test func `what is too large for a client is dropped as if delivered`() {
        var room = Room()
        let link = room.connect("s", with: [.maximumPacketSize(64), .receiveMaximum(1)])
        let publisher = room.connect("p")
        room.subscribe(link, "t")
        room.publish(publisher, "t", String(repeating: "x", count: 200), .atLeastOnce)
        room.publish(publisher, "t", "small", .atLeastOnce)
        #expect(room.payloads(link) == ["small"])
        #expect(room.broker.statistics.dropped.tooLarge == 1)
        #expect(room.broker.statistics.heldBytes == 6)
    }

    @Test func `a congested link loses QoS 0 and gets the rest when it is free`() {
        var room = Room()
        let link = room.connect("s")
        let publisher = room.connect("p")
        room.subscribe(link, "t")
        room.congest(link, true)
        room.publish(publisher, "t", "lost")
        room.publish(publisher, "t", "kept", .atLeastOnce)
        #expect(room.take(link).isEmpty)
        #expect(room.broker.statistics.dropped.congested == 1)
        room.congest(link, false)
        #expect(room.payloads(link) == ["kept"])
    }

    @Test func `incoming aliases stand for topics until the connection ends`() {
        var room = Room { $0.topicAliasMaximum = 2 }
        let watcher = room.connect("w")
        room.subscribe(watcher, "#")
        let link = room.connect("a", expiry: 10)
        room.publish(link, "one", with: [.topicAlias(1)])
        room.publish(link, "two", with: [.topicAlias(2)])
        room.publish(link, "", with: [.topicAlias(1)])
        room.publish(link, "three", with: [.topicAlias(1)])
        room.publish(link, "", with: [.topicAlias(1)])
        let messages = room.messages(watcher)
        #expect(messages.map(\.topic) == ["one", "two", "one", "three", "three"])
        #expect(messages.map(\.properties.isEmpty) == Array(repeating: true, count: 5))
        room.cut(link)
        let again = room.connect("a", clean: false)
        room.publish(again, "", with: [.topicAlias(1)])
        #expect(room.take(again).map(\.reason) == [.topicAliasInvalid])
        let third = room.connect("b")
        room.publish(third, "x", with: [.topicAlias(3)])
        #expect(room.take(third).map(\.reason) == [.topicAliasInvalid])
    }

    @Test func `outgoing aliases are set where client and configuration allow`() {
        var room = Room { $0.outgoingTopicAliases = 10 }
        let link = room.connect("s", with: [.topicAliasMaximum(1)])
        let plain = room.connect("n")
        room.subscribe(link, "#")
        room.subscribe(plain, "#")
        for topic in ["a", "b", "a"] { room.publish(plain, topic) }
        let messages = room.messages(link)
        #expect(messages.map(\.topic) == ["a", "b", ""])
        #expect(messages.map(\.properties.topicAlias) == [1, nil, 1])
        #expect(room.messages(plain).map(\.topic) == ["a", "b", "a"])
    }
}
