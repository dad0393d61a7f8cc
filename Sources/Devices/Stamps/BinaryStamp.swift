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
        grow(&bytes, by: size)
        bytes.withUnsafeMutableBytes { all in
            let payload = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            store(magic, in: payload, at: 0)
            store(UInt64(bitPattern: dueMilliseconds), in: payload, at: 8)
            store(number, in: payload, at: 16)
            store(UInt32(truncatingIfNeeded: size), in: payload, at: 20)
            var at = smallest
            while at + 8 <= size {
                store(filler.next(), in: payload, at: at)
                at += 8
            }
            while at < size {
                payload[at] = UInt8(truncatingIfNeeded: filler.next())
                at += 1
            }
            store(checksum(of: UnsafeRawBufferPointer(payload)), in: payload, at: 4)
        }
    }

    private static let zeros = [UInt8](repeating: 0, count: 4096)

    /// Appends zeros, in pieces that are copied and not counted.
    private static func grow(_ bytes: inout [UInt8], by size: Int) {
        zeros.withUnsafeBufferPointer { zeros in
            var left = size
            while left > 0 {
                let count = min(left, zeros.count)
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: zeros[..<count]))
                left -= count
            }
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

    private static func store<T: FixedWidthInteger & BitwiseCopyable>(
        _ value: T, in payload: UnsafeMutableRawBufferPointer, at offset: Int
    ) {
        payload.storeBytes(of: value.bigEndian, toByteOffset: offset, as: T.self)
    }

    private static func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ payload: UnsafeRawBufferPointer, at offset: Int, as type: T.Type
    ) -> T {
        T(bigEndian: payload.loadUnaligned(fromByteOffset: offset, as: type))
    }
}
