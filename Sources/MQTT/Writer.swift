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
}
