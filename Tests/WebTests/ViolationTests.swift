import Testing
import Web

/// Every way in which a peer can break RFC 6455, or MQTT over it.
@Suite struct ViolationTests {
    struct Violation: Sendable, CustomTestStringConvertible {
        let name: String
        var role = WebSocketStream.Role.client
        let bytes: [UInt8]
        var code: UInt16 = 1002
        /// A part of the sentence.
        let says: String
        var testDescription: String { name }
    }

    static let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    static let all = [
        Violation(
            name: "a client that does not mask", role: .server, bytes: Wire.frame(2, [1]),
            says: "without a mask"),
        Violation(
            name: "a server that masks", bytes: Wire.frame(2, [1], key: key), says: "under a mask"),
        Violation(
            name: "reserved bit 1", bytes: Wire.frame(2, [1], reserved: 4), says: "reserved bit"),
        Violation(
            name: "reserved bit 2", bytes: Wire.frame(2, [1], reserved: 2), says: "reserved bit"),
        Violation(
            name: "reserved bit 3", bytes: Wire.frame(9, [1], reserved: 1), says: "reserved bit"),
        Violation(
            name: "a ping in pieces", bytes: Wire.frame(9, [1], final: false),
            says: "split a WebSocket control frame"),
        Violation(
            name: "a close in pieces", bytes: Wire.frame(8, final: false),
            says: "split a WebSocket control frame"),
        Violation(
            name: "a ping of 126 bytes", bytes: Wire.frame(9, [UInt8](repeating: 0, count: 126)),
            says: "more than 125 bytes"),
        Violation(
            name: "a continuation of nothing", bytes: Wire.frame(0, [1]), says: "had not begun"),
        Violation(
            name: "a continuation behind a whole message",
            bytes: Wire.frame(2, [1]) + Wire.frame(0, [2]), says: "had not begun"),
        Violation(
            name: "a message inside a message",
            bytes: Wire.frame(2, [1], final: false) + Wire.frame(2, [2]),
            says: "inside another one"),
        Violation(
            name: "text inside a message",
            bytes: Wire.frame(2, [1], final: false) + Wire.frame(1, [2]),
            says: "inside another one"),
        Violation(
            name: "text", bytes: Wire.frame(1, Array("Hello".utf8)), code: 1003,
            says: "[MQTT-6.0.0-1]"),
        Violation(
            name: "text from a client", role: .server, bytes: Wire.frame(1, [65], key: key),
            code: 1003, says: "text frame"),
        Violation(name: "half a close code", bytes: Wire.frame(8, [3]), says: "half a code"),
        Violation(
            name: "a close reason that is not UTF-8",
            bytes: Wire.frame(8, [0x03, 0xE8, 0xCE, 0xBA, 0xE1]), code: 1007, says: "not UTF-8"),
        Violation(
            name: "a close reason with a surrogate",
            bytes: Wire.frame(8, [0x03, 0xE8, 0xED, 0xA0, 0x80]), code: 1007, says: "not UTF-8"),
        Violation(
            name: "a length with the top bit set",
            bytes: [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 1], says: "top bit"),
        Violation(
            name: "16 bits for a short length", bytes: [0x82, 126, 0, 125],
            says: "length 125 in a longer form"),
        Violation(
            name: "64 bits for a length of 16",
            bytes: [0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], says: "length 65535 in a longer form"),
        Violation(
            name: "a frame of 1 GB", bytes: [0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0], code: 1009,
            says: "1073741824 bytes"),
        Violation(
            name: "a frame of all bits but the top",
            bytes: [0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7), code: 1009,
            says: "longer than the 268500996"),
    ]

    static let opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { opcode in
        Violation(
            name: "opcode \(opcode)", bytes: Wire.frame(UInt8(opcode)),
            says: "reserved opcode \(opcode)")
    }

    static let codes = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map {
        Violation(
            name: "close code \($0)", bytes: Wire.frame(8, [UInt8($0 >> 8), UInt8($0 & 255)]),
            says: "code \($0), which no frame may carry")
    }

    @Test(arguments: all + opcodes + codes, [Int.max, 1])
    func `is answered with a close frame and a sentence`(_ violation: Violation, longest: Int) {
        var peer = Peer(violation.role)
        peer.feed(violation.bytes, longest: longest)
        guard case .failed(let code, let sentence) = peer.stream.ending else {
            Issue.record("\(violation.name) was let through")
            return
        }
        #expect(code == violation.code)
        #expect(sentence.contains(violation.says), "\(sentence)")
        let close = Wire.read(peer.replies)
        #expect(close?.opcode == 8)
        #expect(close?.payload == [UInt8(code >> 8), UInt8(code & 255)])
        #expect(peer.replies[1] & 0x80 == (violation.role == .client ? 0x80 : 0))
    }

    @Test(arguments: all)
    func `nothing is taken afterwards, and nothing answered twice`(_ violation: Violation) {
        var peer = Peer(violation.role)
        peer.feed(violation.bytes)
        let ending = peer.stream.ending
        let key = violation.role == .server ? Self.key : nil
        let more = peer.feedOnce(Wire.frame(2, [1, 2, 3], key: key)[...], room: 100)
        #expect(more.consumed == 0 && more.produced == 0 && more.overhead == 0)
        #expect(peer.stream.ending == ending)
        #expect(peer.stream.reply.isEmpty)
        #expect(peer.stream.close(code: 1000, reason: "") == [])
    }

    @Test func `fragments may not add up to more than a message may have`() {
        var peer = Peer(.client, limit: 10)
        peer.feed(Wire.frame(2, [1, 2, 3, 4, 5, 6], final: false) + Wire.frame(0, [7, 8, 9, 10]))
        #expect(peer.payload.count == 10 && peer.stream.ending == nil)
        peer.feed(
            Wire.frame(2, [1, 2, 3, 4, 5, 6], final: false) + Wire.frame(0, [7, 8, 9, 10, 11]))
        #expect(peer.payload.count == 16)
        guard case .failed(1009, let sentence) = peer.stream.ending else {
            Issue.record("ended with \(String(describing: peer.stream.ending))")
            return
        }
        #expect(sentence.contains("frame of 5 bytes") && sentence.contains("the 10 that"))
    }

    @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1014, 3000, 3999, 4000, 4999])
    func `a good close is echoed and ends the stream`(code: Int) {
        let bytes = [UInt8(code >> 8), UInt8(code & 255)]
        var peer = Peer(.client)
        peer.feed(Wire.frame(8, bytes + Array("Tschüß".utf8)) + Wire.frame(2, [1]))
        #expect(peer.stream.ending == .closed(code: UInt16(code), reason: "Tschüß"))
        #expect(Wire.read(peer.replies)?.payload == bytes)
        #expect(peer.payload.isEmpty)
    }

    @Test func `a close without a code is echoed without one`() {
        var peer = Peer(.server)
        peer.feed(Wire.frame(8, key: Self.key))
        #expect(peer.stream.ending == .closed(code: nil, reason: ""))
        #expect(peer.replies == [0x88, 0])
    }

    @Test func `who closes first reads on and does not answer the answer`() {
        var peer = Peer(.client)
        let close = Wire.read(peer.stream.close(code: 1001, reason: "bye"))
        #expect(close?.payload == [3, 0xE9] + "bye".utf8)
        #expect(peer.stream.close() == [])
        peer.feed(Wire.frame(2, [1, 2]) + Wire.frame(8, [3, 0xE9]))
        #expect(peer.payload == [1, 2])
        #expect(peer.stream.ending == .closed(code: 1001, reason: ""))
        #expect(peer.replies.isEmpty)
    }

    @Test func `a reason too long for a frame is cut between characters`() {
        var stream = WebSocketStream(role: .server, seed: 0)
        let close = stream.close(code: 1000, reason: String(repeating: "ü", count: 100))
        #expect(close[1] == 124)
        #expect(String(validating: close[4...], as: UTF8.self) == String(repeating: "ü", count: 61))
    }
}
