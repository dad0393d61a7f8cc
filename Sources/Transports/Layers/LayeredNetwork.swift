package import Base
package import Crypto
package import Measures
package import Reactor
package import Web

/// Links with layers between MQTT and the socket: TLS, WebSocket, HTTP, as their endpoint's scheme
/// says; plain ones pass through.
///
/// A link is connected once all its layers are. What the layers add is entered in ``ledger`` as it
/// moves, so that an owner that books its own packets has books that balance with the sockets.
///
/// - Cost: a plain link takes eight bytes and one look at an array for each event; the others what
///   their layers do, and nothing is allocated for a message. Buffers belong to the network.
package struct LayeredNetwork: Network {
    /// How long a peer that was accepted may take until its layers stand.
    static let patience = Duration.seconds(10)

    package internal(set) var sockets: SocketNetwork
    /// By link; nil for plain ones.
    var stacks: [Stack?] = []
    /// What the TLS of links that are opened has in common.
    let clients: TLSContext?
    /// Sessions to resume, by link; nothing where that is not wanted.
    var sessions: [TLSSession?] = []
    /// What the TLS of accepted links has in common, by listener.
    var servers: [TLSContext?] = []
    var listening: [Endpoint] = []
    /// Whether any link may have layers: until then events pass as they are.
    var isLayered = false
    /// Who decides about WebSockets that are asked for in the right form; nil lets all in.
    ///
    /// The request of one that was let in is kept for ``upgradeRequest(of:)``.
    package var admission:
        (@Sendable (HTTPRequest.Head, Endpoint) -> WebSocketHandshake.Rejection?)?

    let pump = TLSPump()
    let buffers = LayerBuffers()
    var news = NewsQueue()
    /// Links with another record of a handshake to deal with.
    var steps = NewsQueue()
    /// Whether nothing was due when the sockets were asked last.
    private var mayStep = true
    /// When links whose layers do not stand yet, or that wait for an answer, have taken too long.
    var limits = Deadlines()
    var nextSerial: UInt32 = 0
    var random: SplitMix64

    /// What the layers added, and what HTTP did without.
    package internal(set) var ledger = ByteLedger()
    /// TLS connections that stood, by what they agreed on.
    package internal(set) var agreements: [TLSAgreement: Int] = [:]

    /// - Parameters:
    ///   - clients: for links that are opened with a secure scheme.
    ///   - seed: decides the masks of WebSocket frames and their keys.
    package init(
        _ sockets: SocketNetwork, clients: TLSContext? = nil,
        seed: UInt64 = UInt64(bitPattern: EpollLoop.clock())
    ) {
        self.sockets = sockets
        self.clients = clients
        random = SplitMix64(seed: seed)
    }

    package var now: Instant { sockets.now }
    package var counters: NetworkCounters { sockets.counters }
    package var waker: LoopWaker { sockets.waker }
    package var linkCount: Int { sockets.linkCount }

    @discardableResult
    package mutating func refresh() -> Instant { sockets.refresh() }

    package mutating func noteArrivals(of link: Link) { sockets.noteArrivals(of: link) }

    package mutating func refreshForArrival() -> Instant { sockets.refreshForArrival() }

    package mutating func wake(_ link: Link, at deadline: Instant) {
        sockets.wake(link, at: deadline)
    }

    package mutating func settle(until limit: Instant) { sockets.settle(until: limit) }

    package func peer(of link: Link) -> String? { sockets.peer(of: link) }

    /// The layers of `number`; nil where bytes pass as they are.
    func stack(_ number: Int) -> Stack? { number < stacks.count ? stacks[number] : nil }

    package func connectNanoseconds(of link: Link) -> Int64? {
        guard let stack = stack(link.number) else { return sockets.connectNanoseconds(of: link) }
        return stack.readyNanoseconds >= 0 ? stack.readyNanoseconds : nil
    }

    /// From the TCP connection until TLS stood; nil where there is none, or not yet.
    package func handshakeNanoseconds(of link: Link) -> Int64? {
        guard let time = stack(link.number)?.handshakeNanoseconds, time >= 0 else { return nil }
        return time
    }

    /// What the peer of an accepted link showed of itself.
    package func peerCertificate(of link: Link) -> Certificate? {
        stack(link.number)?.tls?.peerCertificate
    }

    /// What an accepted WebSocket asked for, where an ``admission`` looked at it; given once.
    package func upgradeRequest(of link: Link) -> HTTPRequest.Head? {
        guard let stack = stack(link.number) else { return nil }
        defer { stack.request = nil }
        return stack.request
    }

    package mutating func pause(_ link: Link) {
        stack(link.number)?.isPaused = true
        sockets.pause(link)
    }

    package mutating func resume(_ link: Link) {
        if let stack = stack(link.number) {
            stack.isPaused = false
            if !stack.pending.isEmpty || stack.ending != nil { tell(link.number, stack) }
        }
        sockets.resume(link)
    }

    /// Asks for a link's turn in ``next(until:)``.
    mutating func tell(_ number: Int, _ stack: Stack) { news.append(number, stack.serial) }

    package mutating func next(until limit: Instant) -> NetworkEvent? {
        guard isLayered else { return sockets.next(until: limit) }
        while true {
            while let (number, serial) = news.take() {
                if let event = announce(number, serial) { return event }
            }
            let own = limits.earliest
            if own <= now {
                expire()
                continue
            }
            // What is due goes before each step of a handshake, which may take a millisecond.
            if mayStep, let (number, serial) = steps.take() {
                mayStep = false
                if let stack = stack(number), stack.serial == serial { step(number, stack) }
                continue
            }
            let event = sockets.next(until: steps.isEmpty ? min(limit, own) : now)
            mayStep = event?.isDue != true
            guard let event else {
                if steps.isEmpty, limit <= now { return nil }
                continue
            }
            if let event = take(event) { return event }
        }
    }

    /// What an event of a socket means to the owner, if anything.
    private mutating func take(_ event: NetworkEvent) -> NetworkEvent? {
        switch event {
        case .accepted(let link, let listener):
            guard !listening[listener].scheme.isBare else { return event }
            welcome(link.number, by: listener)
        case .connected(let link):
            guard let stack = stack(link.number) else { return event }
            begin(link.number, stack)
        case .readable(let link):
            guard let stack = stack(link.number) else { return event }
            if stack.isReady { return stack.pending.isEmpty ? event : nil }
            advance(link.number, stack)
        case .drained(let link):
            guard let stack = stack(link.number) else { return event }
            return stack.isReady && stack.poster?.isBusy != true ? event : nil
        case .closed(let link, let closure):
            guard let stack = stack(link.number) else { return event }
            finishSteps(link.number, stack)
            if stack.poster != nil { stack.pending += stack.poster!.ended(&ledger) }
            stack.isPaused = false
            end(link.number, stack, stack.poster?.ending ?? closure)
        case .due, .woken:
            return event
        }
        return nil
    }

    /// What this network made known to itself, unless its link is gone by now.
    private mutating func announce(_ number: Int, _ serial: UInt32) -> NetworkEvent? {
        guard let stack = stack(number), stack.serial == serial else { return nil }
        let link = Link(number)
        if stack.isReady, !stack.isAnnounced {
            stack.isAnnounced = true
            if !stack.pending.isEmpty || stack.ending != nil { tell(number, stack) }
            if let listener = stack.listener { return .accepted(link, by: listener) }
            return .connected(link)
        }
        if !stack.pending.isEmpty { return stack.isPaused ? nil : .readable(link) }
        if let ending = stack.ending {
            remove(number, stack, abort: false)
            // Who was never announced is nobody's.
            return stack.listener == nil || stack.isAnnounced ? .closed(link, ending) : nil
        }
        if stack.poster?.takeRelief() == true { return .drained(link) }
        return nil
    }

    /// Ends links whose layers, or whose answers, have taken too long.
    private mutating func expire() {
        while let number = limits.takeDue(at: now) {
            guard let stack = stack(number) else { continue }
            guard !stack.isReady else {
                if let overdue = stack.poster?.overdue { end(number, stack, overdue) }
                continue
            }
            let what = stack.upgrade == nil ? "TLS" : "WebSocket"
            fail(
                number, stack,
                LinkError(
                    .timedOut, "\(name(of: stack)) did not finish the \(what) handshake in time"))
        }
    }

    func name(of stack: Stack) -> String {
        stack.listener == nil ? stack.endpoint.text : "the client"
    }
}

/// What a TLS connection turned out to be.
package struct TLSAgreement: Hashable, Sendable {
    /// Such as `TLSv1.3`.
    package var version: String
    package var cipher: String
    package var isResumed: Bool
}

/// What one network decodes and encodes in, whichever link it is.
final class LayerBuffers {
    /// What one read of a socket gets.
    let raw = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    /// Plaintext of TLS on its way to the next layer.
    let middle = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 << 16, alignment: 16)
    /// For the owner, where its own buffer has no room.
    let spare = UnsafeMutableRawBufferPointer.allocate(byteCount: 3 << 16, alignment: 16)
    /// Frames and requests on their way to the socket.
    var outgoing: [UInt8] = []

    deinit {
        raw.deallocate()
        middle.deallocate()
        spare.deallocate()
    }
}

extension NetworkEvent {
    fileprivate var isDue: Bool {
        if case .due = self { true } else { false }
    }
}

extension Endpoint.Scheme {
    /// Whether an accepted link of it has no layers below its owner.
    var isBare: Bool { isPlain || self == .http }
}
