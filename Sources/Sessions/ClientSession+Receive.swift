package import Base
package import MQTT

extension ClientSession {
    /// Takes one packet from the server.
    package mutating func receive(_ packet: Packet, at now: Instant, into out: inout Output) {
        switch phase {
        case .offline, .closing: return
        case .connecting:
            if case .connack(let connack) = packet {
                return receive(connack, at: now, into: &out)
            }
            return fail(Violation(.beforeConnack, in: packet.kind), into: &out)
        case .connected: break
        }
        switch packet {
        case .publish(let publish): receive(publish, at: now, into: &out)
        case .ack(let ack): receive(ack.kind, ack.id, ack.reason, at: now, into: &out)
        case .suback(let suback):
            receiveAnswer(.suback, id: suback.id, suback.reasons, into: &out)
        case .unsuback(let unsuback):
            receiveAnswer(.unsuback, id: unsuback.id, unsuback.reasons, into: &out)
        case .pingresp: keepAlive.answered()
        case .disconnect(let disconnect) where version == .v5:
            close(.disconnected(disconnect), into: &out)
        case .connack: fail(Violation(.secondConnack, in: .connack), into: &out)
        case .auth where version == .v5:
            fail(Violation(.authNotOffered, in: .auth), into: &out)
        case .connect, .subscribe, .unsubscribe, .pingreq, .disconnect, .auth:
            fail(Violation(.wrongDirection, in: packet.kind), into: &out)
        }
    }

    private mutating func receive(
        _ connack: Connack, at now: Instant, into out: inout Output
    ) {
        guard connack.reason == .success else { return close(.refused(connack), into: &out) }
        guard let limits = ServerLimits(connack.properties) else {
            return fail(Violation(.impossibleLimit, in: .connack), into: &out)
        }
        // 3.1.1 does not tell a client without state what to do with a session of the server's.
        let known = hasState || mayHaveState || version == .v3_1_1
        let unexpected = connack.sessionPresent && !(asksToResume && known)
        phase = .connected
        if unexpected {
            return fail(Violation(.sessionNotExpected, in: .connack), into: &out)
        }
        self.limits = limits
        outgoingAliases.start(maximum: min(limits.topicAliasMaximum, settings.topicAliases))
        for property in connack.properties.list {
            switch property {
            case .serverKeepAlive(let seconds): keepAlive.interval = seconds
            case .sessionExpiryInterval(let seconds): expiry = seconds
            default: break
            }
        }
        out.notices.append(.connected(connack, sentAt: since))
        if connack.sessionPresent {
            resume(at: now, into: &out)
        } else {
            if hasState { out.notices.append(.sessionLost) }
            forget(into: &out)
        }
        hasState = true
        flush(at: now, into: &out)
    }

    /// Sends every PUBREL again; `flush` does the same for PUBLISH, as far as the window reaches.
    private mutating func resume(at now: Instant, into out: inout Output) {
        var sent = false
        outbox.resume { id in
            Self.write(.pubrel, id, into: &out)
            sent = true
        }
        if sent { keepAlive.sent(at: now) }
    }

    /// Takes PUBACK, PUBREC, PUBREL or PUBCOMP.
    mutating func receive(
        _ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode, at now: Instant,
        into out: inout Output
    ) {
        switch kind {
        case .puback: out.steps.insert(.puback)
        case .pubrec: out.steps.insert(.pubrec)
        case .pubcomp: out.steps.insert(.pubcomp)
        case .pubrel: return receivePubrel(id, at: now, into: &out)
        }
        guard let index = outbox.index(of: id) else {
            return receiveUnknown(kind, id, reason, at: now, into: &out)
        }
        let entry = outbox.entries[index]
        // An answer to what another connection brought serves as well.
        let state = entry.state == .unsent ? .published : entry.state
        switch (kind, entry.qos, state) {
        case (.puback, .atLeastOnce, .published), (.pubcomp, .exactlyOnce, .released):
            finish(index, kind == .puback ? .puback : .pubcomp, reason, at: now, into: &out)
        case (.pubrec, .exactlyOnce, .published) where reason.isFailure:
            finish(index, .pubrec, reason, at: now, into: &out)
        case (.pubrec, .exactlyOnce, .published):
            out.notices.append(.acknowledged(Acknowledgement(entry, .pubrec, reason)))
            outbox.release(index)
            reply(.pubrel, id, at: now, into: &out)
        case (.pubrec, .exactlyOnce, .released):
            reply(.pubrel, id, at: now, into: &out)
        default:
            let packet = Packet.Kind(rawValue: kind.rawValue)
            fail(Violation(.wrongAcknowledgement, in: packet), into: &out)
        }
    }

    private mutating func finish(
        _ index: Int, _ leg: Acknowledgement.Leg, _ reason: ReasonCode, at now: Instant,
        into out: inout Output
    ) {
        out.notices.append(.acknowledged(Acknowledgement(outbox.entries[index], leg, reason)))
        outbox.finish(index)
        if Int(outbox.next) < outbox.entries.count { flush(at: now, into: &out) }
    }

    private mutating func receiveUnknown(
        _ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode, at now: Instant,
        into out: inout Output
    ) {
        let packet = Packet.Kind(rawValue: kind.rawValue)!
        guard !requests.contains(where: { $0.id == id }) else {
            return fail(Violation(.wrongAcknowledgement, in: packet), into: &out)
        }
        out.notices.append(.unexpected(packet, id: id))
        // The server waits for the rest of the handshake, so it gets it (5.0 §3.6.2.1).
        guard kind == .pubrec, !reason.isFailure else { return }
        let unknown = version == .v5 ? ReasonCode.packetIdentifierNotFound : .success
        reply(.pubrel, id, unknown, at: now, into: &out)
    }

    private mutating func receivePubrel(
        _ id: UInt16, at now: Instant, into out: inout Output
    ) {
        out.steps.insert(.pubrel)
        let known = inbox.release(id)
        if !known { out.notices.append(.unexpected(.pubrel, id: id)) }
        let unknown = version == .v5 ? ReasonCode.packetIdentifierNotFound : .success
        reply(.pubcomp, id, known ? .success : unknown, at: now, into: &out)
    }

    mutating func reply(
        _ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode = .success, at now: Instant,
        into out: inout Output
    ) {
        Self.write(kind, id, reason, into: &out)
        keepAlive.sent(at: now)
    }

    /// Writes an acknowledgement in its shortest form, which is the same in both versions.
    static func write(
        _ kind: Ack.Kind, _ id: UInt16, _ reason: ReasonCode = .success, into out: inout Output
    ) {
        let short = reason == .success
        out.bytes.write(kind.rawValue << 4 | (kind == .pubrel ? 2 : 0))
        out.bytes.write(short ? UInt8(2) : 3)
        out.bytes.write(id)
        if !short { out.bytes.write(reason.rawValue) }
        out.written.acknowledgements += short ? 4 : 5
        switch kind {
        case .puback: out.steps.insert(.pubackSent)
        case .pubrec: out.steps.insert(.pubrecSent)
        case .pubrel: out.steps.insert(.pubrelSent)
        case .pubcomp: out.steps.insert(.pubcompSent)
        }
    }
}

extension Acknowledgement {
    init(_ entry: Outbox.Entry, _ leg: Leg, _ reason: ReasonCode) {
        self.init(
            leg: leg, qos: entry.qos, reason: reason, token: entry.token, due: entry.due,
            sentAt: entry.sentAt)
    }
}
