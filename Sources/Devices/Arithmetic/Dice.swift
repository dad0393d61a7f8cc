import Base

/// A generator that also draws from the normal distribution.
///
/// - Cost: sixteen bytes.
struct Dice: Sendable {
    private var random: SplitMix64
    /// The second of the last pair of normal numbers; no number once it was used.
    private var spare = Double.nan

    init(_ random: SplitMix64) {
        self.random = random
    }

    /// A number in `0 ..< 1`.
    mutating func unit() -> Double { random.unit() }

    mutating func between(_ low: Double, _ high: Double) -> Double { random.between(low, high) }

    /// A number of the normal distribution of mean 0 and deviation 1.
    ///
    /// - Cost: two numbers and a half drawn on average, half a logarithm and half a root.
    /// - Source: Marsaglia and Bray, "A convenient method for generating normal variables" (1964).
    mutating func gaussian() -> Double {
        if spare == spare {
            defer { spare = .nan }
            return spare
        }
        while true {
            let x = random.between(-1, 1)
            let y = random.between(-1, 1)
            let square = x * x + y * y
            guard square < 1, square > 0 else { continue }
            let factor = (-2 * Portable.logarithm(square) / square).squareRoot()
            spare = y * factor
            return x * factor
        }
    }
}
