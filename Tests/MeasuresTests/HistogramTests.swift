import Base
import Measures
import Testing

@Suite struct HistogramTests {
    static let fractions = [0, 0.001, 0.07, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1]

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `a quantile never understates and overstates by less than its error`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let precision = [10, 10, 5, 1, 16][random.below(5)]
        var histogram = Histogram(precision: precision)
        let values = anyValues(1 + random.below(3000), &random)
        for value in values { histogram.record(value) }
        let sorted = values.sorted()
        for fraction in Self.fractions {
            let rank = max(1, Int((fraction * Double(sorted.count) * (1 - 1e-15)).rounded(.up)))
            let exact = sorted[min(rank, sorted.count) - 1]
            let told = try #require(histogram.quantile(fraction))
            #expect(told >= exact, "seed \(seed), \(fraction)")
            let most = Double(exact) * (1 + 1 / Double(1 << precision))
            #expect(Double(told) <= most, "seed \(seed), \(fraction)")
        }
        #expect(histogram.minimum == sorted.first)
        #expect(histogram.maximum == sorted.last)
        #expect(histogram.quantile(1) == sorted.last)
        let mean = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count)
        #expect(abs(try #require(histogram.mean) - mean) <= mean * 1e-9, "seed \(seed)")
    }

    @Test func `the error that reports state is below a thousandth`() {
        #expect(Histogram().error < 0.001)
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `merging in any grouping is recording it all`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var parts = [Histogram(), Histogram(), Histogram()]
        var whole = Histogram()
        for value in anyValues(500, &random) {
            parts[random.below(3)].record(value)
            whole.record(value)
        }
        var left = parts[0]
        left.merge(parts[1])
        left.merge(parts[2])
        var right = parts[1]
        right.merge(parts[2])
        var other = parts[0]
        other.merge(right)
        #expect(left == whole, "seed \(seed)")
        #expect(other == whole, "seed \(seed)")
    }

    @Test func `values at the edges of slots stay in order`() {
        for shift in 0..<42 as Range<Int64> {
            for value in [1 << shift - 1, 1 << shift, 1 << shift + 1] as [Int64] {
                var histogram = Histogram()
                histogram.record(value)
                histogram.record(value * 2)
                #expect(histogram.quantile(0.5)! >= value)
                #expect(histogram.quantile(0.5)! < value + max(1, value / 1000))
            }
        }
    }

    @Test func `a value beyond the ceiling is counted as the ceiling and told`() {
        var histogram = Histogram()
        histogram.record(Histogram.ceiling)
        histogram.record(Histogram.ceiling + 5)
        #expect(histogram.count == 2 && histogram.beyond == 1)
        #expect(histogram.quantile(1) == Histogram.ceiling)
        #expect(histogram.maximum == Histogram.ceiling + 5)
    }

    @Test func `memory is nothing at first and never more than stated`() {
        var histogram = Histogram()
        #expect(histogram.slots.isEmpty)
        histogram.record(1_000_000)
        #expect(histogram.slots.count * 8 < 100 * 1024)
        histogram.record(.max)
        #expect(histogram.slots.count * 8 <= 265 * 1024)
    }

    @Test func `an empty histogram has no figures`() {
        let histogram = Histogram()
        #expect(histogram.quantile(0.5) == nil && histogram.mean == nil)
        #expect(histogram.minimum == nil && histogram.maximum == nil)
        #expect(histogram.curve().isEmpty && histogram.standardDeviation == 0)
    }

    private func anyValues(_ count: Int, _ random: inout SplitMix64) -> [Int64] {
        let widest = 1 + random.below(42)
        return (0..<count).map { _ in Int64(random.below(1 << (1 + random.below(widest)))) }
    }
}
