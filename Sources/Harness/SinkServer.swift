import Base
package import Crypto
import MQTT
package import Reactor
package import Transports

/// The null broker on real sockets: acknowledges, counts, delivers nothing.
///
/// Listeners of HTTP say yes to every POST, all others speak MQTT.
///
/// What a generator costs is measured against it, so it must cost next to nothing itself.
/// - Cost: one read and at most one write for each link that has something to say, whatever the
///   number of packets; nothing is allocated for a message that came whole.
package struct SinkServer {
    /// Bytes beyond which a client that takes no answers is dropped.
    static let mostKept = 16 << 20
    /// Capacity that a link may hold on to for packets that come in pieces.
    static let mostHeld = 1 << 17

    private var net: LayeredNetwork
    private let endpoints: [Endpoint]
    var links: [SunkLink] = []
    var counts = SinkCounts()
    /// What the link in hand is to be told; one for all links.
    var answers: [UInt8] = []
    private let scratch = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 1 << 16, alignment: 16)

    /// The ports it listens on, in the order of the endpoints.
    package private(set) var ports: [UInt16] = []

    package var waker: LoopWaker { net.waker }

    /// A sink that listens on `endpoints`; a port of 0 is chosen by the kernel.
    ///
    /// - Parameter security: for endpoints of a secure scheme, which must not be without.
    /// - Throws: `SystemError` when an address is taken or not this machine's.
    package init(on endpoints: [Endpoint], security: TLSContext? = nil) throws(SystemError) {
        net = LayeredNetwork(try SocketNetwork(firstAccepted: 0))
        self.endpoints = endpoints
        answers.reserveCapacity(1 << 16)
        for endpoint in endpoints {
            ports.append(
                try net.listen(
                    on: endpoint, security: endpoint.scheme.isSecure ? security : nil))
        }
    }

    /// Serves until `isOver` says so, which is asked whenever the loop is woken.
    package mutating func serve(until isOver: () -> Bool) -> SinkCounts {
        defer { scratch.deallocate() }
        while true {
            guard let event = net.next(until: .never) else { continue }
            switch event {
            case .accepted(let link, let listener):
                while links.count <= link.number { links.append(SunkLink()) }
                links[link.number] = SunkLink()
                guard endpoints[listener].scheme.isHTTP else { break }
                links[link.number].requests = SunkRequests()
                counts.connections += 1
            case .readable(let link): receive(link)
            case .woken where isOver(): return counts
            case .closed(let link, _): links[link.number] = SunkLink()
            case .connected, .drained, .due, .woken: break
            }
        }
    }

    private mutating func receive(_ link: Link) {
        let count = net.read(link, into: scratch)
        guard count > 0 else { return }
        counts.bytes += count
        if let requests = links[link.number].requests {
            let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
            return tell(link, andKeepIf: take(bytes, of: requests))
        }
        var leftover: [UInt8] = []
        swap(&leftover, &links[link.number].leftover)
        let new = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        let isWelcome: Bool
        if leftover.isEmpty {
            let taken = take(new, on: link.number)
            isWelcome = taken != nil
            leftover.append(contentsOf: new[(taken ?? count)...])
        } else {
            leftover.append(contentsOf: new)
            let taken = leftover.withUnsafeBytes { take($0, on: link.number) }
            isWelcome = taken != nil
            let keeps = leftover.capacity <= Self.mostHeld
            if taken == leftover.count {
                leftover.removeAll(keepingCapacity: keeps)
            } else {
                leftover.removeFirst(taken ?? 0)
            }
        }
        swap(&leftover, &links[link.number].leftover)
        tell(link, andKeepIf: isWelcome)
    }

    /// Sends the answers, and ends the link unless it is welcome and takes them.
    private mutating func tell(_ link: Link, andKeepIf isWelcome: Bool) {
        var isWelcome = isWelcome
        if !answers.isEmpty {
            let kept = answers.withUnsafeBytes { net.write(link, $0) }
            answers.removeAll(keepingCapacity: true)
            isWelcome = isWelcome && kept <= Self.mostKept
        }
        if !isWelcome {
            net.close(link, abort: false)
            links[link.number] = SunkLink()
        }
    }

    /// Counts and answers the whole packets of `bytes`.
    ///
    /// - Returns: how many bytes they are; nil when the client said goodbye or nonsense.
    private mutating func take(_ bytes: UnsafeRawBufferPointer, on link: Int) -> Int? {
        var at = 0
        while at < bytes.count {
            do {
                guard let frame = try Frame.first(in: bytes, from: at) else { return at }
                at = frame.end
                guard try take(frame, in: bytes, on: link) else { return nil }
            } catch {
                counts.violations += 1
                return nil
            }
        }
        return at
    }

    /// Returns whether the link goes on.
    private mutating func take(
        _ frame: Frame, in bytes: UnsafeRawBufferPointer, on link: Int
    ) throws(Malformed) -> Bool {
        switch Packet.Kind(rawValue: frame.header >> 4) {
        case .publish: return take(publish: frame, in: bytes)
        case .pubrel:
            guard frame.body.count >= 2 else { return false }
            answer(0x70, bytes[frame.body.lowerBound], bytes[frame.body.lowerBound + 1])
        case .pingreq: answers.append(contentsOf: [0xD0, 0])
        case .connect, .subscribe, .unsubscribe:
            return take(try Packet(frame, in: bytes, version: links[link].version), on: link)
        default: return false
        }
        return true
    }

    private mutating func take(publish frame: Frame, in bytes: UnsafeRawBufferPointer) -> Bool {
        let qos = Int(frame.header >> 1 & 3)
        let body = frame.body
        guard qos < 3, body.count >= 2 else { return false }
        if qos > 0 {
            let topic = Int(bytes[body.lowerBound]) << 8 | Int(bytes[body.lowerBound + 1])
            let id = body.lowerBound + 2 + topic
            guard id + 2 <= body.upperBound else { return false }
            answer(qos == 1 ? 0x40 : 0x50, bytes[id], bytes[id + 1])
        }
        counts.publishes[qos] += 1
        return true
    }

    private mutating func answer(_ header: UInt8, _ high: UInt8, _ low: UInt8) {
        answers.append(header)
        answers.append(2)
        answers.append(high)
        answers.append(low)
    }

    /// What comes a few times a connection.
    private mutating func take(_ packet: Packet, on link: Int) -> Bool {
        switch packet {
        case .connect(let connect):
            links[link].version = connect.version
            counts.connections += 1
            say(.connack(Connack()), link)
        case .subscribe(let subscribe):
            counts.subscriptions += subscribe.subscriptions.count
            let reasons = subscribe.subscriptions.map { ReasonCode(rawValue: $0.qos.rawValue) }
            say(.suback(Suback(id: subscribe.id, reasons: reasons)), link)
        case .unsubscribe(let unsubscribe):
            let reasons = unsubscribe.filters.map { _ in ReasonCode.success }
            say(.unsuback(Unsuback(id: unsubscribe.id, reasons: reasons)), link)
        default: return false
        }
        return true
    }

    private mutating func say(_ packet: Packet, _ link: Int) {
        answers += packet.encoded(links[link].version)
    }
}

/// What the sink keeps of one link.
struct SunkLink {
    var version = Version.v3_1_1
    /// Bytes of a packet whose rest has not come.
    var leftover: [UInt8] = []
    /// Where it came by a listener of HTTP.
    var requests: SunkRequests?
}

/// What a ``SinkServer`` saw arrive.
package struct SinkCounts: Equatable, Sendable {
    /// CONNECT packets, each of which it accepted, and connections of HTTP.
    package var connections = 0
    /// Topic Filters of SUBSCRIBE packets.
    package var subscriptions = 0
    /// PUBLISH packets and POST requests by QoS; one that is sent again counts again.
    package var publishes = [0, 0, 0]
    /// Stream bytes, of whatever packet or request; without TLS and the frames of WebSocket.
    package var bytes = 0
    /// Links that were closed for bytes that are neither packet nor request.
    package var violations = 0

    package init() {}
}
