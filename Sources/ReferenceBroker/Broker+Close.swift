package import Base
package import MQTT

/// What a client did wrong, in the words of 5.0: a reason code and a sentence.
struct ProtocolError: Error {
    let reason: ReasonCode
    let text: String

    init(_ reason: ReasonCode, _ text: String) {
        self.reason = reason
        self.text = text
    }
}

extension Broker {
    /// Ends a connection for what its client did (5.0 §4.13, 3.1.1 §4.8).
    mutating func fail(
        _ error: ProtocolError, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.protocolErrors += 1
        let session = Int(connections[link].session)
        if mutant == .dropsSessionOnProtocolError { sessions[session].expiryInterval = 0 }
        if mutant == .sendsNoWillOnProtocolError { sessions[session].will = nil }
        if mutant == .closesAnotherForError || mutant == .closesOnlyAnotherForError,
            let other = another(than: link)
        {
            close(other, at: now, into: &actions)
            if mutant == .closesOnlyAnotherForError { return }
        }
        disconnect(link, error.reason, error.text, at: now, into: &actions)
    }

    /// Says DISCONNECT where the version lets a server say it, closes, and treats the end like a
    /// network failure: the Will goes out.
    mutating func disconnect(
        _ link: Int, _ reason: ReasonCode, _ text: String, at now: Instant,
        into actions: inout [Action]
    ) {
        if connections[link].version == .v5 {
            explain(text, evenIfUnwanted: true, on: link, into: &actions) { properties in
                .disconnect(Disconnect(reason: reason, properties: properties))
            }
            if mutant == .saysDisconnectTwice {
                send(.disconnect(Disconnect(reason: reason)), to: link, into: &actions)
            }
        }
        if mutant == .staysAfterProtocolError, reason != .sessionTakenOver { return }
        if mutant == .warnsWhoIsTakenOver, reason == .sessionTakenOver { return }
        if mutant == .staysAfterOwnDisconnect, connections[link].version == .v5 { return }
        close(link, at: now, into: &actions)
    }

    mutating func close(_ link: Int, at now: Instant, into actions: inout [Action]) {
        actions.append(.close(Link(link)))
        end(link, at: now, into: &actions)
    }

    /// Ends every connection whose principal is gone, as when its certificate was revoked.
    ///
    /// 5.0 clients are told `reason`; Wills go out. One who has not sent CONNECT is cut off.
    ///
    /// - Returns: how many connections it ended.
    @discardableResult
    package mutating func disconnect(
        where isGone: (Principal) -> Bool, reason: ReasonCode = .administrativeAction,
        at now: Instant, into actions: inout [Action]
    ) -> Int {
        var count = 0
        for link in connections.indices where connections[link].state != .closed {
            guard let principal = connections[link].proof?.principal, isGone(principal) else {
                continue
            }
            count += 1
            guard connections[link].state == .connected else {
                close(link, at: now, into: &actions)
                continue
            }
            disconnect(
                link, reason, "what proved the client's identity holds no longer", at: now,
                into: &actions)
        }
        return count
    }

    /// DISCONNECT (§3.14).
    mutating func receive(
        _ disconnect: Disconnect, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let session = Int(connections[link].session)
        if let seconds = disconnect.properties.sessionExpiryInterval {
            guard
                seconds == 0 || !connections[link].endsSession
                    || mutant == .letsDisconnectRaiseExpiry
            else {
                if mutant == .takesBadExpiryForDisconnect { sessions[session].will = nil }
                let error = ProtocolError(
                    .protocolError, "DISCONNECT sets a Session Expiry that CONNECT had at zero")
                return fail(error, on: link, at: now, into: &actions)
            }
            let isObeyed =
                mutant == .onlyShortensExpiry
                ? seconds < sessions[session].expiryInterval : mutant != .ignoresExpiryOfDisconnect
            if isObeyed {
                sessions[session].expiryInterval = min(seconds, configuration.sessionExpiryCap)
            }
        }
        guard !Self.serverReasons.contains(disconnect.reason) else {
            let error = ProtocolError(
                .protocolError, "DISCONNECT with a reason that only a server has")
            return fail(error, on: link, at: now, into: &actions)
        }
        let isBlamed =
            mutant == .sendsWillOnExplainedDisconnect && !disconnect.properties.isEmpty
        if disconnect.reason == .normalDisconnection, mutant != .sendsWillOnDisconnect, !isBlamed {
            remove(willOf: session, for: disconnect)
        }
        let isWish = disconnect.reason == .disconnectWithWill
        if mutant == .ignoresWillDelayAfterDisconnect {
            sessions[session].will?.properties.willDelayInterval = nil
        }
        if mutant == .dropsWillOnDisconnectWithWill, isWish { sessions[session].will = nil }
        if mutant == .dropsWillOnOtherDisconnect, !isWish { sessions[session].will = nil }
        if mutant == .hearsAfterDisconnect { return }
        close(link, at: now, into: &actions)
    }

    /// Reason codes of DISCONNECT that a client may not use (5.0 §3.14.2.1).
    private static let serverReasons: Set<ReasonCode> = [
        .notAuthorized, .serverBusy, .serverShuttingDown, .keepAliveTimeout, .sessionTakenOver,
        .topicFilterInvalid, .retainNotSupported, .qosNotSupported, .useAnotherServer,
        .serverMoved, .sharedSubscriptionsNotSupported, .connectionRateExceeded,
        .maximumConnectTime, .subscriptionIdentifiersNotSupported,
        .wildcardSubscriptionsNotSupported,
    ]

    /// Forgets a connection, however it ended, and decides what becomes of its session and Will.
    mutating func end(_ link: Int, at now: Instant, into actions: inout [Action]) {
        let session = Int(connections[link].session)
        let wasConnected = connections[link].state == .connected
        let version = connections[link].version
        let aliases = mutant == .keepsAliases ? connections[link].aliases : []
        connections[link] = Connection()
        connections[link].version = version
        connections[link].aliases = aliases
        linkDeadlines.set(link, .never)
        guard wasConnected else { return }
        statistics.connections -= 1
        guard Int(sessions[session].link) == link else { return }
        sessions[session].link = -1
        if mutant == .handsOverStartedQoS2 {
            for orphan in orphans(of: session) { reroute(orphan, at: now, into: &actions) }
        }
        let interval = sessions[session].expiryInterval
        guard interval > 0 || mutant == .keepsSessionWithoutExpiry else {
            return endSession(session, at: now, into: &actions)
        }
        if mutant == .keepsSessionWithoutExpiry, interval == 0 {
            sessions[session].expiresAt = .never
        } else if mutant == .countsExpiryFromConnect, sessions[session].expiresAt != .never {
            // It was set when the connection began.
        } else if interval != .max {
            sessions[session].expiresAt = now + .seconds(Int(interval))
        }
        scheduleWill(of: session, at: now, into: &actions)
        setDeadline(of: session)
    }
}
