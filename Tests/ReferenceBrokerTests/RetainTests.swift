import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct RetainTests {
    @Test(arguments: Version.allCases)
    func `a new subscription gets the last message of each topic`(_ version: Version) {
        var room = Room()
        let link = room.connect("a", version)
        room.publish(link, "a/1", "old", .atLeastOnce, retain: true)
        room.publish(link, "a/1", "new", .atLeastOnce, retain: true)
        room.publish(link, "a/2", "two", .exactlyOnce, retain: true)
        room.publish(link, "a/2", "live", .exactlyOnce)
        room.publish(link, "b", "other", retain: true)
        _ = room.take(link)
        room.subscribe(link, "a/#", .atLeastOnce)
        let messages = room.messages(link)
        #expect(messages.map { String(decoding: $0.payload, as: UTF8.self) } == ["new", "two"])
        #expect(messages.allSatisfy { $0.retain && $0.qos == .atLeastOnce })
    }

    @Test func `an empty message removes the retained one and is delivered`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", "kept", retain: true)
        room.subscribe(link, "t")
        room.publish(link, "t", "", retain: true)
        #expect(room.messages(link).map(\.retain) == [true, false])
        room.subscribe(link, "t")
        #expect(room.messages(link).isEmpty)
        #expect(room.broker.statistics.retained == 0)
        #expect(room.broker.statistics.retainedBytes == 0)
    }

    @Test func `Retain Handling is obeyed`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", "kept", retain: true)
        room.subscribe(link, "t") { $0.retainHandling = .doNotSend }
        #expect(room.messages(link).isEmpty)
        room.subscribe(link, "t") { $0.retainHandling = .sendIfNew }
        #expect(room.messages(link).isEmpty)
        room.send(.unsubscribe(Unsubscribe(id: 1, filters: ["t"])), on: link)
        room.subscribe(link, "t") { $0.retainHandling = .sendIfNew }
        #expect(room.messages(link).count == 1)
        room.subscribe(link, "t")
        #expect(room.messages(link).count == 1)
    }

    @Test func `more retained messages than the queue holds all arrive, oldest first`() {
        var room = Room { $0.queueLimit = 10 }
        let link = room.connect("a", with: [.receiveMaximum(3)])
        let payloads = (0..<700).map { "m\($0)" }
        for (number, payload) in payloads.enumerated() {
            room.publish(
                link, "r/\(number)", payload, number < 350 ? .atMostOnce : .atLeastOnce,
                retain: true)
        }
        _ = room.take(link)
        room.subscribe(link, "r/#")
        var seen: [String] = []
        for _ in 0..<1_000 {
            let messages = room.messages(link)
            seen += messages.map { String(decoding: $0.payload, as: UTF8.self) }
            for message in messages where message.qos > .atMostOnce {
                room.ack(link, .puback, message.id)
            }
            if room.broker.deadline <= room.now { room.tick() }
        }
        #expect(seen == payloads)
    }

    @Test func `retained messages expire, and say how long they still have`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", "kept", retain: true, with: [.messageExpiryInterval(10)])
        room.wait(.seconds(4))
        room.subscribe(link, "t")
        #expect(room.messages(link).first?.properties.messageExpiryInterval == 6)
        room.wait(.seconds(6))
        #expect(room.broker.statistics.retained == 0)
        room.subscribe(link, "t")
        #expect(room.messages(link).isEmpty)
    }

    @Test func `the store is bounded, and a message without room takes the old one with it`() {
        var room = Room {
            $0.retainedLimit = 2
            $0.retainedLimitBytes = 1_000
        }
        let link = room.connect("a")
        for topic in ["a", "b", "c"] { room.publish(link, topic, "x", retain: true) }
        #expect(room.broker.statistics.retained == 2)
        #expect(room.broker.statistics.dropped.retained == 1)
        room.publish(link, "a", String(repeating: "x", count: 900), retain: true)
        room.subscribe(link, "#")
        #expect(room.messages(link).map(\.topic) == ["b"])
    }

    @Test func `No Local holds back one's own retained message`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", "mine", retain: true)
        room.subscribe(link, "t") { $0.noLocal = true }
        #expect(room.messages(link).isEmpty)
    }
}
