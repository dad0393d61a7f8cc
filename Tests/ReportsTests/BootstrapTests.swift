import Base
import Foundation
import Testing

@testable import Reports

/// What the intervals of a comparison promise, held against data whose truth is known.
@Suite struct BootstrapTests {
    enum Shape: CaseIterable, Sendable { case normal, lognormal }

    /// Some numbers about 5 ms.
    private static func sample(
        _ count: Int, _ shape: Shape, plus shift: Double = 0, _ chance: inout SplitMix64
    ) -> Sample {
        Sample(
            independent: (0..<count).map { _ in
                let normal = normal(&chance)
                return shift + (shape == .normal ? 5 + 0.2 * normal : 5 * exp(0.3 * normal))
            })
    }

    private static func normal(_ chance: inout SplitMix64) -> Double {
        (-2 * log(1 - chance.unit())).squareRoot() * cos(2 * .pi * chance.unit())
    }

    @Test(arguments: [4, 5, 10, 30], Shape.allCases)
    func `the interval holds the truth in 95 of 100 cases`(count: Int, shape: Shape) throws {
        let cases = 1000
        var held = 0
        for seed in 0..<UInt64(cases) {
            var chance = SplitMix64(seed: seed)
            let a = Self.sample(count, shape, &chance)
            let b = Self.sample(count, shape, plus: 1, &chance)
            let found = Bootstrap(seed: seed, resamples: 500).shift(from: a, to: b)
            if try #require(found).interval.contains(1) { held += 1 }
        }
        let share = Double(held) / Double(cases)
        #expect((0.925...0.985).contains(share), "\(count) \(shape): \(share)")
    }

    @Test(arguments: [3, 5, 10, 30])
    func `the interval of a mean holds the truth in 95 of 100 cases`(count: Int) throws {
        let cases = 500
        var held = 0
        for seed in 0..<UInt64(cases) {
            var chance = SplitMix64(seed: seed)
            let sample = Self.sample(count, .normal, &chance)
            let found = Bootstrap(seed: seed, resamples: 500).interval(of: sample)
            if try #require(found).contains(5) { held += 1 }
        }
        let share = Double(held) / Double(cases)
        #expect((0.925...0.985).contains(share), "\(count): \(share)")
    }

    @Test
    func `two numbers have no interval`() {
        #expect(Bootstrap().interval(of: Sample(independent: [1, 2])) == nil)
    }

    @Test(arguments: Shape.allCases)
    func `of twenty figures without a difference rarely one shows any`(shape: Shape) throws {
        let comparisons = 200
        var silent = 0
        for seed in 0..<UInt64(comparisons) {
            var chance = SplitMix64(seed: seed)
            let shows = (0..<20).contains { number in
                let a = Self.sample(5, shape, &chance)
                let b = Self.sample(5, shape, &chance)
                let found = Bootstrap(seed: seed, resamples: 400).shift(from: a, to: b, among: 20)
                return found.map { !$0.together.contains(0) } ?? true
            }
            if !shows { silent += 1 }
        }
        #expect(Double(silent) / Double(comparisons) >= 0.93, "\(shape): \(silent)")
    }

    @Test
    func `a millisecond is found, and the interval says which`() throws {
        var held = 0
        var found = 0
        for seed in 0..<UInt64(200) {
            var chance = SplitMix64(seed: seed)
            let a = Self.sample(5, .normal, &chance)
            let b = Self.sample(5, .normal, plus: 1, &chance)
            let shift = try #require(
                Bootstrap(seed: seed, resamples: 1000).shift(from: a, to: b, among: 20))
            if shift.together.low > 0 { found += 1 }
            if shift.interval.contains(1) { held += 1 }
        }
        #expect(held >= 184 && found >= 190, "held \(held), found \(found) of 200")
    }

    /// Each number is three fifths of the one before and something of its own.
    @Test
    func `numbers that resemble their neighbours do not pass for more than they are`() throws {
        func series(_ chance: inout SplitMix64) -> [Double] {
            var value = 0.0
            return (0..<160).map { _ in
                value = 0.6 * value + Self.normal(&chance)
                return value
            }.suffix(60)
        }
        var held = (blocks: 0, alone: 0)
        for seed in 0..<UInt64(400) {
            var chance = SplitMix64(seed: seed)
            let (a, b) = (series(&chance), series(&chance))
            let bootstrap = Bootstrap(seed: seed, resamples: 500)
            let blocks = bootstrap.shift(from: Sample(inOrder: a), to: Sample(inOrder: b))
            let alone = bootstrap.shift(from: Sample(independent: a), to: Sample(independent: b))
            if try #require(blocks).interval.contains(0) { held.blocks += 1 }
            if try #require(alone).interval.contains(0) { held.alone += 1 }
        }
        #expect(held.blocks >= 350, "\(held)")
        #expect(held.alone < 320, "the series are not what this test is about: \(held)")
    }

    @Test
    func `the same seed gives the same interval, another one nearly`() throws {
        let a = Sample(independent: [5, 5.2, 4.9, 5.1])
        let b = Sample(independent: [6, 6.1, 5.8, 6.3])
        let first = try #require(Bootstrap(seed: 1).shift(from: a, to: b))
        #expect(first == Bootstrap(seed: 1).shift(from: a, to: b))
        let other = try #require(Bootstrap(seed: 2).shift(from: a, to: b))
        #expect(first != other)
        #expect(abs(first.interval.low - other.interval.low) < 0.05)
    }

    @Test
    func `what never varies differs by exactly so much`() throws {
        let a = Sample(independent: [7, 7, 7])
        let same = try #require(Bootstrap().shift(from: a, to: a))
        #expect(same.interval == Interval(low: 0, high: 0))
        let b = Sample(independent: [9, 9, 9])
        let shift = try #require(Bootstrap().shift(from: a, to: b))
        #expect(shift.together == Interval(low: 2, high: 2))
    }

    @Test
    func `one number says nothing of its spread`() {
        let one = Sample(independent: [5])
        let many = Sample(independent: [5, 6, 7])
        #expect(Bootstrap().shift(from: one, to: many) == nil)
        #expect(Bootstrap().shift(from: many, to: one) == nil)
        #expect(Bootstrap().shift(from: many, to: Sample(inOrder: [1, 2, 3, 4])) == nil)
    }

    /// From any table of Student's t; the last is the normal distribution.
    @Test(arguments: [
        (0.95, 2.0, 4.303), (0.95, 3, 3.182), (0.95, 4, 2.776), (0.95, 8, 2.306),
        (0.95, 9, 2.262), (0.99, 8, 3.355), (0.995, 10, 3.581), (0.95, 30, 2.042),
        (0.95, 1e9, 1.961), (0.95, .nan, 4.303),
    ])
    func `Student's bounds are those of the tables`(
        confidence: Double, degrees: Double, bound: Double
    ) {
        let found = Student.bound(confidence, degrees: degrees)
        #expect(abs(found - bound) < 0.02, "\(found)")
    }
}
