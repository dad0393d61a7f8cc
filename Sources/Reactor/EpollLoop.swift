package import Base
import CLinux
import Glibc

/// A loop that waits for the kernel: one epoll, one clock, the deadlines of its links.
///
/// - Unit: ``now`` counts nanoseconds of CLOCK_MONOTONIC from the `origin` it was made with.
/// - Error: ``now`` is read when a batch of events comes and again after each sixteen of them, so
///   it lags by what the owner spends on sixteen events. Deadlines never come early.
/// - Cost: one system call for up to 1,024 events, and nothing allocated.
package struct EpollLoop: Loop {
    /// Sixteen bytes for each descriptor number up to the highest that is watched.
    private struct Watch {
        var generation: UInt32 = 0
        var interest = Readiness(rawValue: 0)
        var token = 0
    }

    private static let wakerMark = UInt64.max
    /// So many deadlines in a row, then as many of the kernel's events: neither starves the other.
    private static let turn = 512

    package private(set) var now: Instant
    /// For other threads.
    package let waker: LoopWaker
    /// Calls of epoll_wait so far.
    package private(set) var waits = 0

    private let origin: Int64
    private var arrivals: ArrivalClock
    private let epoll: Descriptor
    private var wait: EpollWait
    private var deadlines = Deadlines()
    private var watches: [Watch] = []
    private var deadlinesLeft = turn
    private var eventsLeft = turn

    /// A loop whose instant zero is `origin` nanoseconds of CLOCK_MONOTONIC.
    ///
    /// `waker` is one that other threads have already, if they do. `precise: false` waits with the
    /// calls of kernels before 5.11; it is for tests.
    package init(
        origin: Int64 = Self.clock(), waker: LoopWaker? = nil, precise: Bool = true
    ) throws(SystemError) {
        let number = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard number >= 0 else { throw SystemError(errno, attempting: "make an epoll") }
        epoll = Descriptor(owning: number)
        self.waker = if let waker { waker } else { try LoopWaker() }
        wait = try EpollWait(on: epoll, precise: precise)
        self.origin = origin
        let wall = Self.clock(CLOCK_REALTIME)
        now = Instant(nanoseconds: max(0, Self.clock() - origin))
        arrivals = ArrivalClock(wall: wall, now: now)
        var event = epoll_event()
        event.events = Readiness.readable.rawValue
        event.data.u64 = Self.wakerMark
        guard epoll_ctl(number, EPOLL_CTL_ADD, self.waker.descriptor.number, &event) == 0 else {
            throw SystemError(errno, attempting: "watch an event descriptor")
        }
    }

    /// CLOCK_MONOTONIC in nanoseconds: what one reads once, before the loops of a run are made.
    package static func clock() -> Int64 { clock(CLOCK_MONOTONIC) }

    private static func clock(_ which: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(which, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Reads the clock, for who needs it fresher than the last event.
    @discardableResult
    package mutating func refresh() -> Instant {
        now = max(now, Instant(nanoseconds: Self.clock() - origin))
        return now
    }

    /// Reads the clock, and says when that had come which the kernel stamped with `stamp`: the wall
    /// clock's nanoseconds since 1970.
    ///
    /// - Error: late by what lies between two readings of clocks, some 30 ns; ``now``, where the
    ///   wall clock was set meanwhile.
    /// - Cost: as ``refresh()`` twice.
    package mutating func refresh(forArrivalAt stamp: Int64) -> Instant {
        let wall = Self.clock(CLOCK_REALTIME)
        return arrivals.instant(of: stamp, wall: wall, now: refresh())
    }

    package mutating func wake(_ link: Link, at deadline: Instant) {
        deadlines.set(link.number, to: deadline)
    }

    /// Begins to watch `descriptor`; its events bear `token`.
    package mutating func watch(
        _ descriptor: Descriptor, as token: Int, for interest: Readiness
    ) throws(SystemError) {
        let index = Int(descriptor.number)
        while watches.count <= index { watches.append(Watch()) }
        watches[index].token = token
        watches[index].interest = interest
        guard control(EPOLL_CTL_ADD, index) == 0 else {
            throw SystemError(errno, attempting: "watch a descriptor")
        }
    }

    /// What to tell of a watched descriptor from now on; costs nothing when nothing changes.
    package mutating func change(_ descriptor: Descriptor, to interest: Readiness) {
        let index = Int(descriptor.number)
        guard watches[index].interest != interest else { return }
        watches[index].interest = interest
        _ = control(EPOLL_CTL_MOD, index)
    }

    /// The events of a watched descriptor bear `token` from now on.
    package mutating func rename(_ descriptor: Descriptor, to token: Int) {
        watches[Int(descriptor.number)].token = token
    }

    /// Says that `descriptor` is about to be closed: no event that is already here comes out.
    ///
    /// Costs no system call, because the kernel forgets what is closed by itself.
    package mutating func forget(_ descriptor: Descriptor) {
        let index = Int(descriptor.number)
        if index < watches.count { watches[index].generation &+= 1 }
    }

    package mutating func next(until limit: Instant) -> Event? {
        var asked = false
        while true {
            if deadlinesLeft > 0, let number = deadlines.takeDue(at: now) {
                deadlinesLeft -= 1
                return .due(Link(number))
            }
            if let event = takeEvent() {
                eventsLeft -= 1
                if eventsLeft == 0 { beginTurn() }
                return event
            }
            beginTurn()
            if asked, now >= limit { return nil }
            asked = true
            let end = min(limit, deadlines.earliest)
            if end > now { refresh() }
            waits += 1
            wait.fill(within: end == .never ? nil : max(0, end.nanoseconds(since: now)))
            refresh()
        }
    }

    private mutating func beginTurn() {
        deadlinesLeft = Self.turn
        eventsLeft = Self.turn
    }

    /// The next event of the batch that is not of a descriptor forgotten meanwhile.
    private mutating func takeEvent() -> Event? {
        while let (mark, readiness) = wait.take() {
            if wait.taken & 15 == 0 { refresh() }
            if mark == Self.wakerMark {
                waker.reset()
                return .woken
            }
            let watch = watches[Int(mark & 0xFFFF_FFFF)]
            if watch.generation == UInt32(mark >> 32) {
                return .ready(token: watch.token, readiness)
            }
        }
        return nil
    }

    private func control(_ operation: Int32, _ index: Int) -> Int32 {
        var event = epoll_event()
        event.events = watches[index].interest.rawValue
        event.data.u64 = UInt64(watches[index].generation) << 32 | UInt64(index)
        return epoll_ctl(epoll.number, operation, Int32(index), &event)
    }
}
