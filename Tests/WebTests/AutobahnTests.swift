import Testing
import Web

/// The cases of the Autobahn|Testsuite that a peer of binary frames can meet, told anew.
///
/// The suite itself needs Python 2. Its chapters 6 (text), 12 and 13 (compression) have no meaning
/// for MQTT; where its other chapters send text, binary stands here. Numbers are the suite's.
@Suite struct AutobahnTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let frames: [[UInt8]]
        /// What a reader must have got of the payload.
        var payload = ""
        var pongs: [[UInt8]] = []
        /// The code of the close frame that answers; nil for none.
        var code: UInt16?
        var testDescription: String { id }
    }

    private static func data(_ text: String, opcode: UInt8 = 2, final: Bool = true) -> [UInt8] {
        Wire.frame(opcode, Array(text.utf8), final: final)
    }

    private static func more(_ text: String, final: Bool = true) -> [UInt8] {
        data(text, opcode: 0, final: final)
    }

    private static func ping(_ payload: [UInt8] = [], final: Bool = true) -> [UInt8] {
        Wire.frame(9, payload, final: final)
    }

    private static func close(_ code: Int, _ reason: [UInt8] = []) -> [UInt8] {
        Wire.frame(8, [UInt8(code >> 8), UInt8(code & 255)] + reason)
    }

    static let frames = [0, 125, 126, 127, 128, 65_535, 65_536].enumerated().map { index, count in
        let text = String(repeating: "*", count: count)
        return Case(id: "1.2.\(index + 1)", frames: [data(text)], payload: text)
    }

    static let pings = [
        Case(id: "2.1", frames: [ping()], pongs: [[]]),
        Case(
            id: "2.2", frames: [ping(Array("Hello, world!".utf8))],
            pongs: [Array("Hello, world!".utf8)]),
        Case(id: "2.3", frames: [ping([0, 255, 254, 253])], pongs: [[0, 255, 254, 253]]),
        Case(
            id: "2.4", frames: [ping(.init(repeating: 254, count: 125))],
            pongs: [.init(repeating: 254, count: 125)]),
        Case(id: "2.5", frames: [ping(.init(repeating: 254, count: 126))], code: 1002),
        Case(id: "2.7", frames: [Wire.frame(10)]),
        Case(id: "2.8", frames: [Wire.frame(10, [1])]),
        Case(id: "2.9", frames: [Wire.frame(10, [1]), ping([2])], pongs: [[2]]),
        Case(id: "2.10", frames: (0..<10).map { ping([$0]) }, pongs: (0..<10).map { [$0] }),
    ]

    static let reserved = (1...7).map { bits in
        let bad = Wire.frame(
            bits == 7 ? 8 : bits == 6 ? 2 : bits == 5 ? 9 : 2, [1], reserved: UInt8(bits))
        return Case(id: "3.\(bits)", frames: [data("a"), bad, ping()], payload: "a", code: 1002)
    }

    static let opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { opcode in
        Case(
            id: "4.\(opcode < 8 ? 1 : 2), opcode \(opcode)",
            frames: [data("a"), Wire.frame(UInt8(opcode), [1]), ping()], payload: "a", code: 1002)
    }

    static let fragments = [
        Case(id: "5.1", frames: [ping([1], final: false), more("b")], code: 1002),
        Case(id: "5.2", frames: [Wire.frame(10, [1], final: false), more("b")], code: 1002),
        Case(id: "5.3", frames: [data("a", final: false), more("b")], payload: "ab"),
        Case(
            id: "5.6", frames: [data("a", final: false), ping([7]), more("b")], payload: "ab",
            pongs: [[7]]),
        Case(id: "5.9", frames: [more("x"), data("a")], code: 1002),
        Case(id: "5.12", frames: [more("x", final: false), data("a")], code: 1002),
        Case(
            id: "5.15",
            frames: [data("a", final: false), more("b"), more("c", final: false), data("d")],
            payload: "ab", code: 1002),
        Case(
            id: "5.16", frames: [more("x", final: false), data("a", final: false), more("b")],
            code: 1002),
        Case(id: "5.17", frames: [more("x"), data("a", final: false), more("b")], code: 1002),
        Case(id: "5.18", frames: [data("a", final: false), data("b")], payload: "a", code: 1002),
        Case(
            id: "5.19",
            frames: [data("a", final: false), more("b", final: false), ping([1])]
                + [more("c", final: false), more("d", final: false), ping([2]), more("e")],
            payload: "abcde", pongs: [[1], [2]]),
    ]

    static let closes = [
        Case(id: "7.1.1", frames: [data("a"), close(1000)], payload: "a", code: 1000),
        Case(id: "7.1.2", frames: [close(1000), Wire.frame(8)], code: 1000),
        Case(id: "7.1.3", frames: [close(1000), ping()], code: 1000),
        Case(id: "7.1.4", frames: [close(1000), data("a")], code: 1000),
        Case(
            id: "7.1.5", frames: [data("a", final: false), close(1000), more("b")], payload: "a",
            code: 1000),
        Case(id: "7.3.1", frames: [Wire.frame(8)], code: 0),
        Case(id: "7.3.2", frames: [Wire.frame(8, [97])], code: 1002),
        Case(id: "7.3.3", frames: [close(1000)], code: 1000),
        Case(id: "7.3.4", frames: [close(1000, Array("Hello World!".utf8))], code: 1000),
        Case(id: "7.3.5", frames: [close(1000, .init(repeating: 42, count: 123))], code: 1000),
        Case(id: "7.3.6", frames: [close(1000, .init(repeating: 42, count: 124))], code: 1002),
        Case(id: "7.5.1", frames: [close(1000, [0xCE, 0xBA, 0xED, 0xA0, 0x80])], code: 1007),
    ]

    static let codes =
        [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map {
            Case(id: "7.7, code \($0)", frames: [close($0)], code: UInt16($0))
        }
        + [0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535].map {
            Case(id: "7.9 and 7.13, code \($0)", frames: [close($0)], code: 1002)
        }

    @Test(
        arguments: frames + pings + reserved + opcodes + fragments + closes + codes,
        [Int.max, 1])
    func `a client acts as the suite demands`(_ test: Case, longest: Int) {
        var peer = Peer(.client)
        peer.feed(test.frames.flatMap { $0 }, longest: longest, room: 1 << 17)
        #expect(peer.payload == Array(test.payload.utf8))

        var replies = peer.replies[...]
        var pongs: [[UInt8]] = []
        var closes: [[UInt8]] = []
        while replies.count >= 2 {
            let end = replies.startIndex + 6 + Int(replies[replies.startIndex + 1] & 0x7F)
            let frame = Wire.read(Array(replies[..<end]))
            if frame?.opcode == 10 {
                pongs.append(frame!.payload)
            } else {
                closes.append(frame!.payload)
            }
            replies = replies[end...]
        }
        #expect(pongs == test.pongs)
        let wanted = test.code.map { $0 == 0 ? [] : [UInt8($0 >> 8), UInt8($0 & 255)] }
        #expect(closes == (wanted.map { [$0] } ?? []))
        #expect((peer.stream.ending == nil) == (test.code == nil))
    }
}
