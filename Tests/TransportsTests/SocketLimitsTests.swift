import Base
import Glibc
import Reactor
import Testing

@testable import Transports

/// What runs out, and numbers that come back.
@Suite struct SocketLimitsTests {
    @Test func `numbers are used again, dense, and no event of a former link comes`() throws {
        var loopback = try Loopback()
        var random = SplitMix64(seed: 5)
        /// For each of the client's links, which use of its number it is.
        var uses = [Int](repeating: 0, count: 20)
        var open: Set<Int> = []
        var accepted: Set<Int> = []
        var wanted = 600
        for number in uses.indices { loopback.open(number) }
        while wanted > 0 || !open.isEmpty {
            switch try loopback.next() {
            case .connected(let link):
                #expect(!open.contains(link.number))
                open.insert(link.number)
                // Each use says which it is; the server says it back.
                loopback.network.write(link, [UInt8(truncatingIfNeeded: uses[link.number])])
            case .accepted(let link, by: 0):
                #expect(!accepted.contains(link.number))
                accepted.insert(link.number)
                // Closed links may linger on the other side for a moment.
                #expect(link.number < Loopback.firstAccepted + 2 * uses.count + 64)
            case .readable(let link) where link.number >= Loopback.firstAccepted:
                #expect(accepted.contains(link.number))
                loopback.network.write(link, loopback.network.read(link))
            case .readable(let link):
                let bytes = loopback.network.read(link)
                guard let byte = bytes.first else { break }
                #expect(byte == UInt8(truncatingIfNeeded: uses[link.number]))
                loopback.network.close(link, abort: random.below(2) == 0)
                open.remove(link.number)
                uses[link.number] += 1
                guard wanted > 0 else { break }
                wanted -= 1
                loopback.open(link.number)
                open.insert(link.number)
                open.remove(link.number)
            case .closed(let link, _):
                #expect(accepted.remove(link.number) != nil, "\(link) closed out of order")
            case let other:
                Issue.record("\(other)")
            }
        }
        #expect(uses.reduce(0, +) >= 600)
    }

    @Test func `links leave from each of the given addresses in turn`() throws {
        let sources = try SourceAddresses(parsing: "127.0.0.2-127.0.0.4,::1")
        var loopback = try Loopback(from: sources)
        var hosts: [String] = []
        for number in 0..<6 {
            let (_, server) = try loopback.pair(number)
            let peer = try #require(loopback.network.peer(of: server))
            hosts.append(String(peer.prefix { $0 != ":" }))
        }
        let expected = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
        #expect(hosts == expected + expected)
    }

    @Test(arguments: [
        ("::1", "--bind names no address of the same IP version"),
        ("192.0.2.1", "--bind names an address that is not one of this machine's"),
    ])
    func `sources that do not fit are named`(_ sources: String, _ words: String) throws {
        var loopback = try Loopback(from: try SourceAddresses(parsing: sources))
        loopback.open(0)
        guard case .closed(Link(0), .failed(let error)) = try loopback.next() else {
            Issue.record("it connected")
            return
        }
        #expect(error.kind == .unreachable)
        #expect(error.message.contains(words))
    }

    @Test func `sources can be checked before a run`() throws {
        try SourceAddresses(parsing: "127.0.0.1-127.0.0.3").check()
        let error = #expect(throws: EndpointError.self) {
            try SourceAddresses(parsing: "127.0.0.1,192.0.2.1").check()
        }
        #expect(error?.message.hasPrefix("--bind 192.0.2.1: ") == true)
    }

    @Test func `the first address that answers is found`() throws {
        let loopback = try Loopback()
        var dead = try Loopback(on: "127.0.0.2")
        dead.network.stopListening(0)
        let found = try Endpoint.reachable(
            among: [dead.endpoint, loopback.endpoint], timeout: .seconds(1))
        #expect(found == loopback.endpoint)
        let error = #expect(throws: LinkError.self) {
            try Endpoint.reachable(among: [dead.endpoint], timeout: .seconds(1))
        }
        #expect(error?.kind == .refused)
    }

    @Test func `a listener without descriptors rests, and tries again`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.restAccepting(on: 0)
        #expect(loopback.network.counters.acceptsDeferred == 1)
        let waits = loopback.network.counters.waits
        loopback.open(1)
        #expect(try loopback.next() == .connected(Link(1)))
        #expect(try loopback.next() == .accepted(Link(server.number + 1), by: 0))
        // It slept meanwhile: a listener that is ready wakes at once, over and over.
        #expect(loopback.network.counters.waits - waits < 10)
        loopback.network.restAccepting(on: 0)
        loopback.open(2)
        #expect(try loopback.next() == .connected(Link(2)))
        let start = loopback.network.refresh()
        loopback.network.close(client, abort: true)
        while try loopback.next() != .accepted(Link(server.number + 2), by: 0) {}
        #expect(loopback.network.now.nanoseconds(since: start) < 90_000_000)
    }

    @Test func `a socket never connects to itself`() throws {
        var loopback = try Loopback()
        let descriptor = try Socket.make(AF_INET).get()
        let address = SocketAddress([127, 0, 0, 1], port: 0)
        #expect(Socket.bind(descriptor, to: address) == 0)
        let near = try #require(SocketAddress(of: descriptor.number, getsockname))
        // Nobody listens there, and this is the port the near end has.
        #expect([0, EINPROGRESS].contains(Socket.connect(descriptor, to: near)))
        loopback.open(0)
        loopback.network.streams[0].descriptor = descriptor
        #expect(loopback.network.finishConnecting(0) == nil)
        var closure: Closure?
        while closure == nil {
            if case .closed(Link(0), let why) = try loopback.next() { closure = why }
        }
        guard case .failed(let error) = closure else {
            Issue.record("an error is no end in order")
            return
        }
        #expect(error.kind == .refused)
    }

    @Test func `an idle link is small`() {
        #expect(MemoryLayout<SocketStream>.stride <= 56)
    }

    @Test func `a port in use is named, with what to do`() throws {
        let loopback = try Loopback()
        var second = try SocketNetwork()
        let error = #expect(throws: SystemError.self) {
            _ = try second.listen(on: loopback.endpoint)
        }
        let message = try #require(error?.message)
        #expect(message.contains("port \(loopback.endpoint.port) is in use"))
        #expect(message.contains("choose another port"))
    }

    @Test func `two listeners tell whose link it is`() throws {
        var loopback = try Loopback()
        let other = try Endpoint(parsing: "mqtt://[::1]:0", for: .listening)
        let port = try loopback.network.listen(on: other)
        loopback.network.open(
            Link(0), to: try Endpoint(parsing: "mqtt://[::1]:\(port)"), timeout: .seconds(2))
        var events = [try loopback.next(), try loopback.next()]
        events.removeAll { $0 == .connected(Link(0)) }
        #expect(events == [.accepted(Link(Loopback.firstAccepted), by: 1)])
        loopback.network.stopListening(1)
        #expect(try loopback.pair(1).server == Link(Loopback.firstAccepted + 1))
    }

    @Test(arguments: [EMFILE, EADDRNOTAVAIL, EHOSTUNREACH, ETIMEDOUT, EPERM])
    func `what the kernel says becomes a sentence`(_ code: Int32) throws {
        let kinds: [Int32: LinkError.Kind] = [
            EMFILE: .outOfDescriptors, EADDRNOTAVAIL: .outOfPorts, EHOSTUNREACH: .unreachable,
            ETIMEDOUT: .timedOut, EPERM: .other,
        ]
        let words: [Int32: String] = [
            EMFILE: "ulimit -n", EADDRNOTAVAIL: "net.ipv4.ip_local_port_range",
            EHOSTUNREACH: "cannot be reached", ETIMEDOUT: "firewall", EPERM: "cannot connect",
        ]
        var loopback = try Loopback()
        loopback.open(0)
        loopback.network.fail(0, code)
        var closure: Closure?
        while closure == nil {
            if case .closed(Link(0), let why) = try loopback.next() { closure = why }
        }
        guard case .failed(let error) = closure else {
            Issue.record("an error is no end in order")
            return
        }
        #expect(error.kind == kinds[code])
        #expect(error.message.contains(words[code]!))
        #expect(error.message.contains(loopback.endpoint.text))
    }
}
