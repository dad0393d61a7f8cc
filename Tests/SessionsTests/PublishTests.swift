import Base
import MQTT
import Sessions
import Testing

@Suite struct PublishTests {
    @Test(arguments: Version.allCases)
    func `QoS 0 goes at once, without identifier, and is not kept`(version: Version) {
        var client = Client(connected: version)
        #expect(client.publish("a/b", "x", qos: .atMostOnce, retain: true) == .sent)
        #expect(
            client.sent() == [
                .publish(Publish(topic: "a/b", payload: [0x78], retain: true))
            ])
        #expect(client.session.undone == 0)
        client.lose()
        #expect(client.publish(qos: .atMostOnce) == .refused(.offline))
    }

    @Test(arguments: Version.allCases)
    func `QoS 1 is done with its PUBACK, which tells when it was due and sent`(version: Version) {
        var client = Client(connected: version)
        let due = client.now
        #expect(client.publish(token: 42) == .sent)
        #expect(client.sent() == [.publish(.atLeastOnce, id: 1)])
        #expect(client.session.undone == 1)
        client.now += .milliseconds(5)
        client.ack(.puback, 1)
        #expect(
            client.told() == [
                .acknowledged(
                    Acknowledgement(
                        leg: .puback, qos: .atLeastOnce, reason: .success, token: 42, due: due,
                        sentAt: due))
            ])
        #expect(client.session.undone == 0)
        #expect(client.out.steps == [.publishSent, .puback])
    }

    @Test(arguments: Version.allCases)
    func `QoS 2 takes four packets`(version: Version) {
        var client = Client(connected: version)
        client.publish(qos: .exactlyOnce, token: 7)
        #expect(client.sent() == [.publish(.exactlyOnce, id: 1)])
        client.ack(.pubrec, 1)
        #expect(client.sent() == [.ack(.pubrel, 1)])
        #expect(client.session.undone == 1)
        client.ack(.pubcomp, 1)
        let ends = client.told().map { notice in
            if case .acknowledged(let done) = notice { done.isLast } else { false }
        }
        #expect(ends == [false, true])
        #expect(client.session.undone == 0)
        #expect(client.out.steps == [.publishSent, .pubrec, .pubrelSent, .pubcomp])
    }

    @Test func `A PUBREC that fails ends the flow and frees identifier and window`() {
        var client = Client(connected: .v5, SessionSettings(window: 1))
        client.publish(qos: .exactlyOnce, token: 1)
        #expect(client.publish(qos: .exactlyOnce, token: 2) == .queued)
        client.drain()
        client.ack(.pubrec, 1, .quotaExceeded)
        #expect(client.sent() == [.publish(.exactlyOnce, id: 2)])
        guard case .acknowledged(let done)? = client.told().first else {
            Issue.record("no acknowledgement")
            return
        }
        #expect(done.reason == .quotaExceeded && done.isLast && done.token == 1)
        #expect(client.session.undone == 1)
    }

    @Test(arguments: Version.allCases)
    func `A PUBREC that comes again gets its PUBREL again and is told once`(version: Version) {
        var client = Client(connected: version)
        client.publish(qos: .exactlyOnce)
        client.ack(.pubrec, 1)
        client.drain()
        client.ack(.pubrec, 1)
        #expect(client.sent() == [.ack(.pubrel, 1)])
        #expect(client.told().isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `The window holds messages back and lets them go in order`(version: Version) {
        var client = Client(connected: version, SessionSettings(window: 2, backlog: 2))
        let outcomes = (1...5).map { client.publish("t", "\($0)") }
        #expect(outcomes == [.sent, .sent, .queued, .queued, .refused(.backlogFull)])
        #expect(client.session.waiting == 2)
        client.drain()
        client.ack(.puback, 2)
        #expect(client.sent() == [.publish("t", "3", .atLeastOnce, id: 3)])
        let leavings = client.told().filter { if case .left = $0 { true } else { false } }
        #expect(leavings == [.left(token: 0, due: client.now)])
        client.ack(.puback, 1)
        #expect(client.sent() == [.publish("t", "4", .atLeastOnce, id: 4)])
        #expect(client.publish(qos: .atMostOnce) == .sent, "QoS 0 needs no window")
    }

    @Test func `A later message does not overtake one that waits`() {
        var client = Client(connected: .v5, SessionSettings(window: 1))
        client.publish("t", "1")
        client.publish("t", "2")
        client.lose()
        client.open(Client.durable(.v5))
        #expect(client.publish("t", "3") == .queued)
        client.drain()
        client.receive(.connack(Connack(sessionPresent: true)))
        client.ack(.puback, 1)
        client.ack(.puback, 2)
        #expect(
            client.sent() == [
                .publish("t", "1", .atLeastOnce, id: 1, dup: true),
                .publish("t", "2", .atLeastOnce, id: 2), .publish("t", "3", .atLeastOnce, id: 3),
            ])
    }

    @Test(arguments: Version.allCases)
    func `Without a link messages wait up to the backlog`(version: Version) {
        var client = Client(version, SessionSettings(backlog: 2))
        #expect(client.publish("t", "1") == .queued)
        #expect(client.publish("t", "2", qos: .exactlyOnce) == .queued)
        #expect(client.publish("t", "3") == .refused(.backlogFull))
        client.open(Client.durable(version))
        client.drain()
        client.receive(.connack(Connack()))
        #expect(
            client.sent() == [
                .publish("t", "1", .atLeastOnce, id: 1), .publish("t", "2", .exactlyOnce, id: 2),
            ])
        var none = Client(version, SessionSettings(backlog: 0))
        #expect(none.publish() == .refused(.offline))
    }

    @Test(arguments: Version.allCases)
    func `An acknowledgement of another kind is a violation`(version: Version) {
        let wrong: [(QoS, [Ack.Kind])] = [
            (.atLeastOnce, [.pubrec]), (.atLeastOnce, [.pubcomp]), (.exactlyOnce, [.puback]),
            (.exactlyOnce, [.pubcomp]), (.exactlyOnce, [.pubrec, .puback]),
        ]
        for (qos, acks) in wrong {
            var client = Client(connected: version)
            client.publish(qos: qos)
            for kind in acks { client.ack(kind, 1) }
            #expect(client.fault == .wrongAcknowledgement, "\(qos) \(acks)")
        }
    }

    @Test(arguments: Version.allCases)
    func `An acknowledgement of nothing is told and does no harm`(version: Version) {
        var client = Client(connected: version)
        client.ack(.puback, 9)
        client.ack(.pubcomp, 9)
        #expect(client.sent().isEmpty)
        #expect(client.told() == [.unexpected(.puback, id: 9), .unexpected(.pubcomp, id: 9)])
        client.ack(.pubrec, 9)
        let reason: ReasonCode = version == .v5 ? .packetIdentifierNotFound : .success
        #expect(client.sent() == [.ack(.pubrel, 9, reason)])
        #expect(client.session.isConnected)
    }

    @Test(arguments: ["", "a/#", "a/+/b", "a\0b", String(repeating: "x", count: 65_536)])
    func `A topic that is no Topic Name is refused`(topic: String) {
        var client = Client(connected: .v5)
        #expect(client.publish(topic) == .refused(.topicInvalid))
        let publish = Publish(topic: topic, payload: [])
        #expect(
            client.session.publish(publish, due: .zero, at: client.now, into: &client.out)
                == .refused(.topicInvalid))
        #expect(client.sent().isEmpty)
    }

    @Test func `A packet of the vocabulary is published with its properties`() {
        var client = Client(connected: .v5)
        let publish = Publish(
            topic: "ask", payload: [1, 2], qos: .exactlyOnce,
            properties: Properties([
                .responseTopic("answer"), .correlationData([9]), .userProperty("a", "b"),
                .messageExpiryInterval(60),
            ]))
        let outcome = client.session.publish(
            publish, token: 3, due: client.now, at: client.now, into: &client.out)
        #expect(outcome == .sent)
        var expected = publish
        expected.id = 1
        expected.properties.list.insert(expected.properties.list.removeLast(), at: 0)
        #expect(client.sent() == [.publish(expected)])
    }

    @Test func `Properties that a client may not send are refused`() {
        var client = Client(connected: .v5)
        for property in [Property.subscriptionIdentifier(1), .responseTopic("a/#")] {
            let publish = Publish(topic: "t", payload: [], properties: Properties([property]))
            #expect(
                client.session.publish(publish, due: .zero, at: client.now, into: &client.out)
                    == .refused(.propertiesInvalid))
        }
        var old = Client(connected: .v3_1_1)
        #expect(old.publish(expiry: 3) == .refused(.propertiesInvalid))
    }
}
