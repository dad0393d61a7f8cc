import Base
import MQTT

/// What a broker with a mutant does with messages: as ``Broker+Publish`` and ``Broker+Route`` have
/// it, with the deeds in between. A broker without one never comes here, and pays nothing.
extension Broker {
    /// A PUBLISH that is sound.
    mutating func takeSpoilt(
        _ publish: consuming Publish, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        if mutant == .refusesQoS2Unannounced, publish.qos == .exactlyOnce {
            let error = ProtocolError(.qosNotSupported, "the QoS is above what is thought of")
            return fail(error, on: link, at: now, into: &actions)
        }
        if mutant == .swallowsBadPayload, publish.isBadText { return }
        if mutant == .stripsByteOrderMark { publish.topic = publish.topic.withoutByteOrderMark }
        let session = connections[link].session
        let version = connections[link].version
        guard connections[link].mayPublish else {
            statistics.dropped.denied += 1
            if publish.qos == .exactlyOnce, version == .v3_1_1 || mutant == .keepsRefusedIDs {
                _ = note(publish.id!, on: link)
            }
            if spoilDenied(publish, on: link, at: now, into: &actions) { return }
            let reason: ReasonCode = version == .v5 ? .notAuthorized : .success
            return acknowledgeSpoilt(publish.id, publish.qos, reason, on: link, into: &actions)
        }
        switch publish.qos {
        case .atMostOnce: break
        case .atLeastOnce:
            if mistakesForDuplicate(publish, session) {
                return acknowledgeSpoilt(
                    publish.id, publish.qos, .success, on: link, into: &actions)
            }
            // The client has this identifier on its way with QoS 2.
            if version == .v5, mutant != .takesKnownIDForDuplicate,
                sessions[Int(session)].hasReceived(publish.id!)
            {
                return acknowledgeSpoilt(
                    publish.id, publish.qos, .packetIdentifierInUse, on: link, into: &actions)
            }
        case .exactlyOnce:
            guard note(publish.id!, on: link) || mutant == .duplicatesQoS2 else {
                if mutant == .ignoresDuplicateOfQoS2 { return }
                return acknowledgeSpoilt(
                    publish.id, publish.qos, .success, on: link, into: &actions)
            }
        }
        let qos = publish.qos
        let id = publish.id
        let mayExpire = publish.properties.messageExpiryInterval != nil
        let isMatched = take(
            publish, from: session, clientID: sessions[Int(session)].clientID,
            slot: connections[link].slot, at: now, into: &actions)
        guard let id else {
            if mutant == .acknowledgesQoS0 {
                send(.ack(Ack(.puback, id: 1)), to: link, into: &actions)
            }
            return
        }
        let isUnheard = !isMatched && version == .v5 && configuration.tellsNoMatchingSubscribers
        var reason: ReasonCode = isUnheard ? .noMatchingSubscribers : .success
        if mutant == .refusesUnheard, !isMatched { reason = .topicNameInvalid }
        acknowledgeSpoilt(id, qos, reason, on: link, into: &actions)
        if mutant == .forgetsExpiringQoS2, mayExpire { _ = sessions[Int(session)].release(id) }
    }

    /// What mutants take a QoS 1 message for.
    private mutating func mistakesForDuplicate(
        _ publish: borrowing Publish, _ session: Int32
    ) -> Bool {
        switch mutant {
        case .takesDupForDuplicate: publish.dup
        case .takesKnownIDForDuplicate: !sessions[Int(session)].receive(publish.id!)
        default: false
        }
    }

    /// Turns what a client published into a message and gives it to all who subscribed.
    ///
    /// - Returns: whether anybody did.
    mutating func takeSpoilt(
        _ publish: consuming Publish, from source: Int32, clientID: String, slot: Int,
        at now: Instant, into actions: inout [Action]
    ) -> Bool {
        let dup = publish.dup
        let alias = publish.properties.topicAlias
        var message = Message(publish, from: source, at: now)
        spoil(&message, dup, alias)
        switch (mutant, message.publish.qos) {
        case (.expiresAll, _): message.expiresAt = min(message.expiresAt, now + .seconds(1))
        case (.losesQoS1, .atLeastOnce), (.losesQoS2, .exactlyOnce): return true
        case (.deliversQoS2Twice, .exactlyOnce):
            accept(message, clientID: clientID, slot: slot, at: now, into: &actions)
        default: break
        }
        return accept(message, clientID: clientID, slot: slot, at: now, into: &actions)
    }

    /// What mutants do to a message as it comes.
    private func spoil(_ message: inout Message, _ dup: Bool, _ alias: UInt16?) {
        message.publish.dup = dup && mutant!.qosOfForwardedDup != nil
        if mutant == .forwardsAlias, let alias {
            message.publish.properties.list.append(.topicAlias(alias))
        }
        mutant?.misdescribe(&message.publish.properties)
        if mutant == .skipsMessageExpiry { message.expiresAt = .never }
        if mutant == .reversesUserProperties {
            message.publish.properties.userProperties.reverse()
        }
    }

    private mutating func acknowledgeSpoilt(
        _ id: UInt16?, _ qos: QoS, _ reason: ReasonCode, on link: Int,
        into actions: inout [Action]
    ) {
        guard let id else { return }
        if mutant == .holdsPubackBack, connections[link].quota == 0 { return }
        let link = mutant == .acknowledgesElsewhere ? 0 : link
        let shift: UInt16 = mutant == .miscountsPacketID && qos == .atLeastOnce ? 1 : 0
        if mutant == .acknowledgesTwice, qos == .atLeastOnce {
            acknowledge(id &+ shift, qos, reason, on: link, into: &actions)
        }
        acknowledge(id &+ shift, qos, reason, on: link, into: &actions)
    }

    mutating func acceptSpoilt(
        _ message: Message, clientID: String, slot: Int, at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        if message.publish.retain || retainsUnasked(message) {
            retain(message, clientID: clientID)
        }
        if withholds(message.publish) { return true }
        let matches = matches(of: message.publish.topic, in: slot)
        if misroute(message, matches, at: now, into: &actions) { return !matches.isEmpty }
        var message = message
        if mutant == .tellsForeignSubscriptionIDs {
            message.publish.properties.list += matches.map {
                .subscriptionIdentifier(max(1, $0.identifier))
            }
        }
        route(message, to: matches, at: now, into: &actions)
        return !matches.isEmpty
    }
}
