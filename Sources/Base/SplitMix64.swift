/// Seeded randomness: the same seed gives the same numbers on every machine.
///
/// - Cost: eight bytes of state, a few multiplications a number.
/// - Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014). Good
///   for telemetry and jitter, not for secrets.
package struct SplitMix64: RandomNumberGenerator, Equatable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// A generator of its own for part `number` of whatever this one's seed stands for.
    ///
    /// Does not advance this one, so a fleet may grow without changing its first devices.
    package func split(_ number: UInt64) -> SplitMix64 {
        SplitMix64(seed: Self.mixed(state ^ Self.mixed(number &+ 0x9E37_79B9_7F4A_7C15)))
    }

    /// A number in `0 ..< 1`, from the 53 bits that a double can hold.
    package mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number from `low` to `high`.
    package mutating func between(_ low: Double, _ high: Double) -> Double {
        low + (high - low) * unit()
    }

    /// A whole number in `0 ..< bound`; `bound` must be above zero.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is no number below zero to draw")
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
