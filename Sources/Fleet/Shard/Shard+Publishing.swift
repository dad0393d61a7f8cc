import Base
import Devices
import MQTT
import Measures
import Scenarios
import Sessions
import Transports

/// Devices publish what is due, whatever the broker does.
extension Shard {
    /// Messages of one device that may leave in one wake-up before others have their turn.
    private static var turn: Int { 256 }

    /// A device is connected: it greets, and its schedule begins the first time.
    mutating func begin(_ index: Int) {
        greet(index)
        let slot = devices[index]
        guard clients[index].isCast else { return }
        let plan = roster.contingents[slot.contingent].plan
        for message in plan.model.messages.indices {
            let stream = slot.firstStream + message
            guard streams[stream].due == .never else { continue }
            streams[stream].setDue(firstDue(of: message, slot, plan))
        }
        if plan.model.shadow != nil { reportShadow(index) }
    }

    /// The devices of a fleet share out the interval among them, on whole milliseconds.
    private func firstDue(of message: Int, _ slot: DeviceSlot, _ plan: FleetPlan) -> Instant {
        let every = plan.every[message].nanoseconds
        guard every > 0 else { return now }
        let (member, count) = (Int64(slot.member), Int64(plan.count))
        // As every * member / count, which may be more than 64 bits hold.
        let phase = every / count * member + every % count * member / count
        let now = (now.nanoseconds(since: conductor.start) / 1_000_000 + 1) * 1_000_000
        let turns = max(0, (now - phase + every - 1) / every)
        return conductor.start.advanced(byNanoseconds: turns * every + phase)
    }

    mutating func publishDue(_ index: Int) {
        guard isPublishing, !clients[index].isCongested else { return }
        var budget = Self.turn
        for message in 0..<devices[index].messages {
            let stream = devices[index].firstStream + message
            while streams[stream].due <= now, budget > 0 {
                let due = streams[stream].due
                streams[stream].advance()
                publish(message, of: index, due: due)
                budget -= 1
                if clients[index].presence == .absent, wasAmbushed(index) { return }
            }
        }
    }

    /// A device without a schedule publishes until its window is full or its turn is over, and
    /// goes on when something is acknowledged or the peer has taken what was sent.
    mutating func publishFlatOut(_ index: Int) {
        guard isPublishing, !clients[index].isCongested else { return }
        for message in 0..<devices[index].messages {
            let stream = devices[index].firstStream + message
            var budget = clients[index].turn
            while budget > 0, mayPublish(stream, of: index, clients[index].session.vitals()) {
                publish(message, of: index, due: now)
                budget -= 1
                if clients[index].presence == .absent, wasAmbushed(index) { return }
            }
        }
    }

    /// Whether a device that is flat out has room for one more message.
    func mayPublish(
        _ stream: Int, of index: Int, _ vitals: ClientSession.Vitals
    ) -> Bool {
        guard clients[index].presence == .present, streams[stream].due != .never else {
            return false
        }
        return streams[stream].qos == .atMostOnce
            || vitals.undone < clients[index].window
    }

    /// Whether the link went while its messages were being written.
    private func wasAmbushed(_ index: Int) -> Bool { clients[index].ambush != nil }

    /// Renders message `message` of a device and hands it to its session.
    mutating func publish(_ message: Int, of index: Int, due: Instant) {
        let stream = devices[index].firstStream + message
        let qos = streams[stream].qos
        if qos == .atMostOnce, !clients[index].session.vitals().isConnected {
            tally.skipped += 1
            return
        }
        let due = max(due, streams[stream].lastDue)
        streams[stream].lastDue = due
        let number = tally.ledger.streams[streams[stream].number].published
        payload.removeAll(keepingCapacity: true)
        devices[index].device.render(
            message: message, due: due, number: UInt32(truncatingIfNeeded: number),
            epochMilliseconds: milliseconds(due), into: &payload)
        send(
            index, stream: stream, qos: qos, retain: streams[stream].retain,
            expiry: devices[index].messageExpiry,
            properties: bytes(of: devices[index].properties), due: due)
    }

    /// Sends ``payload`` on a stream of this loop.
    mutating func send(
        _ index: Int, stream: Int, qos: QoS, retain: Bool = false, expiry: UInt32? = nil,
        properties: UnsafeRawBufferPointer = .init(start: nil, count: 0), due: Instant
    ) {
        let number = streams[stream].number
        // Rendering takes microseconds, which are not the broker's.
        if clients[index].turn == 0 { refresh() }
        let outcome = hand(
            index, topic: bytes(of: streams[stream].topic), qos: qos, retain: retain,
            expiry: expiry,
            properties: properties, token: UInt64(number), due: due)
        guard outcome != .none else { return }
        let tag = tally.ledger.streams[number].publish(due: milliseconds(due))
        snapshot.published += 1
        snapshot.owed += Int(roster.audience[number])
        tally.timeline.add(1, to: .published, at: now)
        if outcome == .sent {
            let lateness = max(0, now.nanoseconds(since: due))
            tally.generator.lateness.record(lateness)
            board.sent(UInt32(truncatingIfNeeded: tag), of: number, lateness: lateness)
        }
    }

    enum Handing {
        case none, sent, queued
    }

    /// Hands ``payload`` to the session of a client, for a topic that is made for it.
    mutating func hand(
        _ index: Int, topic: [UInt8], qos: QoS, token: UInt64, due: Instant
    ) -> Handing {
        topic.withUnsafeBytes { hand(index, topic: $0, qos: qos, token: token, due: due) }
    }

    /// Hands ``payload`` to the session of a client.
    mutating func hand(
        _ index: Int, topic: UnsafeRawBufferPointer, qos: QoS, retain: Bool = false,
        expiry: UInt32? = nil, properties: UnsafeRawBufferPointer = .init(start: nil, count: 0),
        token: UInt64, due: Instant
    ) -> Handing {
        let now = self.now
        let outcome = payload.withUnsafeBytes { payload in
            clients[index].session.publish(
                Message(
                    topic: topic, payload: payload, qos: qos, retain: retain,
                    properties: properties, expiry: expiry, token: token, due: due),
                at: now, into: &output)
        }
        switch outcome {
        case .refused(let refusal):
            tally.refused += 1
            note("a message could not be sent: \(refusal)")
            return .none
        case .sent, .queued:
            if qos > .atMostOnce { snapshot.inFlight += 1 }
            if isAmbushed(index) { return .queued }
            return outcome == .sent ? .sent : .queued
        }
    }

    private mutating func greet(_ index: Int) {
        let slot = devices[index]
        let contingent = roster.contingents[slot.contingent]
        guard let greeting = contingent.model.model.greeting,
            let text = contingent.model.greetingPayload
        else { return }
        payload.removeAll(keepingCapacity: true)
        slot.device.write(text, into: &payload)
        let stream = slot.firstStream + contingent.streamsPerDevice - 1
        send(
            index, stream: stream, qos: QoS(rawValue: greeting.qos)!, retain: greeting.retain,
            due: now)
    }

    /// Whether schedules run: from the first phase to the last.
    var isPublishing: Bool { stage == .playing }
}
