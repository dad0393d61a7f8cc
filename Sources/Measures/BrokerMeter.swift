package import Base

/// What a broker beside the run cost over time, from readings a few times a second.
///
/// There are never more than ``most`` buckets: when they are used up, neighbours merge and the
/// width doubles, as in ``Timeline``.
///
/// - Error: what was spent between two readings counts as spent evenly.
/// - Cost: a few additions a reading; 40 bytes a bucket.
package struct BrokerMeter: Sendable {
    package struct Reading: Sendable, Equatable {
        /// Seconds on a processor since an instant that stays the same; nil where nobody knows.
        package var cpuSeconds: Double?
        package var memoryBytes: Int?

        package init(cpuSeconds: Double? = nil, memoryBytes: Int? = nil) {
            self.cpuSeconds = cpuSeconds
            self.memoryBytes = memoryBytes
        }
    }

    /// How far the run was when a reading was taken.
    package struct Progress: Sendable, Equatable {
        /// Connections of the run that stood, out of all that it is to have.
        package var connected: Int
        package var connections: Int
        /// Messages that had left a publisher.
        package var published: Int

        package init(connected: Int = 0, of connections: Int, published: Int = 0) {
            self.connected = connected
            self.connections = connections
            self.published = published
        }
    }

    private struct Bucket: Sendable, Equatable {
        /// Nanoseconds on a processor, within ``covered`` nanoseconds.
        var busy = 0.0
        var covered: Int64 = 0
        var memory: Int?

        mutating func merge(_ other: Bucket) {
            busy += other.busy
            covered += other.covered
            memory = [memory, other.memory].compactMap(\.self).max()
        }
    }

    /// Buckets that are kept; even, so that they merge in pairs.
    package static let most = 512

    /// Readings that were taken.
    package private(set) var samples = 0
    /// Seconds on a processor from the first reading to the last; nil where nobody knows.
    package private(set) var cpuSeconds: Double?
    /// At the first reading, if nobody was connected then.
    package private(set) var memoryBefore: Int?
    package private(set) var memoryPeak: Int?
    /// At the first reading at which all were connected.
    package private(set) var memoryAtFullFleet: Int?
    /// Messages that had been published at the last reading.
    package private(set) var published = 0
    /// Bytes for each connection: what came between none and all of them.
    ///
    /// Nil where nothing came: a broker that served before has room to fill, and a figure of zero
    /// would say that connections cost nothing.
    package private(set) var memoryPerConnection: Double?

    private var width: Int64 = 1_000_000_000
    private var buckets: [Bucket] = []
    private var last: (at: Int64, cpu: Double)?

    package init() {}

    /// Enters a reading; instants must not go back.
    package mutating func observe(_ reading: Reading, _ progress: Progress, at now: Instant) {
        samples += 1
        published = progress.published
        let time = max(0, now.nanoseconds(since: .zero))
        if let cpu = reading.cpuSeconds {
            let spent = last.map { max(0, cpu - $0.cpu) } ?? 0
            cpuSeconds = (cpuSeconds ?? 0) + spent
            if let last { spread(spent * 1e9, from: last.at, to: time) }
            last = (time, cpu)
        }
        guard let memory = reading.memoryBytes else { return }
        let bucket = bucket(at: time)
        buckets[bucket].memory = max(memory, buckets[bucket].memory ?? 0)
        memoryPeak = max(memory, memoryPeak ?? 0)
        if samples == 1, progress.connected == 0 { memoryBefore = memory }
        if memoryAtFullFleet == nil, progress.connections > 0,
            progress.connected >= progress.connections
        {
            memoryAtFullFleet = memory
            if let memoryBefore, memory > memoryBefore {
                memoryPerConnection =
                    Double(memory - memoryBefore) / Double(progress.connections)
            }
        }
    }

    /// Nanoseconds on a processor for each of so many messages; nil where there is no such thing.
    package func cpuNanoseconds(perEachOf messages: Int) -> Double? {
        guard let cpuSeconds, messages > 0 else { return nil }
        return cpuSeconds * 1e9 / Double(messages)
    }

    /// What was used from `from` to `to`, in nanoseconds after the start.
    ///
    /// `cpu` is the share of one processor, above 1 on several; `memory` the most in bytes. Nil
    /// where nothing was read.
    package func slice(from: Int64, to: Int64) -> (cpu: Double?, memory: Int?) {
        guard from < to, from / width < buckets.count else { return (nil, nil) }
        var whole = Bucket()
        for bucket in Int(from / width)...min(Int((to - 1) / width), buckets.count - 1) {
            whole.merge(buckets[bucket])
        }
        return (whole.covered > 0 ? whole.busy / Double(whole.covered) : nil, whole.memory)
    }

    private mutating func spread(_ busy: Double, from: Int64, to: Int64) {
        guard from < to else { return }
        let final = bucket(at: to - 1)
        for index in Int(from / width)...final {
            let start = max(from, Int64(index) * width)
            let end = min(to, Int64(index + 1) * width)
            buckets[index].busy += busy * Double(end - start) / Double(to - from)
            buckets[index].covered += end - start
        }
    }

    private mutating func bucket(at time: Int64) -> Int {
        while Int(time / width) >= Self.most { coarsen() }
        let index = Int(time / width)
        while buckets.count <= index { buckets.append(Bucket()) }
        return index
    }

    private mutating func coarsen() {
        if buckets.count % 2 == 1 { buckets.append(Bucket()) }
        for index in 0..<buckets.count / 2 {
            buckets[index] = buckets[2 * index]
            buckets[index].merge(buckets[2 * index + 1])
        }
        buckets.removeLast(buckets.count / 2)
        width *= 2
    }
}
