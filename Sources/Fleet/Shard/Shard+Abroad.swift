import Base
import Devices
import MQTT
import Measures
import Sessions
import Transports

/// What other gales publish, and what they must be told.
extension Shard {
    /// How long after the drain others may take to say what they published.
    private var grace: Duration { .seconds(10) }
    /// Stamps say whole milliseconds, and so does the start.
    private var rounding: Int64 { 2_000_000 }

    /// A message that bears the stamp of another clock.
    ///
    /// What seems to come before it was due by no more than the clocks' error came at once. When
    /// it left is known to its publisher alone.
    mutating func receive(
        _ stamp: Stamp, by clock: Abroad.Clock, _ use: TopicUse, _ pair: Int, _ arrival: Arrival,
        _ index: Int
    ) {
        let now = arrivedAt
        let due = Instant(
            nanoseconds: (stamp.dueMilliseconds &- settings.epochMilliseconds) &* 1_000_000
                &- clock.offset)
        let slack = clock.error &+ rounding
        guard due.advanced(byNanoseconds: slack) >= conductor.start,
            due <= now.advanced(byNanoseconds: slack)
        else {
            return tally.ledger.receiveUnexpected(qos: arrival.qos.rawValue)
        }
        let outcome = tally.ledger.receive(
            pair: pair, remainder: stamp.number, due: stamp.dueMilliseconds &- clock.shift,
            every: Int64(use.everyMilliseconds),
            absence: tally.absences[subscriber(index)] ?? Absence())
        guard isNew(outcome, at: now) else { return }
        let wait = max(0, now.nanoseconds(since: due))
        tally.latencies.record(.endToEnd, due: min(due, now), end: now)
        tally.timeline.record(latency: wait, at: now)
        recent.record(wait)
    }

    /// Tells what was published here once nothing more is under way, or there is no time left.
    mutating func tellPublished(isLate: Bool) {
        guard let abroad = conductor.abroad, !hasTold, isLate || conductor.whole.inFlight == 0
        else { return }
        hasTold = true
        abroad.published(tally.ledger.streams, by: index)
    }

    /// Whether the drain that was over at `end` goes on, because a count is still to come.
    func awaitsOthers(since end: Instant, at now: Instant) -> Bool {
        guard let abroad = conductor.abroad else { return false }
        return abroad.isWaiting && now < end + grace
    }
}

extension PartSettings {
    /// Whether gales write letters to `topic`, which an application may hear as well.
    func writes(to topic: String) -> Bool { topic.hasPrefix("gale/\(together)/") }
}
