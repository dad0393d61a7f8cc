import Base
import MQTT

extension Broker {
    /// Replaces or removes a topic's retained message (§3.3.1.3).
    mutating func retain(_ message: Message, clientID: String) {
        defer { countRetained() }
        guard mutant != .dropsRetained else { return }
        var message = message
        if mutant != nil, !spoilRetained(&message) { return }
        if message.publish.payload.isEmpty, mutant != .retainsEmptyPayload {
            return retained.remove(message.publish.topic)
        }
        if !retained.store(message, clientID: clientID) { statistics.dropped.retained += 1 }
    }

    mutating func countRetained() {
        statistics.retained = retained.count
        statistics.retainedBytes = retained.sizeBytes
    }

    /// Puts the retained messages that match a new subscription on the session's way.
    ///
    /// They are not queued, which would lose those above the limit, but remembered by place and
    /// serial number: one that is replaced meanwhile reaches the client as a live message.
    mutating func offerRetained(_ filter: String, at place: Int, to subscriber: Subscriber) {
        let session = Int(subscriber.session)
        sessions[session].backlog.filter { Int($0.place) != place }
        guard let filter = mutant == nil ? filter : spoiledFilter(filter) else { return }
        let nodes = retained.match(filter)
        for node in mutant == nil ? nodes : spoiled(nodes) {
            guard let entry = retained[node] else { continue }
            guard sessions[session].backlog.count < configuration.retainedLimit else {
                statistics.dropped.queueFull += 1
                continue
            }
            sessions[session].backlog.append(
                Session.Retained(
                    node: Int32(node), place: Int32(place), serial: entry.serial,
                    subscriber: subscriber))
        }
    }

    /// Sends retained messages of new subscriptions, so many at a time that the link's owner can
    /// say when it is congested.
    mutating func sendBacklog(
        of session: Int, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard !sessions[session].backlog.isEmpty else { return }
        for _ in 0..<Self.backlogBatch {
            guard let next = sessions[session].backlog.first, !connections[link].isCongested else {
                return
            }
            guard let entry = retained[Int(next.node)], entry.serial == next.serial,
                entry.message.expiresAt > now, mayHave(entry, next.subscriber)
            else {
                _ = sessions[session].backlog.popFirst()
                continue
            }
            var held = Held(publish: entry.message.publish, expiresAt: entry.message.expiresAt)
            held.publish.qos = min(held.publish.qos, next.subscriber.qos)
            guard held.publish.qos == .atMostOnce || isReady(link) else { return }
            _ = sessions[session].backlog.popFirst()
            if next.subscriber.identifier > 0, mutant != .losesSubscriptionID,
                mutant != .losesSubscriptionIDOfRetained
            {
                held.publish.properties.list.append(
                    .subscriptionIdentifier(next.subscriber.identifier))
            }
            held.updateExpiry(at: now)
            if mutant != nil { spoilRetained(&held, of: entry, to: next.subscriber, on: link) }
            if mutant == .sendsRetainedToAll {
                for other in sessions.indices where other != session {
                    offer(held.publish, expiresAt: held.expiresAt, to: other, into: &actions)
                }
            }
            offer(held.publish, expiresAt: held.expiresAt, to: session, into: &actions)
        }
        guard !sessions[session].backlog.isEmpty, !sessions[session].isPaced else { return }
        sessions[session].isPaced = true
        if paced.isEmpty { pacedSince = now }
        paced.append(Int32(session))
    }

    private static let backlogBatch = 256

    private func mayHave(_ entry: RetainedStore.Entry, _ subscriber: Subscriber) -> Bool {
        let session = Int(subscriber.session)
        let isOwn = haveSameBytes(entry.clientID, sessions[session].clientID)
        return !(subscriber.noLocal && isOwn && mutant != .ignoresNoLocal)
            && mayRead(entry.message.publish.topic, session)
    }
}
