import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct ProtocolErrorTests {
    static let offences: [(Packet, ReasonCode)] = [
        (.connect(Connect(clientID: "a")), .protocolError),
        (.connack(Connack()), .protocolError),
        (.suback(Suback(id: 1, reasons: [.success])), .protocolError),
        (.unsuback(Unsuback(id: 1)), .protocolError),
        (.pingresp, .protocolError),
        (.auth(Auth()), .protocolError),
        (.publish(Publish(topic: "", payload: [])), .protocolError),
        (.publish(Publish(topic: "a/+", payload: [])), .topicNameInvalid),
        (.publish(Publish(topic: "#", payload: [])), .topicNameInvalid),
        (.publish(Publish(topic: "a", payload: [], dup: true)), .protocolError),
        (.publish(Publish(topic: "a", payload: [], qos: .atLeastOnce, id: 0)), .protocolError),
        (.subscribe(Subscribe(id: 1, [])), .protocolError),
        (.subscribe(Subscribe(id: 1, [Subscription("a#")])), .topicFilterInvalid),
        (.subscribe(Subscribe(id: 1, [Subscription("")])), .topicFilterInvalid),
        (.unsubscribe(Unsubscribe(id: 1, filters: [])), .protocolError),
    ]

    static let offencesOf5: [(Packet, ReasonCode)] = [
        (publish(.subscriptionIdentifier(1)), .protocolError),
        (publish(.responseTopic("a/#")), .protocolError),
        (publish(.topicAlias(0)), .topicAliasInvalid),
        (.subscribe(Subscribe(id: 1, [Subscription("$share/g")])), .topicFilterInvalid),
        (.subscribe(Subscribe(id: 1, [Subscription("$share//t")])), .topicFilterInvalid),
        (.disconnect(Disconnect(reason: .serverMoved)), .protocolError),
    ]

    static func publish(_ property: Property) -> Packet {
        .publish(Publish(topic: "t", payload: [], properties: Properties([property])))
    }

    @Test(arguments: offences + offencesOf5)
    func `5.0 says why and closes`(_ packet: Packet, _ reason: ReasonCode) {
        var room = Room()
        let link = room.connect("a")
        room.send(packet, on: link)
        #expect(room.take(link).map(\.reason) == [reason])
        #expect(room.closed == [link])
        room.send(.pingreq, on: link)
        #expect(room.take(link).isEmpty)
        #expect(room.broker.statistics.protocolErrors == 1)
    }

    @Test(arguments: offences)
    func `3.1.1 closes without a word`(_ packet: Packet, _: ReasonCode) {
        var room = Room()
        let link = room.connect("a", .v3_1_1)
        room.send(packet, on: link)
        #expect(room.take(link).isEmpty)
        #expect(room.closed == [link])
    }

    @Test func `malformed bytes get the codec's reason`() {
        var room = Room()
        let link = room.connect("a")
        room.send(Malformed(.tooLarge(limit: 100), at: 1), on: link)
        #expect(room.take(link).map(\.reason) == [.packetTooLarge])
        #expect(room.closed == [link])
    }

    @Test func `acknowledgements of another QoS are errors, unknown ones are not`() {
        var room = Room()
        let link = room.connect("a")
        room.subscribe(link, "t")
        room.ack(link, .puback, 99)
        room.ack(link, .pubcomp, 99)
        room.ack(link, .pubrec, 99)
        room.ack(link, .pubrel, 99)
        let answers = room.take(link)
        #expect(answers.map(\.kind) == [.pubrel, .pubcomp])
        #expect(answers.map(\.reason) == [.packetIdentifierNotFound, .packetIdentifierNotFound])
        room.publish(link, "t", "x", .exactlyOnce)
        let id = room.messages(link).first?.id
        room.ack(link, .puback, id)
        #expect(room.take(link).map(\.reason) == [.protocolError])
    }

    @Test func `a Packet Identifier in use is not used twice`() {
        var room = Room()
        let link = room.connect("a")
        room.publish(link, "t", "x", .exactlyOnce, id: 9)
        room.publish(link, "t", "x", .atLeastOnce, id: 9)
        #expect(room.take(link).map(\.reason) == [.noMatchingSubscribers, .packetIdentifierInUse])
        #expect(room.subscribe(link, "t") == .packetIdentifierInUse)
    }

    @Test func `what is not offered is refused`() {
        var room = Room {
            $0.maximumQoS = .atLeastOnce
            $0.retainAvailable = false
            $0.wildcardSubscriptionAvailable = false
            $0.subscriptionIdentifierAvailable = false
            $0.sharedSubscriptionAvailable = false
            $0.topicLevelLimit = 3
            $0.subscriptionsPerSession = 2
        }
        let link = room.connect("a")
        #expect(room.subscribe(link, "a/+") == .wildcardSubscriptionsNotSupported)
        #expect(room.subscribe(link, "a", id: 1) == .subscriptionIdentifiersNotSupported)
        #expect(room.subscribe(link, "$share/g/a") == .sharedSubscriptionsNotSupported)
        #expect(room.subscribe(link, "a/b/c/d") == .topicFilterInvalid)
        #expect(room.subscribe(link, "a", .exactlyOnce) == .grantedQoS1)
        #expect(room.subscribe(link, "b") == .grantedQoS1)
        #expect(room.subscribe(link, "c") == .quotaExceeded)
        #expect(room.broker.statistics.subscriptions == 2)
        let second = room.connect("b")
        room.publish(second, "t", "x", .exactlyOnce)
        #expect(room.take(second).map(\.reason) == [.qosNotSupported])
        let third = room.connect("c")
        room.publish(third, "t", "x", retain: true)
        #expect(room.take(third).map(\.reason) == [.retainNotSupported])
    }

    @Test func `reasons are told only to those who want them`() {
        var room = Room { $0.wildcardSubscriptionAvailable = false }
        for wants: UInt8 in [0, 1] {
            let link = room.connect("a\(wants)", with: [.requestProblemInformation(wants)])
            room.send(.subscribe(Subscribe(id: 1, [Subscription("#")])), on: link)
            guard case .suback(let suback)? = room.take(link).first else {
                Issue.record("no SUBACK")
                continue
            }
            #expect((suback.properties.reasonString != nil) == (wants == 1))
        }
        let tight = room.connect("b", with: [.maximumPacketSize(36)])
        room.send(.pingresp, on: tight)
        #expect(room.take(tight) == [.disconnect(Disconnect(reason: .protocolError))])
    }
}
