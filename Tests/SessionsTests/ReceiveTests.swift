import Base
import MQTT
import Sessions
import Testing

@Suite struct ReceiveTests {
    private func messages(_ notices: [Notice]) -> [String] {
        notices.compactMap { notice in
            guard case .message(let publish) = notice else { return nil }
            return "\(publish.topic) \(String(decoding: publish.payload, as: UTF8.self))"
        }
    }

    @Test(arguments: Version.allCases)
    func `QoS 0 is given to the application and not answered`(version: Version) {
        var client = Client(connected: version)
        client.receive(.publish("a", "1", .atMostOnce))
        #expect(messages(client.told()) == ["a 1"])
        #expect(client.sent().isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `QoS 1 is answered with PUBACK in order, and the same identifier is new again`(
        version: Version
    ) {
        var client = Client(connected: version)
        client.receive(.publish("a", "1", .atLeastOnce, id: 5))
        client.receive(.publish("a", "2", .atLeastOnce, id: 3))
        client.receive(.publish("a", "1", .atLeastOnce, id: 5, dup: true))
        #expect(messages(client.told()) == ["a 1", "a 2", "a 1"])
        #expect(client.sent() == [.ack(.puback, 5), .ack(.puback, 3), .ack(.puback, 5)])
        #expect(client.out.steps == [.publishReceived, .pubackSent])
    }

    @Test(arguments: Version.allCases)
    func `QoS 2 is given to the application once until it is released`(version: Version) {
        var client = Client(connected: version)
        client.receive(.publish("a", "1", .exactlyOnce, id: 5))
        client.receive(.publish("a", "1", .exactlyOnce, id: 5, dup: true))
        #expect(client.sent() == [.ack(.pubrec, 5), .ack(.pubrec, 5)])
        #expect(messages(client.told()) == ["a 1"])
        client.ack(.pubrel, 5)
        #expect(client.sent() == [.ack(.pubcomp, 5)])
        client.receive(.publish("a", "2", .exactlyOnce, id: 5))
        #expect(messages(client.told()) == ["a 2"])
        #expect(client.out.steps == [.publishReceived, .pubrecSent, .pubrel, .pubcompSent])
    }

    @Test(arguments: Version.allCases)
    func `QoS 2 stays exactly once over a new link`(version: Version) {
        var client = Client(connected: version)
        client.receive(.publish("a", "1", .exactlyOnce, id: 5))
        client.drain()
        client.reconnect(present: true)
        client.drain()
        client.receive(.publish("a", "1", .exactlyOnce, id: 5, dup: true))
        #expect(messages(client.told()).isEmpty)
        #expect(client.sent() == [.ack(.pubrec, 5)])
        client.ack(.pubrel, 5)
        #expect(client.sent() == [.ack(.pubcomp, 5)])
    }

    @Test(arguments: Version.allCases)
    func `A lost session takes the identifiers along`(version: Version) {
        var client = Client(connected: version)
        client.receive(.publish("a", "1", .exactlyOnce, id: 5))
        client.drain()
        client.reconnect(present: false)
        #expect(client.told().contains(.sessionLost))
        client.receive(.publish("a", "2", .exactlyOnce, id: 5))
        #expect(messages(client.told()) == ["a 2"])
    }

    @Test(arguments: Version.allCases)
    func `A PUBREL for nothing gets its PUBCOMP`(version: Version) {
        var client = Client(connected: version)
        client.ack(.pubrel, 8)
        let reason: ReasonCode = version == .v5 ? .packetIdentifierNotFound : .success
        #expect(client.sent() == [.ack(.pubcomp, 8, reason)])
        #expect(client.told() == [.unexpected(.pubrel, id: 8)])
    }

    @Test(arguments: [QoS.atLeastOnce, .exactlyOnce])
    func `More at once than the Receive Maximum is a violation`(last: QoS) {
        var client = Client(
            connected: .v5, SessionSettings(), Client.durable(.v5, [.receiveMaximum(2)]))
        client.receive(.publish(.exactlyOnce, id: 1))
        client.receive(.publish(.exactlyOnce, id: 2))
        client.receive(.publish(.exactlyOnce, id: 2, dup: true))
        client.receive(.publish(.atMostOnce))
        #expect(client.cause == nil)
        client.drain()
        client.receive(.publish(last, id: 3))
        #expect(client.fault == .receiveMaximumExceeded)
        #expect(client.sent() == [.disconnect(Disconnect(reason: .receiveMaximumExceeded))])
    }

    @Test func `Each connection counts anew against the Receive Maximum`() {
        let connect = Client.durable(.v5, [.receiveMaximum(1)])
        var client = Client(connected: .v5, SessionSettings(), connect)
        client.receive(.publish("a", "1", .exactlyOnce, id: 1))
        client.lose()
        client.open(connect)
        client.receive(.connack(Connack(sessionPresent: true)))
        client.drain()
        client.receive(.publish("a", "2", .exactlyOnce, id: 2))
        #expect(client.cause == nil)
        #expect(messages(client.told()) == ["a 2"])
        client.ack(.pubrel, 1)
        client.receive(.publish("a", "3", .exactlyOnce, id: 3))
        #expect(client.fault == .receiveMaximumExceeded, "the PUBREL was of the old connection")
    }

    @Test func `Topic Aliases are resolved, moved, and forgotten with the link`() {
        let connect = Client.durable(.v5, [.topicAliasMaximum(2)])
        var client = Client(connected: .v5, SessionSettings(), connect)
        client.receive(.publish("a", "1", .atMostOnce, [.topicAlias(2)]))
        client.receive(.publish("", "2", .atMostOnce, [.topicAlias(2)]))
        client.receive(.publish("b", "3", .atMostOnce, [.topicAlias(2)]))
        client.receive(.publish("", "4", .atMostOnce, [.topicAlias(2)]))
        #expect(messages(client.told()) == ["a 1", "a 2", "b 3", "b 4"])
        client.lose()
        client.open(connect)
        client.receive(.connack(Connack(sessionPresent: true)))
        client.drain()
        client.receive(.publish("", "5", .atMostOnce, [.topicAlias(2)]))
        #expect(client.fault == .topicUnknown)
        #expect(client.sent() == [.disconnect(Disconnect(reason: .protocolError))])
    }

    @Test(arguments: [UInt16(0), 3, 65_535])
    func `A Topic Alias out of range is a violation`(alias: UInt16) {
        var client = Client(
            connected: .v5, SessionSettings(), Client.durable(.v5, [.topicAliasMaximum(2)]))
        client.receive(.publish("a", "1", .atMostOnce, [.topicAlias(alias)]))
        #expect(client.fault == .topicAliasOutOfRange)
        #expect(client.sent() == [.disconnect(Disconnect(reason: .topicAliasInvalid))])
    }

    @Test func `No topic and no alias is a violation`() {
        var client = Client(connected: .v5)
        client.receive(.publish("", "1", .atMostOnce))
        #expect(client.fault == .topicUnknown)
    }
}
