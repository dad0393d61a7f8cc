package import Base
package import MQTT

/// A broker that judges its clients: it serves them as a broker does, watches every packet, and
/// now and then does to one what a client must be able to bear.
///
/// It has no socket and no clock, so it plays with clients in the same process in virtual time as
/// it does with whatever connects over a network. A client is whoever comes with the same client
/// identifier; each gets one provocation at a time, and of those it has not had that which fewest
/// have had.
///
/// - Cost: bounded: at most ``mostLines`` connections and ``mostClients`` clients.
package struct DeviceTrial: Sendable {
    package enum Action: Equatable, Sendable {
        case send([UInt8], Link)
        /// After what was sent.
        case close(Link)
    }

    /// How long clients may take.
    package struct Patience: Sendable {
        /// For an answer, and for closing.
        package var answer = Duration.seconds(5)
        /// For coming back.
        package var absence = Duration.seconds(30)
        /// For doing what they must not.
        package var silence = Duration.seconds(2)

        package init() {}
    }

    package static let mostLines = 256
    package static let mostClients = 1000

    /// Connections that were refused because of the limits.
    package internal(set) var turnedAway = 0

    var lines: [Int: DeviceLine] = [:]
    var clients: [String: DeviceClient] = [:]
    var tallies: [DeviceCheck.Name: DeviceTally]
    /// How often each provocation was given, to whomever.
    var given: [DeviceCheck.Name: Int] = [:]
    /// Connections so far, and those of them that were offered less than usual.
    var serial = 0
    var specials = 0
    var lastOnConnect = 0
    let repetitions: Int
    let patience: Patience

    /// - Parameters:
    ///   - checks: what is checked; others are neither watched nor given.
    ///   - repetitions: how often each client gets each provocation.
    package init(
        _ checks: [DeviceCheck] = DeviceCheck.all, repetitions: Int = 1,
        patience: Patience = Patience()
    ) {
        tallies = Dictionary(uniqueKeysWithValues: checks.map { ($0.name, DeviceTally($0)) })
        self.repetitions = repetitions
        self.patience = patience
    }

    /// In the order of the checks.
    package var results: [DeviceTally] { DeviceCheck.all.compactMap { tallies[$0.name] } }

    /// Whether every check was decided.
    package var isDone: Bool { tallies.values.allSatisfy { $0.decided > 0 } }

    /// Who connected: client identifiers, sorted.
    package var names: [String] { clients.keys.sorted() }

    /// The versions that clients spoke.
    package var versions: Set<Version> { Set(clients.values.map(\.version)) }

    package mutating func accepted(_ link: Link, at now: Instant, into actions: inout [Action]) {
        guard lines.count < Self.mostLines else {
            turnedAway += 1
            return actions.append(.close(link))
        }
        serial += 1
        lines[link.number] = DeviceLine(serial, at: now)
        lines[link.number]!.log.add(.opened, at: now)
    }

    package mutating func receive(
        _ bytes: [UInt8], on link: Link, at now: Instant, into actions: inout [Action]
    ) {
        let number = link.number
        guard lines[number] != nil else { return }
        lines[number]!.firstByte = lines[number]!.firstByte ?? bytes.first
        bytes.withUnsafeBytes { lines[number]!.stream.append($0) }
        while let line = lines[number], line.state != .over {
            do {
                guard let packet = try lines[number]!.stream.next() else { return }
                take(packet, number, at: now, into: &actions)
            } catch {
                return refuse(error, bytes, number, at: now, into: &actions)
            }
        }
    }

    /// The client closed the connection.
    package mutating func closed(_ link: Link, at now: Instant, into actions: inout [Action]) {
        guard lines[link.number] != nil else { return }
        log(.closedByClient, link.number, at: now)
        end(link.number, byClient: true, at: now)
    }

    /// When to call ``tick(at:into:)``.
    package var deadline: Instant {
        var earliest = Instant.never
        for number in lines.keys { earliest = min(earliest, deadline(of: number)) }
        for client in clients.values {
            if let pending = client.pending { earliest = min(earliest, pending.deadline) }
        }
        return earliest
    }

    package mutating func tick(at now: Instant, into actions: inout [Action]) {
        for name in clients.keys.sorted() {
            guard let pending = clients[name]?.pending, pending.deadline <= now else { continue }
            expire(pending, name, at: now, into: &actions)
        }
        for number in lines.keys.sorted() where deadline(of: number) <= now {
            tick(number, at: now, into: &actions)
        }
    }

    private func deadline(of number: Int) -> Instant {
        let line = lines[number]!
        switch line.state {
        case .waiting: return line.openedAt + .seconds(10)
        case .parting: return line.partedAt + patience.silence
        case .over: return .never
        case .open: return min(silenceEnds(line), min(idleAt(number), offerEnds(line)))
        }
    }

    private mutating func tick(_ number: Int, at now: Instant, into actions: inout [Action]) {
        guard let line = lines[number] else { return }
        switch line.state {
        case .waiting: close(number, at: now, into: &actions)
        case .parting:
            fail(
                .closesAfterDisconnect, number, expected: "the connection closed",
                got: "it open \(text(patience.silence)) after DISCONNECT")
            close(number, at: now, into: &actions)
        case .open where silenceEnds(line) <= now:
            judgeSilence(number, at: now)
            sayGoodbye(.keepAliveTimeout, number, at: now, into: &actions)
        case .open where idleAt(number) <= now: provokeIdle(number, at: now, into: &actions)
        case .open where offerEnds(line) <= now:
            sayGoodbye(.serverShuttingDown, number, at: now, into: &actions)
        case .open, .over: break
        }
    }

    /// When a client has been held to limits for long enough: it would give no other occasion.
    private func offerEnds(_ line: DeviceLine) -> Instant {
        guard line.isSpecial, let client = line.client, clients[client]?.pending == nil, !isDone
        else { return .never }
        return line.openedAt + .seconds(10)
    }

    // MARK: What everything is made of

    mutating func log(_ event: DeviceLog.Event, _ number: Int, at now: Instant) {
        if let client = lines[number]?.client, clients[client] != nil {
            clients[client]!.log.add(event, at: now)
        } else {
            lines[number]?.log.add(event, at: now)
        }
    }

    mutating func send(
        _ packet: Packet, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard let version = lines[number]?.version else { return }
        send(packet.encoded(version), number, at: now, into: &actions)
    }

    mutating func send(
        _ bytes: [UInt8], _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard let line = lines[number], line.state != .over else { return }
        log(.sent(bytes, line.version), number, at: now)
        actions.append(.send(bytes, Link(number)))
    }

    mutating func close(_ number: Int, at now: Instant, into actions: inout [Action]) {
        guard lines[number] != nil else { return }
        log(.closed, number, at: now)
        actions.append(.close(Link(number)))
        end(number, byClient: false, at: now)
    }

    /// Closes as a server does that has a reason.
    mutating func sayGoodbye(
        _ reason: ReasonCode, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        if lines[number]?.version == .v5, lines[number]?.state == .open {
            send(.disconnect(Disconnect(reason: reason)), number, at: now, into: &actions)
        }
        close(number, at: now, into: &actions)
    }

    /// The connection is over: its client is away, and what was under way goes on without it.
    private mutating func end(_ number: Int, byClient: Bool, at now: Instant) {
        guard let line = lines.removeValue(forKey: number) else { return }
        if line.state == .parting, byClient { tallies[.closesAfterDisconnect]?.pass() }
        guard let name = line.client, clients[name]?.link == number else { return }
        clients[name]!.link = nil
        let expiry = clients[name]!.expiry
        if !clients[name]!.keepsSession { clients[name]!.forgetSession() }
        clients[name]!.endsAt = expiry == .max ? .never : now + .seconds(Int(expiry))
        if clients[name]!.pending?.connection == line.number {
            lost(name, line, byClient: byClient, at: now)
        }
    }

    // MARK: Verdicts

    mutating func pass(_ name: DeviceCheck.Name, _ number: Int) {
        guard let version = lines[number]?.version else { return }
        pass(name, version)
    }

    mutating func pass(_ name: DeviceCheck.Name, _ version: Version) {
        guard tallies[name]?.check.level(in: version) != nil else { return }
        tallies[name]!.pass()
    }

    mutating func fail(
        _ name: DeviceCheck.Name, _ number: Int, isTolerable: Bool = false, expected: String,
        got: String
    ) {
        // After what no server may send, only the reaction to it counts.
        guard let line = lines[number], !line.isSpoilt else { return }
        let log = line.client.flatMap { clients[$0]?.log } ?? line.log
        // Who has sent no CONNECT has no version yet: then a rule of either is one.
        let isUnknown =
            line.connect == nil && tallies[name]?.check.level(in: line.version) == nil
        fail(
            name, line.client ?? "a connection without CONNECT", isUnknown ? .v5 : line.version,
            log,
            isTolerable: isTolerable, expected: expected, got: got)
    }

    mutating func fail(
        _ name: DeviceCheck.Name, _ client: String, _ version: Version, _ log: DeviceLog,
        isTolerable: Bool = false, expected: String, got: String
    ) {
        guard let level = tallies[name]?.check.level(in: version) else { return }
        tallies[name]!.fail(
            client, level, isTolerable: isTolerable, expected: expected, got: got
        ) { log.text }
    }

    func text(_ duration: Duration) -> String {
        "\(Double(duration.nanoseconds / 10_000_000) / 100) s"
    }
}
