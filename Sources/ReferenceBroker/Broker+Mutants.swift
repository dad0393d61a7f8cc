import Base
import MQTT

/// Deeds of mutants that are longer than a line.
extension Broker {
    /// Gives a message to others, or in another order, than it should.
    ///
    /// - Returns: whether that was all.
    mutating func misroute(
        _ message: Message, _ matches: [Subscriber], at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        switch mutant {
        case .deliversToFirstAlone:
            route(message, to: Array(matches.prefix(1)), at: now, into: &actions)
            return true
        case .deliversToLastTwice:
            route(message, to: Array(matches.suffix(1)), at: now, into: &actions)
            return false
        case .mixesSubscriptionIDs:
            var mixed = message
            for subscriber in matches where subscriber.identifier > 0 {
                let id = subscriber.identifier
                let identifier = Property.subscriptionIdentifier(
                    id == 268_435_455 ? 1 : id + 1)
                mixed.publish.properties.list.append(identifier)
            }
            route(mixed, to: matches, at: now, into: &actions)
            return true
        default:
            guard swaps(message, matches) else { return false }
            guard let earlier = heldBack.popLast() else {
                heldBack.append(message)
                return true
            }
            route(message, to: matches, at: now, into: &actions)
            route(earlier, to: matches, at: now, into: &actions)
            return true
        }
    }

    private func swaps(_ message: Message, _ matches: [Subscriber]) -> Bool {
        switch mutant {
        case .swapsQoS0: message.publish.qos == .atMostOnce
        case .swapsQoS1: message.publish.qos == .atLeastOnce
        case .swapsQoS2: message.publish.qos == .exactlyOnce
        case .swapsForWildcards:
            matches.contains { subscriber in
                subscriber.session >= 0
                    && sessions[Int(subscriber.session)].places.contains { place in
                        trie.tree.path(of: Int(place.node)).hasSuffix("#")
                    }
            }
        default: false
        }
    }

    /// Sends each other PUBREL after the one that should come after it.
    mutating func swapPubrel(_ id: UInt16, to link: Int, into actions: inout [Action]) {
        guard let earlier = pubrelHeldBack else { return pubrelHeldBack = id }
        send(.ack(Ack(.pubrel, id: id)), to: link, into: &actions)
        send(.ack(Ack(.pubrel, id: earlier)), to: link, into: &actions)
        pubrelHeldBack = nil
    }

    /// Sends again on a connection that stands.
    mutating func resendImpatiently(on link: Int, at now: Instant, into actions: inout [Action]) {
        let session = Int(connections[link].session)
        if mutant == .resendsImpatiently { resume(session, at: now, into: &actions) }
        guard mutant == .resendsPubrelImpatiently else { return }
        for offset in 0..<sessions[session].inflight.entries.count {
            let entry = sessions[session].inflight.entries[offset]
            guard entry.stage == .released else { continue }
            send(.ack(Ack(.pubrel, id: entry.id)), to: link, into: &actions)
        }
    }

    /// Ends connections of clients that did nothing wrong.
    mutating func punishAllBut(_ link: Int, at now: Instant, into actions: inout [Action]) {
        let error = ProtocolError(.protocolError, "what another client did")
        for other in connections.indices
        where other != link && connections[other].state == .connected {
            fail(error, on: other, at: now, into: &actions)
        }
    }

    /// Whether a mutant lets go of a message that waits to be sent again.
    func letsGo(of held: Held, at now: Instant) -> Bool {
        switch mutant {
        case .expiresUnacknowledgedQoS1:
            held.publish.qos == .atLeastOnce && held.hasExpired(at: now)
        case .expiresUnacknowledgedQoS2:
            held.publish.qos == .exactlyOnce && held.hasExpired(at: now)
        default: false
        }
    }

    /// What mutants do with an acknowledgement of what is in flight.
    ///
    /// - Returns: whether that was all.
    mutating func spoil(
        _ ack: Ack, at offset: Int, of session: Int, on link: Int, at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        let entry = sessions[session].inflight.entries[offset]
        let isBegun = entry.stage == .sent || entry.stage == .unsent
        switch (mutant, ack.kind) {
        case (.offersRefusedToOthers, _):
            if ack.reason.isFailure { reroute(entry.held, at: now, into: &actions) }
            return false
        case (.repeatsAcknowledgedOnResume, .puback), (.forgetsPuback, .puback):
            return isBegun && entry.held.publish.qos == .atLeastOnce
        case (.repeatsAcknowledgedOnResume, .pubcomp), (.forgetsPubcomp, .pubcomp):
            return entry.stage == .released
        case (.resendsRefusedQoS1, .puback): return isBegun && ack.reason.isFailure
        case (.resendsRefusedQoS2, .pubrec): return isBegun && ack.reason.isFailure
        case (.forgetsPubrec, .pubrec):
            guard isBegun, !ack.reason.isFailure else { return false }
            send(.ack(Ack(.pubrel, id: ack.id)), to: link, into: &actions)
            return true
        default: return false
        }
    }

    /// Turns the queue of a session round.
    mutating func reverseQueue(of session: Int) {
        let qos = sessions[session].queue.first?.publish.qos
        guard
            mutant == .reversesQueueOfQoS1 && qos == .atLeastOnce
                || mutant == .reversesQueueOfQoS2 && qos == .exactlyOnce
                || mutant == .takesNewestFirst
        else { return }
        var reversed = Ring<Held>()
        for offset in (0..<sessions[session].queue.count).reversed() {
            reversed.append(sessions[session].queue[offset])
        }
        sessions[session].queue = reversed
    }
}

extension Mutant {
    /// The QoS at which it delivers the DUP of the publisher.
    var qosOfForwardedDup: QoS? {
        switch self {
        case .forwardsDupToQoS0: .atMostOnce
        case .forwardsDupOfQoS1: .atLeastOnce
        case .forwardsDupOfQoS2: .exactlyOnce
        default: nil
        }
    }

    /// The acknowledgement that makes no room for another message.
    var leak: Ack.Kind? {
        switch self {
        case .leaksQuotaOfPuback: .puback
        case .leaksQuotaOfPubrec: .pubrec
        case .leaksQuotaOfPubcomp: .pubcomp
        default: nil
        }
    }

    /// The QoS at which it sends no message again.
    var qosOfForgotten: QoS? {
        switch self {
        case .forgetsQoS1: .atLeastOnce
        case .forgetsQoS2: .exactlyOnce
        default: nil
        }
    }

    /// The QoS at which it sends the last first when it sends again.
    var qosOfBackwards: QoS? {
        switch self {
        case .resendsQoS1Backwards: .atLeastOnce
        case .resendsQoS2Backwards: .exactlyOnce
        default: nil
        }
    }

    /// The QoS at which it keeps nothing for a session without a connection.
    var qosLostOffline: QoS? {
        switch self {
        case .losesQoS1Offline: .atLeastOnce
        case .losesQoS2Offline: .exactlyOnce
        default: nil
        }
    }
}

extension Publish {
    /// Whether the payload claims to be UTF-8 and is not.
    var isBadText: Bool {
        properties.list.contains(.payloadFormatIndicator(1))
            && String(validating: payload, as: UTF8.self) == nil
    }
}
