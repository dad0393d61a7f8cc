import Base

/// Confidence in a difference of two means, from the numbers alone: no shape is assumed for them.
///
/// Both samples are drawn again many times, with replacement, and the difference of the means noted
/// each time; the middle 95 % of the notes are the interval. Drawn from few numbers it would be too
/// narrow, so it is stretched about the estimate: each side by √(n ÷ (n − 1)), and the whole by
/// Student's t over the normal bound, with Welch's degrees of freedom. Where numbers resemble their
/// neighbours, whole blocks are drawn, which wrap around the end.
///
/// - Error: at 5 numbers a side the interval holds the true difference in about 95 of 100 cases,
///   and that of lognormal numbers a little more often. Two numbers a side tell almost nothing.
/// - Cost: ``resamples`` times the length of both samples.
/// - Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapters 13 and 16;
///   Künsch (1989) and Politis and Romano (1992) for blocks; Hesterberg, "What Teachers Should Know
///   about the Bootstrap" (2015), for the stretch.
package struct Bootstrap: Sendable {
    /// The same seed gives the same interval.
    package var seed: UInt64
    package var resamples: Int

    package init(seed: UInt64 = 0, resamples: Int = 10_000) {
        precondition(resamples >= 100, "fewer draws leave nothing beyond the middle 95 %")
        self.seed = seed
        self.resamples = resamples
    }

    /// How much more the mean of `b` is than that of `a`; nil where a side shows no spread.
    ///
    /// - Parameter figures: how many are judged together. With twenty, one interval in each
    ///   comparison would miss by chance; ``Shift/together`` is wide enough that all of them hold
    ///   at once in 95 of 100 comparisons (Bonferroni).
    package func shift(from a: Sample, to b: Sample, among figures: Int = 1) -> Shift? {
        guard a.showsSpread, b.showsSpread else { return nil }
        let chance = SplitMix64(seed: seed)
        let before = deviations(of: a, chance.split(0))
        let after = deviations(of: b, chance.split(1))
        let estimate = b.mean - a.mean
        var notes = zip(before, after).map { $1 - $0 }
        notes.sort()
        let spread = middle(of: notes)

        let variances = (Self.variance(before), Self.variance(after))
        let total = variances.0 + variances.1
        let degrees =
            total * total
            / (variances.0 * variances.0 / (a.draws - 1)
                + variances.1 * variances.1 / (b.draws - 1))
        let normal = Student.bound(0.95, degrees: Student.normal)

        func interval(_ confidence: Double) -> Interval {
            let stretch = Student.bound(confidence, degrees: degrees) / normal
            return Interval(
                low: estimate + spread.low * stretch, high: estimate + spread.high * stretch)
        }
        return Shift(
            estimate: estimate, interval: interval(0.95),
            together: interval(1 - 0.05 / Double(max(1, figures))))
    }

    /// Where the true mean of what `sample` is of may lie; nil where three draws are not reached,
    /// for two cannot tell how far apart the next ones would be.
    package func interval(of sample: Sample) -> Interval? {
        guard sample.showsSpread, sample.draws >= 3 else { return nil }
        var notes = deviations(of: sample, SplitMix64(seed: seed).split(0))
        notes.sort()
        let spread = middle(of: notes)
        let stretch =
            Student.bound(0.95, degrees: sample.draws - 1)
            / Student.bound(0.95, degrees: Student.normal)
        return Interval(
            low: sample.mean + spread.low * stretch, high: sample.mean + spread.high * stretch)
    }

    /// The bounds of the middle 95 % of sorted `notes`.
    private func middle(of notes: [Double]) -> Interval {
        let tail = max(0, Int(Double(resamples) * 0.025) - 1)
        return Interval(low: notes[tail], high: notes[resamples - 1 - tail])
    }

    /// How far the mean lies from that of `sample` each time that it is drawn again, without the
    /// narrowness of few draws.
    private func deviations(of sample: Sample, _ chance: SplitMix64) -> [Double] {
        var chance = chance
        let mean = sample.mean
        let values = sample.values
        let count = values.count
        let stretch = (sample.draws / (sample.draws - 1)).squareRoot()
        return (0..<resamples).map { _ in
            var sum = 0.0
            var drawn = 0
            while drawn < count {
                let start = chance.below(count)
                let length = min(sample.block, count - drawn)
                for place in start..<start + length {
                    sum += values[place < count ? place : place - count]
                }
                drawn += length
            }
            return (sum / Double(count) - mean) * stretch
        }
    }

    private static func variance(_ deviations: [Double]) -> Double {
        deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
    }
}

/// From where to where something may lie.
package struct Interval: Equatable, Sendable {
    package let low: Double
    package let high: Double

    package init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    package func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

/// A difference and how sure of it one can be.
package struct Shift: Equatable, Sendable {
    package let estimate: Double
    /// Holds the true difference in 95 of 100 cases.
    package let interval: Interval
    /// Wider: holds it for all figures of a comparison at once in 95 of 100 comparisons.
    package let together: Interval

    package init(estimate: Double, interval: Interval, together: Interval) {
        self.estimate = estimate
        self.interval = interval
        self.together = together
    }
}
