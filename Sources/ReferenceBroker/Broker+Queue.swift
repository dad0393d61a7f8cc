import Base
import MQTT

extension Broker {
    /// Lets a message wait for its session, or drops it: the newest gives way.
    mutating func enqueue(_ held: Held, for session: Int) {
        if mutant == .queuesNothing { return }
        if mutant == .queuesQoS1Only, held.publish.qos != .atLeastOnce { return }
        if mutant == .queuesNewestOnly { while sessions[session].queue.popFirst() != nil {} }
        guard sessions[session].queue.count < configuration.queueLimit,
            hold(held.sizeBytes, for: session)
        else {
            statistics.dropped.queueFull += 1
            return
        }
        sessions[session].queue.append(held)
        statistics.queued += 1
    }

    /// Counts bytes held for a session.
    ///
    /// - Returns: false, and counts nothing, where a limit would be passed.
    mutating func hold(_ bytes: Int, for session: Int) -> Bool {
        guard sessions[session].heldBytes + bytes <= configuration.queueLimitBytes,
            statistics.heldBytes + bytes <= configuration.queueLimitBytesInAll
        else { return false }
        sessions[session].heldBytes += bytes
        statistics.heldBytes += bytes
        return true
    }

    mutating func unhold(_ bytes: Int, for session: Int) {
        sessions[session].heldBytes -= bytes
        statistics.heldBytes -= bytes
    }

    /// Takes up the deliveries of an earlier connection: PUBLISH and PUBREL that were not answered
    /// go out again under their identifiers (MQTT-4.4.0-1), then what has waited.
    mutating func resume(_ session: Int, at now: Instant, into actions: inout [Action]) {
        let link = Int(sessions[session].link)
        sessions[session].unsent = 0
        if mutant != nil { reverseQueue(of: session) }
        for offset in 0..<sessions[session].inflight.entries.count {
            let entry = sessions[session].inflight.entries[offset]
            if mutant == .resendsFirstAlone, offset > 0 { break }
            if mutant == .forgetsLastUnacknowledged, offset > 0,
                offset == sessions[session].inflight.entries.count - 1
            {
                break
            }
            switch entry.stage {
            case .finished: break
            case .released:
                if mutant == .forgetsPubrel { continue }
                send(.ack(Ack(.pubrel, id: entry.id)), to: link, into: &actions)
            case .sent, .unsent:
                if mutant?.qosOfForgotten == entry.held.publish.qos { continue }
                sessions[session].inflight.setStage(.unsent, at: offset)
                sessions[session].unsent += 1
            }
        }
        flush(session, at: now, into: &actions)
    }

    /// Sends what waits for a session as far as its client can take it: first what was sent
    /// before, then the queue, then retained messages of new subscriptions.
    mutating func flush(_ session: Int, at now: Instant, into actions: inout [Action]) {
        let link = Int(sessions[session].link)
        guard link >= 0 else { return }
        if sessions[session].unsent > 0, mutant != .sendsNewBeforeResent {
            resend(session, on: link, at: now, into: &actions)
        }
        guard sessions[session].unsent == 0 || mutant == .sendsNewBeforeResent else { return }
        while let held = sessions[session].queue.first, !connections[link].isCongested {
            let isLight = held.publish.qos == .atMostOnce
            guard isLight || isReady(link) else { return }
            _ = sessions[session].queue.popFirst()
            statistics.queued -= 1
            if held.hasExpired(at: now) {
                unhold(held.sizeBytes, for: session)
                statistics.dropped.expired += 1
                continue
            }
            send(held, of: session, on: link, at: now, into: &actions)
        }
        if mutant == .sendsNewBeforeResent, sessions[session].unsent > 0 {
            resend(session, on: link, at: now, into: &actions)
        }
        sendBacklog(of: session, on: link, at: now, into: &actions)
    }

    /// Sends a message that was held for `session` and has waited.
    private mutating func send(
        _ held: Held, of session: Int, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let bytes = held.sizeBytes
        var held = held
        if mutant != .forwardsExpiryAsItCame { held.updateExpiry(at: now) }
        if mutant == .stripsWaiting { held.publish.properties = Properties() }
        if mutant == .sendsQueuedAtQoS0 { held.publish.qos = .atMostOnce }
        if mutant == .marksQueuedAsDup { held.publish.dup = true }
        if held.publish.qos == .atMostOnce {
            unhold(bytes, for: session)
            _ = transmit(held.publish, to: link, into: &actions)
        } else {
            start(held, of: session, on: link, into: &actions)
        }
    }

    private mutating func resend(
        _ session: Int, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        var offset = 0
        let first = sessions[session].inflight.entries.first?.held.publish.qos
        let isBackwards = first != nil && mutant?.qosOfBackwards == first
        while offset < sessions[session].inflight.entries.count, sessions[session].unsent > 0 {
            let last = sessions[session].inflight.entries.count - 1
            let index = isBackwards ? last - offset : offset
            let entry = sessions[session].inflight.entries[index]
            offset += 1
            guard entry.stage == .unsent else { continue }
            guard isReady(link) || mutant == .resendsAllAtOnce else { return }
            sessions[session].unsent -= 1
            if mutant != nil, letsGo(of: entry.held, at: now) {
                unhold(sessions[session].inflight.finish(at: index), for: session)
                offset = 0
                continue
            }
            var held = entry.held
            held.updateExpiry(at: now)
            held.publish.id = entry.id
            held.publish.dup = mutant != .forgetsDup
            if mutant == .stripsResent { held.publish.properties = Properties() }
            if transmit(held.publish, to: link, into: &actions) {
                sessions[session].inflight.setStage(.sent, at: index)
                connections[link].quota -= 1
                statistics.messagesRedelivered += 1
                guard mutant == .resendsOnce else { continue }
                unhold(sessions[session].inflight.finish(at: index), for: session)
                offset = 0
            } else {
                unhold(sessions[session].inflight.finish(at: index), for: session)
                // Finishing may have moved the rest.
                offset = 0
            }
        }
    }
}

extension Held {
    /// Sets the Message Expiry Interval to what is left of it, in seconds begun (MQTT-3.3.2-6).
    ///
    /// A message whose delivery began before it expired is sent again all the same (MQTT-4.3.3-7),
    /// with nothing left.
    mutating func updateExpiry(at now: Instant) {
        guard expiresAt != .never else { return }
        let left = max(0, expiresAt.nanoseconds(since: now))
        publish.properties.messageExpiryInterval = UInt32((left + 999_999_999) / 1_000_000_000)
    }
}
