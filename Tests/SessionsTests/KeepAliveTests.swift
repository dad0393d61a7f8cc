import Base
import MQTT
import Sessions
import Testing

@Suite struct KeepAliveTests {
    private func client(_ version: Version, _ keepAlive: UInt16, _ limits: [Property] = [])
        -> Client
    {
        var connect = Client.durable(version)
        connect.keepAlive = keepAlive
        return Client(
            connected: version, SessionSettings(pingPatience: .seconds(3)), connect, limits: limits)
    }

    @Test(arguments: Version.allCases)
    func `A silent client pings, and pings again once it was answered`(version: Version) {
        var client = client(version, 20)
        client.tick(after: .milliseconds(19_999))
        #expect(client.sent().isEmpty)
        client.tick(after: .milliseconds(1))
        #expect(client.sent() == [.pingreq])
        client.receive(.pingresp)
        #expect(client.session.deadline == client.now + .seconds(20))
        client.tick(after: .seconds(20))
        #expect(client.sent() == [.pingreq])
        #expect(client.cause == nil)
    }

    @Test(arguments: Version.allCases)
    func `Without PINGRESP the server is given up`(version: Version) {
        var client = client(version, 20)
        client.tick(after: .seconds(20))
        client.drain()
        #expect(client.session.deadline == client.now + .seconds(3))
        // Sending more does not make the silence of the server any better.
        client.publish()
        client.drain()
        client.tick(after: .seconds(3))
        #expect(client.cause == .pingTimeout)
        #expect(client.sent().isEmpty)
    }

    @Test(arguments: Version.allCases)
    func `Who waits for a PINGRESP longer than its Keep Alive pings on`(version: Version) {
        var client = client(version, 2)
        client.tick(after: .seconds(2))
        client.drain()
        client.tick(after: .seconds(2))
        #expect(client.sent() == [.pingreq])
        #expect(client.session.deadline == client.now + .seconds(1))
        client.tick(after: .seconds(1))
        #expect(client.cause == .pingTimeout, "patience counts from the first")
    }

    @Test(arguments: Version.allCases)
    func `Every packet sent puts the ping off, no packet received does`(version: Version) {
        var client = client(version, 20)
        client.now += .seconds(15)
        client.receive(.publish(.atMostOnce))
        #expect(client.session.deadline == client.now + .seconds(5))
        client.receive(.publish(.atLeastOnce, id: 1))
        #expect(client.session.deadline == client.now + .seconds(20), "there was a PUBACK")
        client.now += .seconds(15)
        client.publish(qos: .atMostOnce)
        #expect(client.session.deadline == client.now + .seconds(20))
    }

    @Test(arguments: Version.allCases)
    func `A Keep Alive of zero never pings`(version: Version) {
        var client = client(version, 0)
        #expect(client.session.deadline == .never)
        client.tick(after: .days(9))
        #expect(client.sent().isEmpty)
    }

    @Test func `The Server Keep Alive wins, also when it is zero`() {
        let shorter = client(.v5, 20, [.serverKeepAlive(5)])
        #expect(shorter.session.deadline == shorter.now + .seconds(5))
        let off = client(.v5, 20, [.serverKeepAlive(0)])
        #expect(off.session.deadline == .never)
    }

    @Test func `A new link starts with a clean slate`() {
        var client = client(.v5, 20)
        client.tick(after: .seconds(20))
        client.now += .seconds(1)
        client.reconnect(present: true)
        client.drain()
        #expect(client.session.deadline == client.now + .seconds(60))
    }
}
