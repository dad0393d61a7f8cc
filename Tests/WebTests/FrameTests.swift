import Testing
import Web

/// The examples of RFC 6455 §5.7, and what is written.
@Suite struct FrameTests {
    @Test func `a masked binary frame is read by a server`() {
        var peer = Peer(.server)
        peer.feed([0x82, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(peer.payload == Array("Hello".utf8))
        #expect(peer.overhead == 6)
        #expect(peer.stream.ending == nil)
    }

    @Test func `an unmasked fragmented message is read by a client`() {
        var peer = Peer(.client)
        peer.feed([0x02, 0x03, 0x48, 0x65, 0x6C])
        #expect(peer.payload == Array("Hel".utf8))
        peer.feed([0x80, 0x02, 0x6C, 0x6F])
        #expect(peer.payload == Array("Hello".utf8))
    }

    @Test func `a ping is answered with its payload, masked by a client only`() {
        var client = Peer(.client)
        client.feed([0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
        #expect(client.replies.count == 11)
        #expect(client.replies.prefix(2) == [0x8A, 0x85])
        #expect(Wire.read(client.replies)?.payload == Array("Hello".utf8))
        #expect(client.overhead == 7)

        var server = Peer(.server)
        server.feed([0x89, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
        #expect(server.replies == [0x8A, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
    }

    @Test(arguments: [(256, 4), (65_536, 10)])
    func `a length of 16 or 64 bits is read`(count: Int, head: Int) {
        let payload = [UInt8](repeating: 7, count: count)
        var peer = Peer(.client)
        peer.feed(Wire.frame(2, payload))
        #expect(peer.payload == payload)
        #expect(peer.overhead == head)
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 70_001])
    func `what one end writes the other reads`(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for (from, to) in [(WebSocketStream.Role.client, WebSocketStream.Role.server)]
            + [(.server, .client)]
        {
            var sender = WebSocketStream(role: from, seed: 7)
            var bytes: [UInt8] = [0xAA]
            let overhead = payload.withUnsafeBytes { sender.frame($0, into: &bytes) }
            let extra = count < 126 ? 0 : count < 65_536 ? 2 : 8
            #expect(overhead == 2 + extra + (from == .client ? 4 : 0))
            #expect(bytes.count == 1 + overhead + count)
            var peer = Peer(to)
            peer.feed(Array(bytes.dropFirst()))
            #expect(peer.payload == payload)
            #expect(peer.overhead == overhead)
        }
    }

    @Test func `each frame of a client has a key of its own, and the same seed the same keys`() {
        func written(_ seed: UInt64) -> [[UInt8]] {
            var stream = WebSocketStream(role: .client, seed: seed)
            return (0..<20).map { _ in
                var bytes: [UInt8] = []
                _ = [UInt8]("abcd".utf8).withUnsafeBytes { stream.frame($0, into: &bytes) }
                return bytes
            }
        }
        #expect(Set(written(1)).count == 20)
        #expect(written(1) == written(1))
        #expect(written(1) != written(2))
    }

    @Test func `when the output is full the input waits, but not control frames before payload`() {
        var peer = Peer(.client)
        let bytes = Wire.frame(9, [1]) + Wire.frame(2, [1, 2, 3, 4, 5]) + Wire.frame(9, [2])
        let first = peer.feedOnce(bytes[...], room: 0)
        #expect(first.consumed == 5 && first.produced == 0 && first.overhead == 5)
        #expect(Wire.read(peer.replies)?.payload == [1])
        let second = peer.feedOnce(bytes[5...], room: 2)
        #expect(second.consumed == 2 && second.produced == 2 && second.overhead == 0)
        let third = peer.feedOnce(bytes[7...], room: 3)
        #expect(third.consumed == bytes.count - 7 && third.produced == 3 && third.overhead == 3)
        #expect(peer.payload == [1, 2, 3, 4, 5])
    }

    @Test func `pings that come together are answered in turn, but not without bound`() {
        let key: [UInt8] = [1, 2, 3, 4]
        var peer = Peer(.server)
        peer.feed((0..<50).flatMap { Wire.frame(9, [UInt8($0)], key: key) })
        #expect(peer.replies == (0..<50).flatMap { [0x8A, 1, UInt8($0)] })
        var flooded = Peer(.server)
        let long = [UInt8](repeating: 7, count: 125)
        flooded.feed((0..<1000).flatMap { _ in Wire.frame(9, long, key: key) })
        #expect(flooded.replies.count <= WebSocketStream.longestReply)
        #expect(flooded.replies.suffix(127) == [0x8A, 125] + long)
    }

    @Test func `an answer owed twice is given once`() {
        var stream = WebSocketStream(role: .server, seed: 0)
        let ping = Wire.frame(9, [5], key: [9, 9, 9, 9])
        _ = ping.withUnsafeBytes { bytes in
            stream.receive(bytes, into: UnsafeMutableRawBufferPointer(start: nil, count: 0))
        }
        #expect(stream.reply == [0x8A, 1, 5])
        #expect(stream.takeReply() == [0x8A, 1, 5])
        #expect(stream.takeReply() == [])
    }

    @Test func `a ping of one's own carries what it was given`() {
        var stream = WebSocketStream(role: .client, seed: 3)
        let ping = stream.ping([1, 2, 3])
        #expect(Wire.read(ping)?.opcode == 9)
        #expect(Wire.read(ping)?.payload == [1, 2, 3])
    }
}
