import Base
import MQTT
import Testing

/// What ``Anatomy`` says of bytes, sound and unsound.
@Suite struct AnatomyTests {
    @Test(arguments: Vector.all)
    func `every byte of a vector belongs to one part`(_ vector: Vector) {
        for version in vector.versions { expectTiles(vector.bytes, version) }
    }

    @Test(arguments: Vector.all)
    func `fields end where the vectors say that they end`(_ vector: Vector) {
        guard case .packet = vector.meaning else { return }
        for version in vector.versions {
            for part in Anatomy(of: vector.bytes, version).parts {
                #expect(vector.ends.contains(part.bytes.upperBound), "\(version): \(part)")
                for complaint in ["left over", "cut short", "no packet", "malformed"] {
                    #expect(!part.meaning.contains(complaint), "\(version): \(part)")
                }
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `bytes of any kind are taken apart without a gap`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let count = Int.random(in: 0...40, using: &random)
            var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            // So that most are nearly packets.
            if count > 2 { bytes[1] = UInt8(Int.random(in: 0...count, using: &random)) }
            for version in Version.allCases { expectTiles(bytes, version) }
        }
    }

    struct Sample: Sendable {
        let version: Version
        let bytes: [UInt8]
        let meanings: [String]
    }

    @Test(arguments: [
        Sample(
            version: .v5,
            bytes: [0x32, 0x0B, 0, 1, 0x61, 0, 10, 3, 0x23, 0, 1, 0x68, 0x69],
            meanings: [
                "PUBLISH, QoS 1", "11 bytes follow", "Topic Name: “a”", "Packet Identifier: 10",
                "properties: 3 bytes", "Topic Alias: 1", "Application Message: 2 bytes",
            ]),
        Sample(
            version: .v3_1_1,
            bytes: [0x10, 0x0D, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 1, 0x61],
            meanings: [
                "CONNECT", "13 bytes follow", "Protocol Name: “MQTT”", "Protocol Version: 3.1.1",
                "Connect Flags: Clean Session", "Keep Alive: 60 s", "Client Identifier: “a”",
            ]),
        Sample(
            version: .v3_1_1, bytes: [0xC1, 0x01, 0x00, 0xD0],
            meanings: ["PINGREQ with flags 1", "1 byte follows", "1 byte left over", "PINGRESP"]),
        Sample(
            version: .v3_1_1, bytes: [0x30, 0x7F, 0, 9, 0x61],
            meanings: ["PUBLISH", "127 bytes follow", "Topic Name, cut short"]),
        Sample(
            version: .v3_1_1, bytes: [0x20, 0x02, 0, 5, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 1],
            meanings: [
                "CONNACK", "2 bytes follow", "Session Present: 0", "not authorized (0x05)",
                "packet type 0, which is reserved", "no variable byte integer", "no packet",
            ]),
        Sample(
            version: .v5, bytes: [0x30, 0x06, 0, 1, 0xC0, 2, 0x7F, 1],
            meanings: [
                "PUBLISH", "6 bytes follow", "Topic Name: not UTF-8", "properties: 2 bytes",
                "property 127, which there is not",
            ]),
        Sample(
            version: .v5, bytes: [0x90, 0x05, 0, 10, 0, 0x01, 0x87],
            meanings: [
                "SUBACK", "5 bytes follow", "Packet Identifier: 10", "no properties",
                "granted QoS 1 (0x01)", "not authorized (0x87)",
            ]),
    ])
    func `each part says what it is`(_ sample: Sample) {
        let parts = Anatomy(of: sample.bytes, sample.version).parts
        #expect(parts.map(\.meaning) == sample.meanings)
    }

    private func expectTiles(_ bytes: [UInt8], _ version: Version) {
        var end = 0
        for part in Anatomy(of: bytes, version).parts {
            #expect(part.bytes.lowerBound == end && !part.bytes.isEmpty, "\(bytes)")
            end = part.bytes.upperBound
        }
        #expect(end == bytes.count, "\(bytes)")
    }
}
