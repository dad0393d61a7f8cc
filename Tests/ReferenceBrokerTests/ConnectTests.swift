import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct ConnectTests {
    @Test(arguments: Version.allCases) func `an accepted CONNECT is answered first`(
        _ version: Version
    ) {
        var room = Room()
        let (link, connack) = room.join("a", version)
        #expect(connack?.reason == .success)
        #expect(connack?.sessionPresent == false)
        #expect(room.broker.version(of: link) == version)
        #expect(room.broker.statistics.connections == 1)
    }

    @Test func `an empty client identifier is replaced by one of our own`() {
        var room = Room()
        let ids = (0..<3).compactMap { _ in
            room.join("").1?.properties.assignedClientIdentifier
        }
        #expect(Set(ids).count == 3)
        #expect(ids.allSatisfy { $0.utf8.count <= 23 })
    }

    @Test func `3.1.1 must ask for a clean session to have its identifier made up`() {
        var room = Room()
        #expect(room.join("", .v3_1_1).1?.reason == .success)
        let (link, connack) = room.join("", .v3_1_1, clean: false)
        #expect(connack?.reason == .v3IdentifierRejected)
        #expect(room.closed.contains(link))
    }

    @Test func `an unknown protocol level gets the answer of 3.1.1`() {
        var room = Room()
        let link = room.open()
        room.send(Malformed(.unsupportedProtocolLevel(7), at: 6), on: link)
        #expect(room.take(link) == [.connack(Connack(reason: .v3UnacceptableProtocolVersion))])
        #expect(room.closed.contains(link))
        #expect(room.broker.version(of: link) == .v3_1_1)
    }

    @Test func `other bytes than a CONNECT get no answer`() {
        var room = Room()
        let link = room.open()
        room.send(Malformed(.badProtocolName, at: 2), on: link)
        #expect(room.take(link).isEmpty)
        #expect(room.closed.contains(link))
        let second = room.open()
        room.send(.pingreq, on: second)
        #expect(room.take(second).isEmpty)
        #expect(room.closed.contains(second))
    }

    @Test(arguments: Version.allCases)
    func `a second connection with a client identifier ends the first`(_ version: Version) {
        var room = Room()
        let first = room.connect("a", version)
        let second = room.connect("a", version)
        let expected: [ReasonCode?] = version == .v5 ? [.sessionTakenOver] : []
        #expect(room.take(first).map(\.reason) == expected)
        #expect(room.closed == [first])
        #expect(!room.closed.contains(second))
        #expect(room.broker.statistics.connections == 1)
    }

    @Test func `what the broker does not offer stands in CONNACK`() {
        var room = Room {
            $0.maximumQoS = .atLeastOnce
            $0.retainAvailable = false
            $0.wildcardSubscriptionAvailable = false
            $0.subscriptionIdentifierAvailable = false
            $0.sharedSubscriptionAvailable = false
            $0.serverKeepAlive = 17
            $0.sessionExpiryCap = 60
            $0.responseInformation = "answers/"
        }
        let properties = room.join("a", expiry: 61, with: [.requestResponseInformation(1)]).1?
            .properties
        #expect(properties?.maximumQoS == .atLeastOnce)
        #expect(properties?.retainAvailable == false)
        #expect(properties?.wildcardSubscriptionAvailable == false)
        #expect(properties?.subscriptionIdentifierAvailable == false)
        #expect(properties?.sharedSubscriptionAvailable == false)
        #expect(properties?.serverKeepAlive == 17)
        #expect(properties?.sessionExpiryInterval == 60)
        #expect(properties?.responseInformation == "answers/")
        #expect(room.join("b", expiry: 60).1?.properties.sessionExpiryInterval == nil)
    }

    @Test func `a Will above what is offered is refused`() {
        var room = Room {
            $0.maximumQoS = .atLeastOnce
            $0.retainAvailable = false
        }
        let heavy = Will(topic: "w", payload: [], qos: .exactlyOnce)
        let kept = Will(topic: "w", payload: [], retain: true)
        #expect(room.join("a", will: heavy).1?.reason == .qosNotSupported)
        #expect(room.join("a", will: kept).1?.reason == .retainNotSupported)
        #expect(room.join("a", .v3_1_1, will: kept).1 == nil)
        #expect(room.closed.count == 3)
    }

    @Test func `an authentication method is refused`() {
        var room = Room()
        let (_, connack) = room.join("a", with: [.authenticationMethod("SCRAM")])
        #expect(connack?.reason == .badAuthenticationMethod)
    }

    @Test func `limits of connections and sessions are kept`() {
        var room = Room {
            $0.maximumConnections = 2
            $0.maximumSessions = 3
        }
        let first = room.connect("a", expiry: 100)
        _ = room.connect("b", expiry: 100)
        #expect(room.join("c").1?.reason == .serverBusy)
        #expect(room.join("c", .v3_1_1).1?.reason == .v3ServerUnavailable)
        room.cut(first)
        let third = room.connect("c", expiry: 100)
        room.cut(third)
        #expect(room.join("d").1?.reason == .quotaExceeded)
        #expect(room.join("a", clean: false).1?.sessionPresent == true)
    }

    @Test func `a link that says nothing is closed in the end`() {
        var room = Room { $0.connectTimeout = .seconds(3) }
        let link = room.open()
        room.wait(.milliseconds(2_999))
        #expect(room.closed.isEmpty)
        room.wait(.milliseconds(1))
        #expect(room.closed == [link])
        #expect(room.broker.deadline == .never)
    }

    @Test(arguments: Version.allCases)
    func `silence is borne for one and a half Keep Alives`(_ version: Version) {
        var room = Room()
        let link = room.connect("a", version, keepAlive: 10)
        room.wait(.seconds(14))
        room.send(.pingreq, on: link)
        #expect(room.take(link) == [.pingresp])
        room.wait(.seconds(15))
        #expect(room.closed.isEmpty)
        room.wait(.nanoseconds(1))
        #expect(room.closed == [link])
        let expected: [ReasonCode?] = version == .v5 ? [.keepAliveTimeout] : []
        #expect(room.take(link).map(\.reason) == expected)
    }

    @Test func `the server's Keep Alive takes the place of the client's`() {
        var room = Room { $0.serverKeepAlive = 2 }
        let link = room.connect("a", keepAlive: 100)
        _ = room.connect("old", .v3_1_1, keepAlive: 100)
        room.wait(.seconds(4))
        #expect(room.closed == [link])
    }
}
