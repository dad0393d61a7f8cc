import Base
import MQTT
import Testing

/// What holds for every packet, and for every heap of bytes.
@Suite struct LawTests {
    static let seeds: [(Version, UInt64)] = Version.allCases.flatMap { version in
        (1...8).map { (version, $0) }
    }

    @Test(arguments: seeds)
    func `reading undoes writing`(_ version: Version, _ seed: UInt64) throws {
        var generator = PacketGenerator(seed: seed, version)
        for round in 0..<500 {
            let packet = generator.packet()
            let bytes = packet.encoded(version)
            #expect(packet.size(version) == bytes.count, "seed \(seed), round \(round)")
            let read = try Packet(decoding: bytes, version: version)
            #expect(read == packet, "seed \(seed), round \(round)")
            #expect(read.encoded(version) == bytes, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: seeds)
    func `a packet cut short anywhere is truncated`(_ version: Version, _ seed: UInt64) throws {
        var generator = PacketGenerator(seed: seed, version)
        for round in 0..<40 {
            let bytes = generator.packet().encoded(version)
            for count in bytes.indices {
                let part = [UInt8](bytes[..<count])
                #expect(throws: Malformed(.truncated, at: count), "seed \(seed), round \(round)") {
                    try Packet(decoding: part, version: version)
                }
                #expect(try Frame.first(in: part) == nil)
            }
        }
    }

    @Test(arguments: seeds)
    func `a body cut short is read or refused`(_ version: Version, _ seed: UInt64) throws {
        var generator = PacketGenerator(seed: seed, version)
        for round in 0..<50 {
            let bytes = generator.packet().encoded(version)
            let body = try #require(try Frame.first(in: bytes)).body
            for count in 0..<body.count {
                var writer = Writer()
                writer.write(bytes[0])
                writer.write(variable: count)
                writer.write(raw: bytes[body.prefix(count)])
                try check(writer.bytes, version, "seed \(seed), round \(round)")
            }
        }
    }

    @Test(arguments: seeds)
    func `a packet with a flipped bit is read or refused`(
        _ version: Version, _ seed: UInt64
    ) throws {
        var generator = PacketGenerator(seed: seed, version)
        for round in 0..<20 {
            var bytes = generator.packet().encoded(version)
            for bit in 0..<bytes.count * 8 {
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                try check(bytes, version, "seed \(seed), round \(round), bit \(bit)")
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            }
        }
    }

    @Test(arguments: seeds)
    func `bytes at random are read or refused`(_ version: Version, _ seed: UInt64) throws {
        var generator = PacketGenerator(seed: seed, version)
        for round in 0..<3000 {
            let body = generator.bytes()
            var writer = Writer()
            writer.write(UInt8(truncatingIfNeeded: generator.number()))
            writer.write(variable: body.count)
            writer.write(raw: body)
            try check(writer.bytes, version, "seed \(seed), round \(round)")
            try check(body, version, "seed \(seed), round \(round)")
        }
    }

    @Test(arguments: [127, 128, 16_383, 16_384, 2_097_151, 2_097_152])
    func `the size is right where the length grows`(body: Int) throws {
        for (version, overhead) in [(Version.v3_1_1, 3), (.v5, 4)] {
            let payload = [UInt8](repeating: 7, count: body - overhead)
            let packet = Packet.publish(Publish(topic: "t", payload: payload))
            let bytes = packet.encoded(version)
            #expect(try Frame.first(in: bytes)?.body.count == body)
            #expect(packet.size(version) == bytes.count)
            #expect(try Packet(decoding: bytes, version: version) == packet)
        }
    }

    /// What is read must survive being written, and is never longer than it was.
    private func check(_ bytes: [UInt8], _ version: Version, _ place: Comment) throws {
        let packet: Packet
        do throws(Malformed) {
            packet = try Packet(decoding: bytes, version: version)
        } catch {
            #expect((0...bytes.count).contains(error.offset), place)
            return
        }
        let written = packet.encoded(version)
        #expect(written.count <= bytes.count, place)
        #expect(packet.size(version) == written.count, place)
        #expect(try Packet(decoding: written, version: version) == packet, place)
    }
}
