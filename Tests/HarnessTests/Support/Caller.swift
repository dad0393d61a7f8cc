import Base
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Transports

/// A broker on a port of its own, and any number of clients of it on one loop.
final class Caller {
    private(set) var net: SocketNetwork
    let broker: EmbeddedBroker
    private(set) var inboxes: [[Packet]] = []
    private(set) var closed: Set<Int> = []
    private var streams: [PacketStream] = []

    /// More than any answer over loopback takes; only a failing test waits so long.
    static let patience = Duration.seconds(5)

    init(_ configure: (inout Configuration) -> Void = { _ in }) throws {
        var configuration = Configuration()
        configure(&configuration)
        let origin = EpollLoop.clock()
        broker = try EmbeddedBroker(
            configuration, on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)],
            origin: origin, epochSeconds: 1_795_190_400)
        try broker.start()
        net = try SocketNetwork(origin: origin)
    }

    /// Opens a link and waits until it stands.
    func open(_ version: Version = .v5) -> Int {
        let link = inboxes.count
        inboxes.append([])
        streams.append(PacketStream(version: version))
        net.open(Link(link), to: broker.endpoints[0], timeout: Self.patience)
        _ = wait { $0.net.connectNanoseconds(of: Link(link)) != nil }
        return link
    }

    /// Opens a link, sends CONNECT and takes CONNACK.
    func connect(_ id: String, _ version: Version = .v5) -> Int {
        let link = open(version)
        send(.connect(Connect(version: version, clientID: id)), on: link, version)
        _ = wait { $0.inboxes[link].count == 1 }
        if case .connack(let connack)? = inboxes[link].first, !connack.reason.isFailure {
            inboxes[link] = []
        }
        return link
    }

    func subscribe(_ filter: String, qos: QoS = .atMostOnce, on link: Int) {
        send(.subscribe(Subscribe(id: 1, [Subscription(filter, qos: qos)])), on: link)
        _ = wait { $0.inboxes[link].contains { $0.kind == .suback } }
        inboxes[link] = []
    }

    func send(_ packet: Packet, on link: Int, _ version: Version? = nil) {
        send(packet.encoded(version ?? streams[link].version), on: link)
    }

    func send(_ bytes: [UInt8], on link: Int) {
        net.write(Link(link), bytes)
    }

    /// Reads no more from `link`, so that what is sent to it piles up.
    func pause(_ link: Int) { net.pause(Link(link)) }
    func resume(_ link: Int) { net.resume(Link(link)) }

    /// Takes events until `isDone`; false when that does not come to be.
    func wait(until isDone: (Caller) -> Bool) -> Bool {
        let limit = net.refresh() + Self.patience
        while !isDone(self) {
            guard let event = net.next(until: limit) else { return false }
            take(event)
            guard net.now < limit else { return isDone(self) }
        }
        return true
    }

    private func take(_ event: NetworkEvent) {
        switch event {
        case .readable(let link):
            let bytes = net.read(link)
            bytes.withUnsafeBytes { streams[link.number].append($0) }
            while let packet = try? streams[link.number].next() {
                inboxes[link.number].append(packet)
            }
        case .closed(let link, _): closed.insert(link.number)
        default: break
        }
    }

    /// Whether the broker still answers `link`.
    func isAnswered(_ link: Int) -> Bool {
        let before = inboxes[link].count { $0 == .pingresp }
        send(.pingreq, on: link)
        return wait { $0.inboxes[link].count { $0 == .pingresp } > before }
    }
}
