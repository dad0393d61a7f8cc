/// The four bytes that a client lays over its payload (RFC 6455 §5.3), turned so that the first
/// of them meets the next byte.
///
/// - Cost: eight bytes a step, and the compiler makes wider steps of those.
struct MaskingKey: Equatable, Sendable {
    /// The first byte is the lowest.
    private(set) var word: UInt32

    /// A key that changes nothing, for frames of a server.
    static let none = MaskingKey(word: 0)

    init(word: UInt32) { self.word = word }

    /// Copies `count` bytes under the mask, and turns the key by as many.
    mutating func copy(
        _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int
    ) {
        guard word != 0 else {
            target.copyMemory(from: source, byteCount: count)
            return
        }
        let wide = (UInt64(word) << 32 | UInt64(word)).littleEndian
        var offset = 0
        while offset &+ 8 <= count {
            let value = source.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ wide
            target.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        while offset < count {
            let byte = UInt8(truncatingIfNeeded: word >> UInt32((offset & 3) &* 8))
            let value = source.load(fromByteOffset: offset, as: UInt8.self) ^ byte
            target.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
            offset &+= 1
        }
        turn(by: count)
    }

    private mutating func turn(by count: Int) {
        let bits = UInt32((count & 3) &* 8)
        if bits != 0 { word = word >> bits | word << (32 &- bits) }
    }
}
