package import Base

/// The histograms of one loop: for each leg from the due instant and from the actual send.
///
/// Latency counts from the instant at which the thing was due, so a generator that falls behind
/// cannot hide a slow broker; the service time beside it tells how much of it was the wait.
///
/// - Cost: a leg that is never recorded costs nothing.
package struct Latencies: Sendable, Equatable {
    private var fromDue = [Histogram](repeating: Histogram(), count: Leg.allCases.count)
    private var fromSent = [Histogram](repeating: Histogram(), count: Leg.allCases.count)

    /// Records that ended before they began: the stamp of a machine with another clock.
    package private(set) var impossible: UInt64 = 0

    package init() {}

    /// Latency from the due instant.
    package subscript(leg: Leg) -> Histogram { fromDue[leg.index] }

    /// Latency from the actual send.
    package func service(_ leg: Leg) -> Histogram { fromSent[leg.index] }

    /// Enters one wait that ended at `end`; `sent` where the actual send is known.
    package mutating func record(_ leg: Leg, due: Instant, sent: Instant? = nil, end: Instant) {
        let wait = end.nanoseconds(since: due)
        guard wait >= 0 else {
            impossible += 1
            return
        }
        fromDue[leg.index].record(wait)
        guard let sent else { return }
        let service = end.nanoseconds(since: sent)
        guard service >= 0 else {
            impossible += 1
            return
        }
        fromSent[leg.index].record(service)
    }

    package mutating func merge(_ other: Latencies) {
        for leg in Leg.allCases {
            fromDue[leg.index].merge(other.fromDue[leg.index])
            fromSent[leg.index].merge(other.fromSent[leg.index])
        }
        impossible += other.impossible
    }
}
