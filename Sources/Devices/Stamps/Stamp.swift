/// What a message says about itself to whoever receives it: when it was due, which of its stream
/// it is, and whether it is as it was sent.
///
/// A text carries it in the fraction of its first timestamp, `2026-11-20T16:00:00.mmmcccsssZ`:
/// `mmm` the milliseconds of the due instant, `sss` the number of the message modulo 1000, `ccc` a
/// checksum of every byte of the payload but these three. So it costs no byte and no member.
/// Plain bytes carry a ``BinaryStamp``.
package struct Stamp: Equatable, Sendable {
    /// Since 1970.
    package var dueMilliseconds: Int64
    /// 0 … 999; the reader unwraps it by order of arrival.
    package var number: Int
    /// False when some byte of the payload is not the one that was sent.
    package var isIntact: Bool

    package init(dueMilliseconds: Int64, number: Int, isIntact: Bool) {
        self.dueMilliseconds = dueMilliseconds
        self.number = number
        self.isIntact = isIntact
    }

    /// Finds the stamp of a payload; nil for one that has none.
    ///
    /// - Cost: one pass for the checksum, and about a thirtieth of one for finding it.
    package init?(reading payload: UnsafeRawBufferPointer) {
        if let stamp = BinaryStamp.read(payload) {
            self = stamp
            return
        }
        guard
            let start = Self.timestamp(in: payload),
            let due = Timestamp.epochMilliseconds(in: payload, at: start),
            let checksum = Timestamp.digits(3, in: payload, at: start + Timestamp.checksum),
            let number = Timestamp.digits(3, in: payload, at: start + Timestamp.number)
        else { return nil }
        let hole = start + Timestamp.checksum
        self.init(
            dueMilliseconds: due, number: Int(number),
            isIntact: Self.checksum(of: payload, without: hole) == UInt64(checksum))
    }

    package init?(reading payload: [UInt8]) {
        let stamp = payload.withUnsafeBytes { Stamp(reading: $0) }
        guard let stamp else { return nil }
        self = stamp
    }

    /// Writes number and checksum into the timestamp that begins at `timestamp` of `bytes`.
    ///
    /// The payload is all that follows `start`, and must be complete.
    static func seal(
        _ bytes: inout [UInt8], from start: Int, timestamp: Int, number: UInt32
    ) {
        bytes.withUnsafeMutableBytes { all in
            let payload = UnsafeMutableRawBufferPointer(rebasing: all[start...])
            let hole = timestamp - start + Timestamp.checksum
            write(UInt64(number % 1000), into: payload, at: hole + 3)
            write(
                checksum(of: UnsafeRawBufferPointer(payload), without: hole), into: payload,
                at: hole)
        }
    }

    private static func checksum(of payload: UnsafeRawBufferPointer, without hole: Int) -> UInt64 {
        var checksum = Checksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: payload[..<hole]))
        checksum.add(UnsafeRawBufferPointer(rebasing: payload[(hole + 3)...]))
        return checksum.value % 1000
    }

    private static func write(
        _ value: UInt64, into bytes: UnsafeMutableRawBufferPointer, at start: Int
    ) {
        bytes[start] = UInt8(ascii: "0") + UInt8(value / 100)
        bytes[start + 1] = UInt8(ascii: "0") + UInt8(value / 10 % 10)
        bytes[start + 2] = UInt8(ascii: "0") + UInt8(value % 10)
    }

    /// Where the first timestamp of nine digits begins.
    ///
    /// Looks at the byte that would end one: anything that cannot stand inside a timestamp lets it
    /// skip all thirty, as Boyer, Moore and Horspool do.
    private static func timestamp(in payload: UnsafeRawBufferPointer) -> Int? {
        var last = Timestamp.length - 1
        while last < payload.count {
            switch payload[last] {
            case UInt8(ascii: "Z"):
                let start = last - Timestamp.length + 1
                if isTimestamp(payload, at: start) { return start }
                last += Timestamp.length
            case UInt8(ascii: "0")...UInt8(ascii: "9"): last += 1
            case UInt8(ascii: "."): last += 10
            case UInt8(ascii: ":"): last += 13
            case UInt8(ascii: "T"): last += 19
            case UInt8(ascii: "-"): last += 22
            default: last += Timestamp.length
            }
        }
        return nil
    }

    private static func isTimestamp(_ payload: UnsafeRawBufferPointer, at start: Int) -> Bool {
        payload[start + 4] == UInt8(ascii: "-") && payload[start + 7] == UInt8(ascii: "-")
            && payload[start + 10] == UInt8(ascii: "T") && payload[start + 13] == UInt8(ascii: ":")
            && payload[start + 16] == UInt8(ascii: ":") && payload[start + 19] == UInt8(ascii: ".")
            && Timestamp.digits(9, in: payload, at: start + Timestamp.milliseconds) != nil
    }
}
