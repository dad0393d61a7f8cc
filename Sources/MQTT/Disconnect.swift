/// DISCONNECT: the last packet of a connection; only 5.0 lets a server send it (§3.14).
package struct Disconnect: Equatable, Sendable {
    package var reason: ReasonCode
    package var properties: Properties

    package init(reason: ReasonCode = .success, properties: Properties = Properties()) {
        self.reason = reason
        self.properties = properties
    }
}

/// AUTH: one step of an enhanced authentication (5.0 §3.15).
package struct Auth: Equatable, Sendable {
    package var reason: ReasonCode
    package var properties: Properties

    package init(reason: ReasonCode = .success, properties: Properties = Properties()) {
        self.reason = reason
        self.properties = properties
    }
}
