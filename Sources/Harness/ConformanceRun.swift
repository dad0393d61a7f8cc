import Base
package import Conformance
package import Crypto
package import MQTT
package import Reactor
package import Transports

/// Plays cases against a broker at the other end of a network, many side by side on one loop.
///
/// Each case has topics and client identifiers of its own, so they do not meet at the broker; what
/// a case leaves there is removed when it is over.
package struct ConformanceRun {
    /// Longer than any case may take, whatever a broker does.
    private static let longest = Duration.seconds(60)

    private struct Seat {
        var play: Play
        /// Where the result goes; nil for what removes leftovers.
        let result: Int?
        var links: [Link?] = []
        let limit: Instant
    }

    private var net: LayeredNetwork
    private let endpoint: Endpoint
    /// What a WebSocket of the case's own stands on; nil where none can be had.
    private let bare: Endpoint?
    private let door: WebDoor
    private let restricted: String?
    private let persona: Persona
    private let jobs: Int
    private let patience: Play.Patience
    private let login: Login?
    /// Tells this run from others at the same broker.
    private let token: String

    private var seats: [Int: Seat] = [:]
    private var nextSeat = 0
    /// By number of the link: its seat and the number of its peer there.
    private var owners: [(seat: Int, peer: Int)?] = []
    private var freeLinks: [Int] = []
    private var actions: [Play.Action] = []

    /// - Parameters:
    ///   - webSocket: where cases open WebSockets of their own, if not at `endpoint`.
    ///   - restricted: a topic that clients may not publish to, where the broker has one.
    ///   - login: for every CONNECT that names no user of its own.
    ///   - jobs: how many cases are played side by side.
    ///   - token: a few letters and digits that no other run at this broker uses.
    ///   - origin: where `Instant.zero` lies on the monotonic clock.
    package init(
        against endpoint: Endpoint, webSocket: Endpoint? = nil, as persona: Persona = Persona(),
        clients: TLSContext? = nil, login: Login? = nil, restricted: String? = nil, jobs: Int = 32,
        patience: Play.Patience = .init(), token: String,
        origin: Int64 = EpollLoop.clock()
    ) throws(SystemError) {
        net = LayeredNetwork(
            try SocketNetwork(origin: origin, firstAccepted: 1 << 20), clients: clients)
        self.endpoint = endpoint
        let web = webSocket ?? endpoint
        // A signature holds for the one request that gale makes of it.
        bare = persona.signing == nil ? web.withoutWebSocket : nil
        door = WebDoor(
            host: web.authority, path: persona.path ?? web.path, fields: persona.fields)
        self.restricted = restricted
        self.persona = persona
        self.jobs = jobs
        self.patience = patience
        self.login = login
        self.token = token
    }

    /// What cases cannot do without that the run has to bring, not the broker.
    package static let brought: Set<Capability> = [.webSocket, .restricted]

    /// Which of them it brings.
    package var brings: Set<Capability> {
        var offers: Set<Capability> = []
        if bare != nil { offers.insert(.webSocket) }
        if restricted != nil { offers.insert(.restricted) }
        return offers
    }

    /// What a 5.0 and a 3.1.1 client are told when they ask to be let in.
    ///
    /// Returns the CONNACK, or a sentence.
    package mutating func greet(_ version: Version) -> (connack: Connack?, trouble: String) {
        var trouble = ""
        var connack: Connack?
        run([Case.greeting(version)]) { _, outcome, play in
            connack = play.connack
            trouble = outcome.got
        }
        if let connack, connack.reason != .success {
            // The numbers of 3.1.1 are other reasons than those of 5.0.
            let reason =
                version == .v5 ? "\(connack.reason)" : "return code \(connack.reason.rawValue)"
            return (connack, "refused with \(reason)")
        }
        return (connack, trouble)
    }

    /// Plays `cases`, and hands over what became of each as soon as it is over.
    package mutating func run(
        _ cases: [Case], until isOver: () -> Bool = { false },
        _ tell: (Int, Outcome, Play) -> Void
    ) {
        var waiting = Array(cases.indices)[...]
        while !(waiting.isEmpty && seats.isEmpty), !isOver() {
            while seats.count < jobs, let index = waiting.popFirst() {
                seat(name(cases[index], index), result: index)
            }
            settle(tell)
            let deadline = seats.values.map { min($0.play.deadline, $0.limit) }.min() ?? .never
            // A person who interrupts does not want to wait for the slowest case.
            let event = net.next(until: min(deadline, net.now + .milliseconds(200)))
            if let event { take(event) }
            tick()
            settle(tell)
        }
        for (number, seat) in seats { leave(number, seat) }
        seats = [:]
    }

    private func name(_ subject: Case, _ index: Int) -> Play {
        let number = String(index, radix: 36)
        return Play(
            subject, topic: "gale\(token)\(number)", clients: "g\(token)\(number)x", login: login,
            restricted: restricted, door: door, patience: patience)
    }

    private mutating func seat(_ play: Play, result: Int?) {
        let number = nextSeat
        nextSeat += 1
        seats[number] = Seat(play: play, result: result, limit: net.refresh() + Self.longest)
        seats[number]!.play.begin(at: net.now, into: &actions)
        carryOut(number)
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .connected(let link):
            guard let (seat, peer) = owner(of: link) else { return }
            seats[seat]?.play.connected(peer, at: net.refresh(), into: &actions)
            carryOut(seat)
        case .readable(let link):
            guard let (seat, peer) = owner(of: link) else { return }
            let bytes = net.read(link)
            guard !bytes.isEmpty else { return }
            seats[seat]?.play.receive(bytes, on: peer, at: net.refresh(), into: &actions)
            carryOut(seat)
        case .closed(let link, let closure):
            guard let (seat, peer) = owner(of: link) else { return }
            release(link)
            seats[seat]?.links[peer] = nil
            close(peer, of: seat, closure)
            carryOut(seat)
        case .accepted, .drained, .due, .woken: break
        }
    }

    private mutating func close(_ peer: Int, of seat: Int, _ closure: Closure) {
        guard let play = seats[seat]?.play else { return }
        if play.isOpening(peer), case .failed(let error) = closure {
            seats[seat]!.play.failed(peer, because: error.message, at: net.refresh())
        } else if play.isOpening(peer) {
            seats[seat]!.play.failed(peer, because: "it was closed at once", at: net.refresh())
        } else {
            seats[seat]!.play.closed(peer, at: net.refresh(), into: &actions)
        }
    }

    private func owner(of link: Link) -> (seat: Int, peer: Int)? {
        link.number < owners.count ? owners[link.number] : nil
    }

    private mutating func carryOut(_ number: Int) {
        while !actions.isEmpty {
            let now = actions
            actions = []
            for action in now { carryOut(action, number) }
        }
    }

    private mutating func carryOut(_ action: Play.Action, _ number: Int) {
        guard seats[number] != nil else { return }
        switch action {
        case .open(let peer): open(peer, at: endpoint, number)
        case .openBare(let peer): open(peer, at: bare ?? endpoint, number)
        case .send(let bytes, let peer):
            if let link = seats[number]!.links[peer] { net.write(link, bytes) }
        case .cut(let peer):
            if let link = seats[number]!.links[peer] { drop(link) }
            seats[number]!.links[peer] = nil
        }
    }

    private mutating func open(_ peer: Int, at endpoint: Endpoint, _ number: Int) {
        while seats[number]!.links.count <= peer { seats[number]!.links.append(nil) }
        if let old = seats[number]!.links[peer] { drop(old) }
        let link = freeLinks.popLast() ?? owners.count
        while owners.count <= link { owners.append(nil) }
        owners[link] = (number, peer)
        seats[number]!.links[peer] = Link(link)
        net.open(Link(link), to: endpoint, as: persona, timeout: patience.answer)
    }

    private mutating func drop(_ link: Link) {
        net.close(link, abort: false)
        release(link)
    }

    private mutating func release(_ link: Link) {
        owners[link.number] = nil
        freeLinks.append(link.number)
    }

    /// Lets time pass for those whose deadline has come.
    private mutating func tick() {
        let now = net.refresh()
        for number in seats.keys.sorted() {
            if seats[number]!.limit <= now {
                seats[number]!.play.giveUp(because: "a minute without one", at: now)
            } else if seats[number]!.play.deadline <= now {
                seats[number]!.play.tick(at: now, into: &actions)
                carryOut(number)
            }
        }
    }

    /// Tells of what is over, and makes room.
    private mutating func settle(_ tell: (Int, Outcome, Play) -> Void) {
        for number in seats.keys.sorted() {
            guard let seat = seats[number], let outcome = seat.play.outcome else { continue }
            seats[number] = nil
            leave(number, seat)
            guard let result = seat.result else { continue }
            tell(result, outcome, seat.play)
            if let epilogue = seat.play.epilogue { self.seat(epilogue, result: nil) }
        }
    }

    private mutating func leave(_ number: Int, _ seat: Seat) {
        for link in seat.links { if let link { drop(link) } }
    }
}

extension Endpoint {
    /// The same place without the WebSocket; nil where there is none.
    fileprivate var withoutWebSocket: Endpoint? {
        guard scheme.isWebSocket else { return nil }
        var endpoint = self
        endpoint.scheme = scheme == .wss ? .mqtts : .mqtt
        return endpoint
    }
}
