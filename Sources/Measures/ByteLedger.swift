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

    private var entries = [Int](
        repeating: 0, count: Account.allCases.count * Direction.allCases.count)
    private var sockets = [0, 0]

    /// Bytes that TCP and IP added to what the sockets moved, estimated by ``TCPIPModel``.
    package private(set) var tcpIP = 0

    package init() {}

    /// Both directions together.
    package subscript(account: Account) -> Int {
        self[account, .sent] + self[account, .received]
    }

    package subscript(account: Account, direction: Direction) -> Int {
        entries[Self.place(account, direction)]
    }

    package mutating func enter(_ bytes: Int, to account: Account, _ direction: Direction) {
        entries[Self.place(account, direction)] += bytes
    }

    /// What one write or one read moved.
    package mutating func socketMoved(_ bytes: Int, _ direction: Direction, over model: TCPIPModel)
    {
        sockets[direction.rawValue] += bytes
        tcpIP += model.bytes(toMove: bytes)
    }

    /// A connection was opened and will be closed.
    package mutating func connectionOpened(over model: TCPIPModel) {
        tcpIP += model.bytesPerConnection
    }

    package func moved(_ direction: Direction) -> Int { sockets[direction.rawValue] }

    /// What the sockets moved, both directions together.
    package var moved: Int { moved(.sent) + moved(.received) }

    /// What the sockets moved and the estimate of what TCP and IP added.
    package var total: Int { moved + tcpIP }

    /// Bytes the sockets moved that no account explains.
    ///
    /// Zero once all buffers are drained.
    package var unexplained: Int { moved - entries.reduce(0, +) }

    package mutating func merge(_ other: ByteLedger) {
        for place in entries.indices { entries[place] += other.entries[place] }
        for direction in sockets.indices { sockets[direction] += other.sockets[direction] }
        tcpIP += other.tcpIP
    }

    private static func place(_ account: Account, _ direction: Direction) -> Int {
        account.rawValue * 2 + direction.rawValue
    }
}
