/// Student's t: how far out a mean may lie when its spread was estimated from few numbers.
enum Student {
    /// Beyond so many degrees of freedom nobody can tell it from the normal distribution: at 95 %
    /// the two differ by less than a thousandth.
    static let normal = 2000.0

    /// The bound that |t| stays within with probability `confidence`.
    ///
    /// - Error: exact for even degrees of freedom; between them 1 % at 95 %. Below 2 taken as 2.
    static func bound(_ confidence: Double, degrees: Double) -> Double {
        // NaN where nothing varies: any bound will do.
        let degrees = degrees >= 2 ? min(degrees, normal) : 2
        let below = Int(degrees / 2) * 2
        let low = bound(confidence, evenDegrees: below)
        guard Double(below) < degrees else { return low }
        let middle = bound(confidence, evenDegrees: below + 2)
        let high = bound(confidence, evenDegrees: below + 4)
        // Nearly a parabola over the inverse of the degrees, here through three points.
        let (x, a, b, c) = (
            1 / degrees, 1 / Double(below), 1 / Double(below + 2), 1 / Double(below + 4)
        )
        return low * (x - b) * (x - c) / ((a - b) * (a - c))
            + middle * (x - a) * (x - c) / ((b - a) * (b - c))
            + high * (x - a) * (x - b) / ((c - a) * (c - b))
    }

    private static func bound(_ confidence: Double, evenDegrees: Int) -> Double {
        var low = 0.0
        var high = 1.0
        while probability(high, evenDegrees), high < 1e9 { high *= 2 }
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if probability(middle, evenDegrees) { low = middle } else { high = middle }
        }
        return high

        func probability(_ t: Double, _ degrees: Int) -> Bool {
            within(t, evenDegrees: degrees) < confidence
        }
    }

    /// The probability that |t| is at most `t`.
    ///
    /// - Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.4.
    static func within(_ t: Double, evenDegrees: Int) -> Double {
        let degrees = Double(evenDegrees)
        let squaredCosine = degrees / (degrees + t * t)
        var term = 1.0
        var sum = 1.0
        var number = 2
        while number < evenDegrees {
            term *= squaredCosine * Double(number - 1) / Double(number)
            sum += term
            number += 2
        }
        return (1 - squaredCosine).squareRoot() * sum
    }
}
