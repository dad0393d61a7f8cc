package import Base
import MQTT

extension Broker {
    /// When to call ``tick(at:into:)`` at the latest.
    package var deadline: Instant {
        min(
            min(linkDeadlines.first, sessionDeadlines.first),
            min(retained.deadline, paced.isEmpty ? .never : pacedSince))
    }

    /// Does all that is due at `now`; never leaves a ``deadline`` before it.
    package mutating func tick(at now: Instant, into actions: inout [Action]) {
        while let link = linkDeadlines.next(dueAt: now) {
            checkSilence(of: link, at: now, into: &actions)
        }
        while let session = sessionDeadlines.next(dueAt: now) {
            checkExpiry(of: session, at: now, into: &actions)
        }
        retained.expire(at: now)
        countRetained()
        let waiting = paced
        paced.removeAll()
        for session in waiting {
            sessions[Int(session)].isPaced = false
            flush(Int(session), at: now, into: &actions)
        }
    }

    /// A link that has sent nothing for too long: no CONNECT at all, or no packet within one and a
    /// half Keep Alives (MQTT-3.1.2-22 and 3.1.1 MQTT-3.1.2-24).
    private mutating func checkSilence(
        of link: Int, at now: Instant, into actions: inout [Action]
    ) {
        switch connections[link].state {
        case .closed: break
        case .waitingForConnect, .authenticating:
            if mutant == .greetsTheSilent {
                return _ = send(.connack(Connack()), to: link, into: &actions)
            }
            if mutant == .closesAnotherForSilence, let other = another(than: link) {
                close(other, at: now, into: &actions)
            }
            close(link, at: now, into: &actions)
        case .connected:
            let silence = now.nanoseconds(since: connections[link].lastReceived)
            guard silence > connections[link].patience else { return setKeepAlive(of: link) }
            statistics.keepAliveTimeouts += 1
            let session = Int(connections[link].session)
            if mutant == .sendsNoWillOnTimeout { sessions[session].will = nil }
            if mutant == .dropsSessionOnTimeout { sessions[session].expiryInterval = 0 }
            if mutant == .timesOutAnotherToo, let other = another(than: link) {
                close(other, at: now, into: &actions)
            }
            disconnect(
                link, .keepAliveTimeout, "nothing came for one and a half Keep Alives", at: now,
                into: &actions)
        }
    }

    /// Looks again when the present silence, should it last, is too long; packets that come
    /// meanwhile change nothing here, so they cost nothing.
    mutating func setKeepAlive(of link: Int) {
        let last = connections[link].lastReceived
        linkDeadlines.set(link, last.advanced(byNanoseconds: connections[link].patience + 1))
    }

    private mutating func checkExpiry(
        of session: Int, at now: Instant, into actions: inout [Action]
    ) {
        if sessions[session].willDueAt <= now { publishWill(of: session, at: now, into: &actions) }
        if sessions[session].expiresAt <= now {
            guard mutant != .skipsSessionExpiry else { return }
            if mutant == .expiresConnectedSessions, sessions[session].link >= 0 {
                while let place = sessions[session].places.last { leave(place, session) }
                return sessions[session].expiresAt = .never
            }
            if mutant == .keepsSubscriptionsOfExpired {
                return sessions[session].expiresAt = .zero
            }
            statistics.sessionsExpired += 1
            return endSession(session, at: now, into: &actions)
        }
        setDeadline(of: session)
    }

    /// Asks to look at a session when its Will is due or it ends.
    mutating func setDeadline(of session: Int) {
        sessionDeadlines.set(session, min(sessions[session].willDueAt, sessions[session].expiresAt))
    }

    /// Ends a session: its Will goes out, its subscriptions end, and what a shared subscription
    /// had given it goes to other members (5.0 §4.8.2).
    mutating func endSession(_ session: Int, at now: Instant, into actions: inout [Action]) {
        while let place = sessions[session].places.last { leave(place, session) }
        let orphans = orphans(of: session)
        let lost = sessions[session].inflight.count + sessions[session].queue.count - orphans.count
        statistics.dropped.sessionEnded += lost
        statistics.queued -= sessions[session].queue.count
        statistics.heldBytes -= sessions[session].heldBytes
        if mutant == .losesDelayedWillOfExpired, sessions[session].willDueAt != .never {
            sessions[session].will = nil
        }
        if mutant == .losesDelayedWillOfEnded, sessions[session].willDueAt == .never,
            (sessions[session].will?.properties.willDelayInterval ?? 0) > 0
        {
            sessions[session].will = nil
        }
        if mutant == .dropsRetainedOfSession { dropRetained(of: sessions[session].clientID) }
        publishWill(of: session, at: now, into: &actions)
        if mutant == .endsRetainedWithSession {
            retained.removeAll { $0.clientID == sessions[session].clientID }
        }

        sessionNumbers[Exact(sessions[session].clientID)] = nil
        sessions[session] = Session(clientID: "")
        sessionDeadlines.set(session, .never)
        freeSessions.append(Int32(session))
        statistics.sessions -= 1
        for orphan in orphans { reroute(orphan, at: now, into: &actions) }
    }

    /// Messages of shared subscriptions that another member may get: QoS 2 only where its delivery
    /// had not begun (MQTT-4.8.2-5).
    func orphans(of session: Int) -> [Held] {
        var orphans: [Held] = []
        let inflight = sessions[session].inflight.entries
        for offset in 0..<inflight.count {
            let entry = inflight[offset]
            let isHandedOver = mutant == .reroutesStartedQoS2 || mutant == .handsOverStartedQoS2
            guard entry.stage != .finished, entry.stage != .released,
                entry.held.publish.qos == .atLeastOnce || isHandedOver
            else { continue }
            if groups.isAlive(entry.held.share) { orphans.append(entry.held) }
        }
        let queue = sessions[session].queue
        for offset in 0..<queue.count where groups.isAlive(queue[offset].share) {
            orphans.append(queue[offset])
        }
        return orphans
    }
}
