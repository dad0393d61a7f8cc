/// What follows the fixed header of one type of packet, on its way out.
protocol Body {
    /// In bytes; exactly what ``write(to:_:)`` will write.
    func size(_ version: Version) -> Int

    func write(to writer: inout Writer, _ version: Version)
}

extension Packet {
    /// The size of the whole packet in bytes, as ``encode(_:into:)`` writes it.
    package func size(_ version: Version) -> Int {
        let size = bodySize(version)
        return 1 + VariableByteInteger.size(size) + size
    }

    /// Appends the packet in its shortest form.
    ///
    /// CONNECT says its own version, whatever `version` is. What the packet may not say (a string
    /// above 65,535 bytes, a QoS above 0 without a Packet Identifier) is the caller's mistake, and
    /// traps.
    package func encode(_ version: Version, into writer: inout Writer) {
        switch self {
        case .connect(let connect): connect.write(0x10, to: &writer, connect.version)
        case .connack(let connack): connack.write(0x20, to: &writer, version)
        case .publish(let publish): publish.write(publish.header, to: &writer, version)
        case .ack(let ack): ack.write(ack.header, to: &writer, version)
        case .subscribe(let subscribe): subscribe.write(0x82, to: &writer, version)
        case .suback(let suback): suback.write(0x90, to: &writer, version)
        case .unsubscribe(let unsubscribe): unsubscribe.write(0xA2, to: &writer, version)
        case .unsuback(let unsuback): unsuback.write(0xB0, to: &writer, version)
        case .pingreq: writer.write(0xC000 as UInt16)
        case .pingresp: writer.write(0xD000 as UInt16)
        case .disconnect(let disconnect): disconnect.write(0xE0, to: &writer, version)
        case .auth(let auth): auth.write(0xF0, to: &writer, version)
        }
    }

    package func encoded(_ version: Version) -> [UInt8] {
        var writer = Writer()
        encode(version, into: &writer)
        return writer.bytes
    }

    private func bodySize(_ version: Version) -> Int {
        switch self {
        case .connect(let connect): connect.size(connect.version)
        case .connack(let connack): connack.size(version)
        case .publish(let publish): publish.size(version)
        case .ack(let ack): ack.size(version)
        case .subscribe(let subscribe): subscribe.size(version)
        case .suback(let suback): suback.size(version)
        case .unsubscribe(let unsubscribe): unsubscribe.size(version)
        case .unsuback(let unsuback): unsuback.size(version)
        case .pingreq, .pingresp: 0
        case .disconnect(let disconnect): disconnect.size(version)
        case .auth(let auth): auth.size(version)
        }
    }
}

extension Body {
    fileprivate func write(_ header: UInt8, to writer: inout Writer, _ version: Version) {
        let size = size(version)
        writer.write(header)
        writer.write(variable: size)
        let start = writer.count
        write(to: &writer, version)
        assert(writer.count - start == size, "a body is not of the size that it announced")
    }
}

extension Packet {
    /// Reads `bytes`, which are one whole packet and nothing else.
    ///
    /// CONNECT says its own version, whatever `version` is.
    package init(decoding bytes: [UInt8], version: Version) throws(Malformed) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(Malformed) in
            let bytes = UnsafeRawBufferPointer(bytes)
            guard let frame = try Frame.first(in: bytes) else {
                throw Malformed(.truncated, at: bytes.count)
            }
            guard frame.end == bytes.count else { throw Malformed(.trailingBytes, at: frame.end) }
            return try Packet(frame, in: bytes, version: version)
        }
    }

    /// Reads the packet that `frame` found in `bytes`.
    package init(
        _ frame: Frame, in bytes: UnsafeRawBufferPointer, version: Version
    ) throws(Malformed) {
        let packet = UnsafeRawBufferPointer(rebasing: bytes[frame.start..<frame.end])
        var body = Reader(packet, from: frame.body.lowerBound - frame.start)
        guard let kind = Kind(rawValue: frame.header >> 4), version == .v5 || kind != .auth else {
            throw Malformed(.reservedType(frame.header >> 4), at: 0)
        }
        guard kind == .publish || frame.header & 0x0F == kind.flags else {
            throw Malformed(.reservedFlags, at: 0)
        }
        switch kind {
        case .connect: self = .connect(try Connect(&body))
        case .connack: self = .connack(try Connack(&body, version))
        case .publish: self = .publish(try Publish(frame.header, &body, version))
        case .puback, .pubrec, .pubrel, .pubcomp: self = .ack(try Ack(kind, &body, version))
        case .subscribe: self = .subscribe(try Subscribe(&body, version))
        case .suback: self = .suback(try Suback(&body, version))
        case .unsubscribe: self = .unsubscribe(try Unsubscribe(&body, version))
        case .unsuback: self = .unsuback(try Unsuback(&body, version))
        case .pingreq: self = .pingreq
        case .pingresp: self = .pingresp
        case .disconnect: self = .disconnect(try Disconnect(&body, version))
        case .auth: self = .auth(try Auth(&body, version))
        }
        guard body.isEmpty else { throw body.failure(.trailingBytes) }
    }
}

extension Packet.Kind {
    /// The low half of the first byte; PUBLISH makes its own (§2.2.2 of 3.1.1, §2.1.3 of 5.0).
    fileprivate var flags: UInt8 {
        switch self {
        case .pubrel, .subscribe, .unsubscribe: 0b0010
        default: 0
        }
    }
}
