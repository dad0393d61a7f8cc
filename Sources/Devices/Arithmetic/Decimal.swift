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
        withDigits { digits in
            var rest = units.magnitude
            if decimals > 0 {
                for _ in 0..<decimals { digits.prepend(&rest) }
                digits.prepend(UInt8(ascii: "."))
            }
            repeat { digits.prepend(&rest) } while rest > 0
            if units < 0 { digits.prepend(UInt8(ascii: "-")) }
            bytes.append(contentsOf: digits.written)
        }
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withDigits { digits in
            var rest = value
            repeat { digits.prepend(&rest) } while rest > 0
            bytes.append(contentsOf: digits.written)
        }
    }

    /// Appends the last `count` digits of `value`, with zeros in front.
    static func append(_ value: UInt64, digits count: Int, to bytes: inout [UInt8]) {
        withDigits { digits in
            var rest = value
            for _ in 0..<count { digits.prepend(&rest) }
            bytes.append(contentsOf: digits.written)
        }
    }

    private static func withDigits(_ body: (inout Digits) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { space in
            var digits = Digits(space)
            body(&digits)
        }
    }

    /// Room on the stack that is filled from its end.
    private struct Digits {
        private let space: UnsafeMutableRawBufferPointer
        private var start: Int

        init(_ space: UnsafeMutableRawBufferPointer) {
            self.space = space
            start = space.count
        }

        var written: UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(space)[start...])
        }

        mutating func prepend(_ byte: UInt8) {
            start -= 1
            space[start] = byte
        }

        /// Takes the last digit off `rest`.
        mutating func prepend(_ rest: inout UInt64) {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            prepend(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
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
