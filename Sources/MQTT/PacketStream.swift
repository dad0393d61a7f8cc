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

    /// The memory that holds them, in bytes.
    package var footprint: Int { buffer.capacity }

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

    /// Appends the packets that `chunk` completes to `packets`, and keeps what is left of it.
    ///
    /// With nothing kept from earlier chunks the packets are read where they lie, and no byte is
    /// copied twice.
    ///
    /// - Throws: ``Malformed``, after the packets before it; the stream is then of no further use.
    package mutating func take(
        _ chunk: UnsafeRawBufferPointer, into packets: inout [Packet]
    ) throws(Malformed) {
        guard pending == 0 else {
            append(chunk)
            while let packet = try next() { packets.append(packet) }
            return
        }
        var start = 0
        while let frame = try Frame.first(in: chunk, from: start, limit: limit) {
            let packet = try Packet(frame, in: chunk, version: version)
            if case .connect(let connect) = packet { version = connect.version }
            packets.append(packet)
            start = frame.end
        }
        if start < chunk.count { append(UnsafeRawBufferPointer(rebasing: chunk[start...])) }
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
