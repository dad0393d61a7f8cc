package import Base
package import MQTT

extension ClientSession {
    /// Takes one whole packet from the server as bytes.
    ///
    /// It does what ``receive(_:at:into:)`` does but for messages: those it returns, as places in
    /// `frame`, instead of giving notice. Bytes that are no packet close the link.
    ///
    /// - Cost: acknowledgements, PINGRESP, and PUBLISH without properties other than a Topic Alias
    ///   allocate nothing; everything else is decoded first.
    package mutating func receive(
        frame: UnsafeRawBufferPointer, at now: Instant, into out: inout Output
    ) -> Arrival? {
        guard phase == .connecting || phase == .connected else { return nil }
        if frame.count > Int(maximumPacketSize) {
            let kind = frame.first.flatMap { Packet.Kind(rawValue: $0 >> 4) }
            fail(Violation(.tooLarge, in: kind), into: &out)
            return nil
        }
        if phase == .connected, let first = frame.first {
            if first >> 4 == Packet.Kind.publish.rawValue {
                return receivePublish(frame, at: now, into: &out)
            }
            if receiveShort(frame, at: now, into: &out) { return nil }
        }
        guard let packet = decode(frame, into: &out) else { return nil }
        receive(packet, at: now, into: &out)
        return nil
    }

    /// The peer sent bytes in which no whole packet could be found.
    package mutating func receive(
        _ malformed: Malformed, at now: Instant, into out: inout Output
    ) {
        guard phase == .connecting || phase == .connected else { return }
        fail(Violation(.malformed(malformed), in: nil), into: &out)
    }

    /// Takes PUBACK, PUBREC, PUBREL and PUBCOMP without a reason code, and PINGRESP.
    private mutating func receiveShort(
        _ frame: UnsafeRawBufferPointer, at now: Instant, into out: inout Output
    ) -> Bool {
        if frame.count == 4, frame[1] == 2 {
            let id = UInt16(frame[2]) << 8 | UInt16(frame[3])
            guard id != 0 else { return false }
            switch frame[0] {
            case 0x40: receive(.puback, id, .success, at: now, into: &out)
            case 0x50: receive(.pubrec, id, .success, at: now, into: &out)
            case 0x62: receive(.pubrel, id, .success, at: now, into: &out)
            case 0x70: receive(.pubcomp, id, .success, at: now, into: &out)
            default: return false
            }
            return true
        }
        guard frame.count == 2, frame[0] == 0xD0, frame[1] == 0 else { return false }
        keepAlive.answered()
        return true
    }

    private mutating func receivePublish(
        _ frame: UnsafeRawBufferPointer, at now: Instant, into out: inout Output
    ) -> Arrival? {
        guard let layout = PublishLayout(frame, version: version) else {
            // The codec knows better what is wrong.
            _ = decode(frame, into: &out)
            return nil
        }
        var alias: UInt16?
        if !isPlain(frame, layout, &alias) {
            guard case .publish(let publish)? = decode(frame, into: &out) else { return nil }
            for property in publish.properties.list {
                if case .topicAlias(let number) = property { alias = number }
            }
        }
        let named =
            layout.topic.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: frame[layout.topic])
        guard resolve(alias, named, into: &out) else { return nil }
        let qos = QoS(rawValue: frame[0] >> 1 & 3)!
        guard admit(qos, layout.id ?? 0, at: now, into: &out) else { return nil }
        return Arrival(
            topic: named == nil ? nil : layout.topic, payload: layout.payload,
            properties: layout.properties, qos: qos, retain: frame[0] & 1 != 0,
            dup: frame[0] & 8 != 0)
    }

    /// Whether a PUBLISH needs no look by the codec: printable ASCII without wildcards for a topic,
    /// legal flags, the shortest lengths, and no property but a Topic Alias.
    private func isPlain(
        _ frame: UnsafeRawBufferPointer, _ layout: PublishLayout, _ alias: inout UInt16?
    ) -> Bool {
        let qos = frame[0] >> 1 & 3
        guard qos < 3, qos > 0 || frame[0] & 8 == 0, layout.id != 0 else { return false }
        for byte in frame[layout.topic]
        where byte < 0x20 || byte > 0x7E || byte == 0x23 || byte == 0x2B { return false }
        // A length of more than one byte must not end in zero.
        let body = layout.topic.lowerBound - 2
        guard body == 2 || frame[body - 1] != 0 else { return false }
        if layout.properties.isEmpty {
            let length = layout.payload.lowerBound - layout.topic.upperBound
            let shortest = (qos > 0 ? 2 : 0) + (version == .v5 ? 1 : 0)
            return length == shortest && !layout.topic.isEmpty
        }
        let start = layout.properties.lowerBound
        guard layout.properties.count == 3, frame[start - 1] == 3,
            frame[start] == Property.Kind.topicAlias.rawValue
        else { return false }
        alias = UInt16(frame[start + 1]) << 8 | UInt16(frame[start + 2])
        return alias != 0
    }

    private mutating func decode(
        _ frame: UnsafeRawBufferPointer, into out: inout Output
    ) -> Packet? {
        do throws(Malformed) {
            guard let found = try Frame.first(in: frame) else {
                throw Malformed(.truncated, at: frame.count)
            }
            guard found.end == frame.count else { throw Malformed(.trailingBytes, at: found.end) }
            return try Packet(found, in: frame, version: version)
        } catch {
            let kind = frame.first.flatMap { Packet.Kind(rawValue: $0 >> 4) }
            fail(Violation(.malformed(error), in: kind), into: &out)
            return nil
        }
    }
}
