import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct WillTests {
    static let will = Will(topic: "w", payload: Array("gone".utf8), qos: .atLeastOnce)
    static let delayed = Will(
        topic: "w", payload: Array("gone".utf8), properties: Properties([.willDelayInterval(5)]))

    @Test(arguments: Version.allCases) func `a cut link publishes the Will once`(_ version: Version)
    {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        let link = room.connect("a", version, will: Self.will)
        room.cut(link)
        #expect(room.payloads(watcher) == ["gone"])
        let again = room.connect("a", version)
        room.cut(again)
        #expect(room.take(watcher).isEmpty)
    }

    @Test(arguments: Version.allCases) func `DISCONNECT removes the Will`(_ version: Version) {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        let link = room.connect("a", version, will: Self.will)
        room.disconnect(link)
        #expect(room.closed.contains(link))
        room.cut(link)
        #expect(room.take(watcher).isEmpty)
    }

    @Test func `DISCONNECT with Will publishes it`() {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        let link = room.connect("a", will: Self.will)
        room.disconnect(link, .disconnectWithWill)
        #expect(room.payloads(watcher) == ["gone"])
    }

    @Test func `silence and protocol errors publish the Will`() {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        _ = room.connect("a", keepAlive: 1, will: Self.will)
        room.wait(.seconds(2))
        let link = room.connect("b", will: Self.will)
        room.send(.pingresp, on: link)
        #expect(room.payloads(watcher) == ["gone", "gone"])
    }

    @Test func `a delayed Will waits, and is withdrawn by a return in time`() {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        let first = room.connect("a", will: Self.delayed, expiry: 60)
        room.cut(first)
        room.wait(.seconds(4))
        let second = room.connect("a", clean: false, will: Self.delayed, expiry: 60)
        room.wait(.seconds(10))
        #expect(room.take(watcher).isEmpty)
        room.cut(second)
        room.wait(.milliseconds(4_999))
        #expect(room.take(watcher).isEmpty)
        room.wait(.milliseconds(1))
        #expect(room.payloads(watcher) == ["gone"])
    }

    @Test func `the end of the session ends the delay`() {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        room.cut(room.connect("a", will: Self.delayed, expiry: 2))
        room.wait(.seconds(2))
        #expect(room.payloads(watcher) == ["gone"])
        room.cut(room.connect("b", will: Self.delayed, expiry: 60))
        _ = room.connect("b", clean: true)
        #expect(room.payloads(watcher) == ["gone"])
        room.cut(room.connect("c", will: Self.delayed))
        #expect(room.payloads(watcher) == ["gone"])
    }

    @Test func `a take-over publishes the Will unless it has a delay`() {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "w")
        _ = room.connect("a", will: Self.will, expiry: 60)
        _ = room.connect("a", clean: false, will: Self.delayed, expiry: 60)
        #expect(room.payloads(watcher) == ["gone"])
        _ = room.connect("a", clean: false, expiry: 60)
        room.wait(.seconds(10))
        #expect(room.take(watcher).isEmpty)
    }

    @Test func `a retained Will stays for later`() {
        var room = Room()
        let will = Will(
            topic: "w", payload: [1], retain: true,
            properties: Properties([.userProperty("a", "1"), .userProperty("a", "0")]))
        room.cut(room.connect("a", will: will))
        let late = room.connect("late")
        room.subscribe(late, "w")
        let message = room.messages(late).first
        #expect(message?.retain == true)
        #expect(message?.properties == will.properties)
    }
}
