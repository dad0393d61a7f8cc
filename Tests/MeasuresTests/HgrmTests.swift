import Base
import Foundation
import Measures
import Testing

@Suite struct HgrmTests {
    @Test func `the text is as HdrHistogram's plotters read it`() {
        var histogram = Histogram()
        for value in [1_000_000, 2_000_000, 2_000_000, 3_000_000] as [Int64] {
            histogram.record(value)
        }
        #expect(
            histogram.hgrm() == """
                       Value     Percentile TotalCount 1/(1-Percentile)

                       1.000 0.000000000000          1           1.00
                       1.000 0.100000000000          1           1.11
                       1.000 0.200000000000          1           1.25
                       2.001 0.300000000000          3           1.43
                       2.001 0.400000000000          3           1.67
                       2.001 0.500000000000          3           2.00
                       2.001 0.550000000000          3           2.22
                       2.001 0.600000000000          3           2.50
                       2.001 0.650000000000          3           2.86
                       2.001 0.700000000000          3           3.33
                       2.001 0.750000000000          3           4.00
                       3.000 0.775000000000          4           4.44
                       3.000 1.000000000000          4
                #[Mean    =        2.000, StdDeviation   =        0.707]
                #[Max     =        3.000, Total count    =            4]
                #[Buckets =           32, SubBuckets     =         2048]
                #[Unit    = milliseconds]

                """)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what is written can be read back`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var histogram = Histogram()
        for _ in 0..<2000 { histogram.record(Int64(random.below(1 << (10 + random.below(25))))) }
        let lines = histogram.hgrm(unit: .microseconds).split(separator: "\n")
        let rows = lines.dropFirst().filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").compactMap { Double($0) } }
        #expect(rows.count > 20)
        var last = [0.0, -1, 0]
        for row in rows {
            #expect(row[0] >= last[0] && row[1] > last[1] && row[2] >= last[2], "seed \(seed)")
            let exact = try #require(histogram.quantile(min(1, row[1])))
            #expect(abs(row[0] - Double(exact) / 1000) < 0.001, "seed \(seed)")
            #expect(row[2] >= row[1] * 2000 - 1e-6, "seed \(seed)")
            if row[1] < 1 { #expect(abs(row[3] - 1 / (1 - row[1])) < 0.01, "seed \(seed)") }
            last = row
        }
        #expect(last[1] == 1 && last[2] == 2000)
        let mean = try #require(lines.first { $0.hasPrefix("#[Mean") })
        let figure = mean.split(whereSeparator: { "=, ]".contains($0) }).compactMap { Double($0) }
        #expect(abs(figure[0] * 1000 - histogram.mean!) < 1, "seed \(seed)")
    }

    @Test func `each unit is named and scales`() {
        var histogram = Histogram()
        histogram.record(1_500)
        #expect(histogram.hgrm(unit: .nanoseconds).contains("    1500.000 1.000000000000"))
        #expect(histogram.hgrm(unit: .microseconds).contains("       1.500 1.000000000000"))
        for unit in Histogram.Unit.allCases {
            #expect(histogram.hgrm(unit: unit).hasSuffix(" \(unit.rawValue)]\n"))
        }
    }

    @Test func `an empty histogram is an empty table`() {
        let text = Histogram().hgrm()
        #expect(text.split(separator: "\n").count == 5)
        #expect(text.contains("Total count    =            0"))
    }

    @Test func `a curve of a million values is a few dozen points`() {
        var histogram = Histogram()
        for value in 0..<1_000_000 as Range<Int64> { histogram.record(value * 1000) }
        let curve = histogram.curve()
        #expect((50...150).contains(curve.count))
        #expect(curve.last?.value == histogram.maximum && curve.last?.fraction == 1)
    }
}
