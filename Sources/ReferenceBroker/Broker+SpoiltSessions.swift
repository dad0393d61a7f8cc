import Base
import MQTT

/// What mutants do to sessions and Wills, where it takes more than one line.
extension Broker {
    /// A client that has nothing to do with what happens on `link`.
    func another(than link: Int) -> Int? {
        connections.indices.first { $0 != link && connections[$0].state == .connected }
    }

    /// Whether the client of a session found it there when it connected.
    func isResumed(_ session: Int32) -> Bool {
        let link = sessions[Int(session)].link
        return link >= 0 && connections[Int(link)].isResumed
    }

    /// Lets the Keep Alive begin anew with `packet`, or not.
    ///
    /// - Returns: whether a mutant takes no notice of it.
    mutating func passesOver(_ packet: Packet, on link: Int, at now: Instant) -> Bool {
        switch mutant {
        case .mergesPings:
            if packet == .pingreq, connections[link].lastReceived == now { return true }
            connections[link].lastReceived = now
        case .countsKeepAliveFromConnect: break
        case .countsOnlyPings: if packet == .pingreq { connections[link].lastReceived = now }
        default: connections[link].lastReceived = now
        }
        return false
    }

    /// The connection ends without DISCONNECT.
    mutating func spoilCut(_ session: Int) {
        switch mutant {
        case .keepsSessionWithoutExpiryAfterCut:
            if sessions[session].expiryInterval == 0 { sessions[session].expiryInterval = .max }
        case .keepsSessionOnlyAfterDisconnect: sessions[session].expiryInterval = 0
        default: break
        }
    }

    mutating func spoilResumed(_ session: Int, wasConnected: Bool) {
        switch mutant {
        case .losesSubscriptionsOnResume:
            while let place = sessions[session].places.last { leave(place, session) }
        case .forgetsUnreleased: sessions[session].unreleased = []
        case .losesInflightOnTakeOver:
            if wasConnected { sessions[session].inflight = Inflight() }
        default: break
        }
    }

    /// What Clean Start is to remove of an old session, but for what this mutant keeps.
    mutating func forgetPart(of session: Int) {
        if mutant != .keepsSubscriptionsOnCleanStart {
            while let place = sessions[session].places.last { leave(place, session) }
        }
        if mutant != .keepsQueueOnCleanStart { sessions[session].queue = Ring() }
        if mutant != .keepsInflightOnCleanStart { sessions[session].inflight = Inflight() }
        sessions[session].will = nil
    }

    func spoil(_ interval: inout UInt32, _ connect: Connect, _ before: UInt32) {
        switch mutant {
        case .forgetsSessionBegunWithoutCleanStart:
            if !connect.cleanStart, sessionNumbers[Exact(connect.clientID)] == nil || before == 0 {
                interval = 0
            }
        case .expiresSessionsEarly: if interval != .max { interval /= 10 }
        case .takesEndlessExpiryForNone: if interval == .max { interval = 0 }
        case .keepsFirstExpiry: if before > 0 { interval = before }
        case .capsExpirySilently: interval = min(interval, 2)
        default: break
        }
    }

    /// A connection has begun on a session that was as `before` says.
    mutating func spoilBegun(_ session: Int, _ before: Session, at now: Instant) {
        switch mutant {
        case .expiresConnectedSessions:
            sessions[session].expiresAt = now + .seconds(1)
            setDeadline(of: session)
        case .countsExpiryFromConnect:
            let interval = sessions[session].expiryInterval
            if interval != .max { sessions[session].expiresAt = now + .seconds(Int(interval)) }
        case .letsExpiryRunOn:
            sessions[session].expiresAt = before.expiresAt
            setDeadline(of: session)
        case .keepsDelayedWillOnResume:
            guard before.willDueAt != .never else { return }
            sessions[session].will = before.will
            sessions[session].willDueAt = before.willDueAt
            setDeadline(of: session)
        case .keepsFirstWill: sessions[session].will = before.will ?? sessions[session].will
        case .keepsWillAfterSending: sessions[session].will = sessions[session].will ?? before.will
        case .remembersWillBeyondDisconnect:
            guard sessions[session].will == nil, var will = before.will else { return }
            will.properties.list.removeAll { $0.kind == .willDelayInterval }
            sessions[session].will = will
        default: break
        }
    }

    /// DISCONNECT removes the Will; mutants hide it behind a delay that never ends.
    mutating func remove(willOf session: Int, for disconnect: Disconnect) {
        switch mutant {
        case .takesLongDisconnectForFailure:
            if disconnect.properties.isEmpty { sessions[session].will = nil }
        case .remembersWillBeyondDisconnect, .sendsRemovedWillAtExpiry:
            let never = Property.willDelayInterval(.max)
            sessions[session].will?.properties.list.removeAll { $0.kind == .willDelayInterval }
            sessions[session].will?.properties.list.append(never)
        default: sessions[session].will = nil
        }
    }

    /// Publishes the Will of a session, and leaves it there to be published again.
    mutating func repeatWill(of session: Int, _ actions: inout [Action], _ now: Instant) {
        let will = sessions[session].will
        publishWill(of: session, at: now, into: &actions)
        sessions[session].will = will
    }

    mutating func dropRetained(of clientID: String) {
        for node in retained.match("#") {
            guard let entry = retained[node], entry.clientID == clientID else { continue }
            retained.remove(entry.message.publish.topic)
        }
    }

    func spoil(_ will: inout Will, _ session: Int) {
        switch mutant {
        case .dropsPayloadOfWill: will.payload = []
        case .sendsWillAtQoS0: will.qos = .atMostOnce
        case .sendsWillAtQoS1: will.qos = max(will.qos, .atLeastOnce)
        case .sendsWillAtMostAtQoS1: will.qos = min(will.qos, .atLeastOnce)
        case .retainsEveryWill: will.retain = true
        case .retainsNoWill: will.retain = false
        case .reversesUserPropertiesOfWill: will.properties.userProperties.reverse()
        case .losesContentTypeOfWill: will.properties.contentType = nil
        case .losesResponseTopicOfWill: will.properties.responseTopic = nil
        case .losesCorrelationDataOfWill: will.properties.correlationData = nil
        case .losesPayloadFormatOfWill: will.properties.payloadFormatIndicator = nil
        case .losesExpiryOfWill: will.properties.messageExpiryInterval = nil
        case .sendsWillOfAnother:
            let other = sessions.indices.first { $0 != session && sessions[$0].will != nil }
            if let other { will = sessions[other].will! }
        default: break
        }
    }
}
