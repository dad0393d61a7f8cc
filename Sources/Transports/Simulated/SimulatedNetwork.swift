package import Base
import Reactor

/// The twin of sockets in virtual time: a server that is a value, reached over wires that obey
/// the given conditions.
///
/// The same seed, conditions and calls give the same events. Acknowledgements of TCP take no time,
/// and the server's writes are never held up.
package struct SimulatedNetwork<Server: SimulatedServer>: Network {
    enum Step {
        case toServer(Int, Parcel)
        case toClient(Int, Parcel)
        /// See whether the client's owner is to be told of bytes or an end.
        case look(Int)
        case giveUp(Int)
        case cut(Int)
        /// The server reads what it left lying.
        case catchUp(Int)
        case tellDrained(Int)
    }

    package internal(set) var now = Instant.zero

    /// Time stands still while an event is dealt with.
    @discardableResult
    package mutating func refresh() -> Instant { now }

    package mutating func noteArrivals(of link: Link) {}

    package mutating func refreshForArrival() -> Instant { lastArrival }

    /// When the last of what was read last had come.
    var lastArrival = Instant.zero

    package internal(set) var counters = NetworkCounters()
    /// The other end, for a test to look into.
    package var server: Server
    /// May be changed at any time; what is under way already keeps its time.
    package var conditions: SimulatedConditions

    let random: SplitMix64
    var agenda = Agenda<Step>()
    private var deadlines = Deadlines()
    var wires: [Int: SimulatedWire] = [:]
    var wireCount = 0
    /// The wire of each of the client's links and of the server's; -1 for none.
    var clientWires: [Int] = []
    var serverWires: [Int] = []
    var freeServerLinks: [Int] = []
    private var ticksInVain = 0

    package init(
        to server: Server, seed: UInt64, conditions: SimulatedConditions = SimulatedConditions()
    ) {
        self.server = server
        self.conditions = conditions
        random = SplitMix64(seed: seed)
    }

    package mutating func wake(_ link: Link, at deadline: Instant) {
        deadlines.set(link.number, to: deadline)
    }

    package mutating func next(until limit: Instant) -> NetworkEvent? {
        while true {
            let serverDeadline = server.deadline
            let first = min(agenda.earliest, serverDeadline, deadlines.earliest)
            guard first <= limit, first != .never else {
                if limit != .never { now = max(now, limit) }
                return nil
            }
            if first > now { ticksInVain = 0 }
            now = max(now, first)
            if let step = agenda.takeDue(at: now) {
                if let event = perform(step) { return event }
            } else if serverDeadline <= now {
                ticksInVain += 1
                precondition(ticksInVain < 10_000, "the simulated server's deadline stands still")
                serve { server, now, replies in server.tick(at: now, into: &replies) }
            } else if let number = deadlines.takeDue(at: now) {
                return .due(Link(number))
            }
        }
    }

    private mutating func perform(_ step: Step) -> NetworkEvent? {
        switch step {
        case .toServer(let id, let parcel):
            return reachServer(id, parcel)
        case .toClient(let id, let parcel):
            return reachClient(id, parcel)
        case .look(let id):
            return look(id)
        case .giveUp(let id):
            guard let wire = wires[id], wire.clientEnd == .connecting else { return nil }
            let error = LinkError(.timedOut, "\(wire.endpoint.text) did not answer in time")
            if wires[id]?.serverEnd != .gone { send(.reset, toServer: id) }
            return end(id, .failed(error))
        case .cut(let id):
            sever(id)
            return nil
        case .catchUp(let id):
            return catchUp(id)
        case .tellDrained(let id):
            guard let wire = wires[id], wire.clientEnd == .open, wire.kept.isEmpty else {
                return nil
            }
            return .drained(wire.client)
        }
    }
}

extension SimulatedNetwork {
    /// Cuts the wire of `link`, now or later: both ends see it, and what is under way is lost.
    package mutating func cut(_ link: Link, at instant: Instant = .zero) {
        guard let id = wire(of: link) else { return }
        agenda.add(.cut(id), at: max(now, instant))
    }

    /// The server's side of `link` stops to read: what is written piles up, until ``unstall(_:)``.
    package mutating func stall(_ link: Link) {
        guard let id = wire(of: link) else { return }
        wires[id]!.stalled = true
    }

    package mutating func unstall(_ link: Link) {
        guard let id = wire(of: link) else { return }
        agenda.add(.catchUp(id), at: now)
    }
}
