import Base
import MQTT

/// Who gets a message of a broker with a mutant, and how.
extension Broker {
    /// Gives a message to all of `matches`, or to whom a mutant will.
    mutating func route(
        _ message: Message, to matches: [Subscriber], at now: Instant,
        into actions: inout [Action]
    ) {
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

    /// No Local (MQTT-3.8.3-3).
    func mayHave(_ message: Message, _ subscriber: Subscriber) -> Bool {
        let isOwn = message.source == subscriber.session
        if mutant == .forgetsThePublisher, isOwn { return false }
        if let mutant, mutant.silences(subscriber, isOwn: isOwn) { return false }
        return !subscriber.noLocal || !isOwn || mutant == .ignoresNoLocal
            || (mutant == .forgetsNoLocalOnResume && isResumed(subscriber.session))
    }

    /// Gives a message to one subscription.
    mutating func deliverSpoilt(
        _ message: Message, to subscriber: Subscriber, share: SharedGroups.Handle,
        at now: Instant, into actions: inout [Action]
    ) {
        guard mayHave(message, subscriber) else { return }
        if mutant == .missesOneAfterReplacing, sessions[Int(subscriber.session)].isDeaf {
            sessions[Int(subscriber.session)].isDeaf = false
            return
        }
        var publish = message.publish
        if mutant != .ignoresGrantedQoS { publish.qos = min(publish.qos, subscriber.qos) }
        if publish.dup { publish.dup = mutant?.qosOfForwardedDup == publish.qos }
        publish.retain = publish.retain && subscriber.retainAsPublished
        publish.retain = spoiledRetain(of: message, subscriber, publish.retain)
        let link = Int(sessions[Int(subscriber.session)].link)
        if mutant == .stripsMessagesIfReasonsUnwanted, link >= 0, !connections[link].wantsReasons {
            publish.properties.userProperties = []
        }
        if mutant == .forgetsRetainAsPublishedOnResume, isResumed(subscriber.session) {
            publish.retain = false
        }
        let losesID = mutant == .forgetsSubscriptionIDOnResume && isResumed(subscriber.session)
        if subscriber.identifier > 0, mutant != .losesSubscriptionID, !losesID {
            publish.properties.list.append(.subscriptionIdentifier(subscriber.identifier))
        }
        mutant?.spoil(&publish, for: subscriber, publishedAt: message.publish.qos)
        let session = Int(subscriber.session)
        if withholds(publish, from: session) { return }
        offer(
            publish, expiresAt: message.expiresAt, share: share, to: session,
            into: &actions)
    }

    /// Whether a message is not sent that a session should have had.
    func withholds(_ publish: Publish, from session: Int) -> Bool {
        publish.qos != .atMostOnce && sessions[session].link < 0
            && mutant?.qosLostOffline == publish.qos
    }
}
