import Base
package import Crypto
import DeviceCloud
import MQTT
package import Reactor
package import ReferenceBroker
package import Transports

/// The reference broker on real sockets: one loop, one thread, and the shadow service inside.
///
/// Listeners of HTTP take messages by POST, all others speak MQTT.
///
/// - Cost: one read and at most one write for each link that has something to say, whatever the
///   number of packets; an idle link holds no buffer.
package struct BrokerServer {
    /// Bytes that a client may leave untaken before messages of QoS 0 no longer wait for it.
    static let highWater = 1 << 20
    /// Bytes beyond which a client that takes nothing is dropped.
    static let mostKept = 16 << 20
    /// Writers that are kept for links that will speak.
    static let mostSpare = 256

    var broker: Broker
    var net: LayeredNetwork
    var shadows: ShadowService
    var front: HTTPFront
    let packetLimit: Int
    let connectionLimit: Int
    let wall: WallTime
    let signatures: SignatureRules?

    /// By number of the listener.
    let endpoints: [Endpoint]
    var security: TLSContext?
    /// Certificates that ``security`` refuses: those of handshakes that began before it held.
    var revoked: Set<RevokedCertificate> = []

    var links: [ServedLink] = []
    var actions: [Broker.Action] = []
    var replies: [ShadowService.Message] = []
    /// Links whose ``ServedLink/outgoing`` is not empty.
    var talkative: [Int] = []
    /// Grown writers that no link holds at the moment.
    var spareWriters: [Writer] = []
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    let patience: HTTPPatience
    /// When links of HTTP have been silent, or a request under way, for too long.
    var limits = Deadlines()
    /// How many links of HTTP there are.
    var seats = 0
    /// Responses of this wake-up to the link in hand.
    var responses: [UInt8] = []

    /// A broker that listens on `endpoints`; a port of 0 is chosen by the kernel.
    ///
    /// - Parameters:
    ///   - security: for endpoints of a secure scheme, which must not be without.
    ///   - signatures: nil where a signature proves nothing.
    ///   - origin: where `Instant.zero` lies on the monotonic clock.
    ///   - epochSeconds: the world's clock at `Instant.zero`, since 1970.
    /// - Throws: `SystemError` when an address is taken or not this machine's.
    package init(
        _ configuration: Configuration = Configuration(), mutant: Mutant? = nil,
        on endpoints: [Endpoint], security: TLSContext? = nil, signatures: SignatureRules? = nil,
        patience: HTTPPatience = HTTPPatience(), origin: Int64, epochSeconds: Int64
    ) throws(SystemError) {
        var configuration = configuration
        configuration.services += ShadowService.filters
        let seed = UInt64(bitPattern: epochSeconds)
        broker = Broker(configuration, mutant: mutant, seed: seed)
        front = HTTPFront(configuration, seed: seed)
        net = LayeredNetwork(try SocketNetwork(origin: origin, firstAccepted: 0))
        shadows = ShadowService()
        packetLimit = Int(configuration.maximumPacketSize)
        connectionLimit = configuration.maximumConnections
        wall = WallTime(start: epochSeconds, origin: origin)
        self.signatures = signatures
        self.patience = patience
        self.endpoints = endpoints
        self.security = security
        for endpoint in endpoints {
            ports.append(
                try net.listen(
                    on: endpoint, security: endpoint.scheme.isSecure ? security : nil))
        }
        net.admission = signatures?.admission(wall)
    }

    /// The ports it listens on, in the order of the endpoints.
    package private(set) var ports: [UInt16] = []

    package var waker: LoopWaker { net.waker }

    /// Serves until `isOver` says so; it and `orders` are asked whenever the loop is woken.
    package mutating func serve(until isOver: () -> Bool, obeying orders: () -> [Order]) {
        while !isOver() {
            guard let event = net.next(until: min(broker.deadline, limits.earliest)) else {
                passTime()
                continue
            }
            if event == .woken { for order in orders() { obey(order) } }
            take(event)
            passTime()
        }
        shutDown()
    }

    /// Does what is due, and sends what came of it and of what came.
    private mutating func passTime() {
        if broker.deadline <= net.now { broker.tick(at: net.now, into: &actions) }
        if limits.earliest <= net.now { endIdle() }
        settle()
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .accepted(let link, let listener): welcome(link, by: listener)
        case .readable(let link): receive(link)
        case .drained(let link):
            guard links[link.number].isCongested else { return }
            links[link.number].isCongested = false
            guard links[link.number].http == nil else { return net.resume(link) }
            broker.congested(link, false, at: net.now, into: &actions)
        case .closed(let link, _):
            forget(link)
            broker.closed(link, at: net.now, into: &actions)
        case .connected, .due, .woken: break
        }
    }

    private mutating func welcome(_ link: Link, by listener: Int) {
        while links.count <= link.number { links.append(ServedLink()) }
        links[link.number] = ServedLink()
        let proof = proof(of: link)
        if case .refused = proof { return net.close(link, abort: false) }
        if endpoints[listener].scheme.isHTTP {
            seat(link, of: proof.principal)
        } else {
            broker.opened(link, principal: proof.principal, at: net.now)
        }
    }

    /// Gives back what a link held.
    mutating func forget(_ link: Link) {
        if links[link.number].http != nil {
            limits.remove(link.number)
            seats -= 1
        }
        links[link.number] = ServedLink()
    }

    /// Tells everybody, and lets what is on its way go.
    private mutating func shutDown() {
        broker.shutDown(at: net.now, into: &actions)
        settle()
        for number in links.indices where links[number].http != nil {
            net.close(Link(number), abort: false)
        }
    }
}

/// What the server keeps of one link.
struct ServedLink {
    /// Bytes of a packet whose rest has not come.
    var leftover: [UInt8] = []
    /// Packets of this wake-up, to leave in one write.
    var outgoing = Writer()
    /// Where it came by a listener of HTTP.
    var http: HTTPSeat?
    var isCongested = false
}
