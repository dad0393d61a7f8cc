import Base
import MQTT

extension Broker {
    /// Publishes the Will of a session whose connection is gone, now or after its delay.
    mutating func scheduleWill(
        of session: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard let will = sessions[session].will else { return }
        let delay = will.properties.willDelayInterval ?? 0
        if delay == 0 || mutant == .ignoresWillDelay {
            publishWill(of: session, at: now, into: &actions)
        } else {
            sessions[session].willDueAt = now + .seconds(Int(delay))
        }
    }

    /// Publishes the session's Will, if it has one, and removes it (MQTT-3.1.2-10).
    mutating func publishWill(
        of session: Int, at now: Instant, into actions: inout [Action]
    ) {
        sessions[session].willDueAt = .never
        guard var will = sessions[session].will.take(), let slot = slot(for: will.topic) else {
            return
        }
        if mutant == .neverSendsWill { return }
        if mutant == .dropsEmptyWill, will.payload.isEmpty { return }
        if mutant == .keepsWillAfterSending { sessions[session].will = will }
        if mutant != nil { spoil(&will, session) }
        statistics.willsPublished += 1
        let publish = Publish(
            topic: will.topic, payload: will.payload, qos: will.qos,
            retain: mutant == nil ? will.retain : spoiledRetain(of: will),
            properties: will.properties)
        var message = Message(publish, from: Int32(session), at: now)
        if mutant == .forwardsWillDelay, let delay = will.properties.willDelayInterval {
            message.publish.properties.list.append(.willDelayInterval(delay))
        }
        if mutant == .sendsWillTwice {
            accept(
                message, clientID: sessions[session].clientID, slot: slot, at: now, into: &actions)
        }
        accept(
            message, clientID: sessions[session].clientID, slot: slot, at: now, into: &actions)
    }
}
