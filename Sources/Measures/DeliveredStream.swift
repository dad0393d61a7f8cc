/// One subscriber's side of one stream: which of its messages came, in what order, how often.
///
/// A message carries its number modulo 1000 and its due instant. Due instants never go back as
/// numbers rise, so the two together give the number; only a gap of a thousand messages or more is
/// a guess, and the totals of ``settle(owed:lastDue:absence:)`` are exact even then.
///
/// - Unit: due instants in milliseconds of the stamps' clock.
/// - Cost: 32 bytes while all is well; memory grows with gaps, to at most 3 KiB.
package struct DeliveredStream: Sendable, Equatable {
    /// What a message turned out to be.
    package enum Outcome: Equatable, Sendable {
        case inOrder
        /// New, but the message overtook `missing` others.
        case afterGap(missing: Int)
        /// Fills a gap: it was overtaken.
        case late
        case duplicate
    }

    private var next: Int
    private var lastDue: Int64
    /// Different messages so far.
    package private(set) var distinct: UInt32 = 0
    /// Empty or one: an empty array needs no memory of its own, which an optional struct would.
    private var trouble: [Irregularities] = []

    /// Expects message `number`, due not before `due` where that is known.
    package init(startingAt number: Int = 0, due: Int64 = .min) {
        next = number
        lastDue = due
    }

    /// Takes a stamped message.
    ///
    /// `every` is the interval of the stream in milliseconds, or zero when it has none; it is
    /// needed only to count the messages of a gap of a thousand or more.
    package mutating func receive(
        remainder: Int, due: Int64, every interval: Int64 = 0, absence: Absence = Absence()
    ) -> Outcome {
        let remainder = ((remainder % 1000) + 1000) % 1000
        let ahead = (remainder - next % 1000 + 1000) % 1000
        guard due > lastDue || (due == lastDue && ahead < Gap.close) else {
            return receiveLate(remainder: remainder, due: due, absence: absence)
        }
        let number = next + ahead + wholeTurns(beyond: ahead, due: due, every: interval)
        let missing = number - next
        if missing > 0 {
            let gap = Gap(first: next, end: number, dueBefore: lastDue, dueAfter: due)
            withTrouble { $0.open(gap, absence: absence) }
        }
        next = number + 1
        lastDue = due
        count()
        return missing > 0 ? .afterGap(missing: missing) : .inOrder
    }

    /// Takes a message whose stamp does not fit its payload; it counts as nothing else.
    package mutating func receiveCorrupted() {
        withTrouble { $0.corrupted += 1 }
    }

    private mutating func receiveLate(remainder: Int, due: Int64, absence: Absence) -> Outcome {
        let fills = withTrouble { trouble in
            let fills = trouble.fill(remainder: remainder, due: due, absence: absence)
            if fills { trouble.reordered += 1 } else { trouble.duplicated += 1 }
            return fills
        }
        if fills { count() }
        return fills ? .late : .duplicate
    }

    /// How many messages beyond `ahead`, in whole thousands, the time that passed has room for.
    private func wholeTurns(beyond ahead: Int, due: Int64, every interval: Int64) -> Int {
        guard interval > 0, lastDue != .min else { return 0 }
        let (elapsed, overflow) = due.subtractingReportingOverflow(lastDue)
        // No run is long enough for more: whoever wrote this stamp is not to be believed.
        guard !overflow, elapsed / interval < 1 << 40 else { return 0 }
        let expected = Int(elapsed / interval) - 1
        let turns = max(0, expected - ahead + 500) / 1000 * 1000
        return next < 1 << 60 ? turns : 0
    }

    private mutating func count() {
        if distinct < .max { distinct += 1 }
    }

    private mutating func withTrouble<Result>(
        _ body: (inout Irregularities) -> Result
    ) -> Result {
        if trouble.isEmpty { trouble.append(Irregularities()) }
        return body(&trouble[0])
    }
}

extension DeliveredStream {
    /// The verdict over one stream and one subscriber; `owed == delivered + lost + missed`.
    package struct Settlement: Equatable, Sendable {
        package var owed = 0
        /// Different messages that came.
        package var delivered = 0
        /// Owed, and never came.
        package var lost = 0
        /// Never came, and was not owed: the subscriber was away.
        package var missed = 0
        package var duplicated = 0
        package var reordered = 0
        package var corrupted = 0
        /// Came, but was never published.
        package var unexpected = 0
        /// Of ``reordered``: some may have been duplicates.
        package var uncertain = 0
    }

    /// Closes the books: `owed` is how many messages the stream had in all.
    ///
    /// `lastDue` is when the last of them was due.
    package func settle(
        owed: Int, lastDue last: Int64, absence: Absence = Absence()
    ) -> Settlement {
        let trouble = trouble.first ?? Irregularities()
        var swallowed = trouble.coarseSwallowed
        for gap in trouble.gaps { swallowed += absence.swallowed(of: gap) }
        if next < owed {
            // One step beyond the last message, so that the tail has room for it.
            let tail = Gap(
                first: next, end: owed, dueBefore: lastDue, dueAfter: last.saturatingAdd(1))
            swallowed += absence.swallowed(of: tail)
        }
        var result = Settlement()
        result.owed = owed
        result.delivered = min(Int(distinct), owed)
        result.unexpected = Int(distinct) - result.delivered
        result.missed = min(owed - result.delivered, swallowed)
        result.lost = owed - result.delivered - result.missed
        result.duplicated = trouble.duplicated
        result.reordered = trouble.reordered
        result.corrupted = trouble.corrupted
        result.uncertain = trouble.uncertain
        return result
    }
}
