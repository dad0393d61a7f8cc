import Base
import DeviceCloud
import Devices
import MQTT
import Measures
import Reports
import Scenarios
import Sessions
import Transports

/// Messages that arrive, at applications and at devices.
extension Shard {
    mutating func deliver(_ arrival: Arrival, _ frame: UnsafeRawBufferPointer, _ index: Int) {
        let topic =
            arrival.topic.map { String(decoding: frame[$0], as: UTF8.self) }
            ?? String(decoding: output.topic, as: UTF8.self)
        let bytes = UnsafeRawBufferPointer(rebasing: frame[arrival.payload])
        if isDevice(index) {
            obey(topic, bytes, arrival, index)
        } else {
            hear(topic, bytes, arrival, index)
        }
    }

    /// An application hears of something.
    private mutating func hear(
        _ topic: String, _ bytes: UnsafeRawBufferPointer, _ arrival: Arrival, _ index: Int
    ) {
        let player = index - deviceSlots.count
        if players[player].service != nil { return serveShadow(topic, bytes, player) }
        guard let use = roster.uses[topic] else {
            if settings.part?.writes(to: topic) == true { return }
            if topic.hasPrefix("$") { return hearShadow(player, topic: topic, bytes) }
            // What an earlier run left on the broker is nobody's fault.
            if !arrival.retain { tally.ledger.receiveUnexpected(qos: arrival.qos.rawValue) }
            return
        }
        if use.willOf >= 0, isWill(of: Int(use.willOf), bytes) {
            guard players[player].player.plan.watchesWills, !arrival.retain else { return }
            return wills.saw(Int(use.willOf), by: subscriber(index), at: now)
        }
        guard !arrival.retain, use.stream >= 0 else { return }
        if use.answerOf >= 0 { answered(player, by: Int(use.answerOf)) }
        if use.isStamped {
            receive(stamped: bytes, use, arrival, index)
        } else if settings.passports == nil || !isProbe(bytes) {
            count(stream: Int(use.stream), arrival, index)
        }
    }

    private func isWill(of device: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let contingent = roster.contingents[roster.contingent(of: device)]
        guard let will = contingent.model.willPayload else { return false }
        let text = will.filled(contingent.values(of: device - contingent.firstDevice))
        return text.utf8.elementsEqual(bytes)
    }

    /// A message that says itself which it is.
    private mutating func receive(
        stamped bytes: UnsafeRawBufferPointer, _ use: TopicUse, _ arrival: Arrival, _ index: Int
    ) {
        let stream = Int(use.stream)
        let pair = pair(stream: stream, index)
        guard let stamp = Stamp(reading: bytes), stamp.isIntact else {
            if isProbe(bytes) { return }
            return tally.ledger.receiveCorrupted(pair: pair)
        }
        if let clock = conductor.abroad?.clock(ofStream: stream) {
            return receive(stamp, by: clock, use, pair, arrival, index)
        }
        let now = arrivedAt
        let due = Instant(
            nanoseconds: (stamp.dueMilliseconds - settings.epochMilliseconds) &* 1_000_000)
        guard due >= conductor.start, due <= self.now else {
            // Stamped by another run, or by nobody that this run knows.
            return tally.ledger.receiveUnexpected(qos: arrival.qos.rawValue)
        }
        let outcome = tally.ledger.receive(
            pair: pair, remainder: stamp.number, due: stamp.dueMilliseconds,
            every: Int64(use.everyMilliseconds),
            absence: tally.absences[subscriber(index)] ?? Absence())
        guard isNew(outcome, at: now) else { return }
        let wait = now.nanoseconds(since: due)
        let lateness = board.lateness(of: stamp.number, in: stream)
        tally.latencies.record(
            .endToEnd, due: due, sent: lateness.map { due.advanced(byNanoseconds: $0) }, end: now)
        // A clock that was set back: told with the impossible ones.
        guard wait >= 0 else { return }
        tally.timeline.record(latency: wait, at: now)
        recent.record(wait)
    }

    /// Books what a stamped message turned out to be; false for one that was here before.
    mutating func isNew(_ outcome: DeliveredStream.Outcome, at now: Instant) -> Bool {
        switch outcome {
        case .duplicate: return false
        case .afterGap(let missing): missed(missing, at: now)
        case .late: missed(-1, at: now)
        case .inOrder: break
        }
        delivered(at: now)
        return true
    }

    /// A message without a stamp: one more of its stream.
    private mutating func count(stream: Int, _ arrival: Arrival, _ index: Int) {
        let pair = CountedPair(stream: stream, subscriber: subscriber(index))
        tally.counted[pair, default: CountedStream()].receive()
        delivered(at: arrivedAt)
    }

    private mutating func missed(_ messages: Int, at now: Instant) {
        snapshot.missing += messages
        tally.timeline.add(messages, to: .lost, at: now)
    }

    private mutating func delivered(at now: Instant) {
        snapshot.delivered += 1
        snapshot.settled += 1
        tally.timeline.add(1, to: .delivered, at: now)
    }

    private mutating func pair(stream: Int, _ index: Int) -> Int {
        let key = CountedPair(stream: stream, subscriber: subscriber(index))
        if let pair = pairs[key] { return pair }
        let filters = tally.grants[key.subscriber] ?? []
        let pair = tally.ledger.open(
            stream: stream, subscriber: key.subscriber,
            qos: roster.agreedQoS(stream: stream, filters) ?? 0)
        pairs[key] = pair
        return pair
    }

    /// A device is told something.
    private mutating func obey(
        _ topic: String, _ bytes: UnsafeRawBufferPointer, _ arrival: Arrival, _ index: Int
    ) {
        let slot = devices[index]
        if let use = roster.uses[topic], use.commandOf == slot.number {
            guard !arrival.retain else { return }
            count(stream: Int(use.stream), arrival, index)
            let outcome = devices[index].device.obey(
                command: Int(use.command), payload: bytes, at: now)
            if let refusal = outcome.refusal {
                return note("a device could not obey: \(refusal)")
            }
            if outcome.owesAnswer { answer(Int(use.command), outcome, index) }
            if outcome.owesReport { reportShadow(index) }
        } else if let shadow = ShadowTopic(topic) {
            obey(shadow, bytes, index)
        } else if clients[index].papers != nil {
            // Whatever it is, it belongs to a neighbour.
            heardNeighbour(index)
        } else {
            tally.ledger.receiveUnexpected(qos: arrival.qos.rawValue)
        }
    }

    /// The shadow service tells a device what is desired, or that it refused something.
    private mutating func obey(
        _ topic: ShadowTopic, _ bytes: UnsafeRawBufferPointer, _ index: Int
    ) {
        guard let document = try? JSON(parsing: Array(bytes)) else { return }
        switch (topic.request, topic.answer) {
        case (.update, .delta):
            let outcome = devices[index].device.obey(delta: document, at: now)
            if outcome.refusal == nil, outcome.owesReport { reportShadow(index) }
        case (.get, .accepted):
            let outcome = devices[index].device.obey(shadow: document, at: now)
            if outcome.refusal == nil, outcome.owesReport { reportShadow(index) }
        case (.get, .rejected) where document["code"]?.integer == 404: reportShadow(index)
        case (_, .rejected):
            note(
                "the shadow service refused a device: \(document["code"]?.integer ?? 0) "
                    + (document["message"]?.string ?? ""))
        default: break
        }
    }

    private mutating func answer(_ command: Int, _ outcome: Outcome, _ index: Int) {
        let slot = devices[index]
        let contingent = roster.contingents[slot.contingent]
        let due = Instant(nanoseconds: now.nanoseconds / 1_000_000 * 1_000_000)
        let stream = slot.firstStream + contingent.plan.model.messages.count + command
        let number = tally.ledger.streams[streams[stream].number].published
        payload.removeAll(keepingCapacity: true)
        slot.device.answer(
            command: command, outcome: outcome, number: UInt32(truncatingIfNeeded: number),
            epochMilliseconds: milliseconds(due), into: &payload)
        let qos = QoS(rawValue: contingent.plan.model.commands[command].qos)!
        send(index, stream: stream, qos: qos, due: now)
    }
}
