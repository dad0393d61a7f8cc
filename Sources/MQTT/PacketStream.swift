/// Packets out of a stream of bytes that is cut wherever the network pleased.
///
/// Only the bytes of packets not yet taken are kept, none at all between packets; memory grows
/// with what has arrived, never with what a length promises.
///
/// - Cost: each byte is copied once, and once more if a packet ended before it in the same chunk
///   and its own has not.
package struct PacketStream: Sendable {
    /// What packets are read as; a CONNECT sets it for those that follow.
    package var version: Version
    /// The largest packet that is let through, in bytes.
    package var limit: Int

    private var buffer: [UInt8] = []
    private var start = 0

    package init(version: Version = .v5, limit: Int = Frame.largest) {
        self.version = version
        self.limit = limit
    }

    /// The bytes received and not yet taken as packets.
    package var pending: Int { buffer.count - start }

    package mutating func append(_ chunk: UnsafeRawBufferPointer) {
        buffer.append(contentsOf: chunk.bindMemory(to: UInt8.self))
    }

    /// The next whole packet, or nil when more bytes must come first.
    ///
    /// - Throws: ``Malformed``, and again each time, since nobody knows where the next packet is.
    package mutating func next() throws(Malformed) -> Packet? {
        let found: (packet: Packet, end: Int)? = try buffer.withUnsafeBufferPointer {
            [start, limit, version] (bytes) throws(Malformed) in
            let bytes = UnsafeRawBufferPointer(bytes)
            guard let frame = try Frame.first(in: bytes, from: start, limit: limit) else {
                return nil
            }
            return (try Packet(frame, in: bytes, version: version), frame.end)
        }
        guard let found else {
            compact()
            return nil
        }
        start = found.end
        if start == buffer.count { compact() }
        if case .connect(let connect) = found.packet { version = connect.version }
        return found.packet
    }

    /// Forgets the packets that were taken.
    private mutating func compact() {
        guard start > 0 else { return }
        if start == buffer.count {
            buffer = []
        } else {
            buffer = [UInt8](buffer[start...])
        }
        start = 0
    }
}
