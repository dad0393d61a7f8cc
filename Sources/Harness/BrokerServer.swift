import Base
import DeviceCloud
import MQTT
package import Reactor
package import ReferenceBroker
package import Transports

/// The reference broker on real sockets: one loop, one thread, and the shadow service inside.
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
    var net: SocketNetwork
    var shadows: ShadowService
    let packetLimit: Int
    /// The world's clock at `Instant.zero`, in seconds since 1970.
    let epochSeconds: Int64

    var links: [ServedLink] = []
    var actions: [Broker.Action] = []
    var replies: [ShadowService.Message] = []
    /// Links whose ``ServedLink/outgoing`` is not empty.
    var talkative: [Int] = []
    /// Grown writers that no link holds at the moment.
    var spareWriters: [Writer] = []
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    /// The numbers that accepted links begin with; number zero wakes for the broker's deadlines.
    private static let firstLink = 1

    /// A broker that listens on `endpoints`; a port of 0 is chosen by the kernel.
    ///
    /// - Parameter origin: where `Instant.zero` lies on the monotonic clock.
    /// - Throws: `SystemError` when an address is taken or not this machine's.
    package init(
        _ configuration: Configuration = Configuration(), mutant: Mutant? = nil,
        on endpoints: [Endpoint], origin: Int64, epochSeconds: Int64
    ) throws(SystemError) {
        var configuration = configuration
        configuration.services += ShadowService.filters
        broker = Broker(configuration, mutant: mutant, seed: UInt64(bitPattern: epochSeconds))
        net = try SocketNetwork(origin: origin, firstAccepted: Self.firstLink)
        shadows = ShadowService()
        packetLimit = Int(configuration.maximumPacketSize)
        self.epochSeconds = epochSeconds
        for endpoint in endpoints { ports.append(try net.listen(on: endpoint)) }
    }

    /// The ports it listens on, in the order of the endpoints.
    package private(set) var ports: [UInt16] = []

    package var waker: LoopWaker { net.waker }

    /// Serves until `isOver` says so, which is asked whenever the loop is woken.
    package mutating func serve(until isOver: () -> Bool) {
        while !isOver() {
            guard let event = net.next(until: broker.deadline) else {
                broker.tick(at: net.now, into: &actions)
                settle()
                continue
            }
            take(event)
            if broker.deadline <= net.now { broker.tick(at: net.now, into: &actions) }
            settle()
        }
        shutDown()
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .accepted(let link, by: _):
            while links.count <= link.number { links.append(ServedLink()) }
            links[link.number] = ServedLink()
            broker.opened(link, at: net.now)
        case .readable(let link): receive(link)
        case .drained(let link):
            guard links[link.number].isCongested else { return }
            links[link.number].isCongested = false
            broker.congested(link, false, at: net.now, into: &actions)
        case .closed(let link, _):
            links[link.number] = ServedLink()
            broker.closed(link, at: net.now, into: &actions)
        case .connected, .due, .woken: break
        }
    }

    /// Tells everybody, and lets what is on its way go.
    private mutating func shutDown() {
        broker.shutDown(at: net.now, into: &actions)
        settle()
    }
}

/// What the server keeps of one link.
struct ServedLink {
    /// Bytes of a packet whose rest has not come.
    var leftover: [UInt8] = []
    /// Packets of this wake-up, to leave in one write.
    var outgoing = Writer()
    var isCongested = false
}
