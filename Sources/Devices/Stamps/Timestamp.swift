/// ISO 8601 in UTC with nine digits of a second: `2026-11-20T16:00:00.123000000Z`.
///
/// Source of the calendar: Hinnant, "chrono-compatible low-level date algorithms" (2014). Years
/// 0000 to 9999; whatever lies outside is held at the nearest end.
enum Timestamp {
    /// Bytes of one timestamp.
    static let length = 30
    /// Where the three digits of milliseconds begin.
    static let milliseconds = 20
    /// Where the three digits of the checksum begin.
    static let checksum = 23
    /// Where the three digits of the number begin.
    static let number = 26

    private static let earliest: Int64 = -62_167_219_200_000
    private static let latest: Int64 = 253_402_300_799_999

    /// Appends the timestamp with zeros where a ``Stamp`` writes its own digits.
    static func append(epochMilliseconds: Int64, to bytes: inout [UInt8]) {
        let instant = min(max(epochMilliseconds, earliest), latest)
        let (seconds, milliseconds) = floorDivide(instant, by: 1000)
        let (days, second) = floorDivide(seconds, by: 86_400)
        let date = Date(days: days)
        append(date.year, digits: 4, then: "-", to: &bytes)
        append(date.month, digits: 2, then: "-", to: &bytes)
        append(date.day, digits: 2, then: "T", to: &bytes)
        append(second / 3600, digits: 2, then: ":", to: &bytes)
        append(second / 60 % 60, digits: 2, then: ":", to: &bytes)
        append(second % 60, digits: 2, then: ".", to: &bytes)
        append(milliseconds * 1_000_000, digits: 9, then: "Z", to: &bytes)
    }

    /// Reads the timestamp at `start`, up to its milliseconds; nil for what is no date.
    static func epochMilliseconds(
        in bytes: UnsafeRawBufferPointer, at start: Int
    ) -> Int64? {
        guard
            let year = digits(4, in: bytes, at: start),
            let month = digits(2, in: bytes, at: start + 5),
            let day = digits(2, in: bytes, at: start + 8),
            let hour = digits(2, in: bytes, at: start + 11),
            let minute = digits(2, in: bytes, at: start + 14),
            let second = digits(2, in: bytes, at: start + 17),
            let milliseconds = digits(3, in: bytes, at: start + Self.milliseconds),
            (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let days = Date(year: year, month: month, day: day).days
        return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + milliseconds
    }

    /// The value of `count` decimal digits; nil when one of them is none.
    static func digits(_ count: Int, in bytes: UnsafeRawBufferPointer, at start: Int) -> Int64? {
        var value: Int64 = 0
        for at in start..<start + count {
            let digit = bytes[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func append(
        _ value: Int64, digits: Int, then mark: Unicode.Scalar, to bytes: inout [UInt8]
    ) {
        Decimal.append(UInt64(value), digits: digits, to: &bytes)
        bytes.append(UInt8(ascii: mark))
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> (Int64, Int64) {
        let rest = value % divisor
        return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
    }
}

/// A day of the Gregorian calendar.
private struct Date {
    var year: Int64
    var month: Int64
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// From days since 1970-01-01; years begin in March here, so that leap days come last.
    init(days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var days: Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
