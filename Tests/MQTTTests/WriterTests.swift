import MQTT
import Testing

/// MQTT's data representations.
@Suite struct WriterTests {
    @Test(
        arguments: [
            (0, [0x00]), (127, [0x7F]), (128, [0x80, 0x01]), (16_383, [0xFF, 0x7F]),
            (16_384, [0x80, 0x80, 0x01]), (2_097_151, [0xFF, 0xFF, 0x7F]),
            (2_097_152, [0x80, 0x80, 0x80, 0x01]), (268_435_455, [0xFF, 0xFF, 0xFF, 0x7F]),
        ] as [(Int, [UInt8])])
    func `a variable byte integer is as short as can be`(number: Int, bytes: [UInt8]) {
        var writer = Writer()
        writer.write(variable: number)
        #expect(writer.bytes == bytes)
    }

    @Test func `a number may be put in later`() {
        var writer = Writer()
        writer.write(0 as UInt16)
        writer.write("é")
        writer.patch(0x1234, at: 0)
        #expect(writer.bytes == [0x12, 0x34, 0x00, 0x02, 0xC3, 0xA9])
    }

    @Test func `an emptied writer keeps its room`() {
        var writer = Writer()
        writer.write(raw: [UInt8](repeating: 1, count: 1000))
        writer.removeAll()
        #expect(writer.isEmpty)
        #expect(writer.bytes.capacity >= 1000)
    }

    @Test func `a string too long for its length traps`() async {
        await #expect(processExitsWith: .failure) {
            var writer = Writer()
            writer.write(String(repeating: "x", count: 65_536))
        }
    }

    @Test func `a QoS above 0 without a Packet Identifier traps`() async {
        await #expect(processExitsWith: .failure) {
            _ = Packet.publish(Publish(topic: "a", payload: [], qos: .atLeastOnce)).encoded(.v5)
        }
    }
}
