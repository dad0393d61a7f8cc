import Base
import MQTT

extension Broker {
    /// Gives a message to all of `matches`.
    mutating func give(
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

    /// Gives a message to one subscription as its options demand.
    mutating func deliver(
        _ message: Message, to subscriber: Subscriber, share: SharedGroups.Handle = .none,
        at now: Instant, into actions: inout [Action]
    ) {
        guard mutant == nil else {
            return deliverSpoilt(message, to: subscriber, share: share, at: now, into: &actions)
        }
        // No Local (MQTT-3.8.3-3).
        guard !subscriber.noLocal || message.source != subscriber.session else { return }
        // The one copy of a message that each subscriber costs: from here on it is handed over.
        var publish = message.publish
        publish.qos = min(publish.qos, subscriber.qos)
        publish.retain = publish.retain && subscriber.retainAsPublished
        if subscriber.identifier > 0 {
            publish.properties.list.append(.subscriptionIdentifier(subscriber.identifier))
        }
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
            } else {
                _ = transmit(publish, to: link, into: &actions)
            }
            return
        }
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
    @inline(__always)
    func isReady(_ link: Int) -> Bool {
        !connections[link].isCongested
            && (connections[link].quota > 0 || mutant == .ignoresReceiveMaximum)
    }

    /// Puts a held message in flight.
    ///
    /// Inlined, because to hand over so large a value costs a copy.
    @inline(__always)
    mutating func start(
        _ held: consuming Held, of session: Int, on link: Int, into actions: inout [Action]
    ) {
        var publish = held.publish
        let qos = publish.qos
        let id = sessions[session].inflight.add(held)
        publish.id = id
        guard transmit(publish, to: link, into: &actions) else {
            return forgo(id, qos, of: session, on: link)
        }
        let isFree = mutant == .countsQoS2Alone && qos == .atLeastOnce
        connections[link].quota -= isFree ? 0 : 1
    }

    /// Ends a delivery that is too large for the client.
    @inline(never)
    private mutating func forgo(_ id: UInt16, _ qos: QoS, of session: Int, on link: Int) {
        if mutant == .keepsTooLarge { return }
        if mutant == .leaksQuotaOfTooLarge
            || mutant == .leaksQuotaOfTooLargeQoS2 && qos == .exactlyOnce
        {
            return connections[link].quota -= 1
        }
        guard let offset = sessions[session].inflight.offset(of: id) else { return }
        unhold(sessions[session].inflight.finish(at: offset), for: session)
    }
}
