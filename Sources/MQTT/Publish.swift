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
