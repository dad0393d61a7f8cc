extension Properties {
    /// The size of the section with its length, in bytes; 3.1.1 has none.
    func size(_ version: Version) -> Int {
        guard version == .v5 else { return 0 }
        let size = contentSize
        return VariableByteInteger.size(size) + size
    }

    func write(to writer: inout Writer, _ version: Version) {
        guard version == .v5 else { return }
        writer.write(variable: contentSize)
        for property in list { property.write(to: &writer) }
    }

    /// The bytes of the section without its length: what a hot path copies into each packet.
    package var encodedContent: [UInt8] {
        var writer = Writer()
        for property in list { property.write(to: &writer) }
        return writer.bytes
    }

    private var contentSize: Int {
        var size = 0
        for property in list { size += property.size }
        return size
    }

    /// Reads a section of properties that belongs to `place`; 3.1.1 has none.
    ///
    /// - Throws: ``Malformed`` for a property that is unknown, may not stand here, stands twice or
    ///   has a value that it may not have.
    init(_ reader: inout Reader, _ version: Version, in place: Places) throws(Malformed) {
        self.init()
        guard version == .v5 else { return }
        let length = try reader.variable()
        guard length > 0 else { return }
        let end = try reader.narrow(to: length)
        var seen: UInt64 = 0
        while !reader.isEmpty {
            let start = reader.position
            let byte = try reader.byte()
            guard let kind = Property.Kind(rawValue: byte) else {
                throw Malformed(.unknownProperty(byte), at: start)
            }
            guard !kind.places.isDisjoint(with: place) else {
                throw Malformed(.propertyNotAllowed(kind), at: start)
            }
            guard seen & 1 << UInt64(byte) == 0 || kind.mayRepeat(in: place) else {
                throw Malformed(.duplicateProperty(kind), at: start)
            }
            seen |= 1 << UInt64(byte)
            let property = try Property(kind, &reader)
            guard property.isInRange else { throw Malformed(.propertyValue(kind), at: start + 1) }
            list.append(property)
        }
        reader.widen(to: end)
    }

    /// Holds the rule that Authentication Data needs a method (5.0 §3.1.2.11.10).
    func checkAuthentication(at offset: Int) throws(Malformed) {
        guard list.contains(where: { $0.kind == .authenticationData }) else { return }
        guard list.contains(where: { $0.kind == .authenticationMethod }) else {
            throw Malformed(.propertyMissing(.authenticationMethod), at: offset)
        }
    }
}

extension Property {
    /// In bytes, with the identifier.
    fileprivate var size: Int {
        switch value {
        case .byte: 2
        case .two: 3
        case .four: 5
        case .variable(let number): 1 + VariableByteInteger.size(Int(number))
        case .text(let text): 3 + text.utf8.count
        case .binary(let data): 3 + data.count
        case .pair(let name, let value): 5 + name.utf8.count + value.utf8.count
        }
    }

    fileprivate func write(to writer: inout Writer) {
        writer.write(kind.rawValue)
        switch value {
        case .byte(let number): writer.write(number)
        case .two(let number): writer.write(number)
        case .four(let number): writer.write(number)
        case .variable(let number): writer.write(variable: Int(number))
        case .text(let text): writer.write(text)
        case .binary(let data): writer.write(binary: data)
        case .pair(let name, let value):
            writer.write(name)
            writer.write(value)
        }
    }

    /// Whether the value is one that the property may have.
    fileprivate var isInRange: Bool {
        switch self {
        case .payloadFormatIndicator(let value), .requestProblemInformation(let value),
            .requestResponseInformation(let value), .maximumQoS(let value),
            .retainAvailable(let value), .wildcardSubscriptionAvailable(let value),
            .subscriptionIdentifierAvailable(let value), .sharedSubscriptionAvailable(let value):
            value <= 1
        case .receiveMaximum(let value), .topicAlias(let value): value != 0
        case .maximumPacketSize(let value), .subscriptionIdentifier(let value): value != 0
        case .responseTopic(let topic): TopicName.isValid(topic)
        default: true
        }
    }
}

extension Property.Kind {
    fileprivate func mayRepeat(in place: Places) -> Bool {
        self == .userProperty || self == .subscriptionIdentifier && place == .publish
    }
}
