import Base
import MQTT
import Sessions
import Testing

@Suite struct PacketIDsTests {
    @Test func `Identifiers come in turn and never as zero`() {
        var ids = PacketIDs()
        var taken: [UInt16] = []
        for _ in 0..<65_535 { taken.append(ids.take()!) }
        #expect(taken.first == 1 && taken.last == 65_535)
        #expect(ids.take() == nil)
        #expect(ids.look(at: taken) == false)
        #expect(ids.look(at: [0, 1, 2, 3, 7]) == true)
        for id: UInt16 in 4...6 { #expect(ids.take() == id) }
        #expect(ids.take() == nil)
        #expect(ids.look(at: [7]) == true)
        #expect(ids.take() == 8)
    }

    @Test func `The last one is found among all others, on either side of the turn`() {
        for last: UInt16 in [1, 2, 30_000, 65_535] {
            var ids = PacketIDs()
            for _ in 0..<30_000 { _ = ids.take() }
            let others = (1...65_535).filter { $0 != last }.map { UInt16($0) }
            #expect(ids.look(at: others) == true)
            #expect(ids.take() == last)
            #expect(ids.take() == nil)
        }
    }
}

@Suite struct BackOffTests {
    private let settings = BackOff.Settings(
        base: .seconds(1), cap: .seconds(20), stable: .seconds(60))

    @Test func `Waits are drawn from zero to a ceiling that doubles up to the cap`() {
        var highest = [Duration](repeating: .zero, count: 8)
        for seed in 0..<2000 {
            var backOff = BackOff(seed: UInt64(seed))
            for attempt in 0..<8 {
                let wait = backOff.wait(at: .zero, settings)
                #expect(wait >= .zero && wait < .seconds(min(20, 1 << attempt)))
                highest[attempt] = max(highest[attempt], wait)
            }
        }
        for attempt in 0..<8 { #expect(highest[attempt] > .seconds(min(20, 1 << attempt)) * 0.95) }
    }

    @Test func `The same seed waits the same`() {
        var a = BackOff(seed: 5)
        var b = BackOff(seed: 5)
        for _ in 0..<300 { #expect(a.wait(at: .zero, settings) == b.wait(at: .zero, settings)) }
    }

    @Test func `Only a connection that held starts the series anew`() {
        var backOff = BackOff(seed: 1)
        for _ in 0..<5 { _ = backOff.wait(at: .zero, settings) }
        backOff.connected(at: .zero)
        _ = backOff.wait(at: .zero + .seconds(59), settings)
        #expect(backOff.failures == 6)
        backOff.connected(at: .zero)
        _ = backOff.wait(at: .zero + .seconds(60), settings)
        #expect(backOff.failures == 1)
    }
}

@Suite struct SizeTests {
    @Test func `A session is small`() {
        #expect(MemoryLayout<ClientSession>.size <= 300)
        #expect(MemoryLayout<BackOff>.size <= 40)
        #expect(MemoryLayout<Notice>.size <= 72)
    }
}

@Suite struct AccountsTests {
    @Test(arguments: Version.allCases)
    func `Every packet has its account, sent or received`(version: Version) {
        let packets: [(Packet, KeyPath<Accounts, Int>)] = [
            (.connect(Connect(version: version, clientID: "c")), \.mqtt),
            (.connack(Connack()), \.acknowledgements), (.ack(.puback, 1), \.acknowledgements),
            (.ack(.pubrel, 1), \.acknowledgements), (.pingreq, \.keepAlive),
            (.pingresp, \.keepAlive), (.disconnect(Disconnect()), \.mqtt),
            (.subscribe(Subscribe(id: 1, [Subscription("a")])), \.mqtt),
            (.suback(Suback(id: 1, reasons: [.success])), \.acknowledgements),
        ]
        for (packet, account) in packets {
            var accounts = Accounts()
            let bytes = packet.encoded(version)
            bytes.withUnsafeBytes { accounts.add(frame: $0, version: version) }
            #expect(accounts[keyPath: account] == bytes.count && accounts.total == bytes.count)
        }
    }

    @Test(arguments: Version.allCases, QoS.allCases)
    func `A PUBLISH is split into payload, topic and the rest`(version: Version, qos: QoS) {
        let payload = String(repeating: "x", count: 300)
        let properties = version == .v5 ? [Property.contentType("text")] : []
        let packet = Packet.publish(
            "topic", payload, qos, id: qos == .atMostOnce ? nil : 1, properties)
        let bytes = packet.encoded(version)
        var accounts = Accounts()
        bytes.withUnsafeBytes { accounts.add(frame: $0, version: version) }
        #expect(accounts.payload == 300 && accounts.topic == 5)
        #expect(accounts.total == bytes.count)

        var client = Client(connected: version)
        client.publish("topic", payload, qos: qos)
        #expect(client.out.written.payload == 300 && client.out.written.topic == 5)
        #expect(client.out.written.total == client.out.bytes.count)
    }
}
