import Base
import MQTT
import Sessions
import Testing

@Suite struct ExpiryTests {
    private func abandoned(_ notices: [Notice]) -> [Abandoned] {
        notices.compactMap { if case .abandoned(let gone) = $0 { gone } else { nil } }
    }

    @Test func `What waits too long is given up at its hour, with or without a link`() {
        var client = Client(.v5)
        client.publish("t", "1", expiry: 10, token: 1)
        client.publish("t", "2", expiry: 5, token: 2)
        client.publish("t", "3", token: 3)
        #expect(client.session.deadline == client.now + .seconds(5))
        client.tick(after: .seconds(5))
        var gone = abandoned(client.told())
        #expect(gone.map(\.token) == [2] && gone.map(\.why) == [.expired])
        #expect(gone.first?.sentAt == nil)
        #expect(client.session.deadline == client.now + .seconds(5))
        client.tick(after: .seconds(6))
        gone = abandoned(client.told())
        #expect(gone.map(\.token) == [1])
        #expect(client.session.waiting == 1)
        #expect(client.session.deadline == .never)
    }

    @Test func `A message that waited is sent with the time that is left`() {
        var client = Client(.v5)
        client.publish(expiry: 10)
        client.now += .milliseconds(3500)
        client.open(Client.durable(.v5))
        client.drain()
        client.receive(.connack(Connack()))
        #expect(client.sent() == [.publish(.atLeastOnce, id: 1, [.messageExpiryInterval(7)])])
    }

    @Test(arguments: [QoS.atMostOnce, .atLeastOnce])
    func `A message that goes at once is sent with all of its time`(qos: QoS) {
        var client = Client(connected: .v5)
        client.publish(qos: qos, expiry: 10)
        let id: UInt16? = qos == .atMostOnce ? nil : 1
        #expect(client.sent() == [.publish(qos, id: id, [.messageExpiryInterval(10)])])
        #expect(client.session.deadline == client.now + .seconds(60), "it is not waited for")
    }

    @Test func `What was sent once does not expire`() {
        var client = Client(connected: .v5)
        client.publish(expiry: 2)
        client.drain()
        client.lose()
        client.tick(after: .seconds(5))
        #expect(client.session.undone == 1)
        client.reconnect(present: true)
        #expect(
            client.sent() == [
                .publish(.atLeastOnce, id: 1, dup: true, [.messageExpiryInterval(1)])
            ])
    }

    @Test func `Expired messages make room in the backlog`() {
        var client = Client(.v5, SessionSettings(backlog: 1))
        client.publish(expiry: 1)
        #expect(client.publish() == .refused(.backlogFull))
        client.now += .seconds(2)
        #expect(client.publish() == .queued)
        #expect(abandoned(client.told()).count == 1)
    }

    @Test func `A session that was offline for too long is forgotten`() {
        var client = Client(connected: .v5)
        client.publish(qos: .exactlyOnce, token: 1)
        client.ack(.pubrec, 1)
        client.publish(qos: .exactlyOnce, token: 2)
        client.receive(.publish(.exactlyOnce, id: 5))
        client.drain()
        client.lose()
        #expect(client.session.deadline == client.now + .hours(1))
        client.tick(after: .hours(1))
        let told = client.told()
        #expect(told.first == .sessionLost)
        #expect(abandoned(told).map(\.token) == [1])
        #expect(client.session.unreleased == 0)
        #expect(client.session.deadline == .never)
        client.open(Client.durable(.v5))
        client.drain()
        client.receive(.connack(Connack()))
        #expect(client.sent() == [.publish(.exactlyOnce, id: 3)], "published anew")
    }

    @Test func `The server may say another Session Expiry Interval`() {
        var client = Client(connected: .v5, limits: [.sessionExpiryInterval(7)])
        client.lose()
        #expect(client.session.deadline == client.now + .seconds(7))
        // Even when nobody ticked, the session is over when the next link is up.
        client.now += .seconds(8)
        client.open(Client.durable(.v5))
        client.drain()
        client.receive(.connack(Connack(sessionPresent: true)))
        #expect(client.fault == .sessionNotExpected)
    }

    @Test(arguments: Version.allCases)
    func `A session without expiry ends with its link`(version: Version) {
        var client = Client(
            connected: version, SessionSettings(), Connect(version: version, clientID: "c"))
        client.publish(qos: .exactlyOnce, token: 1)
        client.ack(.pubrec, 1)
        client.publish(token: 2)
        client.receive(.publish(.exactlyOnce, id: 5))
        client.drain()
        client.lose()
        #expect(abandoned(client.told()).map(\.why) == [.sessionLost])
        #expect(client.session.unreleased == 0)
        #expect(client.session.waiting == 1, "what had no PUBREC is published anew")
    }

    @Test func `What a lost session leaves to be published anew may expire`() {
        var client = Client(connected: .v5, SessionSettings(), Connect(clientID: "c"))
        let start = client.now
        client.publish(expiry: 5, token: 1)
        client.now += .seconds(2)
        client.lose()
        #expect(client.session.deadline == start + .seconds(5))
        client.tick(after: .seconds(3))
        let gone = abandoned(client.told())
        #expect(gone.map(\.why) == [.expired] && gone.map(\.sentAt) == [start])
    }
}
