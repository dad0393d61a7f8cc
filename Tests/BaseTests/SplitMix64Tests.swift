import Base
import Testing

@Suite struct SplitMix64Tests {
    @Test(
        arguments: [
            (0, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]),
            (
                1_234_567,
                [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
            ),
        ] as [(UInt64, [UInt64])])
    func `the numbers are those of the published algorithm`(seed: UInt64, numbers: [UInt64]) {
        var random = SplitMix64(seed: seed)
        #expect(numbers.map { _ in random.next() } == numbers)
    }

    @Test func `splitting does not advance`() {
        var split = SplitMix64(seed: 7)
        var whole = split
        _ = split.split(3)
        #expect(split.next() == whole.next())
    }

    @Test func `a part does not depend on how many parts there are`() {
        let seed = SplitMix64(seed: 7)
        let few = (0..<10 as Range<UInt64>).map { seed.split($0) }
        let many = (0..<1000 as Range<UInt64>).map { seed.split($0) }
        #expect(few == Array(many.prefix(10)))
    }

    @Test func `parts share no numbers with each other or with the whole`() {
        var whole = SplitMix64(seed: 42)
        var seen = Set((0..<100).map { _ in whole.next() })
        for part in 0..<200 as Range<UInt64> {
            var random = SplitMix64(seed: 42).split(part)
            for _ in 0..<100 { #expect(seen.insert(random.next()).inserted) }
        }
    }

    @Test func `the bits of neighbouring parts are unrelated`() {
        var differing = 0
        for part in 0..<1000 as Range<UInt64> {
            var a = SplitMix64(seed: 1).split(part)
            var b = SplitMix64(seed: 1).split(part + 1)
            differing += (a.next() ^ b.next()).nonzeroBitCount
        }
        #expect((31_000...33_000).contains(differing), "of 64,000 bits about half should differ")
    }

    @Test func `a unit is at least zero and below one, and half on average`() {
        var random = SplitMix64(seed: 5)
        var sum = 0.0
        for _ in 0..<100_000 {
            let unit = random.unit()
            #expect(unit >= 0 && unit < 1)
            sum += unit
        }
        #expect(abs(sum / 100_000 - 0.5) < 0.01)
    }

    @Test(arguments: [1, 2, 3, 10, 1000])
    func `draws below a bound reach each number about equally often`(bound: Int) {
        var random = SplitMix64(seed: 99)
        var tally = [Int](repeating: 0, count: bound)
        for _ in 0..<bound * 1000 { tally[random.below(bound)] += 1 }
        #expect(tally.allSatisfy { (800...1200).contains($0) })
    }

    @Test func `between stays within its ends`() {
        var random = SplitMix64(seed: 3)
        for _ in 0..<1000 { #expect((-2.5...4).contains(random.between(-2.5, 4))) }
    }
}
