import Base
import Glibc
import Reactor
import Testing

@testable import Transports

/// Real sockets on the loopback interface.
@Suite struct SocketNetworkTests {
    @Test(arguments: ["127.0.0.1", "[::1]", "localhost"])
    func `both ends talk, over either version of IP`(host: String) throws {
        var loopback = try Loopback(on: host)
        let (client, server) = try loopback.pair()
        #expect(server == Link(Loopback.firstAccepted))
        #expect(loopback.network.write(client, [1, 2, 3]) == 0)
        #expect(try loopback.read(3, on: server) == [1, 2, 3])
        #expect(loopback.network.write(server, [4, 5]) == 0)
        #expect(try loopback.read(2, on: client) == [4, 5])
        let time = try #require(loopback.network.connectNanoseconds(of: client))
        #expect((0..<2_000_000_000).contains(time))
        #expect(loopback.network.connectNanoseconds(of: server) == nil)
        let counters = loopback.network.counters
        #expect(counters.bytesIn == 5)
        #expect(counters.bytesOut == 5)
        #expect((counters.opened, counters.connected, counters.accepted) == (1, 1, 1))
        #expect(counters.writes == 2)
        #expect(counters.reads == 2)
    }

    @Test func `what is read had come after it was sent`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.noteArrivals(of: client)
        var (noted, rounds) = (0, 0)
        // The kernel begins to note when one of its workers comes to it, later on a busy machine.
        while noted < 10, rounds < 100_000 {
            rounds += 1
            let sent = loopback.network.refresh()
            loopback.network.write(server, [1, 2, 3])
            let written = loopback.network.refresh()
            #expect(try loopback.read(3, on: client) == [1, 2, 3])
            let arrived = loopback.network.refreshForArrival()
            #expect(arrived > sent && arrived <= loopback.network.now)
            // The kernel hands loopback bytes over within the write.
            if arrived <= written { noted += 1 }
        }
        #expect(noted == 10)
    }

    @Test func `where nobody notes arrivals, reading is arriving`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.noteArrivals(of: client)
        loopback.network.noteArrivals(of: Link(7))
        loopback.network.write(client, [1])
        #expect(try loopback.read(1, on: server) == [1])
        #expect(loopback.network.refreshForArrival() == loopback.network.now)
        // What was noted belonged to an earlier link of this number.
        loopback.network.close(client, abort: true)
        _ = try loopback.readUntilClosed(server)
        let again = try loopback.pair()
        loopback.network.write(again.server, [2])
        #expect(try loopback.read(1, on: again.client) == [2])
        #expect(loopback.network.refreshForArrival() == loopback.network.now)
    }

    @Test func `a port where nobody listens refuses`() throws {
        var loopback = try Loopback()
        loopback.network.stopListening(0)
        loopback.open(0)
        guard case .closed(Link(0), .failed(let error)) = try loopback.next() else {
            Issue.record("not refused")
            return
        }
        #expect(error.kind == .refused)
        #expect(error.message.contains(loopback.endpoint.text))
        #expect(loopback.network.linkCount == 0)
    }

    @Test func `an attempt that nobody answers ends in its time`() throws {
        // A listener that is never served takes two connections into its backlog of one.
        var deaf = try SocketNetwork()
        let endpoint = try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)
        let port = try deaf.listen(on: endpoint, backlog: 1)
        var network = try SocketNetwork()
        let target = try Endpoint(parsing: "mqtt://127.0.0.1:\(port)")
        let start = network.refresh()
        for number in 0..<6 {
            network.open(Link(number), to: target, timeout: .milliseconds(150))
        }
        var timedOut: [LinkError] = []
        var connected = 0
        while connected + timedOut.count < 6,
            let event = network.next(until: start + .milliseconds(950))
        {
            if case .connected = event { connected += 1 }
            guard case .closed(_, .failed(let error)) = event else { continue }
            timedOut.append(error)
            #expect(network.now.nanoseconds(since: start) >= 149_000_000)
        }
        #expect(timedOut.count >= 3)
        #expect(timedOut.allSatisfy { $0.kind == .timedOut })
        #expect(timedOut.allSatisfy { $0.message.contains("did not answer in time") })
    }

    @Test func `an attempt ends in its time although others keep the loop busy`() throws {
        var deaf = try SocketNetwork()
        let local = try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)
        let port = try deaf.listen(on: local, backlog: 1)
        let target = try Endpoint(parsing: "mqtt://127.0.0.1:\(port)")
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.write(client, [1])
        for number in 1...6 {
            loopback.network.open(Link(number), to: target, timeout: .milliseconds(50))
        }
        var timedOut = 0
        let start = loopback.network.refresh()
        while timedOut < 3, loopback.network.now.nanoseconds(since: start) < 950_000_000 {
            switch try loopback.next() {
            case .readable(let link): loopback.network.write(link, loopback.network.read(link))
            case .closed(let link, _):
                #expect(link != client && link != server)
                timedOut += 1
            default: break
            }
        }
        #expect(timedOut >= 3)
    }

    @Test func `settling hands over what closed links keep`() throws {
        var sender = try SocketNetwork()
        var loopback = try Loopback()
        sender.open(Link(0), to: loopback.endpoint, timeout: .seconds(1))
        #expect(sender.next(until: sender.now + .seconds(1)) == .connected(Link(0)))
        guard case .accepted(let server, by: 0) = try loopback.next() else {
            Issue.record("nothing was accepted")
            return
        }
        sender.write(Link(0), [UInt8](repeating: 1, count: 9_000_000))
        sender.close(Link(0), abort: false)
        var count = 0
        while true {
            sender.settle(until: sender.refresh() + .milliseconds(1))
            let event = loopback.network.next(until: loopback.network.refresh() + .seconds(1))
            if event != .readable(server) {
                #expect(event == .closed(server, .ended))
                break
            }
            count += loopback.network.read(server).count
        }
        #expect(count == 9_000_000)
    }

    @Test func `a slow reader gets all in order, and the writer knows what is kept`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.pause(server)
        let chunk = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        var expected: [UInt8] = []
        var kept = 0
        // The owner's bound: it stops once a megabyte is kept.
        while kept < 1_000_000 {
            kept = loopback.network.write(client, chunk)
            expected += chunk
        }
        #expect(kept < 1_050_000)
        #expect(loopback.network.counters.bytesKept == kept)
        loopback.network.resume(server)
        var drained = 0
        var got: [UInt8] = []
        while got.count < expected.count || drained == 0 {
            switch try loopback.next() {
            case .readable(server): got += loopback.network.read(server, limit: 30_000)
            case .drained(client): drained += 1
            case let other: Issue.record("\(other)")
            }
        }
        #expect(got == expected)
        #expect(drained == 1)
        #expect(loopback.network.counters.bytesKept == 0)
        #expect(loopback.network.counters.keptNanoseconds > 0)
        #expect(loopback.network.streams[client.number].kept.capacity == 0)
    }

    @Test func `one read takes no more than the scratch buffer, and the rest comes again`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.write(client, [UInt8](0..<100))
        var got: [[UInt8]] = []
        while got.joined().count < 100 {
            if case .readable(server) = try loopback.next() {
                got.append(loopback.network.read(server, limit: 64))
            }
        }
        #expect(got == [[UInt8](0..<64), [UInt8](64..<100)])
        #expect(loopback.network.read(server) == [])
    }

    @Test func `a paused link waits, also for the end`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.pause(server)
        loopback.network.write(client, [7])
        loopback.network.close(client, abort: false)
        loopback.expectQuiet()
        loopback.network.resume(server)
        let (bytes, closure) = try loopback.readUntilClosed(server)
        #expect(bytes == [7])
        #expect(closure == .ended)
    }

    @Test func `a reset ends a pause, after what had come`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.pause(server)
        loopback.network.write(client, [7])
        loopback.expectQuiet()
        loopback.network.close(client, abort: true)
        let (bytes, closure) = try loopback.readUntilClosed(server)
        #expect(bytes == [7])
        guard case .failed(let error) = closure else {
            Issue.record("a reset is no end in order")
            return
        }
        #expect(error.kind == .reset)
        loopback.expectQuiet()
    }

    @Test func `closing in order delivers what was kept`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        let bytes = [UInt8](repeating: 3, count: 9_000_000)
        #expect(loopback.network.write(client, bytes) > 0)
        loopback.network.close(client, abort: false)
        #expect(loopback.network.linkCount == 1)
        let (got, closure) = try loopback.readUntilClosed(server)
        #expect(got == bytes)
        #expect(closure == .ended)
    }

    @Test func `aborting delivers none of what was kept`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        let bytes = [UInt8](repeating: 3, count: 9_000_000)
        #expect(loopback.network.write(client, bytes) > 0)
        loopback.network.close(client, abort: true)
        let (got, closure) = try loopback.readUntilClosed(server)
        #expect(got.count < bytes.count)
        #expect(closure != .ended)
    }

    @Test func `a peer that ended its side still gets what was kept for it`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        let bytes = [UInt8](repeating: 3, count: 9_000_000)
        #expect(loopback.network.write(server, bytes) > 0)
        let descriptor = try #require(loopback.network.streams[client.number].descriptor)
        shutdown(descriptor.number, Int32(SHUT_WR))
        var got = 0
        var ended = false
        while got < bytes.count || !ended {
            switch try loopback.next() {
            case .readable(client): got += loopback.network.read(client).count
            case .readable(let link): #expect(loopback.network.read(link).isEmpty)
            case .closed(server, let closure):
                #expect(closure == .ended)
                ended = true
            case let other: Issue.record("\(other)")
            }
        }
    }

    @Test func `the last words arrive although the other talks on`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.pause(server)
        loopback.network.write(client, [UInt8](repeating: 1, count: 20_000))
        loopback.expectQuiet()
        loopback.network.write(server, [0xE0, 1, 0x8E])
        // Unread bytes would make a plain close a reset, which may overtake the three.
        loopback.network.close(server, abort: false)
        let (bytes, closure) = try loopback.readUntilClosed(client)
        #expect(bytes == [0xE0, 1, 0x8E])
        #expect(closure == .ended)
    }

    @Test func `writing to a link that is gone harms nobody`() throws {
        var loopback = try Loopback()
        let (client, server) = try loopback.pair()
        loopback.network.close(server, abort: true)
        var closures = 0
        for _ in 0..<20 { #expect(loopback.network.write(client, [1]) == 0) }
        while closures == 0 {
            switch try loopback.next() {
            case .readable(client): _ = loopback.network.read(client)
            case .closed(client, _): closures += 1
            case let other: Issue.record("\(other)")
            }
        }
        #expect(loopback.network.write(client, [1]) == 0)
        #expect(loopback.network.write(Link(77), [1]) == 0)
        #expect(loopback.network.read(client) == [])
        loopback.network.close(client, abort: true)
        loopback.network.close(Link(77), abort: true)
        loopback.expectQuiet()
    }

    @Test func `what is written while connecting goes out first`() throws {
        var loopback = try Loopback()
        loopback.open(0)
        loopback.network.write(Link(0), [1, 2])
        loopback.network.write(Link(0), [3])
        #expect(try loopback.read(3, on: Link(Loopback.firstAccepted)) == [1, 2, 3])
    }

    @Test func `deadlines and the waker come between the sockets' events`() throws {
        var loopback = try Loopback()
        loopback.network.wake(Link(5), at: loopback.network.now + .milliseconds(2))
        #expect(try loopback.next() == .due(Link(5)))
        loopback.network.waker.wake()
        #expect(try loopback.next() == .woken)
        loopback.expectQuiet()
    }
}
