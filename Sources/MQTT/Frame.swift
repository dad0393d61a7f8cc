/// Where the next packet lies among received bytes: its fixed header, read and judged.
package struct Frame: Equatable, Sendable {
    /// The largest packet that MQTT can describe, in bytes.
    package static let largest = 5 + VariableByteInteger.largest

    /// The first byte: packet type and flags.
    package let header: UInt8
    /// The index of that byte.
    package let start: Int
    /// What follows the fixed header.
    package let body: Range<Int>

    /// The index after the packet.
    package var end: Int { body.upperBound }
    /// The size of the whole packet, in bytes.
    package var count: Int { end - start }

    /// Finds the packet that begins at `start`, or nil while it is incomplete.
    ///
    /// A length is judged as soon as it is known, so an incomplete packet may throw too.
    ///
    /// - Throws: ``Malformed`` for the reserved packet type 0, for a Remaining Length that is
    ///   longer than it need be, and for a packet of more than `limit` bytes.
    package static func first(
        in bytes: UnsafeRawBufferPointer, from start: Int = 0, limit: Int = largest
    ) throws(Malformed) -> Frame? {
        guard start < bytes.count else { return nil }
        let header = bytes[start]
        guard header >> 4 != 0 else { throw Malformed(.reservedType(0), at: 0) }
        let length = try VariableByteInteger(
            in: bytes.bindMemory(to: UInt8.self), from: start + 1, to: bytes.count, offset: 1)
        guard let length else { return nil }
        let end = length.end + length.value
        guard end - start <= limit else { throw Malformed(.tooLarge(limit: limit), at: 1) }
        guard end <= bytes.count else { return nil }
        return Frame(header: header, start: start, body: length.end..<end)
    }

    package static func first(
        in bytes: [UInt8], from start: Int = 0, limit: Int = largest
    ) throws(Malformed) -> Frame? {
        try bytes.withUnsafeBufferPointer { (bytes) throws(Malformed) in
            try first(in: UnsafeRawBufferPointer(bytes), from: start, limit: limit)
        }
    }
}
