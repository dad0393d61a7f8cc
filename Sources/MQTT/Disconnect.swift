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

extension Disconnect: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init()
        guard version == .v5, !body.isEmpty else { return }
        reason = try body.reason(in: .disconnect, version)
        guard !body.isEmpty else { return }
        properties = try Properties(&body, version, in: .disconnect)
    }

    func size(_ version: Version) -> Int {
        if version == .v3_1_1 { return 0 }
        guard properties.isEmpty else { return 1 + properties.size(version) }
        return reason == .success ? 0 : 1
    }

    func write(to writer: inout Writer, _ version: Version) {
        guard size(version) > 0 else { return }
        writer.write(reason.rawValue)
        if !properties.isEmpty { properties.write(to: &writer, version) }
    }
}

extension Auth: Body {
    /// Reads the body; only the success that says nothing else goes without a method.
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init()
        guard !body.isEmpty else { return }
        reason = try body.reason(in: .auth, version)
        properties = try Properties(&body, version, in: .auth)
        guard reason != .success || !properties.isEmpty else { return }
        guard properties.authenticationMethod != nil else {
            throw body.failure(.propertyMissing(.authenticationMethod))
        }
    }

    func size(_ version: Version) -> Int {
        reason == .success && properties.isEmpty ? 0 : 1 + properties.size(version)
    }

    func write(to writer: inout Writer, _ version: Version) {
        guard size(version) > 0 else { return }
        writer.write(reason.rawValue)
        properties.write(to: &writer, version)
    }
}
