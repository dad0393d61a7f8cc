import Base
import Harness
import MQTT
import ReferenceBroker
import Testing

/// The broker on real sockets: what it makes of bytes, and of clients that do not take theirs.
@Suite struct BrokerServerTests {
    private static func conversation(_ version: Version) -> [UInt8] {
        let packets: [Packet] = [
            .connect(Connect(version: version, clientID: "split")),
            .subscribe(Subscribe(id: 1, [Subscription("a/#", qos: .exactlyOnce)])),
            .publish(Publish(topic: "a/b", payload: Array("hello".utf8), qos: .atLeastOnce, id: 7)),
            .pingreq,
        ]
        return packets.flatMap { $0.encoded(version) }
    }

    private static let answers: [Packet.Kind] = [.connack, .suback, .publish, .puback, .pingresp]

    @Test(arguments: [Version.v3_1_1, .v5]) func `packets may be cut after any byte`(
        version: Version
    ) throws {
        let bytes = Self.conversation(version)
        let caller = try Caller()
        defer { caller.broker.stop() }
        let other = caller.connect("other")
        for cut in 1..<bytes.count {
            let link = caller.open(version)
            caller.send(Array(bytes[..<cut]), on: link)
            // The broker has read the first half before it answers this.
            #expect(caller.isAnswered(other))
            caller.send(Array(bytes[cut...]), on: link)
            #expect(caller.wait { $0.inboxes[link].count == Self.answers.count }, "cut at \(cut)")
            let kinds = Set(caller.inboxes[link].map(\.kind))
            #expect(kinds == Set(Self.answers), "cut at \(cut)")
            caller.send(.disconnect(Disconnect()), on: link)
            #expect(caller.wait { $0.closed.contains(link) })
        }
    }

    @Test(arguments: [Version.v3_1_1, .v5]) func `packets may come byte by byte`(
        version: Version
    ) throws {
        let caller = try Caller()
        defer { caller.broker.stop() }
        let other = caller.connect("other")
        let link = caller.open(version)
        for byte in Self.conversation(version) {
            caller.send([byte], on: link)
            // The broker has read the byte before it answers this.
            #expect(caller.isAnswered(other))
        }
        #expect(caller.wait { $0.inboxes[link].count == Self.answers.count })
    }

    @Test func `many packets may come in one write, and leave in one`() throws {
        let caller = try Caller { $0.queueLimit = 10_000 }
        defer { caller.broker.stop() }
        let reader = caller.connect("reader")
        caller.subscribe("a", qos: .atMostOnce, on: reader)
        let writer = caller.connect("writer")
        var bytes: [UInt8] = []
        for id in UInt16(1)...2000 {
            let publish = Publish(
                topic: "a", payload: Array("\(id)".utf8), qos: .atLeastOnce, id: id)
            bytes += Packet.publish(publish).encoded(.v5)
        }
        caller.send(bytes, on: writer)
        #expect(
            caller.wait { $0.inboxes[writer].count == 2000 && $0.inboxes[reader].count == 2000 })
        let payloads = caller.inboxes[reader].compactMap { packet -> [UInt8]? in
            if case .publish(let publish) = packet { publish.payload } else { nil }
        }
        #expect(payloads == (1...2000).map { Array("\($0)".utf8) })
    }

    @Test(arguments: [Version.v3_1_1, .v5]) func `a packet that is too large ends its link`(
        version: Version
    ) throws {
        let caller = try Caller { $0.maximumPacketSize = 1000 }
        defer { caller.broker.stop() }
        let other = caller.connect("other")
        let link = caller.connect("large", version)
        let fits = Publish(
            topic: "a", payload: [UInt8](repeating: 1, count: 900), qos: .atLeastOnce, id: 1)
        caller.send(.publish(fits), on: link)
        #expect(caller.wait { $0.inboxes[link].count == 1 })
        // The size alone is enough: the rest never comes.
        let large = Publish(topic: "a", payload: [UInt8](repeating: 1, count: 1000))
        caller.send(Array(Packet.publish(large).encoded(version).prefix(5)), on: link)
        #expect(caller.wait { $0.closed.contains(link) })
        let last = caller.inboxes[link].last
        if version == .v5, case .disconnect(let disconnect)? = last {
            #expect(disconnect.reason == .packetTooLarge)
        } else {
            #expect(version == .v3_1_1 && last?.kind == .puback)
        }
        #expect(caller.isAnswered(other))
    }

    @Test func `garbage ends the link that it comes on, and no other`() throws {
        let caller = try Caller()
        defer { caller.broker.stop() }
        let other = caller.connect("other")
        var random = SplitMix64(seed: 5)
        for round in 0..<60 {
            let isConnected = round % 2 == 0
            let link = isConnected ? caller.connect("garbage-\(round)") : caller.open()
            var bytes = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            // A reserved packet type, so that it cannot be a packet by chance.
            bytes[0] = 0x0f
            caller.send(bytes, on: link)
            #expect(caller.wait { $0.closed.contains(link) }, "round \(round)")
            guard isConnected, case .disconnect(let disconnect)? = caller.inboxes[link].last else {
                #expect(!isConnected, "round \(round): no DISCONNECT")
                continue
            }
            #expect(disconnect.reason.isFailure)
        }
        #expect(caller.isAnswered(other))
    }

    @Test func `whoever does not read loses QoS 0, and nobody else does`() throws {
        let caller = try Caller()
        defer { caller.broker.stop() }
        let slow = caller.connect("slow")
        caller.subscribe("a", on: slow)
        let quick = caller.connect("quick")
        caller.subscribe("a", on: quick)
        let writer = caller.connect("writer")
        caller.pause(slow)
        let payload = [UInt8](repeating: 7, count: 64 << 10)
        let rounds = 40
        for round in 1...rounds {
            for _ in 0..<20 {
                caller.send(.publish(Publish(topic: "a", payload: payload)), on: writer)
            }
            #expect(caller.wait { $0.inboxes[quick].count == 20 * round }, "round \(round)")
        }
        // Fifty megabytes went by. What waited for the slow one is its buffers and little more.
        caller.resume(slow)
        #expect(caller.isAnswered(slow))
        let got = caller.inboxes[slow].count { $0.kind == .publish }
        #expect(got > 0)
        #expect(got < 20 * rounds / 2)
        caller.send(.publish(Publish(topic: "a", payload: [1])), on: writer)
        #expect(caller.wait { $0.inboxes[slow].count { $0.kind == .publish } == got + 1 })
        #expect(caller.closed.isEmpty)
    }

    @Test func `stopping ends every link, and tells those of 5_0 why`() throws {
        let caller = try Caller()
        let new = (0..<20).map { caller.connect("new-\($0)") }
        let old = (0..<20).map { caller.connect("old-\($0)", .v3_1_1) }
        let silent = caller.open()
        caller.broker.stop()
        #expect(caller.wait { $0.closed.count == 41 })
        for link in new {
            #expect(
                caller.inboxes[link] == [.disconnect(Disconnect(reason: .serverShuttingDown))])
        }
        for link in old + [silent] { #expect(caller.inboxes[link].isEmpty) }
        // A second time does no harm.
        caller.broker.stop()
    }

    @Test func `shadows are answered`() throws {
        let caller = try Caller()
        defer { caller.broker.stop() }
        let link = caller.connect("device")
        caller.subscribe("$aws/things/device/shadow/update/+", qos: .atLeastOnce, on: link)
        caller.send(
            .publish(
                Publish(
                    topic: "$aws/things/device/shadow/update",
                    payload: Array(#"{"state":{"desired":{"water":"on"}}}"#.utf8),
                    qos: .atLeastOnce, id: 9)), on: link)
        #expect(caller.wait { $0.inboxes[link].count { $0.kind == .publish } == 3 })
        var topics: [String] = []
        for case .publish(let publish) in caller.inboxes[link] {
            topics.append(String(publish.topic.split(separator: "/").last!))
            let document = try JSON(parsing: publish.payload)
            #expect((document["timestamp"]?.integer ?? 0) >= 1_795_190_400)
            if topics.last == "delta" { #expect(document["state"]?["water"]?.string == "on") }
        }
        #expect(Set(topics) == ["accepted", "delta", "documents"])
    }

    @Test func `silence after a connection is made is ended`() throws {
        let caller = try Caller { $0.connectTimeout = .milliseconds(200) }
        defer { caller.broker.stop() }
        let link = caller.open()
        #expect(caller.wait { $0.closed.contains(link) })
    }
}
