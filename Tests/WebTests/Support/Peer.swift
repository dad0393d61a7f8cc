import Base
import Web

/// A stream under test, and what came out of it.
struct Peer {
    var stream: WebSocketStream
    var payload: [UInt8] = []
    var replies: [UInt8] = []
    var consumed = 0
    var overhead = 0

    init(_ role: WebSocketStream.Role, seed: UInt64 = 1, limit: Int? = nil) {
        stream =
            limit.map { WebSocketStream(role: role, seed: seed, maximumMessageBytes: $0) }
            ?? WebSocketStream(role: role, seed: seed)
    }

    /// Feeds bytes in reads of at most `longest`, into room of at most `room`, until nothing moves.
    mutating func feed(_ bytes: [UInt8], longest: Int = .max, room: Int = 4096) {
        var start = 0
        while start < bytes.count {
            let end = longest == .max ? bytes.count : min(bytes.count, start + longest)
            let moved = feedOnce(bytes[start..<end], room: room)
            if moved.consumed == 0, moved.produced == 0 { return }
            start += moved.consumed
        }
    }

    @discardableResult
    mutating func feedOnce(_ bytes: ArraySlice<UInt8>, room: Int) -> WebSocketStream.Received {
        var output = [UInt8](repeating: 0, count: room)
        let moved = bytes.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { stream.receive(input, into: $0) }
        }
        payload += output[..<moved.produced]
        consumed += moved.consumed
        overhead += moved.overhead
        replies += stream.takeReply()
        return moved
    }
}

/// Frames as a peer writes them, right or wrong.
enum Wire {
    static func frame(
        _ opcode: UInt8, _ payload: [UInt8] = [], final: Bool = true, key: [UInt8]? = nil,
        reserved: UInt8 = 0
    ) -> [UInt8] {
        let mask: UInt8 = key == nil ? 0 : 0x80
        var bytes = [(final ? 0x80 : 0) | reserved << 4 | opcode]
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65_536:
            bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default:
            bytes.append(mask | 127)
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard let key else { return bytes + payload }
        return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    /// The payload of the only frame in `bytes`, and its opcode.
    static func read(_ bytes: [UInt8]) -> (opcode: UInt8, payload: [UInt8])? {
        guard bytes.count >= 2, bytes[0] & 0xF0 == 0x80 else { return nil }
        let count = Int(bytes[1] & 0x7F)
        let masked = bytes[1] & 0x80 != 0
        guard count < 126, bytes.count == 2 + (masked ? 4 : 0) + count else { return nil }
        guard masked else { return (bytes[0] & 15, Array(bytes[2...])) }
        let key = Array(bytes[2..<6])
        return (bytes[0] & 15, bytes[6...].enumerated().map { $1 ^ key[$0 % 4] })
    }
}

extension SplitMix64 {
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
