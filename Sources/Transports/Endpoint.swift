/// Where a broker listens: one URL, resolved.
package struct Endpoint: Hashable, Sendable {
    package enum Host: Hashable, Sendable {
        /// Four or sixteen bytes, in network order.
        case address([UInt8])
        /// A file of this machine that is a Unix socket.
        case file(String)
    }

    package var scheme: Scheme
    package var host: Host
    package var port: UInt16
    /// The host as the user wrote it: what a certificate must be for, and what HTTP calls it.
    package var name: String
    /// What HTTP asks for, with its query; empty where the scheme has none.
    package var path: String
    /// As the user wrote it but without user name and password, for messages.
    package var text: String
    package var credentials: Credentials?

    /// - Parameter name: nil where `host` has no other name.
    package init(
        scheme: Scheme = .mqtt, host: Host, port: UInt16, name: String? = nil, path: String = "",
        text: String, credentials: Credentials? = nil
    ) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.name = name ?? SocketAddress(host, port: port).host
        self.path = path
        self.text = text
        self.credentials = credentials
    }

    /// Whether no other machine can reach it.
    package var isLoopback: Bool {
        switch host {
        case .file: true
        case .address(let bytes) where bytes.count == 4: bytes[0] == 127
        case .address(let bytes): bytes == [UInt8](repeating: 0, count: 15) + [1]
        }
    }

    /// What HTTP says in Host: the port is left out where it is the scheme's own.
    package var authority: String {
        let name = self.name.contains(":") ? "[\(self.name)]" : self.name
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }
}

/// A user name and password from a URL; prints as neither.
package struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var user: String
    package var password: String?

    package init(user: String, password: String?) {
        self.user = user
        self.password = password
    }

    package var description: String { "(hidden)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a text names no endpoint or address, in one sentence that says what to write.
package struct EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// Whether the text is well formed and only its host is not to be found.
    package let isUnknownHost: Bool

    package init(_ message: String, isUnknownHost: Bool = false) {
        self.message = message
        self.isUnknownHost = isUnknownHost
    }

    package var description: String { message }
}
