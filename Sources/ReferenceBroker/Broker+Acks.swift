import Base
import MQTT

extension Broker {
    /// PUBACK, PUBREC, PUBREL and PUBCOMP from a client (§4.3).
    mutating func receive(
        _ ack: Ack, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let session = Int(connections[link].session)
        if ack.kind == .pubrel { return release(ack.id, on: link, into: &actions) }
        guard let offset = sessions[session].inflight.offset(of: ack.id) else {
            // Late answers to messages of an ended session are no error; only PUBREC asks for a
            // reply.
            if ack.kind == .pubrec, !ack.reason.isFailure {
                let reason: ReasonCode =
                    connections[link].version == .v5 ? .packetIdentifierNotFound : .success
                send(.ack(Ack(.pubrel, id: ack.id, reason: reason)), to: link, into: &actions)
            }
            return
        }
        let entry = sessions[session].inflight.entries[offset]
        switch (ack.kind, entry.stage, entry.held.publish.qos) {
        case (.puback, .sent, .atLeastOnce), (.puback, .unsent, .atLeastOnce),
            (.pubcomp, .released, _):
            finish(offset, of: session, on: link, at: now, into: &actions)
        case (.pubrec, .sent, .exactlyOnce), (.pubrec, .unsent, .exactlyOnce):
            if ack.reason.isFailure {
                return finish(offset, of: session, on: link, at: now, into: &actions)
            }
            if entry.stage == .unsent { sessions[session].unsent -= 1 }
            unhold(sessions[session].inflight.release(at: offset), for: session)
            send(.ack(Ack(.pubrel, id: ack.id)), to: link, into: &actions)
        case (.pubrec, .released, _):
            if ack.reason.isFailure {
                return finish(offset, of: session, on: link, at: now, into: &actions)
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
        _ offset: Int, of session: Int, on link: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        let wasUnsent = sessions[session].inflight.stage(at: offset) == .unsent
        unhold(sessions[session].inflight.finish(at: offset), for: session)
        if wasUnsent {
            sessions[session].unsent -= 1
        } else {
            let maximum = connections[link].quotaMaximum
            connections[link].quota = min(connections[link].quota + 1, maximum)
        }
        flush(session, at: now, into: &actions)
    }

    /// PUBREL: the client will not send this message again, so its identifier is free.
    private mutating func release(_ id: UInt16, on link: Int, into actions: inout [Action]) {
        let isKnown = sessions[Int(connections[link].session)].release(id)
        if isKnown { connections[link].unreleased = max(0, connections[link].unreleased - 1) }
        let reason: ReasonCode =
            isKnown || connections[link].version != .v5 ? .success : .packetIdentifierNotFound
        send(.ack(Ack(.pubcomp, id: id, reason: reason)), to: link, into: &actions)
    }
}
