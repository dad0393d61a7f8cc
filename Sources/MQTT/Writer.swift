/// Bytes on their way out, in MQTT's data representations (5.0 §1.5).
///
/// One writer serves a whole loop: it is emptied, never freed, so writing allocates nothing once
/// it has grown to its working size.
package struct Writer: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }

    /// Forgets the bytes and keeps the room.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    package mutating func write(_ byte: UInt8) {
        bytes.append(byte)
    }

    package mutating func write(_ number: UInt16) {
        bytes.append(UInt8(truncatingIfNeeded: number >> 8))
        bytes.append(UInt8(truncatingIfNeeded: number))
    }

    package mutating func write(_ number: UInt32) {
        write(UInt16(truncatingIfNeeded: number >> 16))
        write(UInt16(truncatingIfNeeded: number))
    }

    package mutating func write(raw more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }

    package mutating func write(raw more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    package mutating func write(raw more: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: more.bindMemory(to: UInt8.self))
    }

    /// A variable byte integer, in its shortest form.
    package mutating func write(variable number: Int) {
        precondition(
            0 <= number && number <= VariableByteInteger.largest,
            "MQTT counts to 268,435,455; check the size of the payload before encoding")
        var left = number
        while left > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: left) | 0x80)
            left >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: left))
    }

    /// A UTF-8 Encoded String: two bytes of length, then its bytes.
    package mutating func write(_ text: String) {
        write(length: text.utf8.count)
        if text.utf8.withContiguousStorageIfAvailable({ bytes.append(contentsOf: $0) }) == nil {
            bytes.append(contentsOf: text.utf8)
        }
    }

    /// Binary Data: two bytes of length, then the bytes.
    package mutating func write(binary data: [UInt8]) {
        write(length: data.count)
        bytes.append(contentsOf: data)
    }

    /// Puts `number` in place of the two bytes at `index`, which were written before.
    package mutating func patch(_ number: UInt16, at index: Int) {
        bytes[index] = UInt8(truncatingIfNeeded: number >> 8)
        bytes[index + 1] = UInt8(truncatingIfNeeded: number)
    }

    private mutating func write(length: Int) {
        precondition(
            length <= 0xFFFF,
            "a string or binary field of MQTT holds 65,535 bytes at most; check it before encoding")
        write(UInt16(truncatingIfNeeded: length))
    }
}
