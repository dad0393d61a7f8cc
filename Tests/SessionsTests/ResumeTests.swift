import Base
import MQTT
import Sessions
import Testing

@Suite struct ResumeTests {
    @Test(arguments: Version.allCases)
    func `A resumed session sends again what has no answer, in order, as DUP and PUBREL`(
        version: Version
    ) {
        var client = Client(connected: version)
        client.publish("a", "1", qos: .exactlyOnce)
        client.publish("b", "2", qos: .atLeastOnce)
        client.publish("c", "3", qos: .exactlyOnce)
        client.publish("d", "4", qos: .atLeastOnce)
        client.ack(.pubrec, 1)
        client.ack(.puback, 4)
        client.drain()
        client.reconnect(present: true)
        #expect(
            client.sent() == [
                .ack(.pubrel, 1), .publish("b", "2", .atLeastOnce, id: 2, dup: true),
                .publish("c", "3", .exactlyOnce, id: 3, dup: true),
            ])
        client.ack(.pubcomp, 1)
        client.ack(.puback, 2)
        client.ack(.pubrec, 3)
        client.ack(.pubcomp, 3)
        #expect(client.session.undone == 0)
    }

    @Test(arguments: Version.allCases)
    func `Nothing is sent again on the same link`(version: Version) {
        var client = Client(connected: version, SessionSettings(pingPatience: .hours(9)))
        client.publish()
        client.publish(qos: .exactlyOnce)
        client.drain()
        client.tick(after: .hours(5))
        #expect(client.sent() == [.pingreq])
    }

    @Test(arguments: Version.allCases)
    func `The first sending stays the one that counts`(version: Version) {
        var client = Client(connected: version)
        let start = client.now
        client.publish(token: 3)
        client.now += .seconds(5)
        client.reconnect(present: true)
        client.drain()
        client.ack(.puback, 1)
        guard case .acknowledged(let done)? = client.told().first else {
            Issue.record("no acknowledgement")
            return
        }
        #expect(done.sentAt == start && done.due == start && done.token == 3)
    }

    @Test(arguments: Version.allCases)
    func `Without a session messages are new, and what had its PUBREC is given up`(
        version: Version
    ) {
        var client = Client(connected: version)
        client.publish("a", "1", qos: .exactlyOnce, token: 1)
        client.publish("b", "2", qos: .exactlyOnce, token: 2)
        client.publish("c", "3", qos: .atLeastOnce, token: 3)
        client.ack(.pubrec, 1)
        let start = client.now
        client.drain()
        client.reconnect(present: false)
        let told = client.told()
        #expect(told.contains(.sessionLost))
        #expect(
            told.contains(
                .abandoned(
                    Abandoned(
                        why: .sessionLost, qos: .exactlyOnce, token: 1, due: start, sentAt: start)))
        )
        #expect(
            client.sent() == [
                .publish("b", "2", .exactlyOnce, id: 4), .publish("c", "3", .atLeastOnce, id: 5),
            ])
    }

    @Test func `Whoever wants no duplicate gives up QoS 2 with its session`() {
        var client = Client(connected: .v5, SessionSettings(repeatsLostExactlyOnce: false))
        client.publish("a", "1", qos: .exactlyOnce, token: 1)
        client.publish("b", "2", qos: .atLeastOnce, token: 2)
        client.drain()
        client.reconnect(present: false)
        #expect(client.sent() == [.publish("b", "2", .atLeastOnce, id: 3)])
        #expect(client.session.undone == 1)
    }

    @Test(arguments: Version.allCases)
    func `A clean start forgets without being told`(version: Version) {
        var client = Client(connected: version)
        client.publish("a", "1", qos: .atLeastOnce)
        client.receive(.publish(.exactlyOnce, id: 9))
        client.lose()
        client.drain()
        client.open(Client.durable(version, clean: true))
        client.drain()
        client.receive(.connack(Connack()))
        #expect(client.told() == [.connected(Connack(), sentAt: client.now)])
        #expect(client.sent() == [.publish("a", "1", .atLeastOnce, id: 2)])
        #expect(client.session.unreleased == 0)
    }

    @Test func `A smaller Receive Maximum holds back what is to be sent again`() {
        var client = Client(connected: .v5)
        for number in 1...4 { client.publish("t", "\(number)", qos: .exactlyOnce) }
        client.ack(.pubrec, 1)
        client.drain()
        client.reconnect(present: true, limits: [.receiveMaximum(2)])
        #expect(
            client.sent() == [
                .ack(.pubrel, 1), .publish("t", "2", .exactlyOnce, id: 2, dup: true),
            ])
        client.ack(.pubrec, 3)
        #expect(client.sent() == [.ack(.pubrel, 3)], "an answer from before serves as well")
        client.ack(.pubcomp, 1)
        #expect(client.sent().isEmpty)
        client.ack(.pubcomp, 3)
        #expect(client.sent() == [.publish("t", "4", .exactlyOnce, id: 4, dup: true)])
    }

    @Test func `A new server that cannot take a message makes the client give it up`() {
        let cases: [([Property], QoS, Bool, Refusal)] = [
            ([.maximumQoS(1)], .exactlyOnce, false, .qosNotSupported),
            ([.retainAvailable(0)], .atLeastOnce, true, .retainNotSupported),
            ([.maximumPacketSize(12)], .atLeastOnce, false, .tooLarge),
        ]
        for (limits, qos, retain, refusal) in cases {
            var client = Client(connected: .v5, SessionSettings(window: 1))
            client.publish("t", "0123456789", qos: qos, retain: retain, token: 1)
            client.publish("t", "x", token: 2)
            client.drain()
            client.reconnect(present: true, limits: limits)
            #expect(client.sent() == [.publish("t", "x", .atLeastOnce, id: 2)])
            let gone = client.told().compactMap { notice -> Abandoned? in
                if case .abandoned(let gone) = notice { gone } else { nil }
            }
            #expect(gone.map(\.why) == [.refused(refusal)])
            #expect(gone.map(\.token) == [1])
        }
    }

    @Test(arguments: Version.allCases)
    func `Requests are not part of the session`(version: Version) {
        var client = Client(connected: version)
        _ = client.session.subscribe(
            [Subscription("a")], token: 5, at: client.now, into: &client.out)
        let request = Request(kind: .subscribe, id: 1, filters: 1, token: 5, sentAt: client.now)
        client.drain()
        client.lose()
        #expect(client.told() == [.unanswered(request)])
        client.reconnect(present: true)
        client.out.notices.removeAll()
        #expect(client.sent().isEmpty)
        client.receive(.suback(Suback(id: 1, reasons: [.success])))
        #expect(client.told() == [.unexpected(.suback, id: 1)])
    }
}
