import Base
import Measures
import Testing

@Suite struct TimelineTests {
    private func instant(_ seconds: Double) -> Instant {
        Instant(nanoseconds: Int64(seconds * 1e9))
    }

    @Test func `a bucket is a second`() {
        var timeline = Timeline(start: instant(100))
        timeline.add(2, to: .connected, at: instant(100))
        timeline.add(5, to: .published, at: instant(100.9))
        timeline.add(7, to: .published, at: instant(101))
        timeline.add(-1, to: .connected, at: instant(103.5))
        timeline.add(3, to: .lost, at: instant(101.5))
        timeline.add(-1, to: .lost, at: instant(103.5))
        timeline.record(latency: 1_000_000, at: instant(101.2))
        let points = timeline.points
        #expect(points.map(\.second) == [0, 1, 2, 3])
        #expect(points.map(\.published) == [5, 7, 0, 0])
        #expect(points.map(\.connected) == [2, 2, 2, 1])
        #expect(points.map(\.lost) == [0, 3, 3, 2])
        #expect(points.map(\.max) == [nil, 1_000_000, nil, nil])
        #expect(points[1].p99 == 1_000_000)
    }

    @Test func `what is before the start belongs to it, and a far instant is bounded`() {
        var timeline = Timeline(start: instant(100))
        timeline.add(1, to: .published, at: .zero)
        timeline.add(1, to: .published, at: .never)
        #expect(timeline.count <= Timeline.most)
        #expect(timeline.points.map(\.published).reduce(0, +) == 2)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `widening and merging lose nothing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var parts = [Timeline(start: .zero), Timeline(start: .zero), Timeline(start: .zero)]
        var whole = Timeline(start: .zero)
        for _ in 0..<2000 {
            let part = random.below(3)
            // The first part of the run is short for one loop and long for another.
            let at = instant(random.between(0, [100, 700, 5000][part]))
            let series = Timeline.Series.allCases[random.below(7)]
            let latency = Int64(random.below(1 << 30))
            parts[part].add(part + 1, to: series, at: at)
            parts[part].record(latency: latency, at: at)
            whole.add(part + 1, to: series, at: at)
            whole.record(latency: latency, at: at)
        }
        var merged = parts[0]
        merged.merge(parts[2])
        merged.merge(parts[1])
        var other = parts[1]
        other.merge(parts[0])
        other.merge(parts[2])
        #expect(merged.points == whole.points, "seed \(seed)")
        #expect(other.points == whole.points, "seed \(seed)")
        #expect(whole.width == 16_000_000_000 && whole.count <= Timeline.most)
    }
}
