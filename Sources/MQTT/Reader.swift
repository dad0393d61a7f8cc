/// One packet's bytes on their way in; every read is checked against the end of the packet.
///
/// It borrows memory that its creator keeps alive, and so never outlives one decoding.
struct Reader {
    private let bytes: UnsafeBufferPointer<UInt8>

    /// In bytes from the start of the packet.
    private(set) var position: Int
    private(set) var end: Int

    /// Reads `packet` from `position` on; `packet` begins with the fixed header.
    init(_ packet: UnsafeRawBufferPointer, from position: Int) {
        bytes = packet.bindMemory(to: UInt8.self)
        self.position = position
        end = packet.count
    }

    var count: Int { end - position }
    var isEmpty: Bool { position == end }

    func failure(_ fault: Malformed.Fault) -> Malformed { Malformed(fault, at: position) }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard position < end else { throw failure(.truncated) }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func uint16() throws(Malformed) -> UInt16 {
        guard count >= 2 else { throw failure(.truncated) }
        defer { position += 2 }
        return UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    mutating func uint32() throws(Malformed) -> UInt32 {
        guard count >= 4 else { throw failure(.truncated) }
        let high = try uint16()
        let low = try uint16()
        return UInt32(high) << 16 | UInt32(low)
    }

    /// A variable byte integer (5.0 §1.5.5).
    mutating func variable() throws(Malformed) -> Int {
        switch try VariableByteInteger(in: bytes, from: position, to: end, offset: position) {
        case nil: throw failure(.truncated)
        case let integer?:
            position = integer.end
            return integer.value
        }
    }

    mutating func packetID() throws(Malformed) -> UInt16 {
        guard count >= 2 else { throw failure(.packetIDMissing) }
        let start = position
        let id = try uint16()
        guard id != 0 else { throw Malformed(.zeroPacketID, at: start) }
        return id
    }

    /// Binary Data: a length of two bytes and as many bytes as it says.
    mutating func binary() throws(Malformed) -> [UInt8] {
        [UInt8](try counted())
    }

    /// All that is left.
    mutating func rest() -> [UInt8] {
        defer { position = end }
        return [UInt8](UnsafeBufferPointer(rebasing: bytes[position..<end]))
    }

    /// A UTF-8 Encoded String (§1.5.3 of 3.1.1, §1.5.4 of 5.0).
    mutating func string() throws(Malformed) -> String {
        let text = try counted()
        return try string(text)
    }

    /// A Topic Name, which has no wildcards; the caller judges whether it may be empty.
    mutating func topicName() throws(Malformed) -> String {
        let text = try counted()
        if let wildcard = text.firstIndex(where: { $0 == UInt8.hash || $0 == UInt8.plus }) {
            // Text that is not UTF-8 at all is the worse fault.
            _ = try string(text)
            throw Malformed(.wildcardInTopic, at: position - text.count + wildcard)
        }
        return try string(text)
    }

    /// A Topic Filter.
    mutating func topicFilter(_ version: Version) throws(Malformed) -> String {
        let text = try counted()
        let filter = try string(text)
        guard TopicFilter.isValid(text, version) else {
            throw Malformed(.badFilter, at: position - text.count)
        }
        return filter
    }

    /// Draws the end nearer, to `count` bytes from here, and says where it was.
    mutating func narrow(to count: Int) throws(Malformed) -> Int {
        guard count <= self.count else { throw failure(.truncated) }
        defer { end = position + count }
        return end
    }

    /// Undoes ``narrow(to:)``.
    mutating func widen(to end: Int) {
        self.end = end
    }

    private mutating func counted() throws(Malformed) -> UnsafeBufferPointer<UInt8> {
        let length = Int(try uint16())
        guard length <= count else { throw failure(.truncated) }
        defer { position += length }
        return UnsafeBufferPointer(rebasing: bytes[position..<position + length])
    }

    /// The string in `text`, which has just been read.
    private func string(_ text: UnsafeBufferPointer<UInt8>) throws(Malformed) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw Malformed(.notUTF8, at: position - text.count + text.wellFormedPrefix)
        }
        if let null = text.firstIndex(of: 0) {
            throw Malformed(.nullCharacter, at: position - text.count + null)
        }
        return string
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes stand before the first that is not UTF-8.
    fileprivate var wellFormedPrefix: Int {
        var parser = Unicode.UTF8.ForwardParser()
        var bytes = makeIterator()
        var good = 0
        while case .valid(let scalar) = parser.parseScalar(from: &bytes) { good += scalar.count }
        return good
    }
}

extension UInt8 {
    static let hash = UInt8(ascii: "#")
    static let plus = UInt8(ascii: "+")
    static let slash = UInt8(ascii: "/")
    static let dollar = UInt8(ascii: "$")
}
