/// Where every byte on the wire went.
///
/// Double entry: each layer enters what it added, the socket enters what it moved, and the books
/// must balance. A run whose ledger does not is reported as a fault of this tool, not the broker.
///
/// - Unit: bytes. All accounts are exact; ``tcpIP`` is the kernel's count of segments where that
///   was read, and an estimate where not.
package struct ByteLedger: Sendable, Equatable {
    /// The layers from the inside out; those that carry MQTT begin at 8.
    package enum Account: Int, CaseIterable, Sendable {
        /// Application Messages.
        case payload
        case topic
        /// What else is in CONNECT, CONNACK, PUBLISH, SUBSCRIBE, DISCONNECT and the like.
        case mqtt
        /// PUBACK, PUBREC, PUBREL and PUBCOMP.
        case acknowledgements
        /// PINGREQ and PINGRESP.
        case keepAlive
        /// Headers of frames, and whole ping, pong and close frames.
        case webSocket = 8
        /// The HTTP by which a connection becomes a WebSocket.
        case webSocketUpgrade
        /// Request and status lines, headers and bodies of answers, and by how much escapes make a
        /// topic in a URL longer than the topic.
        case http
        /// What records of application data have beside the data: header, type, padding, tag.
        case tlsRecords
        /// Handshakes, tickets, key updates and alerts, whole.
        case tlsHandshake
    }

    package enum Direction: Int, CaseIterable, Sendable {
        case sent, received
    }

    /// One lane for each account, by its raw value.
    ///
    /// In halves, so that plain MQTT, which is most of what is entered, costs one half only.
    private struct Lanes: Sendable, Equatable {
        /// Of ``Account/payload`` to ``Account/keepAlive``.
        var mqtt = SIMD8<Int>.zero
        var carriers = SIMD8<Int>.zero

        subscript(account: Account) -> Int {
            get {
                account.rawValue < 8 ? mqtt[account.rawValue] : carriers[account.rawValue - 8]
            }
            set {
                if account.rawValue < 8 {
                    mqtt[account.rawValue] = newValue
                } else {
                    carriers[account.rawValue - 8] = newValue
                }
            }
        }

        var sum: Int { (mqtt &+ carriers).wrappedSum() }

        mutating func merge(_ other: Lanes) {
            mqtt &+= other.mqtt
            carriers &+= other.carriers
        }
    }

    private var sent = Lanes()
    private var received = Lanes()
    private var movedOut = 0
    private var movedIn = 0
    private var stayed = 0
    private var estimatedTCPIP = 0

    /// The segments of the connections whose counters were read.
    package private(set) var segments = SegmentCounts()

    package init() {}

    /// Both directions together.
    package subscript(account: Account) -> Int {
        self[account, .sent] + self[account, .received]
    }

    package subscript(account: Account, direction: Direction) -> Int {
        direction == .sent ? sent[account] : received[account]
    }

    package mutating func enter(_ bytes: Int, to account: Account, _ direction: Direction) {
        switch direction {
        case .sent: sent[account] += bytes
        case .received: received[account] += bytes
        }
    }

    /// Enters what a few packets hold, all accounts of MQTT at once.
    package mutating func enter(
        payload: Int, topic: Int, mqtt: Int, acknowledgements: Int, keepAlive: Int,
        _ direction: Direction
    ) {
        let entry = SIMD8(payload, topic, mqtt, acknowledgements, keepAlive, 0, 0, 0)
        switch direction {
        case .sent: sent.mqtt &+= entry
        case .received: received.mqtt &+= entry
        }
    }

    /// Enters what carried MQTT, all accounts at once.
    package mutating func enter(
        webSocket: Int, webSocketUpgrade: Int, http: Int, tlsRecords: Int, tlsHandshake: Int,
        _ direction: Direction
    ) {
        let entry = SIMD8(webSocket, webSocketUpgrade, http, tlsRecords, tlsHandshake, 0, 0, 0)
        switch direction {
        case .sent: sent.carriers &+= entry
        case .received: received.carriers &+= entry
        }
    }

    /// What the socket itself counted, of however many writes or reads.
    package mutating func socketMoved(_ bytes: Int, _ direction: Direction) {
        switch direction {
        case .sent: movedOut += bytes
        case .received: movedIn += bytes
        }
    }

    /// Bytes that were entered, and that no socket ever took.
    package mutating func neverLeft(_ bytes: Int) { stayed += bytes }

    /// Connections whose segments nobody counted: this many transfers moved what moved.
    ///
    /// - Parameter transfers: writes and reads; each took one segment or more.
    package mutating func segmentsEstimated(
        connections: Int, transfers: Int, moving bytes: Int, over model: TCPIPModel
    ) {
        estimatedTCPIP += connections * model.bytesPerConnection
        estimatedTCPIP += model.bytes(toMove: bytes, in: transfers)
    }

    /// The kernel's counters of connections, read for the last time.
    ///
    /// A connection is either counted or estimated, never both.
    package mutating func segmentsCounted(_ counts: SegmentCounts) { segments.merge(counts) }

    /// Bytes that TCP and IP added to what the sockets moved.
    package var tcpIP: Int { segments.overheadBytes + estimatedTCPIP }

    /// Whether some of ``tcpIP`` comes from ``TCPIPModel`` and not from the kernel.
    package var isTCPIPEstimated: Bool { estimatedTCPIP > 0 }

    package func moved(_ direction: Direction) -> Int {
        direction == .sent ? movedOut : movedIn
    }

    /// What the sockets moved, both directions together.
    package var moved: Int { moved(.sent) + moved(.received) }

    /// What the sockets moved and what TCP and IP added.
    package var total: Int { moved + tcpIP }

    /// Bytes the sockets moved that no account explains.
    ///
    /// Zero once all buffers are drained.
    package var unexplained: Int { moved + stayed - sent.sum - received.sum }

    package mutating func merge(_ other: ByteLedger) {
        sent.merge(other.sent)
        received.merge(other.received)
        movedOut += other.movedOut
        movedIn += other.movedIn
        stayed += other.stayed
        estimatedTCPIP += other.estimatedTCPIP
        segments.merge(other.segments)
    }
}
