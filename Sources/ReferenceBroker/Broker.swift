package import Base
package import MQTT

/// A whole broker of MQTT 3.1.1 and 5.0 as one value: packets and instants in, actions out.
///
/// Faithful but for at most one ``Mutant``. The owner opens links, feeds it what comes on them,
/// carries out its actions in their order, and calls ``tick(at:into:)`` at ``deadline``.
///
/// What the standards leave open: overlapping subscriptions of a client get one copy, at the
/// highest QoS, with all Subscription Identifiers. QoS 2 is passed on with its PUBLISH, not with
/// PUBREL. What a client may not publish is acknowledged and dropped (5.0 says so in the
/// acknowledgement). A full queue drops the newest message. `$share/` is shared in 3.1.1 too.
///
/// - Cost: a QoS 0 message to one subscriber takes under a microsecond; time alone costs nothing,
///   however many links are idle.
package struct Broker: Sendable {
    /// What the owner is to do.
    package enum Action: Equatable, Sendable {
        /// Encode for ``Broker/version(of:)`` and send.
        case send(Packet, Link)
        /// Send what is still to be sent, then close. The broker knows the link no more; telling
        /// it of the end with ``Broker/closed(_:at:into:)`` does no harm.
        case close(Link)
        /// Hand to the internal service that claimed the topic (``Configuration/services``).
        case serve(Publish)
    }

    let configuration: Configuration
    let mutant: Mutant?
    package internal(set) var statistics = Statistics()
    var chance: SplitMix64

    /// By number of the link.
    var connections: [Connection] = []
    var sessions: [Session] = []
    var freeSessions: [Int32] = []
    var sessionNumbers: [Exact<String>: Int32] = [:]
    var trie: SubscriptionTrie
    var groups = SharedGroups()
    var cache: TopicCache
    var retained: RetainedStore
    var linkDeadlines = Deadlines()
    var sessionDeadlines = Deadlines()
    /// Sessions that have more retained messages to get than one turn sends, and since when.
    var paced: [Int32] = []
    var pacedSince = Instant.never
    /// What a mutant sends later than it should.
    var heldBack: [Message] = []
    var pubrelHeldBack: UInt16?
    /// Sessions whose clients took Topic Aliases, for a mutant.
    var aliased: Set<Int32> = []

    package init(
        _ configuration: Configuration = .init(), mutant: Mutant? = nil, seed: UInt64 = 0
    ) {
        self.configuration = configuration
        self.mutant = mutant
        chance = SplitMix64(seed: seed)
        trie = SubscriptionTrie(matchesDollarTopics: mutant == .matchesDollarTopics)
        cache = TopicCache(
            limit: configuration.topicCacheLimit, limitBytes: configuration.topicCacheLimitBytes)
        retained = RetainedStore(
            limit: configuration.retainedLimit, limitBytes: configuration.retainedLimitBytes)
        retained.matchesDollarTopics = mutant == .matchesRetainedDollarTopics
        for filter in configuration.services {
            precondition(TopicFilter.isValid(filter), "a service's filter must be valid: \(filter)")
            trie.add(
                Subscriber(session: Subscriber.service, qos: .exactlyOnce),
                at: trie.node(for: filter))
        }
    }

    /// Begins a connection on `link`, which must be free; starts the wait for CONNECT.
    ///
    /// - Parameter principal: what the transport proved about the peer.
    package mutating func opened(_ link: Link, principal: Principal? = nil, at now: Instant) {
        while connections.count <= link.number { connections.append(Connection()) }
        precondition(connections[link.number].state == .closed, "\(link) is open already")
        let aliases = mutant == .keepsAliases ? connections[link.number].aliases : []
        connections[link.number] = Connection()
        connections[link.number].aliases = aliases
        connections[link.number].state = .waitingForConnect
        connections[link.number].proof = principal.map(Proof.init)
        linkDeadlines.set(link.number, now + configuration.connectTimeout)
        statistics.connectionsOpened += 1
    }

    /// Answers one packet; ignores it on a link that is not open.
    package mutating func receive(
        _ packet: Packet, on link: Link, at now: Instant, into actions: inout [Action]
    ) {
        let link = link.number
        guard link < connections.count else { return }
        switch connections[link].state {
        case .closed: break
        case .waitingForConnect:
            if case .connect(let connect) = packet {
                self.connect(connect, on: link, at: now, into: &actions)
            } else {
                statistics.protocolErrors += 1
                if mutant?.waits(through: packet) == true { return }
                if mutant == .answersPingBeforeConnect, packet == .pingreq {
                    return _ = send(.pingresp, to: link, into: &actions)
                }
                if mutant?.smuggles == true, case .publish(let publish) = packet {
                    self.publish(publish, at: now, into: &actions)
                }
                if mutant == .saysDisconnectToStranger {
                    send(.disconnect(Disconnect(reason: .protocolError)), to: link, into: &actions)
                }
                close(link, at: now, into: &actions)
            }
        case .authenticating:
            receiveAuthenticating(packet, on: link, at: now, into: &actions)
        case .connected:
            if mutant == nil {
                connections[link].lastReceived = now
            } else if passesOver(packet, on: link, at: now) {
                return
            }
            serve(packet, on: link, at: now, into: &actions)
        }
    }

    private mutating func serve(
        _ packet: Packet, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        switch packet {
        case .publish(let publish): receive(publish, on: link, at: now, into: &actions)
        case .ack(let ack): receive(ack, on: link, at: now, into: &actions)
        case .pingreq:
            if mutant == .ignoresPing { return }
            if mutant == .holdsPingrespBack, connections[link].quota == 0 { return }
            if mutant != nil { resendImpatiently(on: link, at: now, into: &actions) }
            if mutant == .answersPingOfAnother, let other = another(than: link) {
                return _ = send(.pingresp, to: other, into: &actions)
            }
            send(.pingresp, to: link, into: &actions)
        case .subscribe(let subscribe):
            self.subscribe(subscribe, on: link, at: now, into: &actions)
        case .unsubscribe(let unsubscribe):
            self.unsubscribe(unsubscribe, on: link, at: now, into: &actions)
        case .disconnect(let disconnect):
            receive(disconnect, on: link, at: now, into: &actions)
        case .connect(let connect):
            if mutant == .forgivesSecondConnect {
                return _ = acknowledge(connect, on: link, isResumed: true, into: &actions)
            }
            if mutant == .answersSecondConnect {
                _ = acknowledge(connect, on: link, isResumed: true, into: &actions)
            }
            if mutant == .obeysSecondConnect {
                return self.connect(connect, on: link, at: now, into: &actions)
            }
            let error = ProtocolError(.protocolError, "a second CONNECT")
            fail(error, on: link, at: now, into: &actions)
        case .auth(let auth):
            if connections[link].isProved {
                return reauthenticate(auth, on: link, at: now, into: &actions)
            }
            if mutant?.ignores(auth) == true { return }
            if mutant == .answersReauthentication, auth.reason == .reauthenticate {
                let answer = Auth(reason: .success, properties: auth.properties)
                return _ = send(.auth(answer), to: link, into: &actions)
            }
            let error = ProtocolError(
                .protocolError, "AUTH where CONNECT named no Authentication Method")
            fail(error, on: link, at: now, into: &actions)
        case .connack, .suback, .unsuback, .pingresp:
            if mutant?.ignoresStray(packet.kind) == true { return }
            let error = ProtocolError(.protocolError, "a packet that only a server sends")
            fail(error, on: link, at: now, into: &actions)
        }
    }

    /// Answers bytes that were no packet: says why where the version has words for it, and closes.
    package mutating func receive(
        _ malformed: Malformed, on link: Link, at now: Instant, into actions: inout [Action]
    ) {
        let link = link.number
        guard link < connections.count else { return }
        switch connections[link].state {
        case .closed: break
        case .waitingForConnect, .authenticating:
            refuse(malformed, on: link, at: now, into: &actions)
        case .connected:
            if mutant == .takesMalformedDisconnectForGood,
                malformed.fault == .duplicateProperty(.sessionExpiryInterval)
            {
                sessions[Int(connections[link].session)].will = nil
            }
            if mutant == .obeysDisconnectWithWrongFlags, malformed.fault == .reservedFlags {
                sessions[Int(connections[link].session)].will = nil
            }
            if mutant == .punishesBystanders { punishAllBut(link, at: now, into: &actions) }
            if mutant?.takesForDisconnect(malformed.fault) == true {
                sessions[Int(connections[link].session)].will = nil
            }
            let error = ProtocolError(malformed.reason, "\(malformed)")
            fail(error, on: link, at: now, into: &actions)
        }
    }

    /// Takes note that the network connection is gone.
    package mutating func closed(_ link: Link, at now: Instant, into actions: inout [Action]) {
        guard link.number < connections.count, connections[link.number].state != .closed else {
            return
        }
        if connections[link.number].state == .connected, mutant != nil {
            spoilCut(Int(connections[link.number].session))
        }
        let session = Int(connections[link.number].session)
        let isConnected = connections[link.number].state == .connected
        end(link.number, at: now, into: &actions)
        guard isConnected, mutant == .losesSubscriptionsOfTheCut else { return }
        while let place = sessions[session].places.last { leave(place, session) }
        cache.spoilAll()
    }

    /// Takes note that bytes for `link` pile up, or no longer do.
    ///
    /// Until then QoS 0 is dropped and counted, QoS 1 and 2 wait in the session.
    package mutating func congested(
        _ link: Link, _ isCongested: Bool, at now: Instant, into actions: inout [Action]
    ) {
        guard link.number < connections.count else { return }
        connections[link.number].isCongested = isCongested
        guard !isCongested, connections[link.number].state == .connected else { return }
        flush(Int(connections[link.number].session), at: now, into: &actions)
    }

    /// Publishes in the name of an internal service; a topic that is none goes nowhere.
    package mutating func publish(
        _ message: Publish, at now: Instant, into actions: inout [Action]
    ) {
        guard let slot = slot(for: message.topic) else { return }
        let message = Message(message, from: Subscriber.service, at: now)
        accept(message, clientID: "", slot: slot, at: now, into: &actions)
    }

    /// What to decode from and encode for `link`; nil until its CONNECT has come.
    ///
    /// Stays known after a close until the link is opened again, so that last words can be encoded.
    package func version(of link: Link) -> Version? {
        link.number < connections.count ? connections[link.number].version : nil
    }
}
