import Base
import MQTT

extension Broker {
    /// UNSUBSCRIBE (§3.10); deliveries that have begun go on (MQTT-3.10.4-3), and so does what
    /// already waits in the queue.
    mutating func unsubscribe(
        _ unsubscribe: Unsubscribe, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        let session = Int(connections[link].session)
        let version = connections[link].version ?? .v5
        if mutant == .ignoresDescribedUnsubscribe, !unsubscribe.properties.isEmpty { return }
        if unsubscribe.filters.isEmpty {
            let error = ProtocolError(.protocolError, "UNSUBSCRIBE without a Topic Filter")
            return fail(error, on: link, at: now, into: &actions)
        }
        guard unsubscribe.filters.allSatisfy({ TopicFilter.isValid($0, version) }) else {
            let error = ProtocolError(.topicFilterInvalid, "a Topic Filter is malformed")
            return fail(error, on: link, at: now, into: &actions)
        }
        if version == .v5, sessions[session].hasReceived(unsubscribe.id) {
            let reasons = unsubscribe.filters.map { _ in ReasonCode.packetIdentifierInUse }
            return explain("the Packet Identifier is in use", on: link, into: &actions) {
                .unsuback(Unsuback(id: unsubscribe.id, reasons: reasons, properties: $0))
            }
        }
        if mutant == .holdsUnsubackBack, connections[link].quota == 0 { return }
        var reasons: [ReasonCode] = []
        for filter in unsubscribe.filters {
            if mutant == .unsubscribesFirstFilterOnly, filter != unsubscribe.filters.first {
                reasons.append(.success)
                continue
            }
            let isThere = remove(filter, of: session)
            if mutant == .hushesUnknownUnsubscribe, !isThere { return }
            if version == .v5 { reasons.append(isThere ? .success : .noSubscriptionExisted) }
        }
        if mutant == .forgetsDeliveriesOnUnsubscribe { sessions[session].inflight = Inflight() }
        send(.unsuback(Unsuback(id: unsubscribe.id, reasons: reasons)), to: link, into: &actions)
    }

    /// - Returns: whether there was a subscription to `filter`.
    private mutating func remove(_ filter: String, of session: Int) -> Bool {
        if mutant != nil { removeToo(filter, of: session) }
        let shared = SharedFilter(parsing: filter)
        guard let node = trie.tree.find(shared?.filter ?? filter) else { return false }
        var group = -1
        if let shared {
            let name = mutant?.group(shared.group) ?? shared.group
            guard let number = groups.number(named: name, at: node) else { return false }
            group = number
        }
        let place = Session.Place(node: Int32(node), group: Int32(group))
        guard sessions[session].places.contains(place) else { return false }
        if mutant == .ignoresUnsubscribe { return true }
        leave(place, session)
        if group < 0 { sessions[session].backlog.filter { Int($0.place) != node } }
        return true
    }

    /// Removes what a mutant takes for meant as well.
    private mutating func removeToo(_ filter: String, of session: Int) {
        let inner = SharedFilter(parsing: filter)?.filter ?? filter
        for place in sessions[session].places {
            let isSame = SharedFilter(parsing: filter) == nil ? place.group < 0 : place.group >= 0
            let path = trie.tree.path(of: Int(place.node))
            if mutant?.unsubscribes(path, for: inner, ofSameSort: isSame) == true {
                leave(place, session)
            }
        }
        guard mutant == .unsubscribesAllClients else { return }
        for other in sessions.indices where other != session {
            for place in sessions[other].places
            where trie.tree.path(of: Int(place.node)) == inner {
                leave(place, other)
            }
        }
    }
}
