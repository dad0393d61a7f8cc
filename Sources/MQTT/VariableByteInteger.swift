/// A number in one to four bytes, seven bits each (§2.2.3 of 3.1.1, §1.5.5 of 5.0).
struct VariableByteInteger {
    static let largest = 268_435_455

    let value: Int
    /// The index after its last byte.
    let end: Int

    /// Reads the integer at `start`, or nil when it goes on beyond `limit`.
    ///
    /// `offset` is where in its packet `start` lies, for the error.
    @inline(__always)
    init?(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to limit: Int, offset: Int
    ) throws(Malformed) {
        var value = 0
        for place in 0..<4 {
            guard start + place < limit else { return nil }
            let byte = bytes[start + place]
            value |= Int(byte & 0x7F) << (7 * place)
            if byte & 0x80 == 0 {
                guard byte != 0 || place == 0 else {
                    throw Malformed(.lengthNotMinimal, at: offset)
                }
                self.value = value
                end = start + place + 1
                return
            }
        }
        throw Malformed(.lengthTooLong, at: offset)
    }

    /// How many bytes `value` takes.
    static func size(_ value: Int) -> Int {
        switch value {
        case ..<0x80: 1
        case ..<0x4000: 2
        case ..<0x20_0000: 3
        default: 4
        }
    }
}
