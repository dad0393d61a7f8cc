package import Base
package import Reactor

/// TCP over one epoll loop: links that are opened, and links that listeners accept.
///
/// - Unit: ``now`` is the loop's, nanoseconds from the origin that a run's loops share.
/// - Error: arrivals that the kernel notes are those of the last segment that a read took, late by
///   some 30 ns; it begins to note a moment after it was first asked to. Connect times are taken
///   from fresh readings of the clock, and include the loop's delay in taking up the kernel's
///   answer.
/// - Cost: ``read(_:into:)`` and ``write(_:_:)`` are one system call each and allocate nothing
///   while the peer keeps up. An idle link takes 56 bytes here, 16 in the loop and 32 for its
///   descriptor.
package struct SocketNetwork: Network {
    /// How long a closed link may take to hand over what was kept.
    package static let lingering = Duration.seconds(2)

    var loop: EpollLoop
    var streams: [SocketStream] = []
    var endpoints: [(endpoint: Endpoint, address: SocketAddress)] = []
    var sources: SourceAddresses
    var nextSource = 0
    var openCount = 0

    let firstAccepted: Int
    var listeners: [Listener] = []
    var freeAccepted: [Int32] = []
    var acceptedCount = 0
    /// When a listener that rests for want of descriptors tries again.
    var acceptRetry = Instant.never

    /// Links with something to say that did not come from the kernel, and the generation it is of.
    var news = NewsQueue()
    /// When attempts to connect have taken too long, by link.
    var connectLimits = Deadlines()
    var lingerers = Lingerers()
    package var counters = NetworkCounters()
    /// When what was read last had come, by the wall clock; nil where the kernel did not say.
    var stamp: Int64?

    /// A network without links.
    ///
    /// `waker` is one that other threads have already, if they do; `sources` are where links leave
    /// from, and `firstAccepted` the number of the first link that a listener accepts: all below
    /// are the owner's to open.
    package init(
        origin: Int64 = EpollLoop.clock(), waker: LoopWaker? = nil,
        from sources: SourceAddresses = SourceAddresses(), firstAccepted: Int = 0
    ) throws(SystemError) {
        loop = try EpollLoop(origin: origin, waker: waker)
        self.sources = sources
        self.firstAccepted = firstAccepted
    }

    package var now: Instant { loop.now }

    /// Brings ``now`` up to date, for who did long work since the last event.
    @discardableResult
    package mutating func refresh() -> Instant { loop.refresh() }

    package mutating func noteArrivals(of link: Link) {
        guard link.number < streams.count, let descriptor = streams[link.number].descriptor else {
            return
        }
        streams[link.number].isStamped = Socket.stampArrivals(descriptor)
    }

    package mutating func refreshForArrival() -> Instant {
        stamp.map { loop.refresh(forArrivalAt: $0) } ?? loop.refresh()
    }

    /// For other threads: ends a wait with `.woken`.
    package var waker: LoopWaker { loop.waker }

    /// Links that are open or connecting.
    package var linkCount: Int { openCount }

    package mutating func wake(_ link: Link, at deadline: Instant) {
        loop.wake(link, at: deadline)
    }

    package func connectNanoseconds(of link: Link) -> Int64? {
        guard link.number < streams.count else { return nil }
        let time = streams[link.number].connectNanoseconds
        return time >= 0 ? time : nil
    }

    package mutating func pause(_ link: Link) {
        setPaused(link, true)
    }

    package mutating func resume(_ link: Link) {
        setPaused(link, false)
    }

    private mutating func setPaused(_ link: Link, _ paused: Bool) {
        guard link.number < streams.count, streams[link.number].state != .free else { return }
        streams[link.number].paused = paused
        if streams[link.number].state == .open { showInterest(link.number) }
    }

    package mutating func next(until limit: Instant) -> NetworkEvent? {
        while true {
            while let (number, generation) = news.take() {
                if let event = announce(number, generation) { return event }
            }
            let own = min(connectLimits.earliest, lingerers.earliest, acceptRetry)
            if own <= now {
                expire()
                continue
            }
            let event = loop.next(until: min(limit, own))
            counters.waits = loop.waits
            switch event {
            case .due(let link): return .due(link)
            case .woken: return .woken
            case .ready(let token, let readiness):
                if let event = take(token, readiness) { return event }
            case nil:
                if limit <= now, own > now { return nil }
            }
        }
    }

    /// What the loop's event means to the owner, if anything.
    private mutating func take(_ token: Int, _ readiness: Readiness) -> NetworkEvent? {
        switch Token(token) {
        case .link(let number): return advance(number, readiness)
        case .listener(let index): accept(on: index)
        case .lingerer(let index): serveLingerer(index, readiness)
        }
        return nil
    }

    /// An event that this network made up itself, unless its link is gone by now.
    private mutating func announce(_ number: Int, _ generation: UInt32) -> NetworkEvent? {
        guard streams[number].generation == generation else { return nil }
        let link = Link(number)
        switch streams[number].state {
        case .free, .connecting:
            return nil
        case .open:
            if streams[number].endpoint < 0 { return .accepted(link, by: listener(of: number)) }
            return .connected(link)
        case .over:
            let closure = closure(of: streams[number])
            release(number)
            return .closed(link, closure)
        }
    }

    /// Deals with what is past its time.
    private mutating func expire() {
        while let number = connectLimits.takeDue(at: now) {
            fail(number, SocketError.timedOut)
        }
        while let index = lingerers.takeDue(at: now) { endLingering(index) }
        if acceptRetry <= now { resumeAccepting() }
    }
}

/// What the loop's tokens stand for: links from zero up, the rest below.
enum Token {
    case link(Int), listener(Int), lingerer(Int)

    init(_ value: Int) {
        if value >= 0 {
            self = .link(value)
        } else {
            self = value & 1 == 0 ? .listener(~value >> 1) : .lingerer(~value >> 1)
        }
    }

    var value: Int {
        switch self {
        case .link(let number): number
        case .lingerer(let index): ~(index << 1)
        case .listener(let index): ~(index << 1 | 1)
        }
    }
}
