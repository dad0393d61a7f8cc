import Base
import MQTT
import Testing

/// Packets out of chunks.
@Suite struct PacketStreamTests {
    @Test(arguments: LawTests.seeds)
    func `the cuts between chunks make no difference`(
        _ version: Version, _ seed: UInt64
    ) throws {
        var generator = PacketGenerator(seed: seed, version)
        let packets = (0..<300).map { _ in generator.packet() }
        let bytes = packets.flatMap { $0.encoded(version) }
        for longest in [1, 2, 7, 100, 5000, bytes.count] {
            var kept = PacketStream(version: version)
            var taken = PacketStream(version: version)
            var found: [Packet] = []
            var given: [Packet] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + 1 + generator.below(longest))
                try bytes[start..<end].withUnsafeBytes { chunk in
                    kept.append(chunk)
                    while let packet = try kept.next() { found.append(packet) }
                    try taken.take(chunk, into: &given)
                }
                #expect(kept.pending == taken.pending)
                start = end
            }
            #expect(found == packets, "seed \(seed), chunks of up to \(longest)")
            #expect(given == packets, "seed \(seed), chunks of up to \(longest)")
            #expect(kept.footprint == 0 && taken.footprint == 0)
        }
    }

    @Test func `a length that is only promised costs nothing`() throws {
        var stream = PacketStream()
        stream.append([0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0x00])
        #expect(try stream.next() == nil)
        #expect(stream.pending == 6)
        #expect(stream.footprint < 256)
    }

    @Test func `the buffer goes when the last packet is taken`() throws {
        var stream = PacketStream()
        stream.append([UInt8](repeating: 0xC0, count: 1) + [0x00, 0xC0])
        #expect(try stream.next() == .pingreq)
        #expect(try stream.next() == nil)
        #expect(stream.pending == 1)
        stream.append([0x00])
        #expect(try stream.next() == .pingreq)
        #expect(stream.footprint == 0)
    }

    @Test func `a packet above the limit is refused before it has arrived`() {
        var stream = PacketStream(limit: 100)
        stream.append([0x30, 99])
        #expect(throws: Malformed(.tooLarge(limit: 100), at: 1)) { try stream.next() }
        #expect(throws: Malformed(.tooLarge(limit: 100), at: 1)) { try stream.next() }
    }

    @Test func `CONNECT sets the version of what follows`() throws {
        var stream = PacketStream(version: .v3_1_1)
        stream.append(Packet.connect(Connect(clientID: "a")).encoded(.v5))
        stream.append(Packet.disconnect(Disconnect(reason: .disconnectWithWill)).encoded(.v5))
        #expect(try stream.next()?.kind == .connect)
        #expect(try stream.next() == .disconnect(Disconnect(reason: .disconnectWithWill)))
    }

    @Test func `many packets in one chunk cost no more each than few`() throws {
        let chunk = [UInt8](repeating: 0, count: 400_000).indices.map {
            UInt8($0 % 2 == 0 ? 0xC0 : 0)
        }
        var stream = PacketStream()
        stream.append(chunk)
        var count = 0
        while try stream.next() != nil { count += 1 }
        #expect(count == 200_000)
    }
}

extension PacketStream {
    fileprivate mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }
}
