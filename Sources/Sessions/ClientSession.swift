package import Base
package import MQTT

/// One client's side of MQTT, 3.1.1 or 5.0, as a value: packets and instants in, ``Output`` out.
///
/// It outlives its links: `open` when one is up, `lost` when it is gone. Between them every whole
/// packet goes to `receive`, and `tick` is called when ``deadline`` has come. What it appends to
/// ``Output/bytes`` must be sent in that order; after ``Notice/closing(_:)`` it says nothing more
/// until the next `open`.
///
/// - Cost: nothing on the heap while nothing is on its way or waits, but for Topic Aliases.
package struct ClientSession: Sendable {
    enum Phase: UInt8, Sendable {
        case offline
        /// CONNECT was sent.
        case connecting
        case connected
        /// The link is to be closed.
        case closing
    }

    let settings: SessionSettings
    var outbox = Outbox()
    var requests: [Request] = []
    var inbox = Inbox()
    var outgoingAliases = OutgoingAliases()
    var incomingAliases = IncomingAliases()
    var keepAlive = KeepAlive()
    var limits = ServerLimits()
    var ids = PacketIDs()

    /// When CONNECT was sent, or when the link was lost.
    var since = Instant.zero
    /// The Session Expiry Interval in seconds; the largest number means never.
    var expiry: UInt32 = 0
    /// The Maximum Packet Size of this client in bytes, for whoever looks for whole packets.
    package internal(set) var maximumPacketSize: UInt32 = .max
    var version = Version.v5
    var phase = Phase.offline
    /// Whether there is state of an earlier connection.
    var hasState = false
    /// Whether an earlier connection may have given the server a session, though its CONNACK never
    /// came.
    var mayHaveState = false
    /// Whether this connection asked to go on with the state of an earlier one.
    var asksToResume = false

    package init(_ settings: SessionSettings) {
        self.settings = settings
    }

    package var isConnected: Bool { phase == .connected }
    /// Messages of QoS 1 and 2 that are not done.
    package var undone: Int { outbox.entries.count - Int(outbox.doneEntries) }
    /// Those of them that wait and were never sent in this session.
    package var waiting: Int { Int(outbox.queued) }
    /// Messages of QoS 2 received and not released.
    package var unreleased: Int { inbox.count }

    /// What the owner of many sessions asks one with every packet.
    package struct Vitals: Sendable {
        /// As ``ClientSession/deadline``.
        package let deadline: Instant
        /// As ``ClientSession/undone``.
        package let undone: Int
        /// As ``ClientSession/isConnected``.
        package let isConnected: Bool
    }

    /// Changes nothing; `mutating` because a module that only reads copies a value of this size
    /// first, and everything that it holds on to.
    package mutating func vitals() -> Vitals {
        Vitals(deadline: deadline, undone: undone, isConnected: isConnected)
    }

    /// A link is up: writes CONNECT.
    package mutating func open(_ connect: Connect, at now: Instant, into out: inout Output) {
        if phase != .offline { lost(at: now, into: &out) }
        forgetIfExpired(at: now, into: &out)
        if connect.cleanStart { forget(into: &out) }
        version = connect.version
        phase = .connecting
        since = now
        asksToResume = !connect.cleanStart
        readOwnLimits(of: connect)
        limits = ServerLimits()
        keepAlive.start(interval: connect.keepAlive, at: now)
        write(.connect(connect), into: &out)
    }

    private mutating func readOwnLimits(of connect: Connect) {
        var receiveMaximum = UInt16.max
        var topicAliasMaximum: UInt16 = 0
        maximumPacketSize = .max
        expiry = version == .v5 || connect.cleanStart ? 0 : .max
        for property in connect.properties.list {
            switch property {
            case .receiveMaximum(let value): receiveMaximum = value
            case .topicAliasMaximum(let value): topicAliasMaximum = value
            case .maximumPacketSize(let value): maximumPacketSize = value
            case .sessionExpiryInterval(let value): expiry = value
            default: break
            }
        }
        inbox.start(maximum: receiveMaximum)
        incomingAliases.start(maximum: topicAliasMaximum)
        outgoingAliases.start(maximum: 0)
    }

    /// Ends the connection with a DISCONNECT.
    ///
    /// `expiry` overrides the Session Expiry Interval, in seconds (5.0); a session that was to end
    /// with its connection cannot be given a longer life (§3.14.2.2.2).
    package mutating func disconnect(
        _ reason: ReasonCode = .normalDisconnection, expiry: UInt32? = nil, at now: Instant,
        into out: inout Output
    ) {
        guard phase == .connected || phase == .connecting else { return }
        if phase == .connected {
            var disconnect = Disconnect(reason: version == .v5 ? reason : .success)
            if version == .v5, let expiry, self.expiry > 0 || expiry == 0 {
                disconnect.properties.list.append(.sessionExpiryInterval(expiry))
                self.expiry = expiry
            }
            write(.disconnect(disconnect), into: &out)
        }
        close(.asked, into: &out)
    }

    /// The link is gone.
    package mutating func lost(at now: Instant, into out: inout Output) {
        guard phase != .offline else { return }
        phase = .offline
        since = now
        for request in requests { out.notices.append(.unanswered(request)) }
        requests = []
        outgoingAliases.start(maximum: 0)
        incomingAliases.start(maximum: 0)
        outbox.unlink()
        if expiry == 0 { forget(into: &out) } else { mayHaveState = true }
        outbox.trim()
        inbox.trim()
    }

    /// The session is gone: what had its PUBREC is given up, the rest is published anew.
    mutating func forget(into out: inout Output) {
        hasState = false
        mayHaveState = false
        inbox.forget()
        outbox.restart(repeating: settings.repeatsLostExactlyOnce) { entry in
            out.notices.append(.abandoned(Abandoned(entry, .sessionLost)))
        }
    }

    mutating func forgetIfExpired(at now: Instant, into out: inout Output) {
        guard now >= expiresAt else { return }
        out.notices.append(.sessionLost)
        forget(into: &out)
    }

    mutating func close(_ cause: Cause, into out: inout Output) {
        phase = .closing
        out.notices.append(.closing(cause))
    }

    /// The peer broke a rule: 5.0 tells it, and either version closes (§4.13 and §4.8).
    mutating func fail(_ violation: Violation, into out: inout Output) {
        if phase == .connected, version == .v5 {
            write(.disconnect(Disconnect(reason: violation.reason)), into: &out)
        }
        close(.violation(violation), into: &out)
    }

    /// Writes a packet that is no PUBLISH.
    func write(_ packet: Packet, into out: inout Output) {
        let before = out.bytes.count
        packet.encode(version, into: &out.bytes)
        out.written.add(packet.kind, size: out.bytes.count - before)
    }
}
