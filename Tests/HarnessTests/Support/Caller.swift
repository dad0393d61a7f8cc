import Base
import Crypto
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Transports

/// A broker on ports of its own, and any number of clients of it on one loop.
final class Caller {
    private(set) var net: LayeredNetwork
    let broker: EmbeddedBroker
    private(set) var inboxes: [[Packet]] = []
    /// What came on links that do not speak MQTT.
    private(set) var texts: [String] = []
    private(set) var closures: [Int: Closure] = [:]
    private(set) var connected: Set<Int> = []
    private var streams: [PacketStream?] = []

    var closed: Set<Int> { Set(closures.keys) }

    /// More than any answer over loopback takes; only a failing test waits so long.
    static let patience = Duration.seconds(5)
    /// The world's clock, as the broker is told.
    static let epochSeconds: Int64 = 1_795_190_400

    /// - Parameters:
    ///   - places: URLs to listen on; a scheme alone is at a port of loopback.
    ///   - clients: what the TLS of clients has in common.
    init(
        _ places: [String] = ["mqtt"], security: TLSContext? = nil, clients: TLSContext? = nil,
        signatures: SignatureRules? = nil, patience: HTTPPatience = HTTPPatience(),
        epochSeconds: Int64 = Caller.epochSeconds,
        _ configure: (inout Configuration) -> Void = { _ in }
    ) throws {
        var configuration = Configuration()
        configure(&configuration)
        let origin = EpollLoop.clock()
        let endpoints = try places.map { place in
            try Endpoint(
                parsing: place.contains(":") ? place : "\(place)://127.0.0.1:0", for: .listening)
        }
        broker = try EmbeddedBroker(
            configuration, on: endpoints, security: security, signatures: signatures,
            patience: patience, origin: origin, epochSeconds: epochSeconds)
        try broker.start()
        let clients = try clients ?? Realm.shared.clients()
        net = LayeredNetwork(try SocketNetwork(origin: origin), clients: clients)
    }

    /// Begins to open a link to the n-th listener.
    ///
    /// - Parameters:
    ///   - version: nil where HTTP is spoken by hand.
    ///   - scheme: in place of the listener's own.
    func call(
        _ version: Version? = .v5, at place: Int = 0, as scheme: Endpoint.Scheme? = nil,
        with persona: Persona = Persona()
    ) -> Int {
        let link = inboxes.count
        inboxes.append([])
        texts.append("")
        streams.append(version.map { PacketStream(version: $0) })
        var endpoint = broker.endpoints[place]
        if let scheme { endpoint.scheme = scheme }
        net.open(Link(link), to: endpoint, as: persona, timeout: Self.patience)
        return link
    }

    /// Opens a link and waits until it stands, or is refused.
    func open(
        _ version: Version? = .v5, at place: Int = 0, as scheme: Endpoint.Scheme? = nil,
        with persona: Persona = Persona()
    ) -> Int {
        let link = call(version, at: place, as: scheme, with: persona)
        _ = wait { $0.connected.contains(link) || $0.closures[link] != nil }
        return link
    }

    /// Opens a link, sends CONNECT and takes CONNACK; a refusal stays in the inbox.
    func connect(
        _ id: String, _ version: Version = .v5, at place: Int = 0, with persona: Persona = Persona()
    ) -> Int {
        let link = open(version, at: place, with: persona)
        send(.connect(Connect(version: version, clientID: id)), on: link, version)
        _ = wait { $0.inboxes[link].count == 1 || $0.closures[link] != nil }
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
        send(packet.encoded(version ?? streams[link]?.version ?? .v5), on: link)
    }

    func send(_ text: String, on link: Int) { send(Array(text.utf8), on: link) }

    func send(_ bytes: [UInt8], on link: Int) {
        net.write(Link(link), bytes)
    }

    /// Forgets what came on `link`.
    func clear(_ link: Int) {
        inboxes[link] = []
        texts[link] = ""
    }

    /// Why CONNACK said no; nil where it said yes.
    func refusal(on link: Int) -> ReasonCode? {
        guard case .connack(let connack)? = inboxes[link].first else { return nil }
        return connack.reason.isFailure ? connack.reason : nil
    }

    /// Reads no more from `link`, so that what is sent to it piles up.
    func pause(_ link: Int) { net.pause(Link(link)) }
    func resume(_ link: Int) { net.resume(Link(link)) }

    /// Takes events until `isDone`; false when that does not come to be.
    ///
    /// - Parameter tick: done every ten milliseconds meanwhile.
    func wait(_ tick: ((Caller) -> Void)? = nil, until isDone: (Caller) -> Bool) -> Bool {
        let limit = net.refresh() + Self.patience
        while !isDone(self) {
            let next = tick == nil ? limit : min(limit, net.refresh() + .milliseconds(10))
            if let event = net.next(until: next) { take(event) } else { tick?(self) }
            guard net.refresh() < limit else { return isDone(self) }
        }
        return true
    }

    private func take(_ event: NetworkEvent) {
        switch event {
        case .connected(let link): connected.insert(link.number)
        case .readable(let link):
            let bytes = net.read(link)
            guard streams[link.number] != nil else {
                texts[link.number] += String(decoding: bytes, as: UTF8.self)
                return
            }
            bytes.withUnsafeBytes { streams[link.number]!.append($0) }
            while let packet = try? streams[link.number]!.next() {
                inboxes[link.number].append(packet)
            }
        case .closed(let link, let closure): closures[link.number] = closure
        default: break
        }
    }

    /// Whether the broker still answers `link`.
    func isAnswered(_ link: Int) -> Bool {
        let before = inboxes[link].count { $0 == .pingresp }
        send(.pingreq, on: link)
        return wait { $0.inboxes[link].count { $0 == .pingresp } > before }
    }

    /// What the end of `link` says; waits for it.
    func sentence(of link: Int) -> String {
        _ = wait { $0.closures[link] != nil }
        switch closures[link] {
        case .failed(let error)?: return error.message
        case .ended?: return "ended"
        case nil: return "still open"
        }
    }
}

extension Persona {
    static func showing(_ identity: TLSIdentity) -> Persona {
        Persona(tls: TLSPersona(identity: identity))
    }
}
