import Base
import MQTT

/// What mutants do to retained messages.
extension Broker {
    /// Whether a mutant keeps a message that did not ask for it.
    func retainsUnasked(_ message: Message) -> Bool {
        let isEmpty = message.publish.payload.isEmpty
        let isKept = retained.entry(of: message.publish.topic) != nil
        return switch mutant {
        case .replacesRetainedByAny: isKept && !isEmpty
        case .retainsEverything: !isKept && !isEmpty
        case .removesRetainedByAnyEmpty: isEmpty
        default: false
        }
    }

    /// Alters a message that is to be kept.
    ///
    /// - Returns: false where nothing is to be done with it.
    mutating func spoilRetained(_ message: inout Message) -> Bool {
        message.publish.retain = mutant != .clearsRetainOfRetained
        let topic = message.publish.topic
        let isEmpty = message.publish.payload.isEmpty
        let isLight = message.publish.qos == .atMostOnce
        let old = retained.entry(of: topic)
        switch mutant {
        case .keepsFirstRetained: return old == nil || isEmpty
        case .retainsOneAtATime: retained.removeAll { _ in true }
        case .ignoresEmptyRetained: return !isEmpty
        case .forgetsQoSOfRetained: message.publish.qos = .atMostOnce
        case .keepsRetainedBeforeQoS0: return !isLight || old == nil
        case .dropsRetainedOfQoS0:
            if isLight { retained.remove(topic) }
            return !isLight
        case .keepsExpiredRetained: message.expiresAt = .never
        case .keepsExpiryOfReplaced:
            message.expiresAt = min(message.expiresAt, old?.message.expiresAt ?? .never)
        case .stripsRetained: message.publish.properties = Properties()
        default: break
        }
        return true
    }

    /// The filter by which a mutant looks for retained messages; nil where it does not.
    func spoiledFilter(_ filter: String) -> String? {
        let isWild = filter.contains("+") || filter.contains("#")
        return switch mutant {
        case .retainedWithoutWildcards where isWild: nil
        case .retainedOneLevelBelow where filter.hasSuffix("#"): filter.dropLast() + "+"
        case .retainedDeeperThanPlus where filter.hasSuffix("+"): filter.dropLast() + "#"
        default: filter
        }
    }

    func spoiled(_ nodes: [Int]) -> [Int] {
        switch mutant {
        case .firstRetainedOnly: Array(nodes.prefix(1))
        case .sendsRetainedTwice: nodes + nodes
        default: nodes
        }
    }

    /// Has a resumed session get the retained messages of all its subscriptions.
    mutating func offerRetained(toResumed session: Int) {
        for place in sessions[session].places {
            let filter = trie.tree.path(of: Int(place.node))
            offerRetained(
                filter, at: Int(place.node), to: Subscriber(session: Int32(session)))
        }
    }

    /// Whether a mutant sends retained messages for a subscription.
    func spoiledWish(
        _ wants: Bool, for subscription: Subscription, isNew: Bool, session: Int
    ) -> Bool {
        let handling = subscription.retainHandling
        let link = Int(sessions[session].link)
        return switch (mutant, handling) {
        case (.offersRetainedOnce, .send), (.takesHandling2For1, .doNotSend): isNew
        case (.takesHandling1For2, .sendIfNew): false
        case (.takesHigherQoSForNew, .sendIfNew): isNew || subscription.qos > .atMostOnce
        case (.takesResumedForNew, .sendIfNew): isNew || connections[link].isResumed
        default: wants
        }
    }

    /// Alters the subscriptions of a SUBSCRIBE.
    func spoil(_ subscriptions: inout [Subscription]) {
        guard let first = subscriptions.first?.retainHandling else { return }
        for index in subscriptions.indices.dropFirst() {
            switch mutant {
            case .firstHandlingForAll: subscriptions[index].retainHandling = first
            case .retainedForFirstFilter: subscriptions[index].retainHandling = .doNotSend
            default: break
            }
        }
    }

    /// Alters a retained message that goes out.
    mutating func spoilRetained(
        _ held: inout Held, of entry: RetainedStore.Entry, to subscriber: Subscriber, on link: Int
    ) {
        switch mutant {
        case .deliversRetainedOnce: retained.remove(held.publish.topic)
        case .retainedAtPublishersQoS: held.publish.qos = entry.message.publish.qos
        case .retainedAtMostQoS1: held.publish.qos = min(held.publish.qos, .atLeastOnce)
        case .dropsSubscriptionIDOfRetained: held.publish.properties.subscriptionIdentifiers = []
        case .winsTimeForRetained:
            let seconds = entry.message.publish.properties.messageExpiryInterval
            held.publish.properties.messageExpiryInterval = seconds
        case .asPublishedForRetained: held.publish.retain = subscriber.retainAsPublished
        case .forgetsLimitForRetained: connections[link].maximumPacketSize = .max
        default: break
        }
    }

    /// RETAIN of a message that goes to a present subscription.
    func spoiledRetain(of message: Message, _ subscriber: Subscriber, _ retain: Bool) -> Bool {
        let asked = message.publish.retain
        let isAway = sessions[Int(subscriber.session)].link < 0
        return switch mutant {
        case .forwardsRetain: asked
        case .ignoresRetainAsPublished: false
        case .setsRetainIfAsPublished: subscriber.retainAsPublished
        case .forwardsRetainFromQueue where isAway: asked
        case .forwardsRetainOfWill:
            asked && message.source >= 0 && sessions[Int(message.source)].link < 0 || retain
        default: retain
        }
    }

    /// Whether a mutant gives a message to nobody who is subscribed.
    func withholds(_ publish: Publish) -> Bool {
        switch mutant {
        case .storesRetainedOnly: publish.retain
        case .swallowsEmptyRetained: publish.retain && publish.payload.isEmpty
        default: false
        }
    }

    /// Alters the subscribers of a message.
    ///
    /// - Returns: false where none of them gets it.
    func spoil(_ matches: inout [Subscriber], of message: Message) -> Bool {
        switch mutant {
        case .spreadsRetainAsPublished:
            let isSpread = matches.contains(where: \.retainAsPublished)
            for index in matches.indices { matches[index].retainAsPublished = isSpread }
        case .dropsTooLargeForAll:
            return !matches.contains {
                guard $0.session >= 0, sessions[Int($0.session)].link >= 0 else { return false }
                let limit = connections[Int(sessions[Int($0.session)].link)].maximumPacketSize
                return Packet.publish(message.publish).size(.v5) > limit
            }
        default: break
        }
        return true
    }

    /// Will Retain as a mutant has it.
    func spoiledRetain(of will: Will) -> Bool {
        switch mutant {
        case .dropsRetainedWill: false
        case .keepsEveryWill: true
        case .ignoresEmptyRetainedWill: will.retain && !will.payload.isEmpty
        default: will.retain
        }
    }
}
