import Base
import MQTT

extension Broker {
    /// Gives a message to one member of a shared subscription, in turn.
    ///
    /// A member that can take it at once comes before one that is connected but busy, and that
    /// before one that is away; among equals it goes round.
    mutating func share(
        _ message: Message, in group: Int, at now: Instant, into actions: inout [Action]
    ) {
        if mutant == .sharesWithNobody { return }
        if mutant == .losesEverySecondShared, statistics.messagesReceived % 2 == 0 { return }
        let handle = groups.handle(of: group)
        if mutant == .sharesWithAll {
            for member in groups[group].members {
                deliver(message, to: member, at: now, into: &actions)
            }
            return
        }
        guard let index = choose(for: message.publish, in: group) else {
            statistics.dropped.unshared += 1
            return
        }
        let member = groups[group].members[index]
        groups[group].turn = index + 1
        deliver(message, to: member, share: handle, at: now, into: &actions)
    }

    /// Offers a message to another member of the group that had given it to a session now ended.
    mutating func reroute(_ orphan: Held, at now: Instant, into actions: inout [Action]) {
        guard groups.isAlive(orphan.share), !orphan.hasExpired(at: now) else {
            statistics.dropped.sessionEnded += 1
            return
        }
        var orphan = orphan
        orphan.updateExpiry(at: now)
        orphan.publish.properties.subscriptionIdentifiers = []
        var message = Message(orphan.publish, from: Subscriber.service, at: now)
        message.expiresAt = orphan.expiresAt
        share(message, in: Int(orphan.share.number), at: now, into: &actions)
    }

    private func choose(for publish: Publish, in group: Int) -> Int? {
        let members = groups[group].members
        let start = groups[group].turn
        var best: (index: Int, rank: Int)?
        for step in 0..<members.count {
            let index = (start + step) % members.count
            guard let rank = rank(of: members[index], for: publish) else { continue }
            if rank == 0 { return index }
            if rank < best?.rank ?? .max { best = (index, rank) }
        }
        return best?.index
    }

    /// How well a member can take a message: 0 is at once, more is worse, nil is not at all.
    private func rank(of member: Subscriber, for publish: Publish) -> Int? {
        let session = Int(member.session)
        guard mayRead(publish.topic, session) else { return nil }
        let isLight = min(publish.qos, member.qos) == .atMostOnce
        let link = Int(sessions[session].link)
        guard link >= 0 else { return isLight && !configuration.queuesQoS0 ? nil : 2 }
        if isLight { return connections[link].isCongested ? 1 : 0 }
        return isReady(link) && sessions[session].queue.isEmpty ? 0 : 1
    }
}
