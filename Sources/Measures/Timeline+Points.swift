extension Timeline {
    /// One bucket as a chart shows it.
    package struct Point: Equatable, Sendable {
        /// Seconds from the start of the run to the start of the bucket.
        package var second: Double
        /// Seconds that the bucket covers, for rates.
        package var width: Double
        /// Links that are up when the bucket ends.
        package var connected: Int
        package var published: Int
        package var delivered: Int
        package var acknowledged: Int
        /// Messages missing so far when the bucket ends.
        package var lost: Int
        package var bytesIn: Int
        package var bytesOut: Int
        /// Nanoseconds; nil when nothing was timed.
        package var p50: Int64?
        package var p99: Int64?
        package var max: Int64?
    }

    /// All buckets in order, with running totals where a series is one.
    package var points: [Point] {
        var connected = 0
        var lost = 0
        return (0..<count).map { bucket in
            connected += change(.connected, in: bucket)
            lost += change(.lost, in: bucket)
            let latency = latency(in: bucket)
            return Point(
                second: Double(Int64(bucket) * width) / 1e9, width: Double(width) / 1e9,
                connected: connected, published: change(.published, in: bucket),
                delivered: change(.delivered, in: bucket),
                acknowledged: change(.acknowledged, in: bucket), lost: lost,
                bytesIn: change(.bytesIn, in: bucket), bytesOut: change(.bytesOut, in: bucket),
                p50: latency.quantile(0.5), p99: latency.quantile(0.99), max: latency.maximum)
        }
    }
}
