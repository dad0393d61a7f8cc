package import Base
import Synchronization

/// What the loops of a run tell each other: when it begins, whether it is to end, how far it is.
///
/// Everything here is touched a few times a second, never per message.
package final class Conductor: Sendable {
    /// How many clients must be ready before the first phase may begin.
    private let applications: Int
    private let readyApplications = Atomic<Int>(0)
    private let startNanoseconds = Atomic<Int64>(.max)
    private let stopRequested = Atomic<Bool>(false)
    /// Devices that may still be given a link.
    private let places: Atomic<Int>
    private let snapshots: Mutex<[Snapshot]>
    private let failure = Mutex<RunFailure?>(nil)

    /// What is played elsewhere; nil where this gale plays the whole plan.
    let abroad: Abroad?

    /// - Parameters:
    ///   - abroad: with it, a ``Messenger`` says when the run begins.
    ///   - places: how many devices may have a link.
    init(loops: Int, _ roster: Roster, abroad: Abroad?, places: Int = .max) {
        applications = roster.ownPlayers.count
        self.abroad = abroad
        self.places = Atomic(places)
        snapshots = Mutex(Array(repeating: Snapshot(), count: loops))
    }

    /// When the first phase begins, on a whole millisecond; never, as long as that is not known.
    package var start: Instant {
        Instant(nanoseconds: startNanoseconds.load(ordering: .acquiring))
    }

    /// An application has its subscriptions.
    ///
    /// The last one to say so sets the start, a little ahead so that every loop can see it.
    package func applicationIsReady(at now: Instant) {
        let count = readyApplications.add(1, ordering: .acquiringAndReleasing).newValue
        if count == applications { begin(at: now) }
    }

    /// Whether nobody here has to be waited for.
    var applicationsAreReady: Bool {
        readyApplications.load(ordering: .acquiring) >= applications
    }

    /// Sets the start where nothing has to be waited for, or no longer is.
    ///
    /// Where others play too, this gale alone cannot say.
    package func begin(at now: Instant) {
        guard abroad == nil else { return }
        begin(exactlyAt: now + .milliseconds(20))
    }

    /// Sets the start once all gales of the run have agreed on it.
    func begin(exactlyAt instant: Instant) {
        let whole = max(0, instant.nanoseconds / 1_000_000 * 1_000_000)
        _ = startNanoseconds.compareExchange(
            expected: .max, desired: whole, ordering: .acquiringAndReleasing)
    }

    /// Takes one of the places that are left; false when there is none.
    ///
    /// Whoever has one keeps it, so each device asks once.
    func takePlace() -> Bool {
        places.subtract(1, ordering: .relaxed).oldValue > 0
    }

    package var mustStop: Bool { stopRequested.load(ordering: .relaxed) }

    /// Asks every loop to end its phases, say goodbye and return.
    package func stop() {
        stopRequested.store(true, ordering: .relaxed)
    }

    /// The run cannot be what it was meant to be, so it ends; the first reason is the one told.
    func fail(_ kind: RunFailure.Kind, _ message: String) {
        failure.withLock { if $0 == nil { $0 = RunFailure(kind: kind, message: message) } }
        stop()
    }

    /// Why the run ended before it began; nil as long as nothing of the kind happened.
    package var whyFailed: RunFailure? { failure.withLock { $0 } }

    package func publish(_ snapshot: Snapshot, of loop: Int) {
        snapshots.withLock { $0[loop] = snapshot }
    }

    /// The loops' latest snapshots, added up.
    package var whole: Snapshot {
        snapshots.withLock { $0.reduce(into: Snapshot()) { $0.add($1) } }
    }
}

/// Where one loop is; the sum over the loops is where the run is.
package struct Snapshot: Sendable {
    package var connected = 0
    package var published = 0
    package var acknowledged = 0
    package var delivered = 0
    /// Deliveries that the subscriptions of this run's applications make due.
    package var owed = 0
    /// Deliveries that arrived for the first time, or can no longer arrive.
    package var settled = 0
    package var inFlight = 0
    /// Messages that a later one of their stream overtook and that have not come since.
    package var missing = 0
    /// The worst 99th percentile of a loop's last second, from the intended instant; nanoseconds.
    package var recentP99: Int64 = 0

    package init() {}

    mutating func add(_ other: Snapshot) {
        connected += other.connected
        published += other.published
        acknowledged += other.acknowledged
        delivered += other.delivered
        owed += other.owed
        settled += other.settled
        inFlight += other.inFlight
        missing += other.missing
        recentP99 = max(recentP99, other.recentP99)
    }
}

/// Why a run could not take place, in a sentence.
package struct RunFailure: Error, Equatable, Sendable {
    package enum Kind: Sendable {
        /// Nobody answered.
        case unreachable
        /// The broker answered, and said no.
        case refused
    }

    package let kind: Kind
    package let message: String
}
