package import Base

/// What happened when: counts and latency in buckets of one second, or of more in a long run.
///
/// Everything is entered as a change, so that the timelines of several loops add up. There are
/// never more than ``most`` buckets: when they are used up, neighbours merge and the width doubles.
///
/// - Error: latencies within 3.2 %; counts are exact.
/// - Cost: an index and an addition an entry; at most 11 KiB a bucket, all told 5.5 MiB.
package struct Timeline: Sendable, Equatable {
    package enum Series: Int, CaseIterable, Sendable {
        /// Links that came up less links that went down.
        case connected
        case published
        case delivered
        case acknowledged
        /// Messages that a later one overtook, less those that came after all.
        case lost
        case bytesIn
        case bytesOut
    }

    /// Buckets that are kept; even, so that they merge in pairs.
    package static let most = 512

    private static let precision = 5
    private static let columns = Series.allCases.count

    package let start: Instant
    /// Nanoseconds; one second times a power of two.
    package private(set) var width: Int64 = 1_000_000_000
    /// One row of all series for each bucket.
    private var cells: [Int] = []
    private var latencies: [Histogram] = []
    /// The bucket that was last asked for, where it begins and how many nanoseconds it covers:
    /// most entries belong where the one before did, and dividing is what finding costs.
    private var last = (bucket: 0, from: Int64(0), width: Int64(0))

    package static func == (a: Timeline, b: Timeline) -> Bool {
        a.start == b.start && a.width == b.width && a.cells == b.cells
            && a.latencies == b.latencies
    }

    package init(start: Instant) {
        self.start = start
    }

    package var count: Int { latencies.count }

    /// Enters a change, which may be below zero for ``Series/connected`` and ``Series/lost``.
    package mutating func add(_ change: Int, to series: Series, at now: Instant) {
        let bucket = bucket(at: now)
        cells[bucket * Self.columns + series.rawValue] += change
    }

    package mutating func record(latency nanoseconds: Int64, at now: Instant) {
        let bucket = bucket(at: now)
        latencies[bucket].record(nanoseconds)
    }

    /// Adds the timeline of another loop of the same run.
    package mutating func merge(_ other: Timeline) {
        precondition(start == other.start, "timelines of one run begin together")
        var other = other
        while width < other.width { coarsen() }
        while other.width < width { other.coarsen() }
        extend(to: other.count)
        for cell in other.cells.indices { cells[cell] += other.cells[cell] }
        for bucket in other.latencies.indices { latencies[bucket].merge(other.latencies[bucket]) }
    }

    /// What bucket `index` holds, before running totals are formed.
    func change(_ series: Series, in bucket: Int) -> Int {
        cells[bucket * Self.columns + series.rawValue]
    }

    func latency(in bucket: Int) -> Histogram { latencies[bucket] }

    /// An instant before the start belongs to the first bucket.
    private mutating func bucket(at now: Instant) -> Int {
        let elapsed = max(0, now.nanoseconds(since: start))
        if elapsed >= last.from, elapsed - last.from < last.width { return last.bucket }
        var bucket = Int(elapsed / width)
        while bucket >= Self.most {
            coarsen()
            bucket = Int(elapsed / width)
        }
        if bucket >= count { extend(to: bucket + 1) }
        last = (bucket, Int64(bucket) * width, width)
        return bucket
    }

    private mutating func extend(to buckets: Int) {
        guard buckets > count else { return }
        let missing = buckets - count
        cells.append(contentsOf: repeatElement(0, count: missing * Self.columns))
        let empty = Histogram(precision: Self.precision)
        latencies.append(contentsOf: repeatElement(empty, count: missing))
    }

    private mutating func coarsen() {
        if count % 2 == 1 { extend(to: count + 1) }
        for bucket in 0..<count / 2 {
            for column in 0..<Self.columns {
                let pair = 2 * bucket * Self.columns + column
                cells[bucket * Self.columns + column] = cells[pair] + cells[pair + Self.columns]
            }
            var both = latencies[2 * bucket]
            both.merge(latencies[2 * bucket + 1])
            latencies[bucket] = both
        }
        let left = count / 2
        cells.removeLast(cells.count - left * Self.columns)
        latencies.removeLast(count - left)
        width *= 2
        last = (0, 0, 0)
    }
}
