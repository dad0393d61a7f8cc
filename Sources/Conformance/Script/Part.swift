package import MQTT

/// A piece of bytes that need not be a packet.
package indirect enum Part: Sendable {
    case bytes([UInt8])
    case u16(UInt16)
    /// A string with its length before it; `{}` and the like are filled in.
    case text(String)
    /// The same, but for its bytes, which come as they are.
    case badText(prefix: String, [UInt8])
    /// A packet as it should be.
    case packet(Packet)
    /// A fixed header with this first byte, and the length of what follows.
    case frame(UInt8, [Part])
    /// A packet as it should be, with another first byte.
    case header(UInt8, Packet)
    /// A packet as it should be, whose Remaining Length takes a byte more than it need.
    case paddedLength(Packet)
    /// Properties with their length before them, as they are.
    case properties([Part])
    /// The byte that names the version in CONNECT.
    case level
    /// These in 5.0, nothing in 3.1.1.
    case v5([Part])
    /// A client's WebSocket frame with this first byte: 0x82 is all of a binary message.
    case webFrame(UInt8, [Part])
    /// So many bytes of it.
    case first(Int, Part)
    /// All bytes of it but so many.
    case after(Int, Part)

    func bytes(_ names: Names, _ version: Version) -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .u16(let number): [UInt8(number >> 8), UInt8(number & 255)]
        case .text(let text): Self.string(Array(names.fill(text).utf8))
        case .badText(let prefix, let bytes): Self.string(names.fill(prefix).utf8 + bytes)
        case .packet(let packet): names.fill(packet, version).encoded(version)
        case .frame(let header, let parts):
            [header] + Self.length(of: parts, names, version)
        case .header(let header, let packet):
            [header] + names.fill(packet, version).encoded(version).dropFirst()
        case .paddedLength(let packet): padded(names.fill(packet, version).encoded(version))
        case .properties(let parts): Self.length(of: parts, names, version)
        case .level: [version.rawValue]
        case .v5(let parts): version == .v5 ? parts.flatMap { $0.bytes(names, version) } : []
        case .webFrame(let head, let parts):
            Self.masked(head, parts.flatMap { $0.bytes(names, version) })
        case .first(let count, let part): Array(part.bytes(names, version).prefix(count))
        case .after(let count, let part): Array(part.bytes(names, version).dropFirst(count))
        }
    }

    private static func length(of parts: [Part], _ names: Names, _ version: Version) -> [UInt8] {
        let body = parts.flatMap { $0.bytes(names, version) }
        return variable(body.count) + body
    }

    /// A frame of up to 64 KiB under a mask (RFC 6455 §5.2, §5.3).
    private static func masked(_ head: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        let count = payload.count
        let length: [UInt8] =
            count < 126
            ? [0x80 | UInt8(count)] : [0x80 | 126, UInt8(count >> 8), UInt8(count & 255)]
        return [head] + length + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
    }

    /// A Variable Byte Integer (5.0 §1.5.5), in its shortest form.
    static func variable(_ number: Int) -> [UInt8] {
        var (rest, bytes) = (number, [UInt8]())
        repeat {
            bytes.append(UInt8(rest & 127) | (rest > 127 ? 128 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    private func padded(_ packet: [UInt8]) -> [UInt8] {
        let end = packet[1...].firstIndex { $0 < 128 }!
        return packet[..<end] + [packet[end] | 128, 0] + packet[(end + 1)...]
    }
}
