import Base
import Testing
import Web

/// What holds for every conversation, however the network cuts it.
@Suite struct StreamLawTests {
    static let seeds = (1...12).map { UInt64($0) }

    @Test(arguments: seeds)
    func `what goes in as fragments comes out whole`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for role in [WebSocketStream.Role.client, .server] {
            var wire: [UInt8] = []
            var sent: [UInt8] = []
            var heads = 0
            var pings = 0
            for _ in 0..<(1 + random.below(30)) {
                let message = random.bytes(random.below(8) == 0 ? 70_000 : random.below(400))
                var start = 0
                var isFirst = true
                repeat {
                    let isLast = random.below(3) == 0
                    let end =
                        isLast ? message.count : start + random.below(message.count - start + 1)
                    if random.below(4) == 0 {
                        let ping = Wire.frame(
                            random.below(2) == 0 ? 9 : 10, random.bytes(random.below(126)),
                            key: role == .server ? random.bytes(4) : nil)
                        if ping[0] == 0x89 { pings += 1 }
                        heads += ping.count
                        wire += ping
                    }
                    let frame = Wire.frame(
                        isFirst ? 2 : 0, Array(message[start..<end]), final: isLast,
                        key: role == .server ? random.bytes(4) : nil)
                    heads += frame.count - (end - start)
                    wire += frame
                    start = end
                    isFirst = false
                    if isLast { break }
                } while true
                sent += message
            }
            for longest in [1, 3, 17, 4096, Int.max] where longest > 3 || wire.count < 40_000 {
                var peer = Peer(role, seed: seed)
                peer.feed(wire, longest: longest, room: 1 + random.below(3000))
                let place: Comment = "seed \(seed), \(role), reads of up to \(longest)"
                #expect(peer.payload == sent, place)
                #expect(peer.stream.ending == nil, place)
                #expect(peer.consumed == wire.count, place)
                #expect(peer.overhead == heads, place)
                #expect(peer.replies.isEmpty == (pings == 0), place)
            }
        }
    }

    @Test(arguments: seeds)
    func `two ends understand each other`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var client = Peer(.client, seed: seed)
        var server = Peer(.server, seed: seed + 1)
        var up: [UInt8] = []
        var down: [UInt8] = []
        for _ in 0..<50 {
            let payload = random.bytes(random.below(300))
            var wire: [UInt8] = []
            if random.below(2) == 0 {
                up += payload
                _ = payload.withUnsafeBytes { client.stream.frame($0, into: &wire) }
                if random.below(5) == 0 { wire += client.stream.ping([1]) }
                server.feed(wire, longest: 1 + random.below(50))
                client.feed(server.replies)
                server.replies = []
            } else {
                down += payload
                _ = payload.withUnsafeBytes { server.stream.frame($0, into: &wire) }
                if random.below(5) == 0 { wire += server.stream.ping([2]) }
                client.feed(wire, longest: 1 + random.below(50))
                server.feed(client.replies)
                client.replies = []
            }
        }
        server.feed(client.stream.close(code: 1000, reason: "done"))
        client.feed(server.replies)
        #expect(server.payload == up && client.payload == down, "seed \(seed)")
        #expect(server.stream.ending == .closed(code: 1000, reason: "done"), "seed \(seed)")
        #expect(client.stream.ending == .closed(code: 1000, reason: ""), "seed \(seed)")
    }

    @Test(arguments: seeds)
    func `bytes at random are taken or refused, and never more than there are`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for round in 0..<300 {
            let role = round % 2 == 0 ? WebSocketStream.Role.client : .server
            var bytes = random.bytes(random.below(300))
            if random.below(2) == 0 {
                let key = role == .server ? random.bytes(4) : nil
                bytes = (0..<4).flatMap { _ in
                    Wire.frame(
                        [0, 2, 8, 9, 10][random.below(5)], random.bytes(random.below(140)), key: key
                    )
                }
                for _ in 0..<random.below(4) {
                    bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
                }
            }
            var peer = Peer(role, limit: 1000)
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + 1 + random.below(20))
                let room = random.below(30)
                let moved = peer.feedOnce(bytes[start..<end], room: room)
                #expect(moved.consumed <= end - start && moved.produced <= room, "seed \(seed)")
                #expect(moved.overhead >= 0, "seed \(seed)")
                if peer.stream.ending != nil { break }
                start += moved.consumed
            }
        }
    }
}
