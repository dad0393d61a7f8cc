import Base
package import Crypto
package import MQTT
package import Measures
import Reactor
import Sessions
package import Transports

/// Reads what a broker says of itself under `$SYS`, over one connection of its own.
///
/// It has a network of its own and belongs to no loop of the run, so that neither waits for the
/// other. A broker that refuses, or that has no such topics, leaves its books empty.
package struct SysReader {
    /// What it connects with.
    package struct Caller: Sendable {
        package var version: Version
        package var user: String?
        package var password: String?

        package init(version: Version, user: String?, password: String?) {
            self.version = version
            self.user = user
            self.password = password
        }
    }

    /// Packets larger than this hold no number.
    private static let packetLimit = 64 << 10
    /// Events at a time, so that a broker that never ends cannot keep the watching thread.
    private static let turn = 1000
    private static let link = Link(0)

    package private(set) var books = SysBooks()
    private var net: LayeredNetwork
    private var session = ClientSession(SessionSettings())
    private var output = Output()
    private var leftover: [UInt8] = []
    private let connect: Connect
    private var isOpen = true
    private var isAnswered = false

    /// Begins to connect; instants count from `origin`.
    package init(
        _ endpoint: Endpoint, as caller: Caller, from sources: SourceAddresses,
        tls: TLSContext? = nil, origin: Int64
    ) throws {
        net = LayeredNetwork(try SocketNetwork(origin: origin, from: sources), clients: tls)
        connect = Connect(
            version: caller.version, clientID: "gale-sys-" + String(origin, radix: 36),
            cleanStart: true, keepAlive: 60,
            userName: caller.user ?? endpoint.credentials?.user,
            password: (caller.password ?? endpoint.credentials?.password).map { Array($0.utf8) })
        net.open(Self.link, to: endpoint, timeout: .seconds(5))
    }

    /// Waits until the broker has answered the subscription, or `patience` is over.
    package mutating func begin(within patience: Duration) {
        let limit = net.refresh() + patience
        while isOpen, !isAnswered, let event = net.next(until: limit) {
            take(event)
            if net.now >= limit { return }
        }
    }

    /// Takes what has come, without waiting.
    package mutating func read() {
        guard isOpen else { return }
        let limit = net.refresh()
        for _ in 0..<Self.turn {
            guard let event = net.next(until: limit) else { break }
            take(event)
        }
    }

    /// Takes what has come, and says goodbye.
    package mutating func end() {
        read()
        guard isOpen else { return }
        session.disconnect(at: net.now, into: &output)
        flush()
        net.close(Self.link, abort: false)
        isOpen = false
    }

    private mutating func take(_ event: NetworkEvent) {
        switch event {
        case .connected:
            session.open(connect, at: net.now, into: &output)
            flush()
        case .readable: receive()
        case .due:
            session.tick(at: net.now, into: &output)
            flush()
        case .closed: isOpen = false
        case .accepted, .drained, .woken: break
        }
    }

    private mutating func receive() {
        leftover += net.read(Self.link)
        let bytes = leftover
        leftover = []
        bytes.withUnsafeBytes { bytes in
            var at = 0
            while isOpen {
                do {
                    guard let frame = try Frame.first(in: bytes, from: at, limit: Self.packetLimit)
                    else { break }
                    take(UnsafeRawBufferPointer(rebasing: bytes[at..<frame.end]))
                    at = frame.end
                } catch {
                    close()
                }
            }
            leftover = Array(bytes[at...])
        }
        flush()
    }

    private mutating func take(_ frame: UnsafeRawBufferPointer) {
        if let arrival = session.receive(frame: frame, at: net.now, into: &output) {
            let topic = arrival.topic.map { frame[$0] }
            books.take(topic: topic ?? frame[..<0], payload: frame[arrival.payload], at: net.now)
        }
        for notice in output.notices {
            switch notice {
            case .connected:
                let everything = [Subscription("$SYS/#", qos: .atMostOnce)]
                _ = session.subscribe(everything, at: net.now, into: &output)
            case .subscribed(_, let reasons):
                isAnswered = true
                if reasons.allSatisfy(\.isFailure) { close() }
            case .closing: close()
            default: break
            }
        }
        output.notices.removeAll(keepingCapacity: true)
    }

    private mutating func flush() {
        let isClosing = output.notices.contains {
            if case .closing = $0 { true } else { false }
        }
        if isOpen, !output.bytes.isEmpty { net.write(Self.link, output.bytes.bytes) }
        output.clear()
        if isClosing { close() }
        net.wake(Self.link, at: isOpen ? session.deadline : .never)
    }

    private mutating func close() {
        guard isOpen else { return }
        net.close(Self.link, abort: false)
        isOpen = false
    }
}
