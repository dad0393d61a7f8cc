import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct MutantTests {
    @Test(arguments: Mutant.allCases) func `a mutant behaves otherwise than the faithful broker`(
        _ mutant: Mutant
    ) {
        #expect(Self.play(nil).log == Self.play(nil).log)
        #expect(Self.play(mutant).log != Self.play(nil).log)
    }

    /// A conversation that touches everything a mutant may spoil.
    static func play(_ mutant: Mutant?) -> Room {
        var room = Room(mutant)
        let watcher = room.connect("watcher", expiry: 1_000)
        room.subscribe(watcher, "#")
        playPublisher(&room)
        playSession(&room)
        playSubscriptions(&room)
        playWills(&room)
        room.wait(.seconds(100))
        _ = room.join("a", clean: false, expiry: 10)
        return room
    }

    private static func playPublisher(_ room: inout Room) {
        let link = room.connect("publisher")
        room.send(.pingreq, on: link)
        room.publish(link, "kept", "x", .atLeastOnce, retain: true)
        room.publish(link, "gone", "", retain: true)
        room.publish(link, "$hidden", "x")
        let properties: [Property] = [.userProperty("a", "1"), .userProperty("b", "2")]
        room.publish(link, "t", "x", with: properties)
        room.publish(link, "t", "x", .exactlyOnce)
        room.publish(link, "t", "x", .exactlyOnce, dup: true)
        room.publish(link, "aliased", with: [.topicAlias(1)])
        let late = room.connect("late")
        room.subscribe(late, "+")
        room.send(.connect(Connect(clientID: "publisher")), on: link)
        // The link's number is free now, and goes to another connection.
        room.reopen(link)
        room.send(.connect(Connect(clientID: "next")), on: link)
        room.publish(link, "", with: [.topicAlias(1)])
    }

    private static func playSession(_ room: inout Room) {
        let publisher = room.connect("p")
        let limits: [Property] = [.receiveMaximum(2), .maximumPacketSize(60)]
        var link = room.connect("a", expiry: 10, with: limits)
        room.subscribe(link, "q", .exactlyOnce)
        room.publish(publisher, "q", String(repeating: "x", count: 100), .atLeastOnce)
        for id: UInt16 in 1...4 { room.publish(publisher, "q", "\(id)", .exactlyOnce, id: id) }
        room.ack(link, .pubrec, room.messages(link).first?.id)
        room.cut(link)
        room.publish(publisher, "q", "brief", .atLeastOnce, with: [.messageExpiryInterval(1)])
        room.wait(.seconds(2))
        link = room.connect("a", clean: false, expiry: 10)
        let other = room.connect("a", clean: false, expiry: 10)
        room.publish(publisher, "q", "x")
        room.cut(other)
        room.wait(.seconds(20))
        room.cut(room.connect("a", clean: false, expiry: 10))
        room.cut(room.connect("a", clean: true, expiry: 10))
    }

    private static func playSubscriptions(_ room: inout Room) {
        let link = room.connect("s")
        room.subscribe(link, "low", .atMostOnce)
        room.publish(link, "low", "x", .atLeastOnce, retain: true)
        room.subscribe(link, "mine", id: 5) { $0.noLocal = true }
        room.publish(link, "mine")
        room.subscribe(link, "kept", id: 5) { $0.retainHandling = .doNotSend }
        let publisher = room.connect("p")
        room.publish(publisher, "mine")
        room.send(.unsubscribe(Unsubscribe(id: 1, filters: ["mine"])), on: link)
        room.publish(publisher, "mine")
        for member in ["m", "n"] { room.subscribe(room.connect(member), "$share/g/s") }
        room.publish(publisher, "s")
    }

    private static func playWills(_ room: inout Room) {
        room.disconnect(room.connect("w", will: WillTests.will))
        room.cut(room.connect("w", will: WillTests.delayed, expiry: 50))
        room.wait(.seconds(1))
        _ = room.connect("silent", keepAlive: 1)
        room.wait(.seconds(5))
    }
}
