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
        var sum = 1.0
        var step = 13.0
        while step > 0 {
            sum = 1 + sum * rest / step
            step -= 1
        }
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
        var series = 0.0
        var odd = 23.0
        while odd > 1 {
            series = (series + 1 / odd) * square
            odd -= 2
        }
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
        var sum = 1.0
        var step = 16.0
        while step > 0 {
            sum = 1 - sum * square / (step * (step + 1))
            step -= 2
        }
        return x * sum
    }

    private static func cosineNearZero(_ x: Double) -> Double {
        let square = x * x
        var sum = 1.0
        var step = 17.0
        while step > 0 {
            sum = 1 - sum * square / (step * (step + 1))
            step -= 2
        }
        return sum
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
