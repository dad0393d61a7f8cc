package import MQTT

/// Where the parts of an encoded PUBLISH are; it looks no deeper than it must to find them.
package struct PublishLayout: Equatable, Sendable {
    package var topic: Range<Int>
    /// Nil at QoS 0.
    package var id: UInt16?
    /// Without their length; empty in 3.1.1.
    package var properties: Range<Int>
    package var payload: Range<Int>

    /// Nil if the bytes are not as long as they say.
    package init?(_ frame: UnsafeRawBufferPointer, version: Version) {
        guard let first = frame.first, let body = Self.number(in: frame, at: 1),
            body.value == frame.count - body.end
        else { return nil }
        var at = body.end
        guard let length = Self.short(in: frame, at: at), at + 2 + Int(length) <= frame.count else {
            return nil
        }
        topic = at + 2..<at + 2 + Int(length)
        at = topic.upperBound
        if first & 0b0110 != 0 {
            guard let id = Self.short(in: frame, at: at) else { return nil }
            self.id = id
            at += 2
        }
        if version == .v5 {
            guard let length = Self.number(in: frame, at: at),
                length.end + length.value <= frame.count
            else { return nil }
            properties = length.end..<length.end + length.value
            at = properties.upperBound
        } else {
            properties = at..<at
        }
        payload = at..<frame.count
    }

    private static func short(in frame: UnsafeRawBufferPointer, at index: Int) -> UInt16? {
        guard index + 2 <= frame.count else { return nil }
        return UInt16(frame[index]) << 8 | UInt16(frame[index + 1])
    }

    /// A Variable Byte Integer, and where it ends.
    static func number(
        in frame: UnsafeRawBufferPointer, at start: Int
    ) -> (value: Int, end: Int)? {
        var value = 0
        var at = start
        while at < frame.count, at - start < 4 {
            value |= Int(frame[at] & 0x7F) << (7 * (at - start))
            at += 1
            if frame[at - 1] < 0x80 { return (value, at) }
        }
        return nil
    }
}
