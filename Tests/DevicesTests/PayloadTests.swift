import Base
import Devices
import Testing

/// Payloads of so many bytes, for benchmarks.
@Suite struct PayloadTests {
    private static func device(_ size: Int) throws -> Device {
        let message = DeviceModel.Message(
            name: "payload", topic: "t", every: .seconds(1), fields: [], payloadBytes: size)
        return Fixtures.device(of: try CompiledModel(DeviceModel(name: "m", messages: [message])))
    }

    @Test(arguments: [0, 1, 23, 24, 25, 31, 32, 100, 4096])
    func `a payload has exactly the bytes that were asked for`(size: Int) throws {
        var device = try Self.device(size)
        var bytes: [UInt8] = [1, 2, 3]
        device.render(
            message: 0, due: .zero + .seconds(2), number: 1234,
            epochMilliseconds: Fixtures.epoch + 2000, into: &bytes)
        #expect(bytes.count == size + 3)
        #expect(bytes.prefix(3) == [1, 2, 3])
        let stamp = bytes[3...].withUnsafeBytes { Stamp(reading: $0) }
        #expect((stamp != nil) == (size >= BinaryStamp.smallest))
        guard let stamp else { return }
        #expect(stamp.dueMilliseconds == Fixtures.epoch + 2000)
        #expect(stamp.number == 234 && stamp.isIntact)
    }

    @Test func `a message is either of fields or of bytes`() {
        func problems(_ fields: [String], _ bytes: Int?) -> [String] {
            DeviceModel(
                name: "m", fields: [.init(name: "n", source: .number)],
                messages: [
                    .init(
                        name: "a", topic: "t", every: .seconds(1), fields: fields,
                        payloadBytes: bytes)
                ]
            ).problems()
        }
        #expect(problems(["n"], nil).isEmpty && problems([], 0).isEmpty)
        #expect(problems([], nil).count == 1 && problems([], -1).count == 1)
        #expect(problems(["n"], 10).count == 1)
    }
}
