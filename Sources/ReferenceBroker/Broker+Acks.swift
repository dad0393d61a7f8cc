import Base
import MQTT

extension Broker {
    /// PUBACK, PUBREC, PUBREL and PUBCOMP from a client (§4.3).
    mutating func receive(
        _ ack: Ack, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let session = Int(connections[link].session)
        if !ack.properties.isEmpty {
            switch (mutant, ack.kind) {
            case (.ignoresExplainedPubrel, .pubrel), (.ignoresExplainedPuback, .puback),
                (.ignoresExplainedPubrec, .pubrec), (.ignoresExplainedPubcomp, .pubcomp):
                return
            default: break
            }
        }
        if ack.kind == .pubrel { return release(ack.id, on: link, into: &actions) }
        guard let offset = sessions[session].inflight.offset(of: ack.id) else {
            // Late answers to messages of an ended session are no error; only PUBREC asks for a
            // reply.
            if mutant == .forgetsDeliveriesOnUnsubscribe { return }
            if ack.kind == .pubrec, !ack.reason.isFailure {
                let reason: ReasonCode =
                    connections[link].version == .v5 ? .packetIdentifierNotFound : .success
                send(.ack(Ack(.pubrel, id: ack.id, reason: reason)), to: link, into: &actions)
            }
            return
        }
        if mutant != nil, spoil(ack, at: offset, of: session, on: link, at: now, into: &actions) {
            return
        }
        // Not all of it, which would copy the message.
        let stage = sessions[session].inflight.stage(at: offset)
        let qos = sessions[session].inflight.qos(at: offset)
        switch (ack.kind, stage, qos) {
        case (.puback, .sent, .atLeastOnce), (.puback, .unsent, .atLeastOnce),
            (.pubcomp, .released, _):
            finish(offset, of: session, by: ack, on: link, at: now, into: &actions)
        case (.pubrec, .sent, .exactlyOnce), (.pubrec, .unsent, .exactlyOnce):
            if ack.reason.isFailure {
                finish(offset, of: session, by: ack, on: link, at: now, into: &actions)
                if mutant == .releasesRefused {
                    send(.ack(Ack(.pubrel, id: ack.id)), to: link, into: &actions)
                }
                return
            }
            if mutant == .swapsPubrels { swapPubrel(ack.id, to: link, into: &actions) }
            if stage == .unsent { sessions[session].unsent -= 1 }
            unhold(sessions[session].inflight.release(at: offset), for: session)
            if mutant == .swapsPubrels { return }
            let first = sessions[session].inflight.entries.first?.id ?? ack.id
            let id = mutant == .releasesOldestFirst ? first : ack.id
            send(.ack(Ack(.pubrel, id: id)), to: link, into: &actions)
            guard mutant == .freesQuotaAtPubrec else { return }
            connections[link].quota += 1
            flush(session, at: now, into: &actions)
        case (.pubrec, .released, _):
            if ack.reason.isFailure {
                return finish(
                    offset, of: session, by: ack, on: link, at: now, into: &actions)
            }
            send(.ack(Ack(.pubrel, id: ack.id)), to: link, into: &actions)
        default:
            let error = ProtocolError(
                .protocolError, "an acknowledgement of another QoS, or out of turn")
            fail(error, on: link, at: now, into: &actions)
        }
    }

    /// Ends a delivery, which lets the next one begin (5.0 §4.9).
    private mutating func finish(
        _ offset: Int, of session: Int, by ack: Ack, on link: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        let wasUnsent = sessions[session].inflight.stage(at: offset) == .unsent
        unhold(sessions[session].inflight.finish(at: offset), for: session)
        if wasUnsent {
            sessions[session].unsent -= 1
        } else if mutant == nil || mutant?.leak != ack.kind {
            let maximum = connections[link].quotaMaximum
            connections[link].quota = min(connections[link].quota + 1, maximum)
        }
        if mutant == .takesNewestFirst { reverseQueue(of: session) }
        flush(session, at: now, into: &actions)
    }

    /// PUBREL: the client will not send this message again, so its identifier is free.
    private mutating func release(_ id: UInt16, on link: Int, into actions: inout [Action]) {
        let session = Int(connections[link].session)
        let isKnown =
            mutant == .keepsReceivedIDs
            ? sessions[session].hasReceived(id) : sessions[session].release(id)
        if mutant == .swallowsPubcompOfUnknown, !isKnown { return }
        if mutant == .swallowsPubcompAfterReconnect, isKnown, connections[link].unreleased == 0 {
            return
        }
        if isKnown { connections[link].unreleased = max(0, connections[link].unreleased - 1) }
        let reason: ReasonCode =
            isKnown || connections[link].version != .v5 ? .success : .packetIdentifierNotFound
        send(.ack(Ack(.pubcomp, id: id, reason: reason)), to: link, into: &actions)
    }
}
