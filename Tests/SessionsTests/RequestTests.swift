import Base
import MQTT
import Sessions
import Testing

@Suite struct RequestTests {
    @Test(arguments: Version.allCases)
    func `SUBSCRIBE and UNSUBSCRIBE are told with their answers`(version: Version) {
        var client = Client(connected: version)
        let subscriptions = [Subscription("a", qos: .exactlyOnce), Subscription("b/#")]
        let first = client.now
        #expect(
            client.session.subscribe(subscriptions, token: 4, at: first, into: &client.out)
                == .sent(id: 1))
        #expect(client.sent() == [.subscribe(Subscribe(id: 1, subscriptions))])
        client.now += .milliseconds(2)
        #expect(
            client.session.unsubscribe(["a"], token: 5, at: client.now, into: &client.out)
                == .sent(id: 2))
        #expect(client.sent() == [.unsubscribe(Unsubscribe(id: 2, filters: ["a"]))])
        let gone: [ReasonCode] = version == .v5 ? [.noSubscriptionExisted] : []
        client.receive(.unsuback(Unsuback(id: 2, reasons: gone)))
        client.receive(.suback(Suback(id: 1, reasons: [.grantedQoS2, .unspecifiedError])))
        #expect(
            client.told() == [
                .unsubscribed(
                    Request(
                        kind: .unsubscribe, id: 2, filters: 1, token: 5, sentAt: client.now), gone),
                .subscribed(
                    Request(kind: .subscribe, id: 1, filters: 2, token: 4, sentAt: first),
                    [.grantedQoS2, .unspecifiedError]),
            ])
    }

    @Test(arguments: Version.allCases)
    func `Without a link there are no requests`(version: Version) {
        var client = Client(version)
        #expect(
            client.session.subscribe([Subscription("a")], at: client.now, into: &client.out)
                == .refused(.offline))
        #expect(
            client.session.unsubscribe(["a"], at: client.now, into: &client.out)
                == .refused(.offline))
    }

    @Test(arguments: ["", "a#", "a/#/b", "a+", "$share/g", "$share//a", "$share/+/a"])
    func `A filter that is no Topic Filter is refused`(filter: String) {
        var client = Client(connected: .v5)
        #expect(
            client.session.subscribe([Subscription(filter)], at: client.now, into: &client.out)
                == .refused(.topicInvalid))
        #expect(
            client.session.unsubscribe([filter], at: client.now, into: &client.out)
                == .refused(.topicInvalid))
    }

    @Test func `No Local with a shared subscription is refused`() {
        var client = Client(connected: .v5)
        let subscription = Subscription("$share/g/a", noLocal: true)
        #expect(
            client.session.subscribe([subscription], at: client.now, into: &client.out)
                == .refused(.topicInvalid))
    }

    @Test(arguments: Version.allCases)
    func `Answers that do not fit are violations`(version: Version) {
        let answers: [(Packet, Violation.Fault)] = [
            (.unsuback(Unsuback(id: 1, reasons: [.success])), .wrongAcknowledgement),
            (.ack(.puback, 1), .wrongAcknowledgement),
            (.ack(.pubrec, 1), .wrongAcknowledgement),
            (.suback(Suback(id: 1, reasons: [])), .wrongNumberOfReasons),
            (.suback(Suback(id: 1, reasons: [.success, .success])), .wrongNumberOfReasons),
            (.suback(Suback(id: 2, reasons: [.success])), .wrongAcknowledgement),
        ]
        for (answer, fault) in answers {
            var client = Client(connected: version)
            _ = client.session.subscribe(
                [Subscription("a")], at: client.now, into: &client.out)
            client.publish()
            client.receive(answer)
            #expect(client.fault == fault, "\(answer)")
        }
    }

    @Test func `Identifiers of requests and messages never meet`() {
        var client = Client(connected: .v5, SessionSettings(window: 10))
        _ = client.session.subscribe([Subscription("a")], at: client.now, into: &client.out)
        client.publish(qos: .exactlyOnce)
        var last: UInt16 = 2
        for _ in 0..<140_000 {
            client.out.clear()
            #expect(client.publish() == .sent)
            guard case .publish(let publish) = client.sent()[0], let id = publish.id else { return }
            #expect(id > 2 && id != last)
            last = id
            client.ack(.puback, id)
        }
        #expect(client.session.undone == 1)
    }
}
