import Base
import Testing

@testable import Devices

/// Decimal digits by integer arithmetic.
@Suite struct DecimalTests {
    private func text(_ value: Double, _ decimals: Int) -> String {
        var bytes: [UInt8] = []
        Devices.Decimal.append(value, decimals: decimals, to: &bytes)
        return bytes.text
    }

    @Test(arguments: [
        (0.0, 0, "0"), (-0.0, 2, "0.00"), (1.5, 0, "2"), (-1.5, 0, "-2"), (0.5, 0, "1"),
        (2.5, 0, "3"), (-0.004, 2, "0.00"), (-0.006, 2, "-0.01"), (125.25, 1, "125.3"),
        (6455, 0, "6455"), (59.999, 2, "60.00"), (9.999, 3, "9.999"), (0.001, 3, "0.001"),
        (123.456789, 6, "123.456789"), (1e17, 0, "100000000000000000"), (0.05, 1, "0.1"),
        (99.95, 1, "100.0"), (1e300, 0, "1000000000000000000"), (.nan, 2, "null"),
        (.infinity, 2, "null"),
    ])
    func `numbers are printed as people round them`(
        _ value: Double, _ decimals: Int, _ expected: String
    ) {
        #expect(text(value, decimals) == expected)
    }

    /// Both numbers are multiples of 2^-40 below 2^20, so every product below is exact.
    @Test
    func `what is printed is within half a digit of the exact value`() throws {
        let seed: UInt64 = 42
        var random = SplitMix64(seed: seed)
        for _ in 0..<20_000 {
            let units = Int64(random.below(1 << 40)) - (1 << 39)
            let decimals = random.below(5)
            let value = Double(units) / Double(1 << 30)
            let printed = text(value, decimals)
            let digits = try #require(Int64(printed.filter { $0 != "." }), "seed \(seed)")
            var tens: Int64 = 1
            for _ in 0..<decimals { tens *= 10 }
            // |digits / tens - units / 2^30| <= 1/2 / tens, in whole numbers.
            let distance = Int128(digits) << 30 - Int128(units) * Int128(tens)
            #expect(distance.magnitude * 2 <= 1 << 30, "\(value), \(decimals), seed \(seed)")
            let places = printed.split(separator: ".").dropFirst().first?.count ?? 0
            #expect(places == decimals)
        }
    }

    @Test(arguments: [0, 7, 10, 99, 100, UInt64.max])
    func `whole numbers are printed in full`(_ value: UInt64) {
        var bytes: [UInt8] = []
        Devices.Decimal.append(value, to: &bytes)
        #expect(bytes.text == "\(value)")
    }
}
