/// Bytes as text of 64 letters, in the strict form of RFC 4648 §4: padded, on one line.
package enum Base64 {
    private static let letters: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    /// What each letter stands for; 255 for what is none.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for value in 0..<64 { values[Int(letters.utf8Start[value])] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let size = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: size) { text in
            var written = 0
            var group: UInt32 = 0
            var waiting = 0
            for byte in bytes {
                group = group << 8 | UInt32(byte)
                waiting += 1
                guard waiting == 3 else { continue }
                for shift: UInt32 in [18, 12, 6, 0] {
                    text[written] = letter(group >> shift)
                    written += 1
                }
                (group, waiting) = (0, 0)
            }
            guard waiting > 0 else { return written }
            group <<= UInt32(8 * (3 - waiting))
            text[written] = letter(group >> 18)
            text[written + 1] = letter(group >> 12)
            text[written + 2] = waiting == 2 ? letter(group >> 6) : UInt8(ascii: "=")
            text[written + 3] = UInt8(ascii: "=")
            return written + 4
        }
    }

    /// The bytes, or nil for text that ``encode(_:)`` could not have made.
    ///
    /// White space, missing padding, letters after it and stray bits before it are all refused.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        let size = text.utf8.count
        guard size % 4 == 0 else { return nil }
        bytes.reserveCapacity(size / 4 * 3)
        var group: UInt32 = 0
        var waiting = 0
        var padding = 0
        for letter in text.utf8 {
            if letter == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(letter)]
            guard value != 255, padding == 0 else { return nil }
            group = group << 6 | UInt32(value)
            waiting += 1
            guard waiting == 4 else { continue }
            for shift: UInt32 in [16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: group >> shift))
            }
            (group, waiting) = (0, 0)
        }
        switch (waiting, padding) {
        case (0, 0): return bytes
        case (3, 1) where group & 3 == 0:
            bytes.append(UInt8(truncatingIfNeeded: group >> 10))
            bytes.append(UInt8(truncatingIfNeeded: group >> 2))
        case (2, 2) where group & 15 == 0: bytes.append(UInt8(truncatingIfNeeded: group >> 4))
        default: return nil
        }
        return bytes
    }

    private static func letter(_ value: UInt32) -> UInt8 { letters.utf8Start[Int(value & 63)] }
}
