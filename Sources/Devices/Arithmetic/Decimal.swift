/// Numbers as decimal digits, by integer arithmetic alone.
///
/// The same on every machine and in every locale, and without the allocations of a `String`.
enum Decimal {
    /// The most digits after the point.
    static let mostDecimals = 9

    /// The largest number of units of the last decimal; beyond it values are held.
    static let largest = 1e18

    /// Appends `value` rounded to `decimals` digits, halves away from zero.
    ///
    /// - Error: half a unit of the last digit, and the rounding of one multiplication.
    static func append(_ value: Double, decimals: Int, to bytes: inout [UInt8]) {
        guard value.isFinite else { return bytes.append(contentsOf: null) }
        let scaled = (value * power(decimals)).rounded(.toNearestOrAwayFromZero)
        let units = Int64(min(max(scaled, -largest), largest))
        if units < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = units.magnitude
        guard decimals > 0 else { return append(magnitude, to: &bytes) }
        let divisor = UInt64(power(decimals))
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: divisor)
        append(whole, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(rest, digits: decimals, to: &bytes)
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var digits = 1
        var limit: UInt64 = 10
        while digits < 20, value >= limit {
            digits += 1
            let (next, overflow) = limit.multipliedReportingOverflow(by: 10)
            if overflow { break }
            limit = next
        }
        append(value, digits: digits, to: &bytes)
    }

    /// Appends the last `digits` digits of `value`, with zeros in front.
    static func append(_ value: UInt64, digits: Int, to bytes: inout [UInt8]) {
        var rest = value
        let start = bytes.count
        for _ in 0..<digits { bytes.append(UInt8(ascii: "0")) }
        var at = start + digits
        while at > start, rest > 0 {
            at -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes[at] = UInt8(ascii: "0") + UInt8(digit)
            rest = quotient
        }
    }

    /// Ten to the `exponent`, exactly.
    static func power(_ exponent: Int) -> Double {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 1e4
        case 5: 1e5
        case 6: 1e6
        case 7: 1e7
        case 8: 1e8
        default: 1e9
        }
    }

    // JSON has no word for infinity or for what is no number.
    private static let null = Array("null".utf8)
}
