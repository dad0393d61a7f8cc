/// What every byte of some packets is, for a person who reads a transcript.
///
/// It is made for bytes that may be wrong: it goes as far as they make sense, says where that ends,
/// and judges nothing, which is what decoding a ``Packet`` is for.
///
/// - Cost: for people; it allocates for every field.
package struct Anatomy: Sendable {
    /// Bytes that belong together.
    package struct Part: Equatable, Sendable {
        /// Where they lie among all.
        package let bytes: Range<Int>
        /// Such as `Topic Name: “a”`.
        package let meaning: String
    }

    /// One after the other, without a gap.
    package private(set) var parts: [Part] = []

    private let bytes: [UInt8]
    private let version: Version
    private var position = 0
    /// Where the packet, or the section of it, ends.
    private var end = 0

    /// - Parameters:
    ///   - bytes: one packet or several.
    ///   - version: of the connection; a CONNECT says its own.
    package init(of bytes: [UInt8], _ version: Version) {
        self.bytes = bytes
        self.version = version
        while position < bytes.count { readPacket() }
    }

    private mutating func readPacket() {
        end = bytes.count
        let header = bytes[position]
        take(1, Self.meaning(ofHeader: header))
        guard let length = variable({ Self.count($0, "follow") }) else {
            return take(left, "no packet")
        }
        end = position + min(length, left)
        if let kind = Packet.Kind(rawValue: header >> 4) { readBody(of: kind, header) }
        if position < end { take(end - position, "\(Self.count(end - position)) left over") }
    }

    private mutating func readBody(of kind: Packet.Kind, _ header: UInt8) {
        switch kind {
        case .connect: readConnect()
        case .connack:
            byte { "Session Present: \($0 & 1)" + ($0 > 1 ? ", reserved bits" : "") }
            reason(in: kind)
            properties(version)
        case .publish:
            string("Topic Name")
            if header & 0x06 != 0 { packetID() }
            properties(version)
            if position < end { take(end - position, "Application Message: \(Self.count(left))") }
        case .puback, .pubrec, .pubrel, .pubcomp:
            packetID()
            endOfReasons(in: kind)
        case .subscribe:
            packetID()
            properties(version)
            while position < end {
                string("Topic Filter")
                byte(Self.meaning(ofOptions:))
            }
        case .unsubscribe:
            packetID()
            properties(version)
            while position < end { string("Topic Filter") }
        case .suback, .unsuback:
            packetID()
            properties(version)
            while position < end { reason(in: kind) }
        case .disconnect, .auth: endOfReasons(in: kind)
        case .pingreq, .pingresp: break
        }
    }

    private mutating func readConnect() {
        string("Protocol Name")
        let level = byte { level in
            "Protocol Version: " + (Version(rawValue: level)?.description ?? "\(level)")
        }
        let version = level.flatMap(Version.init(rawValue:)) ?? version
        let flags = byte { Self.meaning(ofConnectFlags: $0, version) } ?? 0
        two { "Keep Alive: \($0) s" }
        properties(version)
        string("Client Identifier")
        if flags & 0x04 != 0 {
            properties(version)
            string("Will Topic")
            binary("Will Payload")
        }
        if flags & 0x80 != 0 { string("User Name") }
        if flags & 0x40 != 0 { binary("Password") }
    }

    /// What 5.0 may leave out, and 3.1.1 does not have.
    private mutating func endOfReasons(in kind: Packet.Kind) {
        guard version == .v5, position < end else { return }
        reason(in: kind)
        if position < end { properties(version) }
    }
}

// MARK: - Fields

extension Anatomy {
    private var left: Int { end - position }

    private mutating func take(_ count: Int, _ meaning: String) {
        guard count > 0 else { return }
        parts.append(Part(bytes: position..<position + count, meaning: meaning))
        position += count
    }

    /// Whether so many bytes are there; if not, what is there is called `field`, cut short.
    private mutating func has(_ count: Int, for field: String) -> Bool {
        if left >= count { return true }
        if left > 0 { take(left, "\(field), cut short") }
        return false
    }

    @discardableResult
    private mutating func byte(_ meaning: (UInt8) -> String) -> UInt8? {
        guard left >= 1 else { return nil }
        let byte = bytes[position]
        take(1, meaning(byte))
        return byte
    }

    private mutating func two(_ meaning: (Int) -> String) {
        guard has(2, for: meaning(0).prefix { $0 != ":" }.description) else { return }
        take(2, meaning(number(at: position)))
    }

    private func number(at position: Int) -> Int {
        Int(bytes[position]) << 8 | Int(bytes[position + 1])
    }

    private mutating func packetID() { two { "Packet Identifier: \($0)" } }

    private mutating func reason(in kind: Packet.Kind) {
        let version = version
        byte { ReasonCode(rawValue: $0).description(in: kind, version) }
    }

    /// A variable byte integer; nil where it is none, and then nothing more makes sense.
    private mutating func variable(_ meaning: (Int) -> String) -> Int? {
        var value = 0
        for place in 0..<min(4, left) {
            let byte = bytes[position + place]
            value |= Int(byte & 0x7F) << (7 * place)
            guard byte & 0x80 == 0 else { continue }
            take(place + 1, meaning(value))
            return value
        }
        if left > 0 { take(min(4, left), "no variable byte integer") }
        return nil
    }

    private mutating func string(_ field: String) {
        guard let content = counted(field) else { return }
        take(2 + content.count, "\(field): \(Self.quote(bytes[content]))")
    }

    private mutating func binary(_ field: String) {
        guard let content = counted(field) else { return }
        take(2 + content.count, "\(field): \(Self.count(content.count))")
    }

    /// Where the content of a field with a length lies.
    private mutating func counted(_ field: String) -> Range<Int>? {
        guard has(2, for: field), has(2 + number(at: position), for: field) else { return nil }
        return position + 2..<position + 2 + number(at: position)
    }

    private mutating func properties(_ version: Version) {
        guard version == .v5, position < end else { return }
        let length = variable { $0 == 0 ? "no properties" : "properties: \(Self.count($0))" }
        guard let length else { return }
        let outer = end
        end = min(end, position + length)
        while position < end { property() }
        end = outer
    }

    private mutating func property() {
        guard let kind = Property.Kind(rawValue: bytes[position]) else {
            return take(left, "property \(bytes[position]), which there is not")
        }
        let read = bytes.withUnsafeBytes { bytes -> (text: String, end: Int)? in
            var reader = Reader(UnsafeRawBufferPointer(rebasing: bytes[..<end]), from: position + 1)
            guard let property = try? Property(kind, &reader) else { return nil }
            return (property.value.text, reader.position)
        }
        guard let read else { return take(left, "\(kind), cut short or malformed") }
        take(read.end - position, "\(kind): \(read.text)")
    }
}
