import Base
import Testing
import Transports

/// Says back what it hears, and may say so late, hang up, or speak unasked.
struct EchoServer: SimulatedServer {
    var log: [String] = []
    var heard: [Int: [UInt8]] = [:]
    /// What makes it hang up.
    var farewell: UInt8?
    var every: Duration?
    private(set) var deadline = Instant.never
    private var links: Set<Int> = []

    init(farewell: UInt8? = nil, every: Duration? = nil) {
        self.farewell = farewell
        self.every = every
    }

    mutating func opened(_ link: Link, at now: Instant, into replies: inout SimulatedReplies) {
        log.append("\(now.nanoseconds) opened \(link.number)")
        links.insert(link.number)
        heard[link.number] = []
        if let every, deadline == .never { deadline = now + every }
    }

    mutating func receive(
        _ bytes: [UInt8], on link: Link, at now: Instant, into replies: inout SimulatedReplies
    ) {
        log.append("\(now.nanoseconds) got \(bytes.count) on \(link.number)")
        heard[link.number, default: []] += bytes
        replies.send(bytes, on: link)
        if let farewell, bytes.contains(farewell) { replies.close(link) }
    }

    mutating func closed(
        _ link: Link, aborted: Bool, at now: Instant, into replies: inout SimulatedReplies
    ) {
        log.append("\(now.nanoseconds) closed \(link.number) \(aborted)")
        links.remove(link.number)
    }

    mutating func tick(at now: Instant, into replies: inout SimulatedReplies) {
        for link in links.sorted() { replies.send([UInt8(ascii: "t")], on: Link(link)) }
        deadline = every.map { now + $0 } ?? .never
    }
}

@Suite struct SimulatedNetworkTests {
    static let endpoint = Endpoint(host: .address([127, 0, 0, 1]), port: 1883, text: "mqtt://sim")
    let patience = Duration.seconds(5)

    private func network(
        _ server: EchoServer = EchoServer(), seed: UInt64 = 1,
        _ change: (inout SimulatedConditions) -> Void = { _ in }
    ) -> SimulatedNetwork<EchoServer> {
        var conditions = SimulatedConditions()
        change(&conditions)
        return SimulatedNetwork(to: server, seed: seed, conditions: conditions)
    }

    @Test func `a message goes there and back in two latencies`() {
        var network = network { $0.latency = .milliseconds(3) }
        network.open(Link(4), to: Self.endpoint, timeout: patience)
        #expect(network.next(until: .never) == .connected(Link(4)))
        #expect(network.now == .zero + .milliseconds(6))
        #expect(network.connectNanoseconds(of: Link(4)) == 6_000_000)
        #expect(network.write(Link(4), [1, 2, 3]) == 0)
        #expect(network.next(until: .never) == .readable(Link(4)))
        #expect(network.now == .zero + .milliseconds(12))
        #expect(network.read(Link(4)) == [1, 2, 3])
        network.close(Link(4), abort: false)
        #expect(network.next(until: .zero + .seconds(1)) == nil)
        #expect(
            network.server.log == [
                "3000000 opened 0", "9000000 got 3 on 0", "15000000 closed 0 false",
            ])
    }

    /// A fleet that writes, closes, reopens and is cut by chance; what it saw, line by line.
    private func adventure(seed: UInt64) -> [String] {
        var network = network(EchoServer(farewell: 250, every: .milliseconds(7)), seed: seed) {
            $0.jitter = .milliseconds(4)
            $0.pieces = 1...9
            $0.refused = 0.1
            $0.unanswered = 0.1
            $0.meanLife = .milliseconds(60)
            $0.window = 5
        }
        var random = SplitMix64(seed: 99)
        var diary: [String] = []
        for number in 0..<8 {
            network.open(Link(number), to: Self.endpoint, timeout: .milliseconds(20))
            network.wake(Link(number), at: .zero + .milliseconds(number))
        }
        var open: Set<Int> = []
        while let event = network.next(until: .zero + .milliseconds(400)) {
            diary.append("\(network.now.nanoseconds) \(event)")
            switch event {
            case .connected(let link):
                open.insert(link.number)
            case .readable(let link):
                diary.append("\(network.read(link, limit: 5))")
            case .due(let link):
                network.wake(link, at: network.now + .milliseconds(5))
                guard open.contains(link.number) else { break }
                if random.below(12) == 0 {
                    network.close(link, abort: random.below(2) == 0)
                    open.remove(link.number)
                    network.open(link, to: Self.endpoint, timeout: .milliseconds(20))
                } else {
                    let byte = UInt8(random.below(256))
                    diary.append("kept \(network.write(link, [byte, 1, 2, 3, 4, 5, 6, 7]))")
                }
            case .closed(let link, _):
                open.remove(link.number)
                network.open(link, to: Self.endpoint, timeout: .milliseconds(20))
            case .accepted, .drained, .woken:
                break
            }
        }
        return diary + network.server.log + ["\(network.counters)"]
    }

    @Test func `the same seed gives the same events, and another seed others`() {
        let first = adventure(seed: 7)
        #expect(first == adventure(seed: 7))
        #expect(first != adventure(seed: 8))
        // The adventure was one: everything that can happen did.
        for word in ["refused", "timedOut", "reset", "ended", "drained", "kept 3", "false"] {
            #expect(first.contains { $0.contains(word) }, "nothing was “\(word)”")
        }
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func `bytes arrive whole and in order, however they are cut and delayed`(seed: UInt64) {
        var network = network(seed: seed) {
            $0.jitter = .milliseconds(9)
            $0.pieces = 1...20
            $0.window = 50
        }
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        #expect(network.next(until: .never) == .connected(Link(0)))
        let sent = (0..<500).map { UInt8(truncatingIfNeeded: $0 * 7) }
        #expect(network.write(Link(0), sent) == 450)
        var got: [UInt8] = []
        var drained = 0
        while let event = network.next(until: .zero + .minutes(1)) {
            if event == .drained(Link(0)) { drained += 1 }
            if event == .readable(Link(0)) { got += network.read(Link(0), limit: 7) }
        }
        #expect(got == sent, "seed \(seed)")
        #expect(network.server.heard[0] == sent, "seed \(seed)")
        #expect(drained == 1)
        #expect(network.counters.bytesKept == 0)
        #expect(network.counters.bytesIn == 500)
        #expect(network.counters.bytesOut == 500)
    }

    @Test func `a cut loses what is under way, and both ends see it`() {
        var network = network()
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        _ = network.next(until: .never)
        network.write(Link(0), [1])
        network.cut(Link(0))
        guard case .closed(Link(0), .failed(let error)) = network.next(until: .never) else {
            Issue.record("the client does not see the cut")
            return
        }
        #expect(error.kind == .reset)
        _ = network.next(until: .zero + .seconds(1))
        #expect(network.server.heard[0] == [])
        #expect(network.server.log.last?.hasSuffix("closed 0 true") == true)
    }

    @Test func `a cut comes at its instant, after what had come before`() {
        var network = network()
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        _ = network.next(until: .never)
        network.cut(Link(0), at: .zero + .milliseconds(10))
        network.pause(Link(0))
        network.write(Link(0), [5])
        #expect(network.next(until: .zero + .milliseconds(9)) == nil)
        #expect(network.next(until: .never) == .readable(Link(0)))
        #expect(network.now == .zero + .milliseconds(11))
        #expect(network.read(Link(0)) == [5])
        guard case .closed = network.next(until: .never) else {
            Issue.record("the end after the bytes is missing")
            return
        }
    }

    @Test func `refusal and silence end an attempt, each in its time`() {
        var refusing = network { $0.refused = 1 }
        refusing.open(Link(0), to: Self.endpoint, timeout: patience)
        guard case .closed(_, .failed(let refused)) = refusing.next(until: .never) else {
            Issue.record("not refused")
            return
        }
        #expect(refused.kind == .refused)
        #expect(refusing.now == .zero + .milliseconds(2))
        var silent = network { $0.unanswered = 1 }
        silent.open(Link(0), to: Self.endpoint, timeout: patience)
        guard case .closed(_, .failed(let late)) = silent.next(until: .never) else {
            Issue.record("not timed out")
            return
        }
        #expect(late.kind == .timedOut)
        #expect(silent.now == Instant.zero + patience)
        #expect(silent.server.log.isEmpty)
    }

    @Test func `a server that stops reading leaves bytes with the writer`() {
        var network = network { $0.window = 10 }
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        _ = network.next(until: .never)
        network.stall(Link(0))
        #expect(network.write(Link(0), [UInt8](repeating: 1, count: 25)) == 15)
        #expect(network.write(Link(0), [2]) == 16)
        #expect(network.next(until: .zero + .hours(1)) == nil)
        network.unstall(Link(0))
        var events: [NetworkEvent] = []
        while let event = network.next(until: .zero + .hours(2)) {
            events.append(event)
            _ = network.read(Link(0))
        }
        #expect(events.contains(.drained(Link(0))))
        #expect(network.server.heard[0]?.count == 26)
        #expect(network.server.heard[0]?.last == 2)
    }

    @Test func `a link that is paused hears nothing until resumed`() {
        var network = network(EchoServer(every: .milliseconds(10)))
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        _ = network.next(until: .never)
        network.pause(Link(0))
        #expect(network.next(until: .zero + .milliseconds(55)) == nil)
        network.resume(Link(0))
        #expect(network.next(until: .zero + .milliseconds(55)) == .readable(Link(0)))
        #expect(network.read(Link(0)) == [UInt8](repeating: UInt8(ascii: "t"), count: 5))
    }

    @Test func `what is written while connecting goes out first`() {
        var network = network()
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        #expect(network.write(Link(0), [1, 2]) == 2)
        #expect(network.next(until: .never) == .connected(Link(0)))
        network.write(Link(0), [3])
        #expect(network.next(until: .never) == .drained(Link(0)))
        _ = network.next(until: .zero + .seconds(1))
        #expect(network.server.heard[0] == [1, 2, 3])
    }

    @Test func `the server's farewell comes before its end`() {
        var network = network(EchoServer(farewell: 9))
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        _ = network.next(until: .never)
        network.write(Link(0), [9])
        #expect(network.next(until: .never) == .readable(Link(0)))
        #expect(network.read(Link(0)) == [9])
        #expect(network.next(until: .never) == .closed(Link(0), .ended))
        #expect(network.next(until: .zero + .hours(1)) == nil)
        network.open(Link(0), to: Self.endpoint, timeout: patience)
        #expect(network.next(until: .never) == .connected(Link(0)))
    }
}
