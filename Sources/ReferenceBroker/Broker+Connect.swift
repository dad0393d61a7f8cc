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
        connections[link].wantsReasons = connect.properties.requestProblemInformation ?? true
        let guest: Guest
        do throws(ProtocolError) {
            guest = try admit(connect, with: connections[link].proof)
        } catch {
            return refuse(error, on: link, at: now, into: &actions)
        }

        if isChallenged(by: connect), !connections[link].isProved {
            return challenge(link, for: connect, into: &actions)
        }

        var connect = connect
        var assigned: String?
        if connect.clientID.isEmpty {
            assigned = newClientID()
            connect.clientID = assigned!
        }
        if mutant == .hangsOnBadWillFormat, let will = connect.will,
            will.properties.payloadFormatIndicator == 1, will.payload.contains(0xFF)
        {
            return
        }
        let old = sessionNumbers[Exact(connect.clientID)].map { sessions[Int($0)].link } ?? -1
        if mutant == .refusesTakeOver, old >= 0 { return close(link, at: now, into: &actions) }
        if mutant == .resumesOnTakeOver, old >= 0 { connect.cleanStart = false }
        if mutant == .closesNewcomer, isOnline(connect.clientID) {
            return close(link, at: now, into: &actions)
        }
        takeOver(connect.clientID, at: now, into: &actions)
        let (session, isResumed) = session(for: connect, at: now, into: &actions)
        begin(connect, from: guest, on: link, session: session, at: now)
        connections[link].isResumed = isResumed
        if mutant == .deliversBeforeConnack, isResumed { resume(session, at: now, into: &actions) }
        if mutant == .sendsQueuedBeforeConnack { flush(session, at: now, into: &actions) }
        let isHeard = acknowledge(
            connect, on: link, isResumed: isResumed, assigned: assigned, into: &actions)
        // A client that takes no CONNACK can take nothing.
        guard isHeard else { return close(link, at: now, into: &actions) }
        if isResumed, mutant == .offersRetainedOnResume { offerRetained(toResumed: session) }
        if mutant == .closesBothOnTakeOver, old >= 0 { close(link, at: now, into: &actions) }
        if isResumed, mutant != nil { spoilResumed(session, wasConnected: old >= 0) }
        let isPartKept = mutant?.keepsPartOnCleanStart == true
        if isResumed || isPartKept { resume(session, at: now, into: &actions) }
    }

    mutating func refuse(
        _ error: ProtocolError, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.connectionsRefused += 1
        if mutant == .challengesWithReauthenticate, error.reason == .badAuthenticationMethod {
            let properties = Properties([.authenticationMethod("GALE-NONE")])
            let auth = Auth(reason: .reauthenticate, properties: properties)
            return _ = send(.auth(auth), to: link, into: &actions)
        }
        if connections[link].version == .v5 {
            explain(error.text, evenIfUnwanted: true, on: link, into: &actions) { properties in
                .connack(Connack(reason: error.reason, properties: properties))
            }
        } else if var reason = error.reason.inConnackOf3_1_1 {
            if mutant == .misstatesIdentifierRejected { reason = .v3ServerUnavailable }
            if mutant != .closesWithoutIdentifierRejected {
                send(.connack(Connack(reason: reason)), to: link, into: &actions)
            }
        }
        if mutant?.lingers(after: error.reason) == true { return }
        close(link, at: now, into: &actions)
    }

    /// Bytes in place of a CONNECT: only an unknown version has an answer that its sender can be
    /// thought to understand, the one that 3.1.1 demands (MQTT-3.1.2-2; 5.0 demands none).
    mutating func refuse(
        _ malformed: Malformed, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.connectionsRefused += 1
        if mutant == .greetsAnyProtocol, malformed.fault == .badProtocolName {
            return _ = send(.connack(Connack()), to: link, into: &actions)
        }
        if case .unsupportedProtocolLevel = malformed.fault {
            connections[link].version = .v3_1_1
            var connack = Connack(reason: .v3UnacceptableProtocolVersion)
            if mutant == .misstatesLevelRefusal { connack.reason = .v3ServerUnavailable }
            if mutant == .greetsAnyLevel { connack.reason = .success }
            send(.connack(connack), to: link, into: &actions)
            if mutant == .greetsAnyLevel || mutant == .staysAfterLevelRefusal
                || mutant == .servesAfterRefusal
            {
                return
            }
        }
        if mutant == .saysDisconnectBeforeConnack {
            connections[link].version = .v5
            send(.disconnect(Disconnect(reason: malformed.reason)), to: link, into: &actions)
        }
        close(link, at: now, into: &actions)
    }

    /// Ends the connection that has the client identifier (MQTT-3.1.4-2, 5.0 MQTT-3.1.4-3).
    private mutating func takeOver(
        _ clientID: String, at now: Instant, into actions: inout [Action]
    ) {
        if mutant == .takesOverWhoeverIsThere {
            for link in connections.indices where connections[link].state == .connected {
                disconnect(link, .sessionTakenOver, "", at: now, into: &actions)
            }
        }
        guard let session = sessionNumbers[Exact(clientID)] else { return }
        let old = Int(sessions[Int(session)].link)
        guard old >= 0, mutant != .takesOverSilently else { return }
        statistics.takeovers += 1
        if mutant == .dropsSessionOnTakeOver { sessions[Int(session)].expiryInterval = 0 }
        if mutant == .sendsNoWillOnTakeOver { sessions[Int(session)].will = nil }
        if mutant == .sendsDelayedWillOnTakeOver {
            publishWill(of: Int(session), at: now, into: &actions)
        }
        if mutant == .sendsWillTwiceOnTakeOver { repeatWill(of: Int(session), &actions, now) }
        if mutant == .takesOverAnotherToo, let other = another(than: old) {
            close(other, at: now, into: &actions)
        }
        disconnect(
            old, mutant == .misstatesTakeOver ? .serverShuttingDown : .sessionTakenOver,
            "another connection has this Client Identifier", at: now, into: &actions)
    }

    private func isOnline(_ clientID: String) -> Bool {
        sessionNumbers[Exact(clientID)].map { sessions[Int($0)].link >= 0 } ?? false
    }

    /// The session that the client resumes, or a new one.
    private mutating func session(
        for connect: Connect, at now: Instant, into actions: inout [Action]
    ) -> (number: Int, isResumed: Bool) {
        if let old = sessionNumbers[Exact(connect.clientID)].map(Int.init) {
            if mutant == .keepsSubscriptionsOfExpired, sessions[old].expiresAt == .zero {
                return (old, false)
            }
            if !connect.cleanStart, mutant == .resumesSessionOfAnother,
                let other = sessionNumbers.values.map(Int.init).sorted().first(where: {
                    $0 != old && sessions[$0].link < 0
                })
            {
                return (other, true)
            }
            guard connect.cleanStart, mutant != .ignoresCleanStart else { return (old, true) }
            if mutant?.keepsPartOnCleanStart == true {
                forgetPart(of: old)
                return (old, false)
            }
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
        var interval = requestedExpiry(of: connect)
        if mutant != nil { spoil(&interval, connect, sessions[session].expiryInterval) }
        let isKnown = Guest(user: sessions[session].user, proof: sessions[session].proof) == guest
        if !isKnown, !configuration.accessControl.isOpen { cache.spoilAll() }
        sessions[session].user = guest.user
        sessions[session].proof = guest.proof
        sessions[session].link = Int32(link)
        let before = mutant == nil ? nil : sessions[session]
        sessions[session].will = connect.will
        if mutant == .takesPasswordForWill, let password = connect.password {
            sessions[session].will?.payload = password
        }
        sessions[session].willDueAt = .never
        sessions[session].expiryInterval = min(interval, configuration.sessionExpiryCap)
        sessions[session].expiresAt = .never
        sessionDeadlines.set(session, .never)
        if let before { spoilBegun(session, before, at: now) }

        connections[link].state = .connected
        connections[link].session = Int32(session)
        connections[link].proof = guest.proof
        connections[link].endsSession = interval == 0
        connections[link].quotaMaximum = Int(
            min(properties.receiveMaximum ?? .max, configuration.inflightLimit))
        connections[link].quota = connections[link].quotaMaximum
        if mutant == .keepsQuota {
            let used = min(connections[link].quota, sessions[session].inflight.count)
            connections[link].quota -= used
        }
        if mutant == .startsWithoutQuota { connections[link].quota = 0 }
        if mutant == .startsWithTooMuchQuota { connections[link].quota += 1 }
        if mutant == .forgetsReceivedOnReconnect { sessions[session].unreleased = [] }
        connections[link].ownAliasMaximum = Int(
            min(properties.topicAliasMaximum ?? 0, configuration.outgoingTopicAliases))
        if mutant != nil { spoilAliasMaximum(of: link, properties.topicAliasMaximum) }
        connections[link].lastReceived = now
        let imposed = connect.version == .v5 ? configuration.serverKeepAlive : nil
        var keepAlive = imposed ?? connect.keepAlive
        if mutant == .ignoresServerKeepAlive { keepAlive = connect.keepAlive }
        if mutant == .takesKeepAlive0ForOne { keepAlive = max(1, keepAlive) }
        connections[link].patience = Int64(keepAlive) * 1_500_000_000
        if mutant == .closesAtKeepAlive {
            connections[link].patience = Int64(keepAlive) * 1_000_000_000
        }
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
        let claims = connect.cleanStart ? Mutant.claimsSessionOnCleanStart : .claimsSession
        if mutant == claims { connack.sessionPresent = true }
        if connect.version == .v5 {
            connack.properties = capabilities
            if requestedExpiry(of: connect) > configuration.sessionExpiryCap {
                connack.properties.sessionExpiryInterval = configuration.sessionExpiryCap
            }
            connack.properties.assignedClientIdentifier = assigned
            if connections[link].isProved, mutant != .forgetsMethodInConnack {
                connack.properties.authenticationMethod = Challenge.method
            }
            if mutant == .hidesAssignedClientID {
                connack.properties.assignedClientIdentifier = nil
            }
            if mutant == .misstatesAssignedClientID, let assigned {
                connack.properties.assignedClientIdentifier = "another" + assigned
            }
            if mutant == .namesMethodUnasked {
                connack.properties.authenticationMethod = "GALE-NONE"
            }
            if wantsInformation(connect.properties.requestResponseInformation) {
                connack.properties.responseInformation = configuration.responseInformation
            }
        }
        return send(.connack(connack), to: link, into: &actions)
    }

    /// Whether a client that asked so is told the Response Information (MQTT-3.1.2-28).
    private func wantsInformation(_ asked: Bool?) -> Bool {
        switch mutant {
        case .informsUnasked: asked ?? true
        case .informsDecliners: asked != nil
        case .withholdsResponseInformation: false
        default: asked ?? false
        }
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
        if mutant == .assignsOneClientID { return "auto" }
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
