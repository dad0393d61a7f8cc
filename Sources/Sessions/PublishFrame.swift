import MQTT

/// A PUBLISH about to be written straight from borrowed bytes.
struct PublishFrame {
    var version: Version
    var qos: QoS
    var retain: Bool
    var dup = false
    /// Zero at QoS 0.
    var id: UInt16 = 0
    var topic: UnsafeRawBufferPointer
    var properties: UnsafeRawBufferPointer
    var payload: UnsafeRawBufferPointer
    /// Seconds that are left.
    var expiry: UInt32?
    var alias = OutgoingAliases.Choice.none

    /// The largest remaining length (§2.1.4 in 5.0, §2.2.3 in 3.1.1).
    static let largest = 268_435_455

    /// The first sending of a message.
    init(_ message: Message, _ version: Version) {
        self.version = version
        qos = message.qos
        retain = message.retain
        topic = message.topic
        properties = message.properties
        payload = message.payload
        expiry = message.expiry
    }

    /// The sending of a message that was kept.
    init(_ entry: Outbox.Entry, _ parts: Outbox.Parts, _ version: Version) {
        self.version = version
        qos = entry.qos
        retain = entry.retain
        topic = parts.topic
        properties = parts.properties
        payload = parts.payload
    }

    private var topicSize: Int {
        if case .known = alias { 0 } else { topic.count }
    }

    private var propertiesSize: Int {
        properties.count + (expiry == nil ? 0 : 5) + (alias == .none ? 0 : 3)
    }

    private var remaining: Int {
        var size = 2 + topicSize + (qos == .atMostOnce ? 0 : 2) + payload.count
        if version == .v5 { size += Self.digits(propertiesSize) + propertiesSize }
        return size
    }

    /// Bytes on the wire.
    var size: Int {
        let remaining = remaining
        return 1 + Self.digits(remaining) + remaining
    }

    func write(into out: inout Output) {
        let before = out.bytes.count
        let first = 0x30 | (dup ? 8 : 0) | qos.rawValue << 1 | (retain ? 1 : 0)
        out.bytes.write(first)
        out.bytes.write(variable: remaining)
        out.bytes.write(UInt16(topicSize))
        if topicSize > 0 { out.bytes.write(raw: topic) }
        if qos != .atMostOnce { out.bytes.write(id) }
        if version == .v5 { writeProperties(into: &out.bytes) }
        out.bytes.write(raw: payload)
        out.written.addPublish(
            size: out.bytes.count - before, topic: topicSize, payload: payload.count)
    }

    private func writeProperties(into bytes: inout Writer) {
        bytes.write(variable: propertiesSize)
        if let expiry {
            bytes.write(Property.Kind.messageExpiryInterval.rawValue)
            bytes.write(expiry)
        }
        switch alias {
        case .none: break
        case .new(let number), .known(let number):
            bytes.write(Property.Kind.topicAlias.rawValue)
            bytes.write(number)
        }
        if !properties.isEmpty { bytes.write(raw: properties) }
    }

    /// How many bytes a Variable Byte Integer takes.
    private static func digits(_ number: Int) -> Int {
        number < 128 ? 1 : number < 16_384 ? 2 : number < 2_097_152 ? 3 : 4
    }
}
