import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct ShareTests {
    @Test(arguments: Version.allCases) func `members take turns`(_ version: Version) {
        var room = Room()
        let members = ["a", "b", "c"].map { room.connect($0, version) }
        for member in members { room.subscribe(member, "$share/g/t/#") }
        let publisher = room.connect("p")
        for number in 0..<6 { room.publish(publisher, "t/x", "\(number)") }
        #expect(members.map { room.payloads($0) } == [["0", "3"], ["1", "4"], ["2", "5"]])
    }

    @Test func `busy and absent members are passed over`() {
        var room = Room()
        let busy = room.connect("a", with: [.receiveMaximum(1)])
        let ready = room.connect("b")
        let away = room.connect("c", expiry: 100)
        for member in [busy, ready, away] { room.subscribe(member, "$share/g/t") }
        room.cut(away)
        for number in 0..<5 { room.publish(ready, "t", "\(number)", .atLeastOnce) }
        #expect(room.payloads(busy) == ["0"])
        #expect(room.payloads(ready) == ["1", "2", "3", "4"])
        room.disconnect(busy)
        room.disconnect(ready)
        let publisher = room.connect("p")
        room.publish(publisher, "t", "queued", .atLeastOnce)
        // One of its own, and five that nobody acknowledged.
        #expect(room.broker.statistics.queued == 6)
        #expect(room.broker.statistics.subscriptions == 1)
    }

    @Test func `groups and plain subscriptions are apart`() {
        var room = Room()
        let link = room.connect("a")
        room.subscribe(link, "t", id: 1)
        room.subscribe(link, "$share/g/t", id: 2)
        room.subscribe(link, "$share/h/t", id: 3)
        room.publish(link, "t")
        let identifiers = room.messages(link).map(\.properties.subscriptionIdentifiers)
        #expect(Set(identifiers.flatMap { $0 }) == [1, 2, 3])
        #expect(identifiers.count == 3)
        room.send(.unsubscribe(Unsubscribe(id: 1, filters: ["$share/g/t", "t"])), on: link)
        _ = room.take(link)
        room.publish(link, "t")
        #expect(room.messages(link).map(\.properties.subscriptionIdentifiers) == [[3]])
    }

    @Test func `QoS 1 of an ended session goes to another member, begun QoS 2 to nobody`() {
        var room = Room()
        let first = room.connect("a", with: [.receiveMaximum(2)])
        room.subscribe(first, "$share/g/t", id: 4)
        let publisher = room.connect("p")
        room.publish(publisher, "t", "one", .atLeastOnce, id: 1)
        room.publish(publisher, "t", "two", .exactlyOnce, id: 2)
        room.publish(publisher, "t", "waiting", .exactlyOnce, id: 3)
        #expect(room.payloads(first) == ["one", "two"])
        let second = room.connect("b")
        room.subscribe(second, "$share/g/t")
        room.cut(first)
        let messages = room.messages(second)
        #expect(messages.map(\.payload.count) == [3, 7])
        #expect(messages.map(\.dup) == [false, false])
        #expect(messages.map(\.properties.isEmpty) == [true, true])
        #expect(room.broker.statistics.dropped.sessionEnded == 1)
    }

    @Test func `no retained messages, and No Local is an error`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", retain: true)
        room.subscribe(link, "$share/g/t")
        #expect(room.take(link).isEmpty)
        let subscription = Subscription("$share/g/t", noLocal: true)
        room.send(.subscribe(Subscribe(id: 1, [subscription])), on: link)
        #expect(room.take(link).map(\.reason) == [.protocolError])
    }
}
