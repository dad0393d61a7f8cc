import Base

extension SplitMix64 {
    /// Two independent numbers of the normal distribution of mean 0 and deviation 1.
    ///
    /// - Cost: five numbers drawn for two, on average, one logarithm and one root.
    /// - Source: Marsaglia and Bray, "A convenient method for generating normal variables" (1964).
    mutating func gaussians() -> (Double, Double) {
        while true {
            let x = between(-1, 1)
            let y = between(-1, 1)
            let square = x * x + y * y
            guard square < 1, square > 0 else { continue }
            let factor = (-2 * Portable.logarithm(square) / square).squareRoot()
            return (x * factor, y * factor)
        }
    }

    mutating func gaussian() -> Double { gaussians().0 }
}
