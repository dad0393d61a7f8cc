/// The TCP segments that a conversation might have had.
///
/// For tools that want IP packets around what was said. Checksums and numbers are right; sizes and
/// acknowledgements are not those of the wire.
struct TCPTale {
    enum Side { case client, broker }

    private enum Flag {
        static let fin: UInt8 = 0x01
        static let syn: UInt8 = 0x02
        static let push: UInt8 = 0x08
        static let ack: UInt8 = 0x10
    }

    /// So that tools take it for MQTT.
    private static let brokerPort: UInt16 = 1883
    private static let largest = 32 << 10

    private let clientPort: UInt16
    /// The next sequence number of each side.
    private var next: (client: UInt32, broker: UInt32) = (1, 1)

    init(clientPort: UInt16) { self.clientPort = clientPort }

    mutating func open() -> [[UInt8]] {
        next = (0, 0)
        return [
            segment(from: .client, Flag.syn), segment(from: .broker, Flag.syn | Flag.ack),
            segment(from: .client, Flag.ack),
        ]
    }

    mutating func say(_ bytes: [UInt8], by side: Side) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: Self.largest).map { start in
            let part = bytes[start..<min(start + Self.largest, bytes.count)]
            return segment(from: side, Flag.push | Flag.ack, part)
        }
    }

    /// The side that has enough says so, and the other one, too.
    mutating func close(by side: Side) -> [[UInt8]] {
        let other: Side = side == .client ? .broker : .client
        return [
            segment(from: side, Flag.fin | Flag.ack), segment(from: other, Flag.fin | Flag.ack),
            segment(from: side, Flag.ack),
        ]
    }

    private mutating func segment(
        from side: Side, _ flags: UInt8, _ payload: ArraySlice<UInt8> = []
    ) -> [UInt8] {
        let isClient = side == .client
        var tcp: [UInt8] = []
        tcp.add(isClient ? clientPort : Self.brokerPort)
        tcp.add(isClient ? Self.brokerPort : clientPort)
        tcp.add(isClient ? next.client : next.broker)
        tcp.add(flags & Flag.ack == 0 ? UInt32(0) : isClient ? next.broker : next.client)
        tcp += [5 << 4, flags, 0xFF, 0xFF, 0, 0, 0, 0]
        let loopback: [UInt8] = [127, 0, 0, 1]
        var pseudo = loopback + loopback + [0, 6]
        pseudo.add(UInt16(tcp.count + payload.count))
        tcp.set(Self.checksum(of: pseudo + tcp + payload), at: 16)

        var ip: [UInt8] = [0x45, 0]
        ip.add(UInt16(20 + tcp.count + payload.count))
        ip += [0, 0, 0x40, 0, 64, 6, 0, 0] + loopback + loopback
        ip.set(Self.checksum(of: ip), at: 10)

        let length =
            UInt32(payload.count) + (flags & (Flag.syn | Flag.fin) == 0 ? 0 : 1)
        if isClient { next.client &+= length } else { next.broker &+= length }
        return ip + tcp + payload
    }

    /// The Internet checksum (RFC 1071).
    private static func checksum(of bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            let low = index + 1 < bytes.count ? bytes[index + 1] : 0
            sum += UInt32(bytes[index]) << 8 | UInt32(low)
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(sum)
    }
}

extension [UInt8] {
    /// In the order of the network.
    fileprivate mutating func add(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func set(_ number: UInt16, at index: Int) {
        self[index] = UInt8(number >> 8)
        self[index + 1] = UInt8(number & 0xFF)
    }
}
