package import Base

/// Which Wills of one device were owed, and which one watcher saw.
///
/// The device's loop tells of cuts and returns, the watcher's loop of arrivals; where the two are
/// not the same, each keeps a watch and ``merge(_:)`` joins them, so their order does not matter.
///
/// - Cost: no memory of its own until the first cut; then eight bytes a Will, at most ``most``.
package struct WillWatch: Sendable, Equatable {
    /// Instants that are kept for latency; later Wills are counted only.
    package static let most = 64

    /// How close to its due instant a return leaves open whether the Will was published.
    package static let grace: Duration = .milliseconds(500)

    package private(set) var expected = 0
    /// Wills that may be published or not: the device came back just as they fell due.
    package private(set) var optional = 0
    package private(set) var seen = 0
    /// When the Will of the last cut falls due, until the device is back.
    private var pending = Instant.never
    private var dues: [Instant] = []
    private var sightings: [Instant] = []

    package init() {}

    /// The link went without DISCONNECT, or with one that asks for the Will.
    ///
    /// `delay` is the Will Delay, or the Session Expiry where that is shorter.
    package mutating func cut(at now: Instant, delay: Duration = .zero) {
        let due = now + delay
        // Without a Will Delay the broker publishes at once, whoever comes back.
        pending = delay > .zero ? due : .never
        expected += 1
        if dues.count < Self.most { dues.append(due) }
    }

    /// The link went before its client knew whether the broker had taken the Will.
    package mutating func mayOwe() {
        optional += 1
    }

    /// The device is connected again; before the Will falls due, that cancels it.
    ///
    /// A new session ends the old one, which makes the broker publish the Will after all.
    package mutating func reconnected(at now: Instant, newSession: Bool) {
        guard pending != .never else { return }
        if newSession {
            if now < pending { moveDue(to: now) }
        } else if now < pending + Self.grace {
            if now >= pending - Self.grace { optional += 1 }
            expected -= 1
            moveDue(to: nil)
        }
        pending = .never
    }

    /// The run is over: a Will that is not due yet is owed no more.
    package mutating func ended(at now: Instant) {
        reconnected(at: now, newSession: false)
    }

    /// The watcher got the Will.
    package mutating func saw(at now: Instant) {
        seen += 1
        if sightings.count < Self.most { sightings.append(now) }
    }

    /// Joins what another loop knows of the same device and watcher.
    package mutating func merge(_ other: WillWatch) {
        expected += other.expected
        optional += other.optional
        seen += other.seen
        pending = min(pending, other.pending)
        dues = Array((dues + other.dues).sorted().prefix(Self.most))
        sightings = Array((sightings + other.sightings).sorted().prefix(Self.most))
    }

    /// Nanoseconds from each due instant to the arrival that answers it.
    ///
    /// Wills bear no numbers: where some are missing, an arrival answers the newest due instant.
    package var waits: [Int64] {
        if dues.count == sightings.count {
            return zip(dues, sightings).map { $1.nanoseconds(since: $0) }.filter { $0 >= 0 }
        }
        var waits: [Int64] = []
        var open = dues[...]
        for sighting in sightings {
            let answered = open.prefix { $0 <= sighting }
            guard let due = answered.last else { continue }
            waits.append(sighting.nanoseconds(since: due))
            open.removeFirst(answered.count)
        }
        return waits
    }

    private mutating func moveDue(to due: Instant?) {
        guard dues.last == pending else { return }
        dues.removeLast()
        if let due { dues.append(due) }
    }
}
