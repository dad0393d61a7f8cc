import Base
import MQTT
import Sessions
import Testing

@Suite struct ConnectTests {
    @Test(arguments: Version.allCases)
    func `CONNECT is the first packet and comes as it was given`(version: Version) {
        var client = Client(version)
        let connect = Connect(
            version: version, clientID: "me", keepAlive: 7,
            will: Will(topic: "w", payload: [1], qos: .atLeastOnce, retain: true),
            userName: "u", password: [2])
        client.open(connect)
        #expect(client.sent() == [.connect(connect)])
        #expect(!client.session.isConnected)
        client.receive(.connack(Connack()))
        #expect(client.session.isConnected)
    }

    @Test(arguments: Version.allCases)
    func `A CONNACK is told with the instant of its CONNECT`(version: Version) {
        var client = Client(version)
        client.open(Connect(version: version, clientID: ""))
        let start = client.now
        client.now += .milliseconds(30)
        let properties = version == .v5 ? [Property.assignedClientIdentifier("given")] : []
        let connack = Connack(properties: Properties(properties))
        client.receive(.connack(connack))
        #expect(client.told() == [.connected(connack, sentAt: start)])
    }

    @Test(arguments: [
        (Version.v3_1_1, ReasonCode.v3NotAuthorized), (.v3_1_1, .v3ServerUnavailable),
        (.v5, .notAuthorized), (.v5, .serverBusy),
    ])
    func `A refusal closes without another byte`(version: Version, reason: ReasonCode) {
        var client = Client(version)
        client.open(Connect(version: version, clientID: "c"))
        client.drain()
        client.receive(.connack(Connack(reason: reason)))
        #expect(client.cause == .refused(Connack(reason: reason)))
        #expect(client.sent().isEmpty)
        #expect(!client.session.isConnected)
    }

    @Test(arguments: Version.allCases)
    func `A CONNACK that does not come in time is waited for no longer`(version: Version) {
        var client = Client(version, SessionSettings(connackPatience: .seconds(3)))
        client.open(Connect(version: version, clientID: "c"))
        client.drain()
        #expect(client.session.deadline == client.now + .seconds(3))
        client.tick(after: .milliseconds(2999))
        #expect(client.cause == nil)
        client.tick(after: .milliseconds(1))
        #expect(client.cause == .connackTimeout)
        #expect(client.sent().isEmpty)
        #expect(client.session.deadline == .never)
    }

    @Test(arguments: Version.allCases)
    func `Nothing may come before the CONNACK`(version: Version) {
        for packet: Packet in [
            .pingresp, .publish(.atMostOnce), .ack(.puback, 1),
            .suback(Suback(id: 1, reasons: [.success])), .disconnect(Disconnect()),
        ] {
            var client = Client(version)
            client.open(Connect(version: version, clientID: "c"))
            client.drain()
            client.receive(packet)
            #expect(client.fault == .beforeConnack)
            // Some servers take nothing at all before their CONNACK.
            #expect(client.sent().isEmpty)
        }
    }

    @Test(arguments: Version.allCases)
    func `A session that was not asked for is a violation`(version: Version) {
        var client = Client(version)
        client.open(Client.durable(version, clean: true))
        client.drain()
        client.receive(.connack(Connack(sessionPresent: true)))
        #expect(client.fault == .sessionNotExpected)
        #expect(
            client.sent()
                == (version == .v5 ? [.disconnect(Disconnect(reason: .protocolError))] : []))
    }

    @Test func `Only 5.0 forbids to take up a session of which the client knows nothing`() {
        for version in Version.allCases {
            var client = Client(version)
            client.open(Client.durable(version))
            client.receive(.connack(Connack(sessionPresent: true)))
            #expect(client.fault == (version == .v5 ? .sessionNotExpected : nil))
        }
    }

    @Test(arguments: Version.allCases)
    func `A session may be there although its CONNACK was lost`(version: Version) {
        var client = Client(version)
        client.open(Client.durable(version))
        client.reconnect(present: true)
        #expect(client.told() == [.connected(Connack(sessionPresent: true), sentAt: client.now)])
        var other = Client(version)
        other.open(Client.durable(version))
        other.reconnect(present: false)
        #expect(other.told() == [.connected(Connack(), sentAt: other.now)], "nothing was lost")
    }

    @Test(arguments: [
        [Property.receiveMaximum(0)], [.maximumPacketSize(0)], [.maximumQoS(2)],
    ])
    func `Limits that cannot be are a violation`(properties: [Property]) {
        var client = Client(.v5)
        client.open(Client.durable(.v5))
        client.receive(.connack(Connack(properties: Properties(properties))))
        #expect(client.fault == .impossibleLimit)
    }

    @Test(arguments: Version.allCases)
    func `After the reason to close nothing is said or taken`(version: Version) {
        var client = Client(connected: version)
        client.receive(.connack(Connack()))
        #expect(client.fault == .secondConnack)
        client.drain()
        client.receive(.publish(.atLeastOnce, id: 1))
        client.receive(.connack(Connack()))
        #expect(client.publish(qos: .atMostOnce) == .refused(.offline))
        #expect(client.publish(qos: .atLeastOnce) == .queued)
        client.tick(after: .hours(1))
        client.session.disconnect(at: client.now, into: &client.out)
        #expect(client.sent().isEmpty)
        #expect(client.told().isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `DISCONNECT is the last packet`(version: Version) {
        var client = Client(connected: version)
        client.session.disconnect(.disconnectWithWill, at: client.now, into: &client.out)
        let reason = version == .v5 ? ReasonCode.disconnectWithWill : .success
        #expect(client.sent() == [.disconnect(Disconnect(reason: reason))])
        #expect(client.cause == .asked)
    }

    @Test func `DISCONNECT may shorten a session but not give it a life it did not have`() {
        var client = Client(connected: .v5)
        client.session.disconnect(expiry: 0, at: client.now, into: &client.out)
        let properties = Properties([.sessionExpiryInterval(0)])
        #expect(client.sent() == [.disconnect(Disconnect(properties: properties))])

        var brief = Client(connected: .v5, SessionSettings(), Connect(clientID: "c"))
        brief.session.disconnect(expiry: 60, at: brief.now, into: &brief.out)
        #expect(brief.sent() == [.disconnect(Disconnect())])
    }

    @Test func `A DISCONNECT from the server says why`() {
        var client = Client(connected: .v5)
        client.receive(.disconnect(Disconnect(reason: .sessionTakenOver)))
        #expect(client.cause == .disconnected(Disconnect(reason: .sessionTakenOver)))
        #expect(client.sent().isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `Packets that only a client sends are a violation`(version: Version) {
        var packets: [Packet] = [
            .connect(Connect(version: version, clientID: "c")), .pingreq,
            .subscribe(Subscribe(id: 1, [Subscription("a")])),
            .unsubscribe(Unsubscribe(id: 1, filters: ["a"])),
        ]
        if version == .v3_1_1 { packets.append(.disconnect(Disconnect())) }
        for packet in packets {
            var client = Client(connected: version)
            client.receive(packet)
            #expect(client.cause == .violation(Violation(.wrongDirection, in: packet.kind)))
            #expect(
                client.sent()
                    == (version == .v5 ? [.disconnect(Disconnect(reason: .protocolError))] : []))
        }
    }

    @Test func `AUTH was not offered`() {
        var client = Client(connected: .v5)
        client.receive(.auth(Auth(reason: .continueAuthentication)))
        #expect(client.fault == .authNotOffered)
        #expect(client.sent() == [.disconnect(Disconnect(reason: .protocolError))])
    }
}
