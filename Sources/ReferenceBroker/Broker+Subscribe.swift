import Base
import MQTT

extension Broker {
    /// SUBSCRIBE (§3.8).
    mutating func subscribe(
        _ subscribe: Subscribe, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let session = Int(connections[link].session)
        if mutant == .ignoresDescribedSubscribe, !subscribe.properties.isEmpty { return }
        if let error = error(in: subscribe, on: link) {
            return fail(error, on: link, at: now, into: &actions)
        }
        if mutant == .failsForTooHighQoS,
            subscribe.subscriptions.contains(where: { $0.qos > configuration.maximumQoS })
        {
            let error = ProtocolError(.qosNotSupported, "the QoS is above the Maximum QoS")
            return fail(error, on: link, at: now, into: &actions)
        }
        let isInUse = sessions[session].hasReceived(subscribe.id)
        let identifier = subscribe.properties.subscriptionIdentifiers.first ?? 0
        let isV5 = connections[link].version == .v5
        var reasons: [ReasonCode] = []
        var subscriptions = subscribe.subscriptions
        if mutant != nil { spoil(&subscriptions) }
        for subscription in subscriptions {
            if mutant == .heedsFirstFilterOnly, !reasons.isEmpty {
                reasons.append(.granted(subscription.qos))
                continue
            }
            let isBare = mutant == .identifiesFirstFilterOnly && !reasons.isEmpty
            let reason =
                isInUse && isV5
                ? .packetIdentifierInUse
                : grant(subscription, identifier: isBare ? 0 : identifier, session: session)
            reasons.append(isV5 || !reason.isFailure ? reason : .unspecifiedError)
        }
        if mutant == .holdsSubackBack, connections[link].quota == 0 { return }
        let failure = reasons.first { $0.isFailure }
        explain(failure.map(explanation), on: link, into: &actions) { properties in
            .suback(Suback(id: subscribe.id, reasons: reasons, properties: properties))
        }
        flush(session, at: now, into: &actions)
    }

    private func error(in subscribe: Subscribe, on link: Int) -> ProtocolError? {
        if subscribe.subscriptions.isEmpty {
            return ProtocolError(.protocolError, "SUBSCRIBE without a Topic Filter")
        }
        let identifiers = subscribe.properties.subscriptionIdentifiers
        if identifiers.count > 1 || identifiers.contains(0) {
            return ProtocolError(.protocolError, "no or more than one Subscription Identifier")
        }
        for subscription in subscribe.subscriptions {
            let filter = subscription.filter
            guard TopicFilter.isValid(filter, connections[link].version ?? .v5) else {
                return ProtocolError(.topicFilterInvalid, "a Topic Filter is malformed")
            }
            if subscription.noLocal, SharedFilter(parsing: filter) != nil {
                return ProtocolError(.protocolError, "No Local on a shared subscription")
            }
        }
        return nil
    }

    private func explanation(_ reason: ReasonCode) -> String {
        switch reason {
        case .notAuthorized: "the access control denies this Topic Filter"
        case .quotaExceeded: "the session has as many subscriptions as it may"
        case .topicFilterInvalid: "the Topic Filter has too many levels"
        case .packetIdentifierInUse: "the Packet Identifier is in use"
        default: "the broker does not offer this kind of subscription"
        }
    }

    /// Makes or replaces a subscription.
    ///
    /// - Returns: the granted QoS, or why not.
    private mutating func grant(
        _ subscription: Subscription, identifier: UInt32, session: Int
    ) -> ReasonCode {
        let shared = SharedFilter(parsing: subscription.filter)
        let filter = shared?.filter ?? subscription.filter
        if let refusal = refusal(filter, isShared: shared != nil, identifier, session) {
            return refusal
        }
        var subscriber = Subscriber(
            session: Int32(session), identifier: identifier,
            qos: mutant == .grantsAnyQoS
                ? subscription.qos : min(subscription.qos, configuration.maximumQoS),
            noLocal: subscription.noLocal, retainAsPublished: subscription.retainAsPublished)
        if mutant == .grantsTooMuch, subscriber.qos < .exactlyOnce {
            subscriber.qos = QoS(rawValue: subscriber.qos.rawValue + 1)!
        }
        let node = trie.node(for: filter)
        let isNew: Bool
        if let shared {
            isNew = join(subscriber, mutant?.group(shared.group) ?? shared.group, at: node)
        } else {
            isNew = add(subscriber, at: node)
        }
        if isNew { statistics.subscriptions += 1 } else { trie.release(node) }
        if isNew, sessions[session].places.count > configuration.subscriptionsPerSession {
            leave(sessions[session].places.last!, session)
            return .quotaExceeded
        }
        cache.spoil(filter)
        var wants =
            switch subscription.retainHandling {
            case .send: isNew || mutant != .resendsNoRetained
            case .sendIfNew: isNew
            case .doNotSend: false
            }
        if mutant != nil {
            wants = spoiledWish(wants, for: subscription, isNew: isNew, session: session)
        }
        // Shared subscriptions get no retained messages (5.0 §4.8.2).
        let isBarred = shared != nil && mutant != .sendsRetainedToShared
        if !isBarred, wants || mutant == .ignoresRetainHandling {
            offerRetained(filter, at: node, to: subscriber)
        }
        return .granted(subscriber.qos)
    }

    private func refusal(
        _ filter: String, isShared: Bool, _ identifier: UInt32, _ session: Int
    ) -> ReasonCode? {
        if !isShallow(filter) { return .topicFilterInvalid }
        if isShared, !configuration.sharedSubscriptionAvailable {
            return .sharedSubscriptionsNotSupported
        }
        if identifier > 0, !configuration.subscriptionIdentifierAvailable {
            return .subscriptionIdentifiersNotSupported
        }
        let isWild = filter.utf8.contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "#") }
        if isWild, !configuration.wildcardSubscriptionAvailable {
            return .wildcardSubscriptionsNotSupported
        }
        return mayRead(filter, session) ? nil : .notAuthorized
    }

    /// - Returns: whether the session had no subscription there.
    private mutating func add(_ subscriber: Subscriber, at node: Int) -> Bool {
        let session = Int(subscriber.session)
        let place = Session.Place(node: Int32(node), group: -1)
        guard !sessions[session].places.contains(place) else {
            replace(subscriber, at: node)
            return false
        }
        trie.add(subscriber, at: node)
        sessions[session].places.append(place)
        return true
    }

    private mutating func replace(_ subscriber: Subscriber, at node: Int) {
        guard let mutant else { return trie.replace(subscriber, at: node) }
        if mutant == .repeatsWhatIsReplaced { return trie.add(subscriber, at: node) }
        if mutant == .forgetsDeliveriesOnSubscribe {
            sessions[Int(subscriber.session)].inflight = Inflight()
        }
        if mutant == .missesOneAfterReplacing { sessions[Int(subscriber.session)].isDeaf = true }
        let old = trie.subscribers(at: node).first {
            $0.session == subscriber.session && $0.group == subscriber.group
        }
        let merged = old.map { mutant.replacement(of: $0, by: subscriber) }
        trie.replace(merged ?? subscriber, at: node)
    }

    /// Adds a member to a shared group, which is made for its first; the group has one use of the
    /// node for each member.
    ///
    /// - Returns: whether the session was no member.
    private mutating func join(_ subscriber: Subscriber, _ name: String, at node: Int) -> Bool {
        let session = Int(subscriber.session)
        let number: Int
        if let existing = groups.number(named: name, at: node) {
            number = existing
        } else {
            number = groups.add(named: name, at: node)
            trie.add(Subscriber(session: Subscriber.shared, group: Int32(number)), at: node)
        }
        var member = subscriber
        member.group = Int32(number)
        let index = groups[number].members.firstIndex { $0.session == subscriber.session }
        if let index {
            if mutant == .keepsFirstGrantOfMembers { return false }
            groups[number].members[index] = member
            return false
        }
        let first = groups[number].members.first
        if mutant == .sharesAtFirstGrant { member.qos = first?.qos ?? member.qos }
        groups[number].members.append(member)
        sessions[session].places.append(Session.Place(node: Int32(node), group: Int32(number)))
        return true
    }

    /// Ends one subscription of a session.
    mutating func leave(_ place: Session.Place, _ session: Int) {
        if let index = sessions[session].places.lastIndex(of: place) {
            sessions[session].places.remove(at: index)
        }
        statistics.subscriptions -= 1
        let node = Int(place.node)
        cache.spoil(trie.tree.path(of: node))
        guard place.group >= 0 else {
            return trie.remove(Subscriber(session: Int32(session)), at: node)
        }
        let group = Int(place.group)
        let keepsLeaver = mutant == .keepsLeaversInGroups && groups[group].members.count > 1
        if !keepsLeaver { groups[group].members.removeAll { $0.session == Int32(session) } }
        if groups[group].members.isEmpty {
            groups.remove(group)
            trie.remove(Subscriber(session: Subscriber.shared, group: place.group), at: node)
        } else {
            trie.release(node)
        }
    }
}
