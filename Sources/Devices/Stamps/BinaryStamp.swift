package import Base

/// The ``Stamp`` of a payload that is no text: 24 bytes, then filler up to the size wanted.
///
/// All numbers are big-endian: the magic `67 61 6C E5`, a 32-bit checksum of every other byte, the
/// due instant in milliseconds since 1970 (64 bits), the number of the message and the size of the
/// payload (32 bits each). The magic is not UTF-8, so no text looks like it.
package enum BinaryStamp {
    /// The smallest payload that can carry one.
    package static let smallest = 24

    private static let magic: UInt32 = 0x6761_6CE5

    /// Appends a payload of `size` bytes; `filler` decides those that mean nothing.
    package static func append(
        dueMilliseconds: Int64, number: UInt32, size: Int, filler: inout SplitMix64,
        to bytes: inout [UInt8]
    ) {
        precondition(size >= smallest, "a stamped payload has at least \(smallest) bytes")
        let start = bytes.count
        append(magic, to: &bytes)
        append(UInt32(0), to: &bytes)
        append(UInt64(bitPattern: dueMilliseconds), to: &bytes)
        append(number, to: &bytes)
        append(UInt32(truncatingIfNeeded: size), to: &bytes)
        while bytes.count + 8 <= start + size { append(filler.next(), to: &bytes) }
        while bytes.count < start + size { bytes.append(UInt8(truncatingIfNeeded: filler.next())) }
        bytes.withUnsafeMutableBytes { all in
            let payload = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            let sum = checksum(of: UnsafeRawBufferPointer(payload))
            payload.storeBytes(of: sum.bigEndian, toByteOffset: 4, as: UInt32.self)
        }
    }

    static func read(_ payload: UnsafeRawBufferPointer) -> Stamp? {
        guard payload.count >= smallest, load(payload, at: 0, as: UInt32.self) == magic else {
            return nil
        }
        let isIntact =
            load(payload, at: 4, as: UInt32.self) == checksum(of: payload)
            && load(payload, at: 20, as: UInt32.self) == UInt32(truncatingIfNeeded: payload.count)
        return Stamp(
            dueMilliseconds: Int64(bitPattern: load(payload, at: 8, as: UInt64.self)),
            number: Int(load(payload, at: 16, as: UInt32.self) % 1000), isIntact: isIntact)
    }

    private static func checksum(of payload: UnsafeRawBufferPointer) -> UInt32 {
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: payload[8...]))
        return UInt32(truncatingIfNeeded: checksum.value)
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ payload: UnsafeRawBufferPointer, at offset: Int, as type: T.Type
    ) -> T {
        T(bigEndian: payload.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
