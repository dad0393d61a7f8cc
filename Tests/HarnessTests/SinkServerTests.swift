import Base
import Harness
import MQTT
import Reactor
import Testing
import Transports

/// What the null broker answers and counts.
@Suite struct SinkServerTests {
    private static func conversation(_ version: Version) -> [Packet] {
        let payload = Array("hello".utf8)
        return [
            .connect(Connect(version: version, clientID: "one")),
            .subscribe(
                Subscribe(
                    id: 1, [Subscription("a/#", qos: .exactlyOnce), Subscription("b")])),
            .publish(Publish(topic: "a/b", payload: payload)),
            .publish(Publish(topic: "a/b", payload: payload, qos: .atLeastOnce, id: 0x1234)),
            .publish(Publish(topic: "a", payload: payload, qos: .exactlyOnce, id: 9)),
            .ack(Ack(.pubrel, id: 9)),
            .unsubscribe(Unsubscribe(id: 2, filters: ["a/#"])),
            .pingreq,
        ]
    }

    private static let answers: [Packet] = [
        .connack(Connack()),
        .suback(Suback(id: 1, reasons: [.grantedQoS2, .success])),
        .ack(Ack(.puback, id: 0x1234)), .ack(Ack(.pubrec, id: 9)), .ack(Ack(.pubcomp, id: 9)),
    ]

    /// Sends `bytes`, cut into `pieces`, and returns what came back and what was counted.
    private func converse(
        _ bytes: [UInt8], by step: Int, expecting count: Int, _ version: Version
    ) throws -> (packets: [Packet], counts: SinkCounts) {
        let sink = try Sink(on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)])
        try sink.start()
        var net = try SocketNetwork(origin: EpollLoop.clock())
        net.open(Link(0), to: sink.endpoints[0], timeout: .seconds(5))
        var stream = PacketStream(version: version)
        var packets: [Packet] = []
        var rest = bytes[...]
        let limit = net.refresh() + .seconds(5)
        while packets.count < count, let event = net.next(until: limit) {
            switch event {
            case .readable(let link): net.read(link).withUnsafeBytes { stream.append($0) }
            case .closed: return (packets, sink.stop())
            default: break
            }
            while let packet = try? stream.next() { packets.append(packet) }
            if !rest.isEmpty {
                net.write(Link(0), Array(rest.prefix(step)))
                rest = rest.dropFirst(step)
                net.wake(Link(0), at: net.now + .milliseconds(1))
            }
        }
        return (packets, sink.stop())
    }

    @Test(arguments: [Version.v3_1_1, .v5], [7, 50, 10_000])
    func `everything is acknowledged and counted, however it is cut`(
        version: Version, step: Int
    ) throws {
        let bytes = Self.conversation(version).flatMap { $0.encoded(version) }
        let (packets, counts) = try converse(bytes, by: step, expecting: 7, version)
        #expect(Array(packets.prefix(5)) == Self.answers)
        #expect(packets.dropFirst(5).map(\.kind) == [.unsuback, .pingresp])
        #expect(counts.connections == 1 && counts.subscriptions == 2 && counts.violations == 0)
        #expect((0...2).map { counts.publishes[$0] } == [1, 1, 1])
        #expect(counts.bytes == bytes.count)
    }

    @Test func `nonsense ends the link and is counted`() throws {
        let (packets, counts) = try converse(
            [0x10, 0x80, 0x80, 0x80, 0x80, 0x01], by: 100, expecting: 1, .v5)
        #expect(packets.isEmpty)
        #expect(counts.violations == 1 && counts.connections == 0)
    }
}
