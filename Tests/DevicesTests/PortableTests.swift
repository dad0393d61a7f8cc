import Foundation
import Testing

@testable import Base
@testable import Devices

/// The portable functions against the C library's.
@Suite struct PortableTests {
    static let seed: UInt64 = 20_261_120

    private func numbers(_ low: Double, _ high: Double, count: Int = 20_000) -> [Double] {
        var random = SplitMix64(seed: Self.seed)
        return (0..<count).map { _ in random.between(low, high) }
    }

    private func isNear(_ value: Double, _ expected: Double, _ bound: Double) -> Bool {
        abs(value - expected) <= bound * abs(expected)
    }

    @Test
    func `exponential is within 1e-15`() {
        for x in numbers(-700, 700) + numbers(-1, 1) {
            #expect(isNear(Portable.exponential(x), exp(x), 1e-15), "exp \(x)")
        }
        #expect(Portable.exponential(0) == 1)
        #expect(Portable.exponential(-1000) == 0)
        #expect(Portable.exponential(1000) == .infinity)
        #expect(Portable.exponential(.nan).isNaN)
    }

    @Test
    func `logarithm is within 1e-15`() {
        for x in numbers(0, 3) + numbers(0.9, 1.1) + numbers(0, 1e12) {
            #expect(isNear(Portable.logarithm(x), log(x), 1e-15), "log \(x)")
        }
        for exponent in -1074...1023 {
            let x = scalbn(1.0, exponent)
            #expect(isNear(Portable.logarithm(x), log(x), 1e-15), "log 2^\(exponent)")
        }
        #expect(Portable.logarithm(1) == 0)
        #expect(Portable.logarithm(0) == -.infinity)
        #expect(Portable.logarithm(-1).isNaN)
    }

    @Test
    func `power is within 1e-13`() {
        for (base, exponent) in zip(numbers(0, 100), numbers(-5, 5).reversed()) {
            let (value, expected) = (Portable.power(base, exponent), pow(base, exponent))
            #expect(isNear(value, expected, 1e-13), "\(base) to the \(exponent)")
        }
        #expect(Portable.power(0, 2) == 0)
        #expect(Portable.power(0, 0) == 1)
    }

    /// The bounds have room for the angle's own rounding, which only the library suffers.
    @Test
    func `sine and cosine are within 5e-16 of the exact turn`() {
        for turns in numbers(-0.5, 0.5) {
            #expect(abs(Portable.sine(turns: turns) - sin(2 * .pi * turns)) < 8e-16, "\(turns)")
            #expect(abs(Portable.cosine(turns: turns) - cos(2 * .pi * turns)) < 8e-16, "\(turns)")
        }
        for whole in [-1e6, -3, 0, 1, 12_345, 1e9] {
            #expect(Portable.sine(turns: whole) == 0)
            #expect(Portable.sine(turns: whole + 0.25) == 1)
            #expect(Portable.sine(turns: whole + 0.5) == 0)
            #expect(Portable.cosine(turns: whole) == 1)
            #expect(Portable.cosine(turns: whole + 0.5) == -1)
        }
    }

    @Test
    func `functions give the same bits as ever`() {
        #expect(Portable.exponential(1).bitPattern == 0x4005_BF0A_8B14_576A)
        #expect(Portable.logarithm(10).bitPattern == 0x4002_6BB1_BBB5_5516)
        #expect(Portable.sine(turns: 0.125).bitPattern == 0x3FE6_A09E_667F_3BCD)
    }

    @Test
    func `gaussians have mean 0, deviation 1 and the right tails`() {
        var dice = Dice(SplitMix64(seed: Self.seed))
        var sum = 0.0
        var squares = 0.0
        var beyondTwo = 0
        let count = 100_000
        for _ in 0..<count {
            for value in [dice.gaussian(), dice.gaussian()] {
                sum += value
                squares += value * value
                if abs(value) > 2 { beyondTwo += 1 }
            }
        }
        let n = Double(2 * count)
        #expect(abs(sum / n) < 0.01)
        #expect(abs(squares / n - 1) < 0.015)
        #expect(abs(Double(beyondTwo) / n - 0.0455) < 0.002)
    }
}
