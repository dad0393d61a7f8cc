package import Base

extension Report {
    /// Every byte of the run, both directions, under one account each.
    package struct Bytes: Record, Equatable {
        /// What devices and applications had to say.
        package var payload = 0
        /// Topic names of PUBLISH packets.
        package var topic = 0
        /// The rest of MQTT: headers, properties, CONNECT, SUBSCRIBE and their answers.
        package var mqtt = 0
        /// PUBACK, PUBREC, PUBREL and PUBCOMP.
        package var acknowledgements = 0
        /// PINGREQ and PINGRESP.
        package var keepAlive = 0
        /// Headers of WebSocket frames, and whole ping, pong and close frames.
        package var webSocket = 0
        /// The HTTP by which a connection becomes a WebSocket.
        package var webSocketUpgrade = 0
        /// Request and status lines, headers, bodies of answers, and escapes in the URL.
        package var http = 0
        /// What TLS records of application data have beside the data.
        package var tlsRecords = 0
        /// TLS handshakes, tickets, key updates and alerts.
        package var tlsHandshake = 0
        /// Headers of TCP and IP, and payload that was sent again.
        package var tcpIP = 0
        /// The total over the messages published; nil when there were none.
        package var perMessage: Double?
        /// The total over the devices, as if the run went on for a day.
        package var perDeviceAndDay: Double?
        /// Segments that the kernel counted, what was sent again among them; nil where nobody
        /// asked it.
        package var segmentsSent: Int?
        package var segmentsReceived: Int?
        /// Of ``segmentsSent``.
        package var segmentsRetransmitted: Int?
        /// Names of the accounts that are estimates, in part at least.
        package var estimated = ["tcpIP"]

        package init() {}

        package var total: Int { Self.accounts.reduce(0) { $0 + self[keyPath: $1.path] } }

        package static let fields: [Field<Bytes>] =
            accounts.map { Field($0.name, $0.path, required: $0.isFounding) } + [
                Field(derived: "total") { $0.total },
                Field("perMessage", \.perMessage), Field("perDeviceAndDay", \.perDeviceAndDay),
                Field(derived: "perMessageByLayer") { $0.perMessageByLayer },
                Field("segmentsSent", \.segmentsSent, required: false),
                Field("segmentsReceived", \.segmentsReceived, required: false),
                Field("segmentsRetransmitted", \.segmentsRetransmitted, required: false),
                Field("estimated", \.estimated, required: false),
            ]
    }
}

extension Report.Bytes {
    /// An account, for all that goes through every one of them.
    package struct Account: Sendable {
        /// Its member of `bytes`.
        package let name: String
        /// As people get to see it.
        package let title: String
        package let path: any WritableKeyPath<Report.Bytes, Int> & Sendable
        /// Whether reports have had it from the first; it is then shown though it be zero.
        let isFounding: Bool

        fileprivate init(
            _ name: String, _ title: String,
            _ path: any WritableKeyPath<Report.Bytes, Int> & Sendable, isFounding: Bool = true
        ) {
            self.name = name
            self.title = title
            self.path = path
            self.isFounding = isFounding
        }
    }

    /// From the inside out.
    package static let accounts = [
        Account("payload", "payload", \.payload), Account("topic", "topic", \.topic),
        Account("mqtt", "rest of MQTT", \.mqtt),
        Account("acknowledgements", "acknowledgements", \.acknowledgements),
        Account("keepAlive", "keep-alive", \.keepAlive),
        Account("webSocket", "WebSocket frames", \.webSocket, isFounding: false),
        Account("webSocketUpgrade", "WebSocket upgrade", \.webSocketUpgrade, isFounding: false),
        Account("http", "HTTP", \.http, isFounding: false),
        Account("tlsRecords", "TLS records", \.tlsRecords, isFounding: false),
        Account("tlsHandshake", "TLS handshakes", \.tlsHandshake, isFounding: false),
        Account("tcpIP", "TCP/IP", \.tcpIP),
    ]

    /// ``perMessage``, split as the bytes are; each account is null where there was no message.
    package var perMessageByLayer: JSON {
        var shares = JSON.Members()
        for account in Self.accounts {
            let count = Double(self[keyPath: account.path])
            shares[account.name] =
                perMessage.map { total > 0 ? $0 * count / Double(total) : 0 }.json
        }
        return .object(shares)
    }
}
