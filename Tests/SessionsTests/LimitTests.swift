import Base
import MQTT
import Sessions
import Testing

@Suite struct LimitTests {
    @Test func `The Receive Maximum of the server narrows the window`() {
        var client = Client(
            connected: .v5, SessionSettings(window: 5), limits: [.receiveMaximum(2)])
        let outcomes = (1...3).map { _ in client.publish() }
        #expect(outcomes == [.sent, .sent, .queued])
        var wide = Client(connected: .v5, SessionSettings(window: 1), limits: [.receiveMaximum(9)])
        #expect(wide.publish() == .sent)
        #expect(wide.publish() == .queued)
    }

    @Test func `A full window holds back nothing but QoS 1 and 2`() {
        var client = Client(connected: .v5, SessionSettings(window: 1))
        client.publish()
        client.drain()
        #expect(client.publish(qos: .atMostOnce) == .sent)
        client.receive(.publish(.exactlyOnce, id: 4))
        client.ack(.pubrel, 4)
        let outcome = client.session.subscribe(
            [Subscription("a")], at: client.now, into: &client.out)
        #expect(outcome == .sent(id: 2))
        #expect(
            client.sent() == [
                .publish(.atMostOnce), .ack(.pubrec, 4), .ack(.pubcomp, 4),
                .subscribe(Subscribe(id: 2, [Subscription("a")])),
            ])
    }

    @Test(arguments: QoS.allCases)
    func `No packet is larger than the server's Maximum Packet Size`(qos: QoS) {
        let id: UInt16? = qos == .atMostOnce ? nil : 1
        let largest = Packet.publish("t", "12345", qos, id: id).size(.v5)
        let limit = Property.maximumPacketSize(UInt32(largest))
        var client = Client(connected: .v5, limits: [limit])
        #expect(client.publish("t", "123456", qos: qos) == .refused(.tooLarge))
        #expect(client.told().isEmpty && client.session.undone == 0)
        #expect(client.publish("t", "12345", qos: qos) == .sent)
        #expect(client.sent() == [.publish("t", "12345", qos, id: id)])
        let filter = String(repeating: "x", count: largest)
        let outcome = client.session.subscribe(
            [Subscription(filter)], at: client.now, into: &client.out)
        #expect(outcome == .refused(.tooLarge))
    }

    @Test func `Maximum QoS and Retain Available are obeyed`() {
        var client = Client(connected: .v5, limits: [.maximumQoS(1), .retainAvailable(0)])
        #expect(client.publish(qos: .exactlyOnce) == .refused(.qosNotSupported))
        #expect(client.publish(qos: .atMostOnce, retain: true) == .refused(.retainNotSupported))
        #expect(client.publish(qos: .atLeastOnce) == .sent)
    }

    @Test func `Subscriptions that the server does not offer are not asked for`() {
        let cases: [(Property, Subscription, [Property], Refusal)] = [
            (
                .wildcardSubscriptionAvailable(0), Subscription("a/#"), [], .wildcardsNotSupported
            ),
            (
                .sharedSubscriptionAvailable(0), Subscription("$share/g/a"), [],
                .sharedSubscriptionsNotSupported
            ),
            (
                .subscriptionIdentifierAvailable(0), Subscription("a"),
                [.subscriptionIdentifier(1)], .subscriptionIdentifiersNotSupported
            ),
        ]
        for (limit, subscription, properties, refusal) in cases {
            var client = Client(connected: .v5, limits: [limit])
            let refused = client.session.subscribe(
                [subscription], properties: Properties(properties), at: client.now,
                into: &client.out)
            #expect(refused == .refused(refusal))
            var free = Client(connected: .v5)
            let sent = free.session.subscribe(
                [subscription], properties: Properties(properties), at: free.now, into: &free.out)
            #expect(sent == .sent(id: 1))
        }
    }

    @Test func `Topics get their Topic Alias first come, first served`() {
        var client = Client(
            connected: .v5, SessionSettings(topicAliases: 9), limits: [.topicAliasMaximum(2)])
        for topic in ["a", "b", "c", "a", "b", "c"] { client.publish(topic, "", qos: .atMostOnce) }
        #expect(
            client.sent() == [
                .publish("a", "", .atMostOnce, [.topicAlias(1)]),
                .publish("b", "", .atMostOnce, [.topicAlias(2)]),
                .publish("c", "", .atMostOnce),
                .publish("", "", .atMostOnce, [.topicAlias(1)]),
                .publish("", "", .atMostOnce, [.topicAlias(2)]),
                .publish("c", "", .atMostOnce),
            ])
    }

    @Test(arguments: [(UInt16(0), UInt16(5)), (5, 0)])
    func `Without leave of both sides there are no Topic Aliases`(own: UInt16, server: UInt16) {
        var client = Client(
            connected: .v5, SessionSettings(topicAliases: own),
            limits: server > 0 ? [.topicAliasMaximum(server)] : [])
        client.publish("a", "", qos: .atMostOnce)
        #expect(client.sent() == [.publish("a", "", .atMostOnce)])
    }

    @Test func `What is sent again names its topic, for aliases go with the link`() {
        var client = Client(
            connected: .v5, SessionSettings(topicAliases: 1), limits: [.topicAliasMaximum(1)])
        client.publish("a", "1")
        client.publish("a", "2")
        client.drain()
        client.reconnect(present: true, limits: [.topicAliasMaximum(1)])
        #expect(
            client.sent() == [
                .publish("a", "1", .atLeastOnce, id: 1, dup: true, [.topicAlias(1)]),
                .publish("", "2", .atLeastOnce, id: 2, dup: true, [.topicAlias(1)]),
            ])
    }

    @Test func `A Topic Alias that would make a packet too large is not assigned`() {
        let size = Packet.publish("topic", "12345", .atMostOnce).size(.v5)
        var client = Client(
            connected: .v5, SessionSettings(topicAliases: 1),
            limits: [.topicAliasMaximum(1), .maximumPacketSize(UInt32(size))])
        #expect(client.publish("topic", "12345", qos: .atMostOnce) == .sent)
        #expect(client.publish("topic", "12", qos: .atMostOnce) == .sent)
        #expect(client.publish("topic", "1234567", qos: .atMostOnce) == .sent)
        #expect(
            client.sent() == [
                .publish("topic", "12345", .atMostOnce),
                .publish("topic", "12", .atMostOnce, [.topicAlias(1)]),
                .publish("", "1234567", .atMostOnce, [.topicAlias(1)]),
            ])
    }
}
