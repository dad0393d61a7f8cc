import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct DeliveryTests {
    @Test(arguments: Version.allCases, QoS.allCases)
    func `a message comes with the lower QoS of publisher and subscriber`(
        _ version: Version, _ published: QoS
    ) {
        for granted in QoS.allCases {
            var room = Room()
            let subscriber = room.connect("s", version)
            let publisher = room.connect("p", version)
            #expect(room.subscribe(subscriber, "a/+", granted) == .granted(granted))
            room.publish(publisher, "a/b", "hello", published)
            let message = room.messages(subscriber).first
            #expect(message?.qos == min(published, granted))
            #expect(message?.topic == "a/b")
            #expect(message?.dup == false)
            #expect((message?.id == nil) == (min(published, granted) == .atMostOnce))
            #expect(
                room.take(publisher).map(\.kind)
                    == [[], [.puback], [.pubrec]][Int(published.rawValue)])
        }
    }

    @Test(arguments: Version.allCases)
    func `QoS 2 goes through its four steps both ways`(_ version: Version) {
        var room = Room()
        let subscriber = room.connect("s", version)
        let publisher = room.connect("p", version)
        room.subscribe(subscriber, "t")
        room.publish(publisher, "t", "once", .exactlyOnce, id: 77)
        room.publish(publisher, "t", "once", .exactlyOnce, id: 77, dup: true)
        room.ack(publisher, .pubrel, 77)
        let answers = room.take(publisher).map(\.kind)
        #expect(answers == [.pubrec, .pubrec, .pubcomp])
        let messages = room.messages(subscriber)
        #expect(messages.count == 1)
        let id = messages.first?.id
        room.ack(subscriber, .pubrec, id)
        room.ack(subscriber, .pubrec, id)
        room.ack(subscriber, .pubcomp, id)
        #expect(room.take(subscriber).map(\.kind) == [.pubrel, .pubrel])
        room.publish(publisher, "t", "twice", .exactlyOnce, id: 77)
        #expect(room.payloads(subscriber) == ["twice"])
        #expect(room.broker.statistics.heldBytes == 6)
    }

    @Test func `overlapping subscriptions get one copy at the highest QoS with all identifiers`() {
        var room = Room()
        let link = room.connect("s")
        room.subscribe(link, "a/#", .atMostOnce, id: 3)
        room.subscribe(link, "a/b", .exactlyOnce, id: 1)
        room.subscribe(link, "+/b", .atLeastOnce, id: 2)
        room.publish(link, "a/b", "x", .exactlyOnce)
        let messages = room.messages(link)
        #expect(messages.count == 1)
        #expect(messages.first?.qos == .exactlyOnce)
        #expect(messages.first?.properties.subscriptionIdentifiers.sorted() == [1, 2, 3])
    }

    @Test func `subscribing again replaces the subscription`() {
        var room = Room()
        let link = room.connect("s")
        room.subscribe(link, "a", .exactlyOnce, id: 1)
        room.subscribe(link, "a", .atMostOnce, id: 2)
        room.publish(link, "a", "x", .exactlyOnce)
        let messages = room.messages(link)
        #expect(messages.map(\.qos) == [.atMostOnce])
        #expect(messages.first?.properties.subscriptionIdentifiers == [2])
        #expect(room.broker.statistics.subscriptions == 1)
    }

    @Test func `No Local and Retain As Published are obeyed`() {
        var room = Room()
        let link = room.connect("s")
        let other = room.connect("o")
        room.subscribe(link, "a") {
            $0.noLocal = true
            $0.retainAsPublished = true
        }
        room.publish(link, "a", "mine", retain: true)
        room.publish(other, "a", "theirs", retain: true)
        room.publish(other, "a", "live")
        let messages = room.messages(link)
        #expect(messages.map(\.retain) == [true, false])
        #expect(messages.map(\.payload.count) == [6, 4])
    }

    @Test func `properties go through unchanged and in order`() {
        var room = Room()
        let link = room.connect("s")
        let properties: [Property] = [
            .payloadFormatIndicator(1), .userProperty("b", "1"), .contentType("text/plain"),
            .userProperty("a", ""), .responseTopic("r/t"), .correlationData([0, 255]),
            .userProperty("b", "1"),
        ]
        room.subscribe(link, "a")
        room.publish(link, "a", "x", .atLeastOnce, with: properties)
        #expect(room.messages(link).first?.properties.list == properties)
        let old = room.connect("old", .v3_1_1)
        room.subscribe(old, "a")
        room.publish(link, "a", "x", .atLeastOnce, with: properties)
        #expect(room.messages(old).first?.properties.isEmpty == true)
    }

    @Test func `topics differ where their bytes do`() {
        var room = Room()
        let link = room.connect("s")
        room.subscribe(link, "caf\u{E9}")
        room.publish(link, "cafe\u{301}", "decomposed")
        room.publish(link, "caf\u{E9}", "composed")
        #expect(room.payloads(link) == ["composed"])
    }

    @Test func `wildcards hide topics that begin with a dollar sign`() {
        var room = Room()
        let link = room.connect("s")
        room.subscribe(link, "#")
        room.subscribe(link, "+/x")
        room.publish(link, "$t/x", "hidden")
        room.subscribe(link, "$t/#")
        room.publish(link, "$t/x", "seen")
        #expect(room.payloads(link) == ["seen"])
    }

    @Test func `nobody who subscribed is told so to 5.0`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "x", "x", .atLeastOnce)
        room.publish(link, "x", "x", .exactlyOnce)
        #expect(room.take(link).map(\.reason) == [.noMatchingSubscribers, .noMatchingSubscribers])
        let old = room.connect("b", .v3_1_1)
        room.publish(old, "x", "x", .atLeastOnce)
        #expect(room.take(old).map(\.reason) == [.success])
    }

    @Test(arguments: Version.allCases) func `UNSUBSCRIBE ends it`(_ version: Version) {
        var room = Room()
        let link = room.connect("a", version)
        room.subscribe(link, "a/+")
        room.send(.unsubscribe(Unsubscribe(id: 5, filters: ["a/+", "a/b"])), on: link)
        let reasons: [ReasonCode] = version == .v5 ? [.success, .noSubscriptionExisted] : []
        #expect(room.take(link) == [.unsuback(Unsuback(id: 5, reasons: reasons))])
        room.publish(link, "a/b")
        #expect(room.take(link).isEmpty)
        #expect(room.broker.statistics.subscriptions == 0)
    }

    @Test func `an internal service hears and speaks`() {
        var room = Room { $0.services = ["$aws/things/+/shadow/#"] }
        let link = room.connect("a")
        room.subscribe(link, "$aws/#")
        room.publish(link, "$aws/things/t/shadow/get", "q", .atLeastOnce)
        #expect(room.served.map(\.topic) == ["$aws/things/t/shadow/get"])
        #expect(room.payloads(link) == ["q"])
        room.serve(Publish(topic: "$aws/things/t/shadow/get/accepted", payload: [65]))
        #expect(room.payloads(link) == ["A"])
        #expect(room.served.count == 1)
    }
}
