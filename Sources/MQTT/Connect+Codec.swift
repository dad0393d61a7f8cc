extension Connect: Body {
    /// The bits of the Connect Flags (§3.1.2.3 of both versions).
    private enum Flag {
        static let reserved: UInt8 = 0x01
        static let cleanStart: UInt8 = 0x02
        static let will: UInt8 = 0x04
        static let willQoS: UInt8 = 0x18
        static let willRetain: UInt8 = 0x20
        static let password: UInt8 = 0x40
        static let userName: UInt8 = 0x80
    }

    init(_ body: inout Reader) throws(Malformed) {
        let version = try Self.version(&body)
        let start = body.position
        let flags = try body.byte()
        try Self.check(flags, version, at: start)
        let keepAlive = try body.uint16()
        let properties = try Properties(&body, version, in: .connect)
        try properties.checkAuthentication(at: body.position)
        let clientID = try body.string()
        let will = flags & Flag.will == 0 ? nil : try Will(&body, version, flags: flags)
        let userName = flags & Flag.userName == 0 ? nil : try body.string()
        let password = flags & Flag.password == 0 ? nil : try body.binary()
        self.init(
            version: version, clientID: clientID, cleanStart: flags & Flag.cleanStart != 0,
            keepAlive: keepAlive, will: will, userName: userName, password: password,
            properties: properties)
    }

    private static func version(_ body: inout Reader) throws(Malformed) -> Version {
        let nameStart = body.position
        guard try body.string() == "MQTT" else { throw Malformed(.badProtocolName, at: nameStart) }
        let start = body.position
        let level = try body.byte()
        guard let version = Version(rawValue: level) else {
            throw Malformed(.unsupportedProtocolLevel(level), at: start)
        }
        return version
    }

    private static func check(
        _ flags: UInt8, _ version: Version, at offset: Int
    ) throws(Malformed) {
        guard flags & Flag.reserved == 0 else { throw Malformed(.reservedBits, at: offset) }
        if flags & Flag.will == 0 {
            guard flags & (Flag.willQoS | Flag.willRetain) == 0 else {
                throw Malformed(.willFlagsWithoutWill, at: offset)
            }
        }
        guard flags & Flag.willQoS != Flag.willQoS else { throw Malformed(.invalidQoS, at: offset) }
        if version == .v3_1_1, flags & Flag.password != 0, flags & Flag.userName == 0 {
            throw Malformed(.passwordWithoutUserName, at: offset)
        }
    }

    func size(_ version: Version) -> Int {
        var size = 10 + properties.size(version) + 2 + clientID.utf8.count
        if let will {
            size += will.properties.size(version) + 4 + will.topic.utf8.count + will.payload.count
        }
        if let userName { size += 2 + userName.utf8.count }
        if let password { size += 2 + password.count }
        return size
    }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write("MQTT")
        writer.write(version.rawValue)
        writer.write(flags)
        writer.write(keepAlive)
        properties.write(to: &writer, version)
        writer.write(clientID)
        if let will {
            will.properties.write(to: &writer, version)
            writer.write(will.topic)
            writer.write(binary: will.payload)
        }
        if let userName { writer.write(userName) }
        if let password { writer.write(binary: password) }
    }

    private var flags: UInt8 {
        var flags = cleanStart ? Flag.cleanStart : 0
        if let will {
            flags |= Flag.will | will.qos.rawValue << 3 | (will.retain ? Flag.willRetain : 0)
        }
        if userName != nil { flags |= Flag.userName }
        if password != nil { flags |= Flag.password }
        return flags
    }
}

extension Will {
    /// Reads the Will from the payload of a CONNECT whose `flags` have been checked.
    fileprivate init(
        _ body: inout Reader, _ version: Version, flags: UInt8
    ) throws(Malformed) {
        let properties = try Properties(&body, version, in: .will)
        let start = body.position
        let topic = try body.topicName()
        guard !topic.isEmpty else { throw Malformed(.emptyTopic, at: start) }
        self.init(
            topic: topic, payload: try body.binary(), qos: QoS(rawValue: flags >> 3 & 0b11)!,
            retain: flags & 0x20 != 0, properties: properties)
    }
}

extension Connack: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        let start = body.position
        let flags = try body.byte()
        guard flags & 0xFE == 0 else { throw Malformed(.reservedBits, at: start) }
        let reason = try body.reason(in: .connack, version)
        guard flags == 0 || reason == .success else {
            throw Malformed(.sessionPresentWithFailure, at: start)
        }
        self.init(
            sessionPresent: flags == 1, reason: reason,
            properties: try Properties(&body, version, in: .connack))
    }

    func size(_ version: Version) -> Int { 2 + properties.size(version) }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write((sessionPresent ? 1 : 0) as UInt8)
        writer.write(reason.rawValue)
        properties.write(to: &writer, version)
    }
}
