import Base
import MQTT

extension Broker {
    /// PUBLISH from a client (§3.3).
    mutating func receive(
        _ publish: consuming Publish, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        statistics.messagesReceived += 1
        let session = connections[link].session
        do throws(ProtocolError) {
            try check(publish)
            if !publish.properties.isEmpty { try readProperties(of: &publish, on: link) }
            guard !publish.topic.isEmpty else {
                throw ProtocolError(.protocolError, "neither Topic Name nor a known Topic Alias")
            }
            try findTopic(publish.topic, on: link)
            if publish.qos == .exactlyOnce { try checkQuota(publish.id!, on: link) }
        } catch {
            if mutant == .swallowsExcess, error.reason == .receiveMaximumExceeded { return }
            return fail(error, on: link, at: now, into: &actions)
        }
        guard mutant == nil else { return takeSpoilt(publish, on: link, at: now, into: &actions) }

        let version = connections[link].version
        guard connections[link].mayPublish else {
            statistics.dropped.denied += 1
            if publish.qos == .exactlyOnce, version == .v3_1_1 {
                _ = note(publish.id!, on: link)
            }
            let reason: ReasonCode = version == .v5 ? .notAuthorized : .success
            return acknowledge(publish.id, publish.qos, reason, on: link, into: &actions)
        }
        switch publish.qos {
        case .atMostOnce: break
        case .atLeastOnce:
            // The client has this identifier on its way with QoS 2.
            if version == .v5, sessions[Int(session)].hasReceived(publish.id!) {
                return acknowledge(
                    publish.id, publish.qos, .packetIdentifierInUse, on: link, into: &actions)
            }
        case .exactlyOnce:
            guard note(publish.id!, on: link) else {
                return acknowledge(
                    publish.id, publish.qos, .success, on: link, into: &actions)
            }
        }
        let qos = publish.qos
        let id = publish.id
        let isMatched = take(
            publish, from: session, clientID: sessions[Int(session)].clientID,
            slot: connections[link].slot, at: now, into: &actions)
        guard let id else { return }
        let isUnheard = !isMatched && version == .v5 && configuration.tellsNoMatchingSubscribers
        let reason: ReasonCode = isUnheard ? .noMatchingSubscribers : .success
        acknowledge(id, qos, reason, on: link, into: &actions)
    }

    /// Turns what a client published into a message and gives it to all who subscribed.
    ///
    /// - Returns: whether anybody did.
    mutating func take(
        _ publish: consuming Publish, from source: Int32, clientID: String, slot: Int,
        at now: Instant, into actions: inout [Action]
    ) -> Bool {
        guard mutant == nil else {
            return takeSpoilt(
                publish, from: source, clientID: clientID, slot: slot, at: now, into: &actions)
        }
        let message = Message(publish, from: source, at: now)
        return accept(message, clientID: clientID, slot: slot, at: now, into: &actions)
    }

    /// Whether we offer what a message asks for (5.0 §3.2.2.3).
    func checkOffer(_ publish: borrowing Publish) throws(ProtocolError) {
        guard publish.qos <= configuration.maximumQoS || mutant == .takesAnyQoS else {
            throw ProtocolError(.qosNotSupported, "the QoS is above the Maximum QoS")
        }
        guard !publish.retain || configuration.retainAvailable || mutant == .takesAnyRetain else {
            throw ProtocolError(.retainNotSupported, "retained messages are not available")
        }
    }

    private func check(_ publish: borrowing Publish) throws(ProtocolError) {
        try checkOffer(publish)
        guard publish.qos > .atMostOnce || !publish.dup else {
            throw ProtocolError(.protocolError, "DUP with QoS 0")
        }
        guard (publish.qos == .atMostOnce) == (publish.id == nil), publish.id != 0 else {
            throw ProtocolError(.protocolError, "no Packet Identifier, or one too many")
        }
    }

    /// Puts the topic in the place of its alias, and refuses what a client may not say.
    private mutating func readProperties(
        of publish: inout Publish, on link: Int
    ) throws(ProtocolError) {
        for property in publish.properties.list {
            switch property {
            case .topicAlias(let alias):
                try resolve(alias, in: &publish, on: link)
            default: try check(property)
            }
        }
    }

    /// Refuses what no client may say.
    func check(_ property: Property) throws(ProtocolError) {
        switch property {
        case .subscriptionIdentifier where mutant != .forgivesSubscriptionIDOfPublisher:
            throw ProtocolError(.protocolError, "a Subscription Identifier from a client")
        case .responseTopic(let topic):
            guard TopicName.isValid(topic) else {
                throw ProtocolError(.protocolError, "the Response Topic is no Topic Name")
            }
        default: break
        }
    }

    private mutating func resolve(
        _ alias: UInt16, in publish: inout Publish, on link: Int
    ) throws(ProtocolError) {
        guard alias > 0,
            alias <= configuration.topicAliasMaximum || mutant == .forgivesAliasBeyondMaximum
        else {
            throw ProtocolError(.topicAliasInvalid, "the Topic Alias is zero or above the maximum")
        }
        let index = mutant == .keepsOneAlias ? 0 : Int(alias) - 1
        if publish.topic.isEmpty {
            if mutant == .sharesAliases,
                let other = connections.first(where: { index < $0.aliases.count })
            {
                return publish.topic = other.aliases[index]
            }
            if mutant == .takesUnknownAliasForLastTopic {
                return publish.topic = connections[link].topic
            }
            guard index < connections[link].aliases.count else {
                throw ProtocolError(.topicAliasInvalid, "the Topic Alias stands for no topic")
            }
            publish.topic = connections[link].aliases[index]
        } else {
            if mutant == .forgetsAliases { return }
            let filler = mutant == .fillsAliasGaps ? publish.topic : ""
            while connections[link].aliases.count <= index {
                connections[link].aliases.append(filler)
            }
            if mutant == .keepsFirstAlias, !connections[link].aliases[index].isEmpty { return }
            connections[link].aliases[index] = publish.topic
        }
    }

    /// Finds out about a topic what the connection does not know from its last PUBLISH.
    private mutating func findTopic(_ topic: String, on link: Int) throws(ProtocolError) {
        if connections[link].generation == cache.generation,
            haveSameBytes(connections[link].topic, topic)
        {
            return
        }
        let slot = try findTopic(topic)
        connections[link].topic = topic
        connections[link].slot = slot
        connections[link].generation = cache.generation
        let session = Int(connections[link].session)
        connections[link].mayPublish = mayPublish(topic, sessions[session].asker)
    }

    /// The cache's slot for `topic`.
    mutating func findTopic(_ topic: String) throws(ProtocolError) -> Int {
        guard let slot = slot(for: topic) else {
            throw ProtocolError(.topicNameInvalid, "the topic is no Topic Name, or too deep")
        }
        return slot
    }

    func mayPublish(_ topic: String, _ asker: Asker) -> Bool {
        configuration.accessControl.isOpen
            || configuration.accessControl.allows(.write, to: topic, for: asker)
    }

    /// The cache's slot for `topic`, or nil when it is no topic.
    mutating func slot(for topic: String) -> Int? {
        if let slot = cache.slot(of: topic) { return slot }
        return isTopic(topic) ? cache.add(topic) : nil
    }

    /// Enforces our Receive Maximum, which only unfinished QoS 2 messages use up: QoS 1 is
    /// acknowledged at once.
    private func checkQuota(_ id: UInt16, on link: Int) throws(ProtocolError) {
        guard connections[link].version == .v5,
            connections[link].unreleased >= configuration.receiveMaximum,
            !sessions[Int(connections[link].session)].hasReceived(id)
        else { return }
        throw ProtocolError(.receiveMaximumExceeded, "more QoS 2 messages than Receive Maximum")
    }

    /// Notes a QoS 2 message until its PUBREL.
    ///
    /// - Returns: whether it is new.
    mutating func note(_ id: UInt16, on link: Int) -> Bool {
        let isNew = sessions[Int(connections[link].session)].receive(id)
        if isNew { connections[link].unreleased += 1 }
        return isNew
    }

    mutating func acknowledge(
        _ id: UInt16?, _ qos: QoS, _ reason: ReasonCode, on link: Int,
        into actions: inout [Action]
    ) {
        guard let id else { return }
        let kind: Ack.Kind = qos == .atLeastOnce ? .puback : .pubrec
        guard reason.isFailure else {
            return _ = send(.ack(Ack(kind, id: id, reason: reason)), to: link, into: &actions)
        }
        let text =
            reason == .notAuthorized
            ? Self.denial : "the Packet Identifier is in use"
        explain(text, on: link, into: &actions) { properties in
            .ack(Ack(kind, id: id, reason: reason, properties: properties))
        }
    }

    static let denial = "the access control denies this topic"

    /// Takes over a message: retains it if asked to, and gives it to all who subscribed.
    ///
    /// - Returns: whether anybody did.
    @discardableResult
    mutating func accept(
        _ message: Message, clientID: String, slot: Int, at now: Instant,
        into actions: inout [Action]
    ) -> Bool {
        guard mutant == nil else {
            return acceptSpoilt(message, clientID: clientID, slot: slot, at: now, into: &actions)
        }
        if message.publish.retain { retain(message, clientID: clientID) }
        let matches = matches(of: message.publish.topic, in: slot)
        give(message, to: matches, at: now, into: &actions)
        return !matches.isEmpty
    }

    /// Who gets the messages of a topic, side by side for each session.
    mutating func matches(of topic: String, in slot: Int) -> [Subscriber] {
        if let matches = cache.matches(slot) { return matches }
        var matches: [Subscriber] = []
        if let mutant, mutant.hasItsOwnMatching {
            match(topic, as: mutant, into: &matches)
        } else {
            trie.match(topic, into: &matches)
        }
        if mutant == .matchesParents, let slash = topic.lastIndex(of: "/") {
            trie.match(String(topic[..<slash]), into: &matches)
        }
        if mutant == .sharingSilencesOthers, matches.contains(where: { $0.group >= 0 }) {
            matches.removeAll { $0.session >= 0 }
        }
        if !configuration.accessControl.isOpen {
            matches.removeAll { $0.session >= 0 && !mayRead(topic, Int($0.session)) }
        }
        matches.sort {
            ($0.session, $0.group, $0.identifier) < ($1.session, $1.group, $1.identifier)
        }
        cache.set(matches, for: slot)
        return matches
    }

    /// Looks at every subscription by itself, with the eyes of a mutant.
    private func match(_ topic: String, as mutant: Mutant, into matches: inout [Subscriber]) {
        for session in sessions.indices {
            for place in sessions[session].places {
                let node = Int(place.node)
                guard mutant.matches(topic, trie.tree.path(of: node)) else { continue }
                let found = trie.subscribers(at: node).first {
                    place.group < 0
                        ? Int($0.session) == session : $0.group == place.group
                }
                if let found, place.group < 0 || !matches.contains(found) { matches.append(found) }
            }
        }
    }

    /// Whether the access control lets a session see messages of `topic`.
    ///
    /// Asked for each topic, since a filter may match more than it was granted for.
    func mayRead(_ topic: String, _ session: Int) -> Bool {
        configuration.accessControl.isOpen
            || configuration.accessControl.allows(
                .read, to: topic, for: sessions[session].asker)
    }
}
