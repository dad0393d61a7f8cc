import Base

extension OverheadReport {
    package enum Transport: String, CaseIterable, JSONConvertible {
        case mqtt, mqtts, ws, wss, http, https

        /// Whether messages are posted, one answer each.
        package var isHTTP: Bool { self == .http || self == .https }

        /// As a sentence says it.
        package var title: String {
            switch self {
            case .mqtt: "MQTT over TCP"
            case .mqtts: "MQTT over TLS"
            case .ws: "MQTT over WebSocket"
            case .wss: "MQTT over WebSocket and TLS"
            case .http: "HTTP"
            case .https: "HTTPS"
            }
        }
    }

    package enum Connection: String, CaseIterable, JSONConvertible {
        /// One connection for all messages.
        case kept
        /// A new one for each message, which bears the cost of opening and closing it.
        case perMessage
    }

    /// One way to send a message, and what it cost.
    package struct Row: Record, Equatable {
        package var transport = Transport.mqtt
        package var qos = 0
        package var connection = Connection.kept
        /// How many messages the averages are of.
        package var messages = 0
        /// Of one message and its acknowledgement, both directions, sent one at a time.
        ///
        /// Where many share a segment, headers seem cheaper than a device finds them. With
        /// ``Connection/perMessage``, of the message's connection as well.
        package var bytes: Layers?
        /// Bytes in the body of an HTTP response, a part of ``Layers/http``; clouds bill it.
        package var responseBody: Double?
        /// What it costs to open a connection and to close it; nil with ``Connection/perMessage``.
        package var opening: Opening?
        package var idle: Idle?
        /// Messages a second on one connection, at most ``OverheadReport/window`` on their way.
        package var rate: Double?
        /// Messages a second when each waits for the acknowledgement of the one before.
        package var rateAlone: Double?
        /// Of gale's own thread.
        package var cpuPerMessage: Duration?

        package init() {}

        package init(_ transport: Transport, qos: Int, _ connection: Connection = .kept) {
            self.transport = transport
            self.qos = qos
            self.connection = connection
        }

        /// `https-qos1-kept`, for scripts.
        package var id: String { "\(transport.rawValue)-qos\(qos)-\(connection.rawValue)" }

        /// `https QoS 1`, for tables.
        package var title: String {
            "\(transport.rawValue) QoS \(qos)"
                + (connection == .kept ? "" : ", new connection")
        }

        /// The part of the bytes that is payload.
        package var payloadShare: Double? {
            bytes.flatMap { $0.total > 0 ? $0.payload / $0.total : nil }
        }

        package static let fields: [Field<Row>] = [
            Field(derived: "id") { $0.id },
            Field("transport", \.transport), Field("qos", \.qos),
            Field("connection", \.connection), Field("messages", \.messages),
            Field("bytes", \.bytes), Field(derived: "payloadShare") { $0.payloadShare },
            Field("responseBody", \.responseBody), Field("opening", \.opening),
            Field("idle", \.idle), Field("rate", \.rate), Field("rateAlone", \.rateAlone),
            Field("cpuPerMessage", \.cpuPerMessage),
        ]
    }

    /// Bytes on the wire by what they are, both directions together: averages.
    package struct Layers: Record, Equatable {
        package var payload = 0.0
        package var topic = 0.0
        /// The rest of MQTT, acknowledgements and pings included.
        package var mqtt = 0.0
        /// Headers of frames.
        package var webSocket = 0.0
        /// The request and the response that turn HTTP into WebSocket.
        package var webSocketUpgrade = 0.0
        /// Request lines, headers, and the bodies of responses.
        package var http = 0.0
        /// Headers, tags and paddings of the records that carry the layers above.
        package var tlsRecords = 0.0
        package var tlsHandshake = 0.0
        /// Headers of all segments, bare acknowledgements included; nil where nobody knows.
        package var tcpIP: Double?

        package init() {}

        package init(
            payload: Double = 0, topic: Double = 0, mqtt: Double = 0, webSocket: Double = 0,
            webSocketUpgrade: Double = 0, http: Double = 0, tlsRecords: Double = 0,
            tlsHandshake: Double = 0, tcpIP: Double?
        ) {
            self.payload = payload
            self.topic = topic
            self.mqtt = mqtt
            self.webSocket = webSocket
            self.webSocketUpgrade = webSocketUpgrade
            self.http = http
            self.tlsRecords = tlsRecords
            self.tlsHandshake = tlsHandshake
            self.tcpIP = tcpIP
        }

        /// All that is known.
        package var total: Double {
            payload + topic + mqtt + webSocket + webSocketUpgrade + http + tlsRecords
                + tlsHandshake + (tcpIP ?? 0)
        }

        /// What the payload needs to travel.
        package var overhead: Double { total - payload }

        package static let fields: [Field<Layers>] = [
            Field("payload", \.payload), Field("topic", \.topic), Field("mqtt", \.mqtt),
            Field("webSocket", \.webSocket), Field("webSocketUpgrade", \.webSocketUpgrade),
            Field("http", \.http), Field("tlsRecords", \.tlsRecords),
            Field("tlsHandshake", \.tlsHandshake), Field("tcpIP", \.tcpIP),
            Field(derived: "total") { $0.total },
        ]
    }

    /// The cost of a connection, before and after its messages.
    package struct Opening: Record, Equatable {
        package var bytes: Layers?
        /// From the first segment until a message may be sent.
        package var time: Duration?
        /// That the time has to wait for, on any network.
        package var roundTrips: Int?
        /// Of gale's own thread.
        package var cpu: Duration?

        package init() {}

        package init(bytes: Layers?, time: Duration?, roundTrips: Int? = nil, cpu: Duration? = nil)
        {
            self.bytes = bytes
            self.time = time
            self.roundTrips = roundTrips
            self.cpu = cpu
        }

        package static let fields: [Field<Opening>] = [
            Field("bytes", \.bytes), Field("time", \.time), Field("roundTrips", \.roundTrips),
            Field("cpu", \.cpu),
        ]
    }

    /// The cost of a connection over which nothing is published.
    package struct Idle: Record, Equatable {
        /// Zero where nothing keeps the connection open, as with HTTP.
        package var keepAlive = Duration.zero
        /// Of a PINGREQ and its PINGRESP.
        package var bytesPerPing: Layers?

        package init() {}

        package init(keepAlive: Duration, bytesPerPing: Layers?) {
            self.keepAlive = keepAlive
            self.bytesPerPing = bytesPerPing
        }

        /// Nothing is sent: the server closes such a connection when it likes.
        package static let silent = Idle()

        /// Bytes of a day without messages.
        package var bytesPerDay: Double? {
            guard keepAlive > .zero else { return 0 }
            return bytesPerPing.map { $0.total * 86_400 / keepAlive.inSeconds }
        }

        /// What the reader must know of ``bytesPerDay``; may be empty.
        package var note: String {
            keepAlive > .zero
                ? "" : "nothing is sent, so the server closes the connection when it likes"
        }

        package static let fields: [Field<Idle>] = [
            Field("keepAlive", \.keepAlive), Field("bytesPerPing", \.bytesPerPing),
            Field(derived: "bytesPerDay") { $0.bytesPerDay }, Field(derived: "note") { $0.note },
        ]
    }
}
