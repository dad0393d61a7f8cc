package import Base
package import MQTT

extension ClientSession {
    /// Asks for topics.
    ///
    /// The answer is ``Notice/subscribed(_:_:)`` or ``Notice/unanswered(_:)``.
    /// There must be at least one subscription. A request never waits for a link: what a session
    /// should subscribe to is said again after ``Notice/connected(_:sentAt:)`` without a session.
    package mutating func subscribe(
        _ subscriptions: [Subscription], properties: Properties = Properties(), token: UInt64 = 0,
        at now: Instant, into out: inout Output
    ) -> RequestOutcome {
        precondition(!subscriptions.isEmpty, "SUBSCRIBE needs at least one Topic Filter")
        let identified = properties.list.contains {
            if case .subscriptionIdentifier = $0 { true } else { false }
        }
        guard subscriptions.allSatisfy(isLegal) else { return .refused(.topicInvalid) }
        if let refusal = limits.refusal(subscriptions, identified: identified) {
            return .refused(refusal)
        }
        return send(.subscribe, filters: subscriptions.count, token, at: now, into: &out) { id in
            .subscribe(Subscribe(id: id, subscriptions, properties: properties))
        }
    }

    /// Gives up topics.
    ///
    /// The answer is ``Notice/unsubscribed(_:_:)`` or ``Notice/unanswered(_:)``.
    package mutating func unsubscribe(
        _ filters: [String], properties: Properties = Properties(), token: UInt64 = 0,
        at now: Instant, into out: inout Output
    ) -> RequestOutcome {
        precondition(!filters.isEmpty, "UNSUBSCRIBE needs at least one Topic Filter")
        guard filters.allSatisfy({ TopicFilter.isValid($0, version) }) else {
            return .refused(.topicInvalid)
        }
        return send(.unsubscribe, filters: filters.count, token, at: now, into: &out) { id in
            .unsubscribe(Unsubscribe(id: id, filters: filters, properties: properties))
        }
    }

    private mutating func send(
        _ kind: Request.Kind, filters: Int, _ token: UInt64, at now: Instant,
        into out: inout Output, _ packet: (UInt16) -> Packet
    ) -> RequestOutcome {
        guard phase == .connected else { return .refused(.offline) }
        guard let id = takeID() else { return .refused(.noPacketID) }
        let packet = packet(id)
        guard packet.size(version) <= Int(limits.maximumPacketSize) else {
            return .refused(.tooLarge)
        }
        requests.append(
            Request(
                kind: kind, id: id, filters: UInt16(clamping: filters), token: token, sentAt: now))
        write(packet, into: &out)
        keepAlive.sent(at: now)
        return .sent(id: id)
    }

    /// No Local with a shared subscription is a Protocol Error (5.0 §3.8.3.1).
    private func isLegal(_ subscription: Subscription) -> Bool {
        guard TopicFilter.isValid(subscription.filter, version) else { return false }
        return !(subscription.noLocal && subscription.filter.utf8.starts(with: "$share/".utf8))
    }

    /// Takes SUBACK or UNSUBACK.
    mutating func receiveAnswer(
        _ kind: Packet.Kind, id: UInt16, _ reasons: [ReasonCode], into out: inout Output
    ) {
        guard let index = requests.firstIndex(where: { $0.id == id }) else {
            if outbox.index(of: id) != nil {
                return fail(Violation(.wrongAcknowledgement, in: kind), into: &out)
            }
            return out.notices.append(.unexpected(kind, id: id))
        }
        let request = requests[index]
        guard (request.kind == .subscribe) == (kind == .suback) else {
            return fail(Violation(.wrongAcknowledgement, in: kind), into: &out)
        }
        let bare = kind == .unsuback && version == .v3_1_1
        guard bare || reasons.count == Int(request.filters) else {
            return fail(Violation(.wrongNumberOfReasons, in: kind), into: &out)
        }
        requests.remove(at: index)
        if requests.isEmpty { requests = [] }
        out.notices.append(
            kind == .suback ? .subscribed(request, reasons) : .unsubscribed(request, reasons))
    }
}
