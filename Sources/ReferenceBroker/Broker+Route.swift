import Base
import MQTT

extension Broker {
    /// Gives a message to all of `matches`.
    mutating func route(
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
        var merged: Subscriber?
        var identifiers: [UInt32] = []
        for subscriber in subscribers where mayHave(message, subscriber) {
            if subscriber.identifier > 0 { identifiers.append(subscriber.identifier) }
            guard let other = merged else {
                merged = subscriber
                continue
            }
            merged!.qos = max(other.qos, subscriber.qos)
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
        !subscriber.noLocal || message.source != subscriber.session || mutant == .ignoresNoLocal
    }

    /// Gives a message to one subscription as its options demand.
    mutating func deliver(
        _ message: Message, to subscriber: Subscriber, share: SharedGroups.Handle = .none,
        at now: Instant, into actions: inout [Action]
    ) {
        guard mayHave(message, subscriber) else { return }
        // The one copy of a message that each subscriber costs: from here on it is handed over.
        var publish = message.publish
        if mutant != .ignoresGrantedQoS { publish.qos = min(publish.qos, subscriber.qos) }
        publish.retain =
            publish.retain && (subscriber.retainAsPublished || mutant == .forwardsRetain)
        if subscriber.identifier > 0, mutant != .losesSubscriptionID {
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
        if transmit(publish, to: link, into: &actions) {
            connections[link].quota -= 1
        } else if let offset = sessions[session].inflight.offset(of: id) {
            unhold(sessions[session].inflight.finish(at: offset), for: session)
        }
    }
}
