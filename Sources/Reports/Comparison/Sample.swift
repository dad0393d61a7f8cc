/// Numbers that vary by chance, in the order in which they were seen.
package struct Sample: Equatable, Sendable {
    package let values: [Double]
    /// How many neighbours stay together when the sample is drawn again: 1 where each number
    /// stands for itself.
    package let block: Int

    /// Numbers that know nothing of each other, such as the p99 of each of several runs.
    package init(independent values: [Double]) {
        self.values = values
        block = 1
    }

    /// Numbers that resemble their neighbours, such as the p99 of each second of one run.
    ///
    /// Blocks as long as the root of the sample keep swings of that length whole.
    package init(inOrder values: [Double]) {
        self.values = values
        block = max(2, Int(Double(values.count).squareRoot()))
    }

    package var mean: Double { values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count) }

    /// The standard deviation, as estimated from numbers that know nothing of each other; nil for
    /// one number.
    package var deviation: Double? {
        guard values.count >= 2 else { return nil }
        let mean = mean
        let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (sum / Double(values.count - 1)).squareRoot()
    }

    /// How many draws that know nothing of each other make up the sample.
    var draws: Double { Double(values.count) / Double(block) }

    /// Whether it says anything of its own spread.
    var showsSpread: Bool { block == 1 ? values.count >= 2 : draws >= 3 }
}
