/// PUBLISH: an application message on its way (§3.3 of both versions).
package struct Publish: Equatable, Sendable {
    /// Empty only in 5.0, where a Topic Alias stands for it.
    package var topic: String
    package var payload: [UInt8]
    package var qos: QoS
    package var retain: Bool
    package var dup: Bool
    /// The Packet Identifier; nil exactly when ``qos`` is 0.
    package var id: UInt16?
    package var properties: Properties

    package init(
        topic: String, payload: [UInt8], qos: QoS = .atMostOnce, retain: Bool = false,
        dup: Bool = false, id: UInt16? = nil, properties: Properties = Properties()
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.dup = dup
        self.id = id
        self.properties = properties
    }
}

extension Publish: Body {
    /// The first byte of the packet: type, DUP, QoS and RETAIN.
    var header: UInt8 { 0x30 | (dup ? 0x08 : 0) | qos.rawValue << 1 | (retain ? 0x01 : 0) }

    init(_ header: UInt8, _ body: inout Reader, _ version: Version) throws(Malformed) {
        guard let qos = QoS(rawValue: header >> 1 & 0b11) else {
            throw Malformed(.invalidQoS, at: 0)
        }
        let dup = header & 0x08 != 0
        guard !dup || qos != .atMostOnce else { throw Malformed(.dupWithQoS0, at: 0) }
        let start = body.position
        let topic = try body.topicName()
        let id = qos == .atMostOnce ? nil : try body.packetID()
        let properties = try Properties(&body, version, in: .publish)
        guard !topic.isEmpty || properties.topicAlias != nil else {
            throw Malformed(.emptyTopic, at: start)
        }
        self.init(
            topic: topic, payload: body.rest(), qos: qos, retain: header & 0x01 != 0, dup: dup,
            id: id, properties: properties)
    }

    func size(_ version: Version) -> Int {
        2 + topic.utf8.count + (qos == .atMostOnce ? 0 : 2) + properties.size(version)
            + payload.count
    }

    func write(to writer: inout Writer, _ version: Version) {
        precondition(
            (qos == .atMostOnce) == (id == nil) && id != 0,
            "a PUBLISH has a packet identifier above 0 when its QoS is above 0, and only then")
        writer.write(topic)
        if let id { writer.write(id) }
        properties.write(to: &writer, version)
        writer.write(raw: payload)
    }
}
