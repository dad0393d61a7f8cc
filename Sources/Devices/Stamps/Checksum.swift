/// Tells whether bytes are the ones that were sent; not made to withstand malice.
///
/// Every step can be undone, so two inputs of one length that differ in a single byte never agree
/// in all 64 bits; reduced to three digits they agree once in a thousand.
///
/// - Cost: about a cycle a byte.
struct Checksum {
    private var state: UInt64 = 0x243F_6A88_85A3_08D3

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var at = 0
        while at + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            mix(UInt64(littleEndian: word))
            at += 8
        }
        var rest = UInt64(bytes.count) << 56
        var shift: UInt64 = 0
        while at < bytes.count {
            rest ^= UInt64(bytes[at]) << shift
            shift += 8
            at += 1
        }
        mix(rest)
    }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0x9FB2_1C65_1E98_DF25
        state ^= state >> 32
    }

    /// Sixty-four bits that all depend on all that was added.
    var value: UInt64 {
        let spread = state &* 0xD6E8_FEB8_6659_FD93
        return spread ^ (spread >> 32)
    }
}
