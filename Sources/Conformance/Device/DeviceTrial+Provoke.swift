import Base
import MQTT

/// What is done to clients, and when.
extension DeviceTrial {
    /// The provocation that this occasion is used for, if any.
    mutating func choose(_ occasion: DeviceCheck.Occasion, _ number: Int) -> DeviceCheck.Name? {
        candidate(occasion, number)
    }

    private func candidate(
        _ occasion: DeviceCheck.Occasion, _ number: Int
    ) -> DeviceCheck.Name? {
        guard let line = lines[number], let name = line.client, let client = clients[name],
            client.pending == nil, !line.isSpoilt
        else { return nil }
        var best: DeviceCheck.Name?
        for check in DeviceCheck.provocations where check.occasion == occasion {
            guard isWanted(check.name), check.level(in: line.version) != nil,
                client.done[check.name, default: 0] < repetitions,
                client.tried[check.name, default: 0] < repetitions + 2,
                suits(check.name, occasion, client, line)
            else { continue }
            if best == nil || given[check.name, default: 0] < given[best!, default: 0] {
                best = check.name
            }
        }
        return best
    }

    private func isWanted(_ name: DeviceCheck.Name) -> Bool {
        tallies[name] != nil || (name == .backOff && tallies[.backOffJitter] != nil)
    }

    /// Whether this client, now, can be given this.
    private func suits(
        _ name: DeviceCheck.Name, _ occasion: DeviceCheck.Occasion, _ client: DeviceClient,
        _ line: DeviceLine
    ) -> Bool {
        let own = line.connect!.properties
        let qos = client.bestTopic?.qos ?? .atMostOnce
        switch name {
        case .sessionPresent: return isTimeToRefuse && line.connect!.cleanStart
        case .backOff, .connackFlags: return isTimeToRefuse
        case .surplusCodes: return serial > 3
        case .quotaAcks: return line.offer.receiveMaximum == 1 && qos > .atMostOnce
        case .pubackRefused, .pubackLost, .pubrecLost, .pubcompLost, .sessionLost:
            return client.keepsSession
        case .pingrespLost: return (1...20).contains(line.keepAlive)
        case .deliveryQoS1: return qos > .atMostOnce
        case .deliveryQoS2: return qos == .exactlyOnce
        case .deliveryAlias: return qos > .atMostOnce && own.topicAliasMaximum ?? 0 > 0
        case .deliveryAgain: return qos == .exactlyOnce && client.keepsSession
        case .pubrelUnknown: return !client.subscriptions.isEmpty
        // Alias 1 may have been set, and alias 2 must not be beyond the maximum.
        case .receivesUnknownAlias: return own.topicAliasMaximum ?? 0 != 1
        case .receivesHighAlias: return own.topicAliasMaximum ?? 0 < .max
        case .receivesTooLarge: return own.maximumPacketSize ?? .max <= 1 << 20
        case .receivesTooMany: return own.receiveMaximum ?? .max <= 64 && qos == .exactlyOnce
        default: return true
        }
    }

    /// Whether a client may be turned away: not at first, and not all the time.
    private var isTimeToRefuse: Bool { serial > 3 && serial - lastOnConnect > 2 }

    /// When the client of this connection has been idle for long enough to be bothered.
    func idleAt(_ number: Int) -> Instant {
        guard let line = lines[number], let name = line.client, let client = clients[name],
            client.outgoing.isEmpty, client.deliveries.isEmpty, candidate(.idle, number) != nil
        else { return .never }
        let silent = max(line.heardAt, client.restedAt) + .milliseconds(300)
        return min(silent, max(line.openedAt + .seconds(3), client.restedAt + .seconds(1)))
    }

    mutating func begin(
        _ name: DeviceCheck.Name, _ number: Int, until patience: Duration,
        about ids: [UInt16] = [], at now: Instant
    ) {
        let line = lines[number]!
        given[name, default: 0] += 1
        clients[line.client!]!.tried[name, default: 0] += 1
        clients[line.client!]!.pending = Pending(
            name: name, connection: line.number, deadline: now + patience, since: now, ids: ids)
    }

    /// The provocation under way has been borne.
    mutating func decide(_ client: String) {
        guard let pending = finish(client) else { return }
        pass(pending.name, clients[client]!.version)
    }

    /// The provocation under way has not been borne.
    mutating func decide(_ client: String, expected: String, got: String) {
        guard let pending = finish(client) else { return }
        let record = clients[client]!
        fail(pending.name, client, record.version, record.log, expected: expected, got: got)
    }

    /// The provocation under way cannot be decided.
    mutating func giveUp(_ client: String, because reason: String) {
        guard let pending = clients[client]?.pending else { return }
        clients[client]!.pending = nil
        tallies[pending.name]?.giveUp(client, because: reason)
        if pending.name == .backOff { tallies[.backOffJitter]?.giveUp(client, because: reason) }
    }

    private mutating func finish(_ client: String) -> Pending? {
        guard let pending = clients[client]?.pending else { return nil }
        clients[client]!.pending = nil
        clients[client]!.done[pending.name, default: 0] += 1
        if let number = clients[client]!.link, let line = lines[number] {
            clients[client]!.restedAt = max(line.heardAt, pending.since)
        }
        return pending
    }

    // MARK: At a CONNECT

    /// Decides what a client is told that wants in.
    mutating func meet(
        _ name: String, _ connect: Connect, _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        guard let pending = clients[name]!.pending else {
            return greet(name, connect, number, at: now, into: &actions)
        }
        if pending.name == .backOff { return refuseAgain(name, number, at: now, into: &actions) }
        if pending.name == .serverCloses { decide(name) }
        guard clients[name]!.pending != nil else {
            return accept(name, connect, number, at: now, into: &actions)
        }
        guard !connect.cleanStart, clients[name]!.hasSession else {
            giveUp(name, because: "it came back without the session")
            return accept(name, connect, number, at: now, into: &actions)
        }
        let isQuiet = [.sessionLost, .pubackRefused].contains(pending.name)
        clients[name]!.pending!.phase = 2
        clients[name]!.pending!.deadline = now + (isQuiet ? patience.silence : patience.answer)
        lines[number]!.isResumed = true
        let connection = lines[number]!.number
        clients[name]!.pending = clients[name]!.pending!.on(connection)
        accept(
            name, connect, number, forgets: pending.name == .sessionLost, isSpecial: false,
            at: now, into: &actions)
    }

    private mutating func greet(
        _ name: String, _ connect: Connect, _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        guard let provocation = choose(.connect, number) else {
            return accept(name, connect, number, at: now, into: &actions)
        }
        lastOnConnect = serial
        begin(provocation, number, until: patience.answer, at: now)
        guard provocation != .backOff else {
            clients[name]!.pending!.deadline = now + patience.absence
            return refuse(number, at: now, into: &actions)
        }
        var connack = Packet.connack(Connack()).encoded(connect.version)
        // The Connect Acknowledge Flags are the third byte.
        connack[2] = provocation == .sessionPresent ? 0x01 : 0x02
        if connect.cleanStart { clients[name]!.forgetSession() }
        lines[number]!.state = .open
        lines[number]!.isSpoilt = true
        send(connack, number, at: now, into: &actions)
    }

    private mutating func refuseAgain(
        _ name: String, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        var pending = clients[name]!.pending!
        pending.waits.append(now - pending.since)
        pending.since = now
        pending.deadline = now + patience.absence
        clients[name]!.pending = pending
        let grows = Self.grow(pending.waits)
        guard grows || pending.waits.count == 6 else {
            return refuse(number, at: now, into: &actions)
        }
        judge(pending.waits, grows, name)
        accept(name, lines[number]!.connect!, number, at: now, into: &actions)
    }

    /// Whether the last wait shows that waits get longer.
    ///
    /// Waits that are left to chance may get shorter now and then, so one is enough; and who has
    /// come to long ones before need not go on.
    private static func grow(_ waits: [Duration]) -> Bool {
        guard waits.count > 2 else { return false }
        let isLonger = waits.last! > .milliseconds(200) && waits.last! * 2 > waits[0] * 3
        let longest = waits.max()!
        let isSpread = waits.count == 6 && longest >= .seconds(1) && longest > waits.min()! * 2
        return isLonger || isSpread || longest >= .seconds(3)
    }

    private mutating func judge(_ waits: [Duration], _ grows: Bool, _ name: String) {
        let list = "waits of " + waits.map(text).joined(separator: ", ")
        let client = clients[name]!
        if waits[1...].allSatisfy({ Self.isMultiple($0, of: waits[0]) }) {
            fail(
                .backOffJitter, name, client.version, client.log,
                expected: "waits that are left to chance", got: list)
        } else {
            pass(.backOffJitter, client.version)
        }
        if grows {
            decide(name)
        } else {
            decide(name, expected: "longer and longer waits", got: list)
        }
    }

    /// Whether `wait` is a whole number of times `unit`, but for what the way takes.
    private static func isMultiple(_ wait: Duration, of unit: Duration) -> Bool {
        let (wait, unit) = (wait.inSeconds, max(unit.inSeconds, 0.001))
        let times = max((wait / unit).rounded(), 1)
        return abs(wait - times * unit) <= max(wait * 0.02, 0.015)
    }
}
