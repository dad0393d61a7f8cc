/// Where every byte on the wire went.
///
/// Double entry: each layer enters what it added, the socket enters what it moved, and the books
/// must balance. A run whose ledger does not is reported as a fault of this tool, not the broker.
///
/// - Unit: bytes. All accounts are exact but ``tcpIP``, which is an estimate.
package struct ByteLedger: Sendable, Equatable {
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
    }

    package enum Direction: Int, CaseIterable, Sendable {
        case sent, received
    }

    /// One lane for each account, by its raw value.
    private var sent = SIMD8<Int>.zero
    private var received = SIMD8<Int>.zero
    private var movedOut = 0
    private var movedIn = 0

    /// Bytes that TCP and IP added to what the sockets moved, estimated by ``TCPIPModel``.
    package private(set) var tcpIP = 0

    package init() {}

    /// Both directions together.
    package subscript(account: Account) -> Int {
        self[account, .sent] + self[account, .received]
    }

    package subscript(account: Account, direction: Direction) -> Int {
        direction == .sent ? sent[account.rawValue] : received[account.rawValue]
    }

    package mutating func enter(_ bytes: Int, to account: Account, _ direction: Direction) {
        var entry = SIMD8<Int>.zero
        entry[account.rawValue] = bytes
        enter(entry, direction)
    }

    /// Enters what a few packets hold, all accounts at once.
    package mutating func enter(
        payload: Int, topic: Int, mqtt: Int, acknowledgements: Int, keepAlive: Int,
        _ direction: Direction
    ) {
        enter(SIMD8(payload, topic, mqtt, acknowledgements, keepAlive, 0, 0, 0), direction)
    }

    private mutating func enter(_ entry: SIMD8<Int>, _ direction: Direction) {
        switch direction {
        case .sent: sent &+= entry
        case .received: received &+= entry
        }
    }

    /// What one write or one read moved.
    package mutating func socketMoved(_ bytes: Int, _ direction: Direction, over model: TCPIPModel)
    {
        switch direction {
        case .sent: movedOut += bytes
        case .received: movedIn += bytes
        }
        tcpIP += model.bytes(toMove: bytes)
    }

    /// A connection was opened and will be closed.
    package mutating func connectionOpened(over model: TCPIPModel) {
        tcpIP += model.bytesPerConnection
    }

    package func moved(_ direction: Direction) -> Int {
        direction == .sent ? movedOut : movedIn
    }

    /// What the sockets moved, both directions together.
    package var moved: Int { moved(.sent) + moved(.received) }

    /// What the sockets moved and the estimate of what TCP and IP added.
    package var total: Int { moved + tcpIP }

    /// Bytes the sockets moved that no account explains.
    ///
    /// Zero once all buffers are drained.
    package var unexplained: Int { moved - (sent &+ received).wrappedSum() }

    package mutating func merge(_ other: ByteLedger) {
        sent &+= other.sent
        received &+= other.received
        movedOut += other.movedOut
        movedIn += other.movedIn
        tcpIP += other.tcpIP
    }
}
