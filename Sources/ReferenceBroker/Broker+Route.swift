import Base
import MQTT

extension Broker {
    /// Gives a message to all of `matches`.
    mutating func route(
        _ message: Message, to matches: [Subscriber], at now: Instant,
        into actions: inout [Action]
    ) {
        guard mutant != nil else { return give(message, to: matches, at: now, into: &actions) }
        var matches = matches
        guard spoil(&matches, of: message) else { return }
        guard mutant == .describesToFirstOnly, let first = matches.first else {
            return give(message, to: matches, at: now, into: &actions)
        }
        give(message, to: [first], at: now, into: &actions)
        var bare = message
        bare.publish.properties = Properties()
        give(bare, to: Array(matches.dropFirst()), at: now, into: &actions)
    }

    private mutating func give(
        _ message: Message, to matches: [Subscriber], at now: Instant,
        into actions: inout [Action]
    ) {
        var index = 0
        while index < matches.count {
            let subscriber = matches[index]
            index += 1
            if subscriber.session >= 0 {
                guard index < matches.count, matches[index].session == subscriber.session else {
                    deliver(message, to: subscriber, at: now, into: &actions)
                    continue
                }
                let first = index - 1
                while index < matches.count, matches[index].session == subscriber.session {
                    index += 1
                }
                deliver(message, toOverlapping: matches[first..<index], at: now, into: &actions)
            } else if subscriber.group >= 0 {
                share(message, in: Int(subscriber.group), at: now, into: &actions)
            } else {
                let isLast = index == matches.count || matches[index].session != subscriber.session
                if isLast, message.source != Subscriber.service {
                    actions.append(.serve(message.publish))
                }
            }
        }
    }

    /// One copy for all of a session's subscriptions that match: the highest QoS, all identifiers
    /// (MQTT-3.3.4-2 to -4), and RETAIN as it came if any of them wants it so.
    private mutating func deliver(
        _ message: Message, toOverlapping subscribers: ArraySlice<Subscriber>, at now: Instant,
        into actions: inout [Action]
    ) {
        if mutant == .repeatsWhatIsReplaced || mutant == .repeatsOverlapping {
            for subscriber in subscribers {
                deliver(message, to: subscriber, at: now, into: &actions)
            }
            if mutant == .repeatsWhatIsReplaced { return }
        }
        var merged: Subscriber?
        var identifiers: [UInt32] = []
        for subscriber in subscribers where mayHave(message, subscriber) {
            if mutant == .dropsOverlaps { return }
            if mutant == .keepsOneSubscriptionID { identifiers = [] }
            if subscriber.identifier > 0 { identifiers.append(subscriber.identifier) }
            guard let other = merged else {
                merged = subscriber
                continue
            }
            merged!.qos =
                mutant == .deliversLowestQoS
                ? min(other.qos, subscriber.qos) : max(other.qos, subscriber.qos)
            mutant?.spoil(&merged!, from: other, and: subscriber, &identifiers)
            merged!.retainAsPublished = other.retainAsPublished || subscriber.retainAsPublished
        }
        guard var merged else { return }
        var message = message
        if mutant != .losesSubscriptionID {
            message.publish.properties.list += identifiers.map(Property.subscriptionIdentifier)
        }
        merged.identifier = 0
        deliver(message, to: merged, at: now, into: &actions)
    }

    /// No Local (MQTT-3.8.3-3).
    private func mayHave(_ message: Message, _ subscriber: Subscriber) -> Bool {
        let isOwn = message.source == subscriber.session
        if mutant == .forgetsThePublisher, isOwn { return false }
        if let mutant, mutant.silences(subscriber, isOwn: isOwn) { return false }
        return !subscriber.noLocal || !isOwn || mutant == .ignoresNoLocal
            || (mutant == .forgetsNoLocalOnResume && isResumed(subscriber.session))
    }

    /// Gives a message to one subscription as its options demand.
    mutating func deliver(
        _ message: Message, to subscriber: Subscriber, share: SharedGroups.Handle = .none,
        at now: Instant, into actions: inout [Action]
    ) {
        guard mayHave(message, subscriber) else { return }
        if mutant == .missesOneAfterReplacing, sessions[Int(subscriber.session)].isDeaf {
            sessions[Int(subscriber.session)].isDeaf = false
            return
        }
        // The one copy of a message that each subscriber costs: from here on it is handed over.
        var publish = message.publish
        if mutant != .ignoresGrantedQoS { publish.qos = min(publish.qos, subscriber.qos) }
        if publish.dup { publish.dup = mutant?.qosOfForwardedDup == publish.qos }
        publish.retain = publish.retain && subscriber.retainAsPublished
        if mutant != nil {
            publish.retain = spoiledRetain(of: message, subscriber, publish.retain)
            let link = Int(sessions[Int(subscriber.session)].link)
            if mutant == .stripsMessagesIfReasonsUnwanted, link >= 0,
                !connections[link].wantsReasons
            {
                publish.properties.userProperties = []
            }
        }
        if mutant == .forgetsRetainAsPublishedOnResume, isResumed(subscriber.session) {
            publish.retain = false
        }
        let losesID = mutant == .forgetsSubscriptionIDOnResume && isResumed(subscriber.session)
        if subscriber.identifier > 0, mutant != .losesSubscriptionID, !losesID {
            publish.properties.list.append(.subscriptionIdentifier(subscriber.identifier))
        }
        mutant?.spoil(&publish, for: subscriber, publishedAt: message.publish.qos)
        offer(
            publish, expiresAt: message.expiresAt, share: share, to: Int(subscriber.session),
            into: &actions)
    }

    /// Sends a message at once if the session's client can take it, else lets it wait or drops it.
    mutating func offer(
        _ publish: consuming Publish, expiresAt: Instant,
        share: SharedGroups.Handle = .none, to session: Int, into actions: inout [Action]
    ) {
        let link = Int(sessions[session].link)
        guard publish.qos != .atMostOnce else {
            if link < 0 {
                if configuration.queuesQoS0 {
                    let held = Held(publish: publish, expiresAt: expiresAt, share: share)
                    return enqueue(held, for: session)
                }
                statistics.dropped.offline += 1
            } else if connections[link].isCongested {
                statistics.dropped.congested += 1
            } else if mutant == .holdsQoS0Back, connections[link].quota == 0 {
                enqueue(Held(publish: publish, expiresAt: expiresAt, share: share), for: session)
            } else {
                _ = transmit(publish, to: link, into: &actions)
            }
            return
        }
        if link < 0, mutant?.qosLostOffline == publish.qos { return }
        let held = Held(publish: publish, expiresAt: expiresAt, share: share)
        guard link >= 0, isReady(link), sessions[session].queue.isEmpty,
            sessions[session].unsent == 0
        else { return enqueue(held, for: session) }
        guard hold(held.sizeBytes, for: session) else {
            statistics.dropped.queueFull += 1
            return
        }
        start(held, of: session, on: link, into: &actions)
    }

    /// Whether one more QoS 1 or 2 message may go out.
    func isReady(_ link: Int) -> Bool {
        !connections[link].isCongested
            && (connections[link].quota > 0 || mutant == .ignoresReceiveMaximum)
    }

    /// Puts a held message in flight.
    mutating func start(
        _ held: Held, of session: Int, on link: Int, into actions: inout [Action]
    ) {
        var publish = held.publish
        let id = sessions[session].inflight.add(held)
        publish.id = id
        let qos = publish.qos
        if transmit(publish, to: link, into: &actions) {
            let isFree = mutant == .countsQoS2Alone && held.publish.qos == .atLeastOnce
            connections[link].quota -= isFree ? 0 : 1
        } else if mutant == .leaksQuotaOfTooLarge
            || mutant == .leaksQuotaOfTooLargeQoS2 && qos == .exactlyOnce
        {
            connections[link].quota -= 1
        } else if mutant == .keepsTooLarge {
            return
        } else if let offset = sessions[session].inflight.offset(of: id) {
            unhold(sessions[session].inflight.finish(at: offset), for: session)
        }
    }
}
