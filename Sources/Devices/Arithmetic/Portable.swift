/// Functions that libraries compute differently, from arithmetic that IEEE 754 fixes to the bit.
///
/// Only `+ - * /` and square root, in a fixed order, so every machine gives the same bits.
///
/// - Error: stated at each; the tests compare them with the C library's.
enum Portable {
    /// `e` to the `x`.
    ///
    /// - Error: below 1e-15 of the value where the result is a normal number.
    static func exponential(_ x: Double) -> Double {
        guard x == x else { return x }
        if x > 709.7 { return .infinity }
        if x < -745 { return 0 }
        let halves = (x * log2e).rounded()
        let rest = (x - halves * ln2High) - halves * ln2Low
        // Taylor's series, even and odd powers apart so that a processor can do both at once.
        let square = rest * rest
        var even = 1 / 479_001_600.0
        even = even * square + 1 / 3_628_800.0
        even = even * square + 1 / 40_320.0
        even = even * square + 1 / 720.0
        even = even * square + 1 / 24.0
        even = even * square + 0.5
        even = even * square + 1
        var odd = 1 / 6_227_020_800.0
        odd = odd * square + 1 / 39_916_800.0
        odd = odd * square + 1 / 362_880.0
        odd = odd * square + 1 / 5040.0
        odd = odd * square + 1 / 120.0
        odd = odd * square + 1 / 6.0
        odd = odd * square + 1
        let sum = even + rest * odd
        return scaled(sum, by: Int(halves))
    }

    /// The natural logarithm; infinite at zero, no number below.
    ///
    /// - Error: below 1e-15 of the value.
    static func logarithm(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x.isFinite else { return x }
        var exponent = Double(x.exponent)
        var significand = x.significand
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        let ratio = (significand - 1) / (significand + 1)
        let square = ratio * ratio
        // The series of the area tangent, by powers of four so that a processor can do two at once.
        let fourth = square * square
        var even = 1 / 21.0
        even = even * fourth + 1 / 17.0
        even = even * fourth + 1 / 13.0
        even = even * fourth + 1 / 9.0
        even = even * fourth + 1 / 5.0
        var odd = 1 / 23.0
        odd = odd * fourth + 1 / 19.0
        odd = odd * fourth + 1 / 15.0
        odd = odd * fourth + 1 / 11.0
        odd = odd * fourth + 1 / 7.0
        odd = odd * fourth + 1 / 3.0
        let series = square * odd + fourth * even
        let tail = 2 * ratio * series + exponent * ln2Low
        return exponent * ln2High + (2 * ratio + tail)
    }

    /// `base` to the `exponent`, for bases that are not negative.
    ///
    /// - Error: below 1e-13 of the value while the result lies in 1e-40 … 1e40.
    static func power(_ base: Double, _ exponent: Double) -> Double {
        if exponent == 0 { return 1 }
        if base == 0 { return exponent > 0 ? 0 : .infinity }
        return exponential(exponent * logarithm(base))
    }

    /// The sine of an angle in turns: 0.25 is a right angle.
    ///
    /// - Error: below 5e-16.
    static func sine(turns: Double) -> Double { wave(turns, ahead: 0) }

    /// The cosine of an angle in turns.
    ///
    /// - Error: below 5e-16.
    static func cosine(turns: Double) -> Double { wave(turns, ahead: 1) }

    /// The sine of an angle in turns and of as many quarters more.
    private static func wave(_ turns: Double, ahead: Double) -> Double {
        let quarters = (turns * 4).rounded()
        let rest = (turns - quarters / 4) * (2 * Double.pi)
        let sum = quarters + ahead
        let quadrant = sum - 4 * (sum / 4).rounded(.down)
        return switch quadrant {
        case 0: sineNearZero(rest)
        case 1: cosineNearZero(rest)
        case 2: -sineNearZero(rest)
        default: -cosineNearZero(rest)
        }
    }

    private static let log2e = 1.442_695_040_888_963_4
    // ln 2 in two parts; the high one has so few bits that its multiples are exact.
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    // Taylor's series, good to the last bit for angles up to an eighth of a turn.
    private static func sineNearZero(_ x: Double) -> Double {
        let square = x * x
        var sum = 1 / 355_687_428_096_000.0
        sum = sum * square - 1 / 1_307_674_368_000.0
        sum = sum * square + 1 / 6_227_020_800.0
        sum = sum * square - 1 / 39_916_800.0
        sum = sum * square + 1 / 362_880.0
        sum = sum * square - 1 / 5040.0
        sum = sum * square + 1 / 120.0
        sum = sum * square - 1 / 6.0
        return x + x * square * sum
    }

    private static func cosineNearZero(_ x: Double) -> Double {
        let square = x * x
        var sum = 1 / 6_402_373_705_728_000.0
        sum = sum * square - 1 / 20_922_789_888_000.0
        sum = sum * square + 1 / 87_178_291_200.0
        sum = sum * square - 1 / 479_001_600.0
        sum = sum * square + 1 / 3_628_800.0
        sum = sum * square - 1 / 40_320.0
        sum = sum * square + 1 / 720.0
        sum = sum * square - 1 / 24.0
        sum = sum * square + 0.5
        return 1 - square * sum
    }

    private static func scaled(_ value: Double, by exponent: Int) -> Double {
        // Two steps, as the power of two alone may be too small for a normal number.
        let half = exponent / 2
        return value * powerOfTwo(half) * powerOfTwo(exponent - half)
    }

    private static func powerOfTwo(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(exponent + 1023) << 52)
    }
}
