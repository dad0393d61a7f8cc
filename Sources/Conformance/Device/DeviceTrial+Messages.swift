import Base
import MQTT

/// What clients publish, and how they acknowledge.
extension DeviceTrial {
    mutating func receive(
        _ publish: Publish, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        var publish = publish
        guard resolve(&publish, number, at: now, into: &actions) else { return }
        if let (name, reason, complaint) = breach(of: publish, lines[number]!.offer) {
            fail(name, number, expected: "what CONNACK announced", got: complaint)
            return sayGoodbye(reason, number, at: now, into: &actions)
        }
        if lines[number]!.offer.maximumQoS != nil { pass(.maximumQoS, number) }
        if lines[number]!.offer.retain == false { pass(.retainAvailable, number) }
        for name in [
            DeviceCheck.Name.maximumPacketSize, .topicAliasMaximum, .subscriptionIDInPublish,
        ] {
            pass(name, number)
        }
        let sender = lines[number]!.client!
        guard let id = publish.id else {
            return route(publish, from: sender, at: now, into: &actions)
        }
        guard let isNew = file(publish, id, number, at: now, into: &actions) else { return }
        answer(publish, id, number, at: now, into: &actions)
        if isNew { route(publish, from: sender, at: now, into: &actions) }
    }

    private func breach(
        of publish: Publish, _ offer: DeviceOffer
    ) -> (DeviceCheck.Name, ReasonCode, String)? {
        if let maximum = offer.maximumQoS, publish.qos > maximum {
            return (.maximumQoS, .qosNotSupported, "PUBLISH of QoS \(publish.qos.rawValue)")
        }
        if offer.retain == false, publish.retain {
            return (.retainAvailable, .retainNotSupported, "PUBLISH with RETAIN")
        }
        guard publish.properties.subscriptionIdentifiers.isEmpty else {
            return (
                .subscriptionIDInPublish, .protocolError, "a Subscription Identifier in PUBLISH"
            )
        }
        return nil
    }

    /// Puts the topic in for its alias; false where that ends the connection.
    private mutating func resolve(
        _ publish: inout Publish, _ number: Int, at now: Instant, into actions: inout [Action]
    ) -> Bool {
        guard let alias = publish.properties.topicAlias else { return true }
        let most = lines[number]!.offer.aliases
        guard alias <= most else {
            fail(
                .topicAliasMaximum, number, expected: "Topic Aliases up to \(most)", got: "\(alias)"
            )
            sayGoodbye(.topicAliasInvalid, number, at: now, into: &actions)
            return false
        }
        if !publish.topic.isEmpty {
            lines[number]!.aliases[alias] = publish.topic
        } else if let topic = lines[number]!.aliases[alias] {
            publish.topic = topic
            pass(.topicAliasUnknown, number)
        } else {
            fail(
                .topicAliasUnknown, number, expected: "a topic with Topic Alias \(alias)",
                got: "none so far on this connection")
            sayGoodbye(.protocolError, number, at: now, into: &actions)
            return false
        }
        return true
    }

    /// Files a message of QoS 1 or 2: whether it is new, or nil where the connection ends.
    private mutating func file(
        _ publish: Publish, _ id: UInt16, _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) -> Bool? {
        let line = lines[number]!
        let name = line.client!
        let known = clients[name]!.outgoing.firstIndex { $0.id == id }
        if let known {
            let entry = clients[name]!.outgoing[known]
            let isSame =
                entry.topic == publish.topic && entry.payload == publish.payload
                && entry.qos == publish.qos
            guard isSame || entry.state == .released && publish.dup else {
                fail(
                    .packetIDInUse, number, expected: "an identifier that is not in use",
                    got: "another message under \(id), which has no acknowledgement yet")
                sayGoodbye(.packetIdentifierInUse, number, at: now, into: &actions)
                return nil
            }
            judgeAgain(publish, known, number)
            clients[name]!.outgoing[known].connection = line.number
        } else {
            judgeFirst(publish, id, number)
            clients[name]!.used.insert(id)
            clients[name]!.outgoing.append(
                DeviceClient.Outgoing(
                    id: id, qos: publish.qos, topic: publish.topic, payload: publish.payload,
                    connection: line.number))
        }
        guard line.version == .v5 else { return known == nil }
        let count = clients[name]!.outgoing.count { $0.connection == line.number }
        guard count <= Int(line.offer.receiveMaximum) else {
            fail(
                .receiveMaximum, number,
                expected: "at most \(line.offer.receiveMaximum) messages under way", got: "\(count)"
            )
            sayGoodbye(.receiveMaximumExceeded, number, at: now, into: &actions)
            return nil
        }
        pass(.receiveMaximum, number)
        return known == nil
    }

    /// The message at `index` came again.
    private mutating func judgeAgain(_ publish: Publish, _ index: Int, _ number: Int) {
        let line = lines[number]!
        let outgoing = clients[line.client!]!.outgoing
        let entry = outgoing[index]
        if entry.state == .released {
            fail(
                .publishAfterPubrel, number, expected: "PUBREL \(entry.id)",
                got: "PUBLISH \(entry.id), which was released")
            if clients[line.client!]!.pending?.name == .pubcompLost {
                decide(line.client!, expected: "PUBREL \(entry.id) again", got: "PUBLISH again")
            }
            return
        }
        guard entry.connection != line.number else {
            guard publish.dup else {
                return fail(
                    .packetIDInUse, number, expected: "an identifier that is not in use",
                    got: "\(entry.id), which has no acknowledgement yet")
            }
            return fail(
                .pubackLate, number, expected: "no PUBLISH again on the same connection",
                got: "PUBLISH \(entry.id)")
        }
        if publish.dup {
            pass(.resendDup, number)
        } else {
            fail(.resendDup, number, expected: "DUP 1", got: "PUBLISH \(entry.id) again with DUP 0")
        }
        let earlier = outgoing[..<index]
        if earlier.contains(where: { $0.connection != line.number && $0.state == .published }) {
            fail(
                .resendOrder, number, expected: "PUBLISH \(earlier.map(\.id)) before it",
                got: "PUBLISH \(entry.id)")
        } else if !earlier.isEmpty {
            pass(.resendOrder, number)
        }
        again(entry.id, line.client!)
    }

    private mutating func judgeFirst(_ publish: Publish, _ id: UInt16, _ number: Int) {
        let line = lines[number]!
        let client = clients[line.client!]!
        guard publish.dup else {
            pass(.firstDup, number)
            return pass(.packetIDInUse, number)
        }
        if let pending = client.pending, pending.phase == 2,
            pending.name == .sessionLost
                || pending.name == .pubackRefused && pending.ids.contains(id)
        {
            return decide(
                client.name, expected: "nothing of the old state",
                got: "PUBLISH \(id) again with DUP")
        }
        // Its acknowledgement may have gone down with a connection, or the message itself.
        guard !client.used.contains(id) || line.connect!.cleanStart else { return }
        let mayBeLost = line.isResumed || line.version == .v3_1_1 && client.connections > 1
        fail(
            .firstDup, number, isTolerable: mayBeLost,
            expected: "DUP 0", got: "PUBLISH \(id) with DUP, which never came before")
    }

    private mutating func answer(
        _ publish: Publish, _ id: UInt16, _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        if isHeld(id, publish.qos, number) { return }
        if clients[lines[number]!.client!]!.pending == nil,
            let name = choose(publish.qos == .atLeastOnce ? .publish1 : .publish2, number)
        {
            return provoke(name, publish, id, number, at: now, into: &actions)
        }
        acknowledge(id, number, at: now, into: &actions)
    }

    /// Answers a message as a broker does.
    mutating func acknowledge(
        _ id: UInt16, _ number: Int, _ reason: ReasonCode = .success, at now: Instant,
        into actions: inout [Action]
    ) {
        let name = lines[number]!.client!
        guard let index = clients[name]!.outgoing.firstIndex(where: { $0.id == id }) else { return }
        let isQoS1 = clients[name]!.outgoing[index].qos == .atLeastOnce
        if isQoS1 || reason.isFailure {
            clients[name]!.outgoing.remove(at: index)
        } else {
            clients[name]!.outgoing[index].state = .received
        }
        let ack = Ack(isQoS1 ? .puback : .pubrec, id: id, reason: reason)
        send(.ack(ack), number, at: now, into: &actions)
    }

    // MARK: Acknowledgements

    mutating func receive(
        _ ack: Ack, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        if ack.kind == .pubrel { return release(ack.id, number, at: now, into: &actions) }
        let name = lines[number]!.client!
        let kind = Packet.Kind(rawValue: ack.kind.rawValue)!
        let pending = clients[name]!.pending
        if ack.kind == .pubcomp, pending?.name == .pubrelUnknown, pending?.ids == [ack.id] {
            return decide(name)
        }
        let qos = ack.kind == .puback ? QoS.atLeastOnce : .exactlyOnce
        let index = clients[name]!.deliveries.firstIndex {
            $0.id == ack.id && $0.publish.qos == qos
                && (ack.kind != .pubcomp || $0.state == .released)
        }
        guard let index else {
            guard !lines[number]!.isSpoilt else { return }
            let awaited = clients[name]!.deliveries.map(\.awaited).joined(separator: ", ")
            return fail(
                .ackMatches, number, expected: awaited.isEmpty ? "no acknowledgement" : awaited,
                got: "\(kind) \(ack.id)")
        }
        pass(.ackMatches, number)
        judgeOrder(ack, index, number)
        switch ack.kind {
        case .pubrec where !ack.reason.isFailure:
            if pending?.name == .deliveryAgain, pending?.phase == 0 {
                return close(number, at: now, into: &actions)
            }
            clients[name]!.deliveries[index].state = .released
            send(.ack(Ack(.pubrel, id: ack.id)), number, at: now, into: &actions)
        default:
            clients[name]!.deliveries.remove(at: index)
            delivered(ack.id, number, at: now, into: &actions)
        }
    }

    private mutating func judgeOrder(_ ack: Ack, _ index: Int, _ number: Int) {
        guard ack.kind != .pubcomp, !lines[number]!.isSpoilt else { return }
        let deliveries = clients[lines[number]!.client!]!.deliveries
        let qos = deliveries[index].publish.qos
        let others = deliveries.indices.filter {
            $0 != index && deliveries[$0].publish.qos == qos && deliveries[$0].state == .published
        }
        guard deliveries[index].state == .published, !others.isEmpty else { return }
        if let first = others.first, first < index {
            fail(
                .ackOrder, number, expected: "\(deliveries[first].awaited) first",
                got: "\(deliveries[index].awaited)")
        } else {
            pass(.ackOrder, number)
        }
    }

    /// Takes a PUBREL.
    private mutating func release(
        _ id: UInt16, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let line = lines[number]!
        let name = line.client!
        guard let index = clients[name]!.outgoing.firstIndex(where: { $0.id == id }) else {
            judgeUnknown(id, number)
            let unknown = line.version == .v5 ? ReasonCode.packetIdentifierNotFound : .success
            let pubcomp = Ack(.pubcomp, id: id, reason: unknown)
            return send(.ack(pubcomp), number, at: now, into: &actions)
        }
        let entry = clients[name]!.outgoing[index]
        switch entry.state {
        case .published:
            fail(
                .pubrelAfterPubrec, number, expected: "no PUBREL before PUBREC",
                got: "PUBREL \(id)")
        case .received:
            pass(.pubrelAfterPubrec, number)
            pass(.publishAfterPubrel, number)
            let others = clients[name]!.outgoing.indices.filter {
                let other = clients[name]!.outgoing[$0]
                return $0 != index && other.state == .received && other.connection == line.number
            }
            if let first = others.first, first < index {
                let expected = "PUBREL \(clients[name]!.outgoing[first].id) first"
                fail(.pubrelOrder, number, expected: expected, got: "PUBREL \(id)")
            } else if !others.isEmpty {
                pass(.pubrelOrder, number)
            }
        case .released: break
        }
        clients[name]!.outgoing[index].state = .released
        clients[name]!.outgoing[index].connection = line.number
        if clients[name]!.pending?.name == .pubcompLost {
            guard clients[name]!.pending?.phase == 2 else {
                clients[name]!.pending?.ids.append(id)
                return
            }
            again(id, name)
        } else if clients[name]!.pending == nil, choose(.pubrel, number) == .pubcompLost {
            begin(.pubcompLost, number, until: .milliseconds(200), about: [id], at: now)
            return
        }
        clients[name]!.outgoing.remove(at: index)
        send(.ack(Ack(.pubcomp, id: id)), number, at: now, into: &actions)
    }

    /// A PUBREL of a message that is not known.
    private mutating func judgeUnknown(_ id: UInt16, _ number: Int) {
        let line = lines[number]!
        let client = clients[line.client!]!
        switch client.pending?.name {
        case .pubrecRefused where client.pending?.ids == [id]:
            decide(client.name, expected: "nothing more of \(id)", got: "PUBREL \(id)")
        case .sessionLost where client.pending?.phase == 2:
            decide(client.name, expected: "nothing of the old state", got: "PUBREL \(id)")
        // Its PUBCOMP may have gone down with a connection.
        default:
            guard !client.used.contains(id), line.isResumed || line.version == .v5 else { return }
            fail(
                .pubrelAfterPubrec, number, expected: "PUBREL of what was published",
                got: "PUBREL \(id)")
        }
    }
}

extension DeviceClient.Delivery {
    /// What the client owes for it.
    var awaited: String {
        if state == .released { return "PUBCOMP \(id)" }
        return publish.qos == .atLeastOnce ? "PUBACK \(id)" : "PUBREC \(id)"
    }
}
