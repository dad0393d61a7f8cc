/// When a subscriber was away without a session, so that nothing was owed to it.
///
/// - Unit: milliseconds of the stamps' clock.
/// - Cost: sixteen bytes an absence, at most ``most`` of them; beyond that the two that lie closest
///   become one, which excuses a little more.
package struct Absence: Sendable, Equatable {
    package struct Interval: Sendable, Equatable {
        package var from: Int64
        package var to: Int64

        package init(from: Int64, to: Int64) {
            self.from = from
            self.to = to
        }
    }

    package static let most = 64

    /// A message due this many milliseconds before or after an absence may be what it swallowed.
    package static let slack: Int64 = 1000

    /// In order and apart; the last one is open while its end is `Int64.max`.
    package private(set) var intervals: [Interval] = []

    package init() {}

    package var isAway: Bool { intervals.last?.to == .max }

    /// Without effect while away.
    package mutating func leave(at due: Int64) {
        guard !isAway else { return }
        if let last = intervals.last, due <= last.to {
            intervals[intervals.count - 1].to = .max
            return
        }
        if intervals.count == Self.most { joinClosest() }
        intervals.append(Interval(from: due, to: .max))
    }

    /// Its subscriptions stand again.
    package mutating func comeBack(at due: Int64) {
        guard let last = intervals.last, last.to == .max else { return }
        intervals[intervals.count - 1].to = max(last.from, due)
    }

    private mutating func joinClosest() {
        var closest = 1
        for index in intervals.indices.dropFirst()
        where intervals[index].from - intervals[index - 1].to
            < intervals[closest].from - intervals[closest - 1].to
        {
            closest = index
        }
        intervals[closest - 1].to = intervals[closest].to
        intervals.remove(at: closest)
    }
}

extension Absence {
    /// How many messages of `gap` were due while away.
    ///
    /// The missing messages are taken to be spread evenly between their neighbours, and the ends
    /// of an absence to reach one message and ``slack`` further.
    func swallowed(of gap: Gap) -> Int {
        var swallowed = 0
        var counted = 0
        for interval in intervals {
            let from = interval.from.saturatingAdd(-Self.slack)
            let to = interval.to.saturatingAdd(Self.slack)
            guard from <= gap.dueAfter, to >= gap.dueBefore else { continue }
            guard gap.dueBefore != .min, gap.dueAfter > gap.dueBefore else { return gap.count }
            let start = Double(gap.dueBefore)
            let spacing = (Double(gap.dueAfter) - start) / Double(gap.count + 1)
            let first = max(1, ((Double(from) - start) / spacing).rounded(.down))
            let last = min(Double(gap.count), ((Double(to) - start) / spacing).rounded(.up))
            let begin = max(Int(min(first, Double(gap.count))), counted + 1)
            guard last >= 1, Int(last) >= begin else { continue }
            swallowed += Int(last) - begin + 1
            counted = Int(last)
        }
        return swallowed
    }
}

extension Int64 {
    func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
