package import Base
package import MQTT
import Reports

/// One case being played: what comes on its connections in, what to send out, a verdict at the end.
///
/// It has no socket and no clock: the owner opens and closes network connections, hands over bytes
/// and instants, and calls ``tick(at:into:)`` at ``deadline``. So the same case runs against a
/// broker in the same process, in virtual time, and against one at the other end of a network.
///
/// - Cost: bounded: a broker that has sent more than ``flood`` ends the case.
package struct Play: Sendable {
    package enum Action: Equatable, Sendable {
        /// Open a connection under this number; one that was open is over.
        case open(Int)
        /// Open what a WebSocket would stand on, TCP or TLS, and leave the rest to the case.
        case openBare(Int)
        case send([UInt8], Int)
        /// Close at once.
        case cut(Int)
    }

    /// How long a broker that is not in trouble may take for an answer.
    package struct Patience: Sendable {
        package var answer: Duration

        package init(answer: Duration = .seconds(5)) { self.answer = answer }
    }

    /// More bytes than any case has a use for.
    package static let flood = 16 << 20

    package let subject: Case
    /// Set once the case is over; then nothing more is to be done but to close what is open.
    package private(set) var outcome: Outcome?
    /// When to call ``tick(at:into:)``.
    package internal(set) var deadline = Instant.never

    var names: Names
    var lines: [PeerLine] = []
    private var moves: [Move]
    /// How many of ``moves`` belong to the stage.
    private let staged: Int
    private var next = 0
    package private(set) var began = Instant.zero
    /// When the move before this one was done.
    var since = Instant.zero
    var isWaiting = false
    /// Those that were used, in that order.
    var allowances: [String] = []
    private var received = 0
    let patience: Patience
    private(set) var transcript = Transcript()
    private(set) var leftovers = Leftovers()

    /// - Parameters:
    ///   - topic: a topic level that no other case uses: letters and digits.
    ///   - clients: begins the client identifiers; at most 20 letters and digits.
    ///   - restricted: a topic that clients may not publish to, where the broker has one.
    ///   - door: how a WebSocket is asked for.
    package init(
        _ subject: Case, topic: String, clients: String, login: Login? = nil,
        restricted: String? = nil, door: WebDoor = WebDoor(), patience: Patience = Patience()
    ) {
        var names = Names(topic: topic, clients: clients, login: login)
        names.restricted = restricted ?? ""
        names.door = door
        self.init(subject, names, patience)
    }

    /// Another case under the names of `other`.
    init(_ subject: Case, like other: Play) {
        self.init(subject, other.names, other.patience)
    }

    private init(_ subject: Case, _ names: Names, _ patience: Patience) {
        self.subject = subject
        self.patience = patience
        self.names = names
        let stage = subject.given.flatMap(\.flat)
        staged = stage.count
        moves = stage + subject.then.flatMap(\.flat)
        // So that each has its identifier before it is spoken of.
        for move in moves { for peer in move.peers { _ = self.names.number(of: peer) } }
        lines = self.names.peers.map { PeerLine($0, subject.version, ownLevel: names.topic) }
    }

    /// The last CONNACK that let a peer in, for who wants to know what the broker offers.
    package var connack: Connack? { lines.compactMap(\.connack).last }

    package mutating func begin(at now: Instant, into actions: inout [Action]) {
        began = now
        since = now
        advance(at: now, into: &actions)
    }

    /// The connection `number` stands.
    package mutating func connected(_ number: Int, at now: Instant, into actions: inout [Action]) {
        guard outcome == nil else { return }
        lines[number].state = .open
        advance(at: now, into: &actions)
    }

    /// The connection `number` could not be made; `reason` is a sentence.
    package mutating func failed(_ number: Int, because reason: String, at now: Instant) {
        guard outcome == nil else { return }
        end(.inconclusive, expected: "a network connection", got: reason, at: now)
    }

    package mutating func receive(
        _ bytes: [UInt8], on number: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard outcome == nil, lines[number].state == .open else { return }
        let isWeb = lines[number].web != nil
        transcript.add(.received(bytes), of: lines[number].peer, at: now, isWeb: isWeb)
        received += bytes.count
        guard received <= Self.flood else {
            return end(
                .failed, expected: "an answer", got: "a flood of more than 16 MiB", at: now,
                isBreach: true)
        }
        let replies = lines[number].take(bytes, at: now)
        for reply in replies { post(reply, on: number, at: now, into: &actions) }
        if let breach = lines[number].watch.breach {
            return end(
                .failed, expected: "packets that obey the standard", got: breach, at: now,
                isBreach: true)
        }
        advance(at: now, into: &actions)
    }

    /// The broker closed the connection `number`.
    package mutating func closed(_ number: Int, at now: Instant, into actions: inout [Action]) {
        guard outcome == nil, lines[number].state == .open else { return }
        transcript.add(.closed, of: lines[number].peer, at: now)
        lines[number].state = .closed
        advance(at: now, into: &actions)
    }

    package mutating func tick(at now: Instant, into actions: inout [Action]) {
        guard outcome == nil, now >= deadline else { return }
        advance(at: now, into: &actions)
    }

    /// Ends a case that the owner can wait for no longer.
    package mutating func giveUp(because reason: String, at now: Instant) {
        guard outcome == nil else { return }
        end(.inconclusive, expected: "an end", got: reason, at: now)
    }

    /// Makes moves until one has to wait, or all are made.
    private mutating func advance(at now: Instant, into actions: inout [Action]) {
        deadline = .never
        while outcome == nil {
            guard next < moves.count else { return finish(at: now) }
            guard make(moves[next], at: now, into: &actions) else { return }
            next += 1
            since = now
            isWaiting = false
        }
    }

    /// Makes one move; false where it has to wait, with ``deadline`` set.
    private mutating func make(
        _ move: Move, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        switch move {
        case .open(let peer): return open(names.number(of: peer), at: now, into: &actions)
        case .openBare(let peer):
            return open(names.number(of: peer), isBare: true, at: now, into: &actions)
        case .upgrade(let peer, let offers):
            return upgrade(names.number(of: peer), offers, at: now, into: &actions)
        case .solve(let peer, let reason, let method):
            return solve(names.number(of: peer), reason, method, at: now, into: &actions)
        case .send(let packet, let peer):
            let number = names.number(of: peer)
            let packet = names.fill(packet, subject.version)
            lines[number].note(packet)
            leftovers.note(packet, of: peer)
            send(packet.encoded(subject.version), on: number, at: now, into: &actions)
        case .exceed(let peer): return exceed(names.number(of: peer), at: now, into: &actions)
        case .raw(let parts, let peer):
            let bytes = parts.flatMap { $0.bytes(names, subject.version) }
            lines[names.number(of: peer)].watch.sentRaw()
            post(bytes, on: names.number(of: peer), at: now, into: &actions)
        case .answer(let ack, let peer, let back):
            return answer(ack, peer, back: back, at: now, into: &actions)
        case .awaitAmong(let peers, let packets):
            return lookFor(packets, among: peers.map { names.number(of: $0) }, at: now)
        case .hold(let peer, let holds): lines[names.number(of: peer)].holds = holds
        case .depart(let peer):
            return depart(names.number(of: peer), at: now, into: &actions)
        case .cut(let peer): cut(names.number(of: peer), at: now, into: &actions)
        case .pass(let duration):
            deadline = since + duration
            return now >= deadline
        case .await(let peer, let reactions, let window):
            return lookFor(names.number(of: peer), reactions, window, at: now, into: &actions)
        case .all: preconditionFailure("moves are flat by now")
        }
        return true
    }

    private mutating func exceed(
        _ number: Int, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        guard let limit = lines[number].limit.map(Int.init) else {
            end(.inconclusive, expected: "a Maximum Packet Size", got: "none", at: now)
            return false
        }
        var publish = Publish(
            topic: names.fill("{}/a"), payload: Array(repeating: 0x78, count: limit))
        let excess = Packet.publish(publish).encoded(subject.version).count - limit - 1
        publish.payload.removeLast(min(excess, limit))
        // The Remaining Length may have become a byte shorter.
        while Packet.publish(publish).encoded(subject.version).count <= limit {
            publish.payload.append(0x78)
        }
        send(Packet.publish(publish).encoded(subject.version), on: number, at: now, into: &actions)
        return true
    }

    private mutating func answer(
        _ ack: Ack, _ peer: Peer, back: Int, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        let number = names.number(of: peer)
        guard let id = lines[number].delivered(back) else {
            end(.inconclusive, expected: "a PUBLISH to acknowledge", got: "none", at: now)
            return false
        }
        var ack = ack
        ack.id = id
        lines[number].note(.ack(ack))
        let bytes = Packet.ack(ack).encoded(subject.version)
        send(bytes, on: number, at: now, into: &actions)
        return true
    }

    private mutating func open(
        _ number: Int, isBare: Bool = false, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        if isWaiting { return lines[number].state == .open }
        lines[number].reopen()
        lines[number].web = isBare ? WebLine() : nil
        transcript.add(.opened, of: lines[number].peer, at: now)
        actions.append(isBare ? .openBare(number) : .open(number))
        isWaiting = true
        return false
    }

    /// Sends a packet, in whatever the connection wraps it.
    mutating func send(
        _ bytes: [UInt8], on number: Int, at now: Instant, into actions: inout [Action]
    ) {
        post(lines[number].wrapped(bytes), on: number, at: now, into: &actions)
    }

    /// Sends bytes as they are.
    mutating func post(
        _ bytes: [UInt8], on number: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard lines[number].state == .open else { return }
        let isWeb = lines[number].web != nil
        transcript.add(.sent(bytes), of: lines[number].peer, at: now, isWeb: isWeb)
        actions.append(.send(bytes, number))
    }

    /// Waits for the broker to close what was left, which it should; then closes itself.
    private mutating func depart(
        _ number: Int, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        if let first = lines[number].inbox.first {
            end(
                .failed, expected: "the end of the connection at \(lines[number].peer)",
                got: "\(first.packet.kind)", at: now)
            return false
        }
        guard lines[number].state == .open else { return true }
        deadline = since + .seconds(1)
        guard now >= deadline else { return false }
        cut(number, at: now, into: &actions)
        return true
    }

    private mutating func cut(_ number: Int, at now: Instant, into actions: inout [Action]) {
        transcript.add(.cut, of: lines[number].peer, at: now)
        lines[number].state = .cut
        actions.append(.cut(number))
    }

    private mutating func finish(at now: Instant) {
        for line in lines where line.state == .open {
            guard let packet = line.inbox.first else { continue }
            return end(
                .failed, expected: "nothing more at \(line.peer)", got: "\(packet.packet.kind)",
                at: now)
        }
        var outcome = Outcome(verdict: allowances.isEmpty ? .passed : .tolerated)
        outcome.allowances = allowances
        close(&outcome, at: now)
    }

    mutating func end(
        _ verdict: Verdict, expected: String, got: String, at now: Instant, isBreach: Bool = false
    ) {
        let isStage = next < staged
        var outcome = Outcome(verdict: isStage ? .inconclusive : verdict)
        outcome.move = isStage ? "given \(next + 1)" : "then \(next + 1 - staged)"
        (outcome.expected, outcome.got) = (expected, got)
        outcome.isBreach = isBreach
        close(&outcome, at: now)
    }

    /// Ends a case whose rule says nothing about the way that the broker has chosen.
    mutating func excuse(for lack: String, at now: Instant) {
        var outcome = Outcome(verdict: .skipped)
        outcome.lack = lack
        close(&outcome, at: now)
    }

    private mutating func close(_ outcome: inout Outcome, at now: Instant) {
        outcome.transcript = transcript
        outcome.duration = now - began
        deadline = .never
        self.outcome = outcome
    }

    static func text(_ duration: Duration) -> String {
        "\(Double(duration.nanoseconds / 1_000_000) / 1000) s"
    }
}
