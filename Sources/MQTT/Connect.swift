/// CONNECT: a client asks for a session (§3.1 of both versions).
package struct Connect: Equatable, Sendable {
    package var version: Version
    package var clientID: String
    /// Clean Session in 3.1.1.
    package var cleanStart: Bool
    /// Seconds; zero turns the mechanism off.
    package var keepAlive: UInt16
    package var will: Will?
    package var userName: String?
    package var password: [UInt8]?
    package var properties: Properties

    package init(
        version: Version = .v5, clientID: String, cleanStart: Bool = true, keepAlive: UInt16 = 60,
        will: Will? = nil, userName: String? = nil, password: [UInt8]? = nil,
        properties: Properties = Properties()
    ) {
        self.version = version
        self.clientID = clientID
        self.cleanStart = cleanStart
        self.keepAlive = keepAlive
        self.will = will
        self.userName = userName
        self.password = password
        self.properties = properties
    }
}

/// What the server publishes in a client's name when its connection ends without DISCONNECT.
package struct Will: Equatable, Sendable {
    package var topic: String
    package var payload: [UInt8]
    package var qos: QoS
    package var retain: Bool
    package var properties: Properties

    package init(
        topic: String, payload: [UInt8], qos: QoS = .atMostOnce, retain: Bool = false,
        properties: Properties = Properties()
    ) {
        self.topic = topic
        self.payload = payload
        self.qos = qos
        self.retain = retain
        self.properties = properties
    }
}

/// CONNACK: the server's answer to CONNECT (§3.2).
package struct Connack: Equatable, Sendable {
    package var sessionPresent: Bool
    /// A return code from 0 to 5 in 3.1.1.
    package var reason: ReasonCode
    package var properties: Properties

    package init(
        sessionPresent: Bool = false, reason: ReasonCode = .success,
        properties: Properties = Properties()
    ) {
        self.sessionPresent = sessionPresent
        self.reason = reason
        self.properties = properties
    }
}
