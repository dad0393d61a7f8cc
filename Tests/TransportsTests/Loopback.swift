import Base
import Testing
import Transports

/// One network that is both sides: links below 1,000 are opened, the others accepted.
struct Loopback {
    static let firstAccepted = 1000

    var network: SocketNetwork
    let endpoint: Endpoint

    init(
        on host: String = "127.0.0.1", from sources: SourceAddresses = SourceAddresses(),
        backlog: Int = 128
    ) throws {
        network = try SocketNetwork(from: sources, firstAccepted: Self.firstAccepted)
        let listening = try Endpoint(parsing: "mqtt://\(host):0", for: .listening)
        let port = try network.listen(on: listening, backlog: backlog)
        endpoint = try Endpoint(parsing: "mqtt://\(host):\(port)")
    }

    mutating func open(_ number: Int, timeout: Duration = .seconds(2)) {
        network.open(Link(number), to: endpoint, timeout: timeout)
    }

    /// Opens link 0 and returns what was accepted for it.
    mutating func pair(_ number: Int = 0) throws -> (client: Link, server: Link) {
        open(number)
        var server: Link?
        var connected = false
        while server == nil || !connected {
            switch try next() {
            case .accepted(let link, by: 0): server = link
            case .connected(Link(number)): connected = true
            case let other: Issue.record("\(other) while connecting")
            }
        }
        return (Link(number), server!)
    }

    /// The next event, which must come within two seconds.
    mutating func next() throws -> NetworkEvent {
        let event = network.next(until: network.refresh() + .seconds(2))
        return try #require(event, "nothing happened for two seconds")
    }

    /// Takes events until `link` is closed, reading all that comes on any link.
    mutating func readUntilClosed(_ link: Link) throws -> (bytes: [UInt8], Closure) {
        var bytes: [UInt8] = []
        while true {
            switch try next() {
            case .readable(link): bytes += network.read(link)
            case .readable(let other): _ = network.read(other)
            case .closed(link, let closure): return (bytes, closure)
            default: break
            }
        }
    }

    /// Takes events until so many bytes came on `link`.
    mutating func read(_ count: Int, on link: Link) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if case .readable(link) = try next() { bytes += network.read(link) }
        }
        return bytes
    }

    /// Nothing happens for a while that is long on a loopback interface.
    mutating func expectQuiet(at place: SourceLocation = #_sourceLocation) {
        let event = network.next(until: network.refresh() + .milliseconds(20))
        #expect(event == nil, sourceLocation: place)
    }
}
