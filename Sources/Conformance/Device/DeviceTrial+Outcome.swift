import Base
import MQTT

/// How provocations go on, and end.
extension DeviceTrial {
    /// Whether the provocation under way wants this message to go without its answer.
    mutating func isHeld(_ id: UInt16, _ qos: QoS, _ number: Int) -> Bool {
        let name = lines[number]!.client!
        guard let pending = clients[name]!.pending, pending.phase == 0 else { return false }
        switch pending.name {
        case .pubackLost, .sessionLost:
            guard qos == .atLeastOnce else { return false }
        case .pubrecLost: guard qos == .exactlyOnce else { return false }
        case .pubackLate: return pending.ids == [id]
        case .quotaAcks: return pending.ids.last == id
        default: return false
        }
        if !pending.ids.contains(id) { clients[name]!.pending!.ids.append(id) }
        return true
    }

    /// Does `name` to the client that has just published `publish`.
    mutating func provoke(
        _ name: DeviceCheck.Name, _ publish: Publish, _ id: UInt16, _ number: Int,
        at now: Instant, into actions: inout [Action]
    ) {
        switch name {
        case .pubackLate: begin(name, number, until: .seconds(3), about: [id], at: now)
        case .quotaAcks:
            begin(name, number, until: patience.answer, about: [id], at: now)
            let client = clients[lines[number]!.client!]!
            let mine = Publish(
                topic: client.bestTopic!.topic, payload: Array("gale".utf8), qos: .atLeastOnce)
            guard let delivery = deliver(mine, number, at: now, into: &actions) else {
                giveUp(client.name, because: "it took no message")
                return acknowledge(id, number, at: now, into: &actions)
            }
            clients[client.name]!.pending!.ids = [delivery, id]
        case .pubrecRefused:
            begin(name, number, until: .seconds(1), about: [id], at: now)
            acknowledge(id, number, .quotaExceeded, at: now, into: &actions)
        case .pubackRefused:
            begin(name, number, until: .milliseconds(300), about: [id], at: now)
            acknowledge(id, number, .quotaExceeded, at: now, into: &actions)
        default: begin(name, number, until: .milliseconds(300), about: [id], at: now)
        }
    }

    /// A message or PUBREL came again, as it should.
    mutating func again(_ id: UInt16, _ client: String) {
        guard var pending = clients[client]!.pending, pending.phase == 2 else { return }
        guard [.pubackLost, .pubrecLost, .pubcompLost].contains(pending.name) else { return }
        pending.ids.removeAll { $0 == id }
        clients[client]!.pending = pending
        if pending.ids.isEmpty { decide(client) }
    }

    /// The client has acknowledged a message of the tester's to the end.
    mutating func delivered(
        _ id: UInt16, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let name = lines[number]!.client!
        guard let pending = clients[name]!.pending else { return }
        switch pending.name {
        case .deliveryQoS1, .deliveryQoS2, .deliveryAlias, .deliveryAgain:
            clients[name]!.pending!.ids.removeAll { $0 == id }
            if clients[name]!.pending!.ids.isEmpty { decide(name) }
        case .quotaAcks where pending.ids.first == id:
            decide(name)
            acknowledge(pending.ids[1], number, at: now, into: &actions)
        default: break
        }
    }

    /// The connection of a client with something under way is over.
    mutating func lost(_ name: String, _ line: DeviceLine, byClient: Bool, at now: Instant) {
        let pending = clients[name]!.pending!
        switch pending.name {
        case .backOff: break
        case .pubackLost, .pubrecLost, .pubcompLost, .pubackRefused, .sessionLost,
            .deliveryAgain, .serverCloses:
            guard pending.phase == 0 else {
                return giveUp(name, because: "its connection ended before it was decided")
            }
            clients[name]!.pending!.phase = 1
            clients[name]!.pending!.deadline = now + patience.absence
        case .pubackLate, .quotaAcks, .pubrecRefused, .deliveryQoS1, .deliveryQoS2,
            .deliveryAlias, .pubrelUnknown:
            giveUp(name, because: "its connection ended before it was decided")
        default:
            if byClient { return decide(name) }
            guard line.state == .parting else {
                return giveUp(name, because: "it came on a new connection")
            }
            decide(name, expected: "the connection closed", got: "it open after DISCONNECT")
        }
    }

    /// The time of what is under way is over.
    mutating func expire(
        _ pending: Pending, _ name: String, at now: Instant, into actions: inout [Action]
    ) {
        let number = clients[name]!.link
        switch (pending.name, pending.phase) {
        case (.backOff, _):
            giveUp(name, because: "it did not come back within \(text(patience.absence))")
        case (.serverCloses, 1):
            decide(
                name, expected: "a new connection",
                got: "none within \(text(patience.absence))")
        case (_, 1): giveUp(name, because: "it did not come back within \(text(patience.absence))")
        case (.sessionLost, 2), (.pubackRefused, 2), (.pubrecRefused, _): decide(name)
        case (.pubackLate, _):
            decide(name)
            if let number { acknowledge(pending.ids[0], number, at: now, into: &actions) }
        case (.quotaAcks, _):
            decide(
                name, expected: "PUBACK \(pending.ids[0]), though PUBLISH \(pending.ids[1]) waits",
                got: "none in time")
            if let number { acknowledge(pending.ids[1], number, at: now, into: &actions) }
        case (.pubackLost, 0), (.pubrecLost, 0), (.pubcompLost, 0), (.pubackRefused, 0),
            (.sessionLost, 0):
            if let number { close(number, at: now, into: &actions) }
        case (.pubackLost, _), (.pubrecLost, _):
            decide(
                name, expected: "PUBLISH \(list(pending.ids)) again with DUP", got: "none in time")
        case (.pubcompLost, _):
            decide(name, expected: "PUBREL \(list(pending.ids)) again", got: "none in time")
        case (.deliveryQoS1, _), (.deliveryQoS2, _), (.deliveryAlias, _), (.deliveryAgain, _):
            let owed = clients[name]!.deliveries.map(\.awaited).joined(separator: ", ")
            decide(name, expected: owed, got: "none in time")
            clients[name]!.deliveries = []
        case (.pubrelUnknown, _):
            decide(name, expected: "PUBCOMP \(list(pending.ids))", got: "none in time")
        default:
            decide(
                name, expected: "the connection closed",
                got: "it open after \(text(now - pending.since))")
            if let number { close(number, at: now, into: &actions) }
        }
    }

    private func list(_ ids: [UInt16]) -> String {
        ids.map(String.init).joined(separator: ", ")
    }
}

extension Pending {
    /// The same on another connection.
    func on(_ connection: Int) -> Pending {
        var copy = Pending(name: name, connection: connection, since: since)
        copy.phase = phase
        copy.deadline = deadline
        copy.ids = ids
        copy.waits = waits
        return copy
    }
}
