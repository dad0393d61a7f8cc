import Base
import MQTT

extension Broker {
    /// CONNECT (§3.1): checks everything before it changes anything.
    mutating func connect(
        _ connect: Connect, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        connections[link].version = connect.version
        connections[link].maximumPacketSize =
            connect.properties.maximumPacketSize.map(Int.init) ?? .max
        let guest: Guest
        do throws(ProtocolError) {
            guest = try admit(connect, with: connections[link].proof)
        } catch {
            return refuse(error, on: link, at: now, into: &actions)
        }

        var connect = connect
        var assigned: String?
        if connect.clientID.isEmpty {
            assigned = newClientID()
            connect.clientID = assigned!
        }
        takeOver(connect.clientID, at: now, into: &actions)
        let (session, isResumed) = session(for: connect, at: now, into: &actions)
        begin(connect, from: guest, on: link, session: session, at: now)
        let isHeard = acknowledge(
            connect, on: link, isResumed: isResumed, assigned: assigned, into: &actions)
        // A client that takes no CONNACK can take nothing.
        guard isHeard else { return close(link, at: now, into: &actions) }
        if isResumed { resume(session, at: now, into: &actions) }
    }

    private mutating func refuse(
        _ error: ProtocolError, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.connectionsRefused += 1
        if connections[link].version == .v5 {
            explain(error.text, evenIfUnwanted: true, on: link, into: &actions) { properties in
                .connack(Connack(reason: error.reason, properties: properties))
            }
        } else if let reason = error.reason.inConnackOf3_1_1 {
            send(.connack(Connack(reason: reason)), to: link, into: &actions)
        }
        close(link, at: now, into: &actions)
    }

    /// Bytes in place of a CONNECT: only an unknown version has an answer that its sender can be
    /// thought to understand, the one that 3.1.1 demands (MQTT-3.1.2-2; 5.0 demands none).
    mutating func refuse(
        _ malformed: Malformed, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.connectionsRefused += 1
        if case .unsupportedProtocolLevel = malformed.fault {
            connections[link].version = .v3_1_1
            let connack = Connack(reason: .v3UnacceptableProtocolVersion)
            send(.connack(connack), to: link, into: &actions)
        }
        close(link, at: now, into: &actions)
    }

    /// Ends the connection that has the client identifier (MQTT-3.1.4-2, 5.0 MQTT-3.1.4-3).
    private mutating func takeOver(
        _ clientID: String, at now: Instant, into actions: inout [Action]
    ) {
        guard let session = sessionNumbers[Exact(clientID)] else { return }
        let old = Int(sessions[Int(session)].link)
        guard old >= 0, mutant != .takesOverSilently else { return }
        statistics.takeovers += 1
        disconnect(
            old, .sessionTakenOver, "another connection has this Client Identifier", at: now,
            into: &actions)
    }

    /// The session that the client resumes, or a new one.
    private mutating func session(
        for connect: Connect, at now: Instant, into actions: inout [Action]
    ) -> (number: Int, isResumed: Bool) {
        if let old = sessionNumbers[Exact(connect.clientID)].map(Int.init) {
            guard connect.cleanStart, mutant != .ignoresCleanStart else { return (old, true) }
            endSession(old, at: now, into: &actions)
        }
        let session = Session(clientID: connect.clientID)
        let number: Int
        if let reused = freeSessions.popLast() {
            number = Int(reused)
            sessions[number] = session
        } else {
            number = sessions.count
            sessions.append(session)
        }
        sessionNumbers[Exact(connect.clientID)] = Int32(number)
        statistics.sessions += 1
        return (number, false)
    }

    /// Sets up connection and session for an accepted CONNECT.
    private mutating func begin(
        _ connect: Connect, from guest: Guest, on link: Int, session: Int, at now: Instant
    ) {
        let properties = connect.properties
        let interval = requestedExpiry(of: connect)
        let isKnown = Guest(user: sessions[session].user, proof: sessions[session].proof) == guest
        if !isKnown, !configuration.accessControl.isOpen { cache.spoilAll() }
        sessions[session].user = guest.user
        sessions[session].proof = guest.proof
        sessions[session].link = Int32(link)
        sessions[session].will = connect.will
        sessions[session].willDueAt = .never
        sessions[session].expiryInterval = min(interval, configuration.sessionExpiryCap)
        sessions[session].expiresAt = .never
        sessionDeadlines.set(session, .never)

        connections[link].state = .connected
        connections[link].session = Int32(session)
        connections[link].proof = guest.proof
        connections[link].endsSession = interval == 0
        connections[link].wantsReasons = properties.requestProblemInformation ?? true
        connections[link].quotaMaximum = Int(
            min(properties.receiveMaximum ?? .max, configuration.inflightLimit))
        connections[link].quota = connections[link].quotaMaximum
        connections[link].ownAliasMaximum = Int(
            min(properties.topicAliasMaximum ?? 0, configuration.outgoingTopicAliases))
        connections[link].lastReceived = now
        let imposed = connect.version == .v5 ? configuration.serverKeepAlive : nil
        let keepAlive = imposed ?? connect.keepAlive
        connections[link].patience = Int64(keepAlive) * 1_500_000_000
        linkDeadlines.set(link, .never)
        if keepAlive > 0, mutant != .ignoresKeepAlive { setKeepAlive(of: link) }
        statistics.connections += 1
    }

    /// Seconds; a 3.1.1 session without Clean Session lasts as long as the cap lets it.
    private func requestedExpiry(of connect: Connect) -> UInt32 {
        switch connect.version {
        case .v5: connect.properties.sessionExpiryInterval ?? 0
        case .v3_1_1: connect.cleanStart ? 0 : .max
        }
    }

    /// CONNACK with all that this broker does not do as a client would expect (5.0 §3.2.2.3).
    ///
    /// - Returns: whether it was sent.
    mutating func acknowledge(
        _ connect: Connect, on link: Int, isResumed: Bool, assigned: String? = nil,
        into actions: inout [Action]
    ) -> Bool {
        var connack = Connack(sessionPresent: isResumed && mutant != .deniesSession)
        if connect.version == .v5 {
            connack.properties = capabilities
            if requestedExpiry(of: connect) > configuration.sessionExpiryCap {
                connack.properties.sessionExpiryInterval = configuration.sessionExpiryCap
            }
            connack.properties.assignedClientIdentifier = assigned
            if connect.properties.requestResponseInformation == true {
                connack.properties.responseInformation = configuration.responseInformation
            }
        }
        return send(.connack(connack), to: link, into: &actions)
    }

    private var capabilities: Properties {
        var properties = Properties()
        if configuration.receiveMaximum < .max {
            properties.receiveMaximum = configuration.receiveMaximum
        }
        if configuration.maximumQoS < .exactlyOnce {
            properties.maximumQoS = configuration.maximumQoS
        }
        if !configuration.retainAvailable { properties.retainAvailable = false }
        if configuration.maximumPacketSize < .max {
            properties.maximumPacketSize = configuration.maximumPacketSize
        }
        if configuration.topicAliasMaximum > 0 {
            properties.topicAliasMaximum = configuration.topicAliasMaximum
        }
        if !configuration.wildcardSubscriptionAvailable {
            properties.wildcardSubscriptionAvailable = false
        }
        if !configuration.subscriptionIdentifierAvailable {
            properties.subscriptionIdentifierAvailable = false
        }
        if !configuration.sharedSubscriptionAvailable {
            properties.sharedSubscriptionAvailable = false
        }
        properties.serverKeepAlive = configuration.serverKeepAlive
        return properties
    }

    /// A client identifier of 20 letters and digits that no session has.
    private mutating func newClientID() -> String {
        while true {
            let digits = String(chance.next(), radix: 16)
            let id = "auto" + String(repeating: "0", count: 16 - digits.count) + digits
            if sessionNumbers[Exact(id)] == nil { return id }
        }
    }
}

extension ReasonCode {
    /// The return code of CONNACK that says the same; nil where the way of 3.1.1 is to close
    /// without a word (MQTT-3.2.2-6).
    fileprivate var inConnackOf3_1_1: ReasonCode? {
        switch self {
        case .clientIdentifierNotValid: .v3IdentifierRejected
        case .serverUnavailable, .serverBusy, .quotaExceeded: .v3ServerUnavailable
        case .badUserNameOrPassword: .v3BadUserNameOrPassword
        case .notAuthorized: .v3NotAuthorized
        default: nil
        }
    }
}
