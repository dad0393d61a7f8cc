extension Endpoint {
    /// What the stream carries, and in which layers between the socket and MQTT.
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        case mqtt, mqtts, ws, wss, http, https
        /// MQTT over a Unix socket of this machine.
        case unix

        /// The scheme that people mean by `name`; nil for none of ours.
        package init?(named name: String) {
            switch name {
            case "tcp": self = .mqtt
            case "ssl", "tls": self = .mqtts
            default: self.init(rawValue: name)
            }
        }

        /// The port that the scheme is registered for.
        package var defaultPort: UInt16 {
            switch self {
            case .mqtt: 1883
            case .mqtts: 8883
            case .ws, .http: 80
            case .wss, .https: 443
            case .unix: 0
            }
        }

        package var isSecure: Bool { self == .mqtts || self == .wss || self == .https }
        package var isWebSocket: Bool { self == .ws || self == .wss }
        /// Whether it publishes and does nothing else.
        package var isHTTP: Bool { self == .http || self == .https }
        /// Whether bytes reach the socket as they are.
        package var isPlain: Bool { self == .mqtt || self == .unix }
        var hasPath: Bool { isWebSocket || isHTTP }

        /// The application protocols that clients of AWS IoT and others offer for it (RFC 7301).
        package var applicationProtocols: [String] {
            switch self {
            case .mqtts: ["mqtt"]
            case .wss, .https: ["http/1.1"]
            case .mqtt, .ws, .http, .unix: []
            }
        }

        /// How a URL of it is written, for messages.
        var form: String {
            switch self {
            case .unix: "unix:///PATH"
            case .ws, .wss: "\(rawValue)://HOST[:PORT][/PATH]"
            case .mqtt, .mqtts, .http, .https: "\(rawValue)://HOST[:PORT]"
            }
        }
    }
}
