package import Base

/// A loop whose clock jumps to whatever is due next: an hour of telemetry in a blink.
package struct SimulatedLoop: Loop {
    package private(set) var now = Instant.zero
    private var deadlines = Deadlines()

    package init() {}

    package mutating func wake(_ link: Link, at deadline: Instant) {
        deadlines.set(link.number, to: deadline)
    }

    package mutating func next(until limit: Instant) -> Event? {
        let first = deadlines.earliest
        guard first <= limit, let number = deadlines.takeDue(at: first) else {
            if limit != .never { now = max(now, limit) }
            return nil
        }
        now = max(now, first)
        return .due(Link(number))
    }
}
