import Base
import MQTT

/// The broker that the tester is to its clients.
extension DeviceTrial {
    mutating func receive(
        _ connect: Connect, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        lines[number]!.version = connect.version
        lines[number]!.connect = connect
        praise(.connect(connect), number)
        if connect.version == .v3_1_1 {
            guard !connect.clientID.isEmpty || connect.cleanStart else {
                fail(
                    .emptyClientID, number, expected: "Clean Session 1",
                    got: "0 with an empty client identifier")
                let refusal = Connack(reason: .v3IdentifierRejected)
                send(.connack(refusal), number, at: now, into: &actions)
                return close(number, at: now, into: &actions)
            }
            pass(.emptyClientID, number)
        }
        let name =
            connect.clientID.isEmpty
            ? "gale-device-\(lines[number]!.number)" : connect.clientID
        guard clients[name] != nil || clients.count < Self.mostClients else {
            turnedAway += 1
            refuse(number, at: now, into: &actions)
            return
        }
        if let old = clients[name]?.link {
            sayGoodbye(.sessionTakenOver, old, at: now, into: &actions)
        }
        var client = clients[name] ?? DeviceClient(name, connect.version)
        client.version = connect.version
        client.link = number
        client.connections += 1
        if client.endsAt <= now { client.forgetSession() }
        client.log.append(lines[number]!.log)
        clients[name] = client
        lines[number]!.client = name
        lines[number]!.log = DeviceLog()
        meet(name, connect, number, at: now, into: &actions)
    }

    /// Says no, as a server does that is busy.
    mutating func refuse(_ number: Int, at now: Instant, into actions: inout [Action]) {
        let isV5 = lines[number]!.version == .v5
        let reason = isV5 ? ReasonCode.serverBusy : .v3ServerUnavailable
        send(.connack(Connack(reason: reason)), number, at: now, into: &actions)
        close(number, at: now, into: &actions)
    }

    /// Lets a client in.
    ///
    /// - Parameter forgets: whether its session is lost.
    mutating func accept(
        _ name: String, _ connect: Connect, _ number: Int, forgets: Bool = false,
        isSpecial: Bool = true, at now: Instant, into actions: inout [Action]
    ) {
        let isV5 = connect.version == .v5
        var client = clients[name]!
        if connect.cleanStart {
            client.forgetSession()
        } else if forgets {
            client.loseSession()
        }
        let isPresent = client.hasSession
        client.hasSession = true
        client.expiry =
            isV5 ? connect.properties.sessionExpiryInterval ?? 0 : connect.cleanStart ? 0 : .max
        client.keepsSession = client.expiry > 0
        client.restedAt = now
        clients[name] = client
        var properties: [Property] = []
        if isV5 {
            // Every other connection; who comes only once counts as one of many.
            let turn = client.connections > 1 ? client.connections : serial > 3 ? serial : 1
            if isSpecial, turn % 2 == 0 {
                lines[number]!.isSpecial = true
                lines[number]!.offer = DeviceOffer.special[specials % DeviceOffer.special.count]
                specials += 1
            }
            properties = lines[number]!.offer.properties
            if connect.clientID.isEmpty { properties.append(.assignedClientIdentifier(name)) }
        }
        lines[number]!.state = .open
        lines[number]!.isResumed = isPresent
        let connack = Connack(sessionPresent: isPresent, properties: Properties(properties))
        send(.connack(connack), number, at: now, into: &actions)
        guard isPresent else { return }
        for delivery in client.deliveries { sendAgain(delivery, number, at: now, into: &actions) }
    }

    private mutating func sendAgain(
        _ delivery: DeviceClient.Delivery, _ number: Int, at now: Instant,
        into actions: inout [Action]
    ) {
        switch delivery.state {
        case .published:
            var publish = delivery.publish
            publish.dup = true
            publish.properties.topicAlias = nil
            send(.publish(publish), number, at: now, into: &actions)
        case .released:
            send(.ack(Ack(.pubrel, id: delivery.id)), number, at: now, into: &actions)
        }
    }

    mutating func receive(
        _ subscribe: Subscribe, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let name = lines[number]!.client!
        let identifier = subscribe.properties.subscriptionIdentifiers.first
        judge(subscribe, number)
        let lacks = lines[number]!.offer.finesse == false
        var reasons = subscribe.subscriptions.map { subscription in
            let filter = subscription.filter
            if lacks, filter.contains("#") || filter.contains("+") {
                return ReasonCode.wildcardSubscriptionsNotSupported
            }
            if lacks, filter.hasPrefix("$share/") {
                return .sharedSubscriptionsNotSupported
            }
            if lacks, identifier != nil { return .subscriptionIdentifiersNotSupported }
            guard clients[name]!.subscriptions.count < 1000 else { return .quotaExceeded }
            clients[name]!.subscriptions[filter] = DeviceClient.Grant(
                qos: subscription.qos, identifier: identifier, isLocal: !subscription.noLocal)
            return .granted(subscription.qos)
        }
        if choose(.subscribe, number) == .surplusCodes {
            begin(.surplusCodes, number, until: patience.answer, at: now)
            lines[number]!.isSpoilt = true
            reasons.append(.grantedQoS0)
        }
        if lines[number]!.version == .v3_1_1 {
            reasons = reasons.map { $0.isFailure ? .unspecifiedError : $0 }
        }
        send(
            .suback(Suback(id: subscribe.id, reasons: reasons)), number, at: now, into: &actions)
    }

    private mutating func judge(_ subscribe: Subscribe, _ number: Int) {
        pass(.maximumPacketSize, number)
        guard lines[number]!.version == .v5, lines[number]!.offer.finesse == false else { return }
        let filters = subscribe.subscriptions.map(\.filter)
        judge(
            .wildcardAvailable, number, filters.contains { $0.contains("#") || $0.contains("+") },
            "a Topic Filter with a wildcard")
        judge(
            .sharedAvailable, number, filters.contains { $0.hasPrefix("$share/") },
            "a shared subscription")
        judge(
            .subscriptionIDAvailable, number,
            !subscribe.properties.subscriptionIdentifiers.isEmpty, "a Subscription Identifier")
    }

    private mutating func judge(
        _ name: DeviceCheck.Name, _ number: Int, _ isBroken: Bool, _ what: String
    ) {
        guard isBroken else { return pass(name, number) }
        fail(name, number, expected: "none, as CONNACK announced", got: what)
    }

    mutating func receive(
        _ unsubscribe: Unsubscribe, _ number: Int, at now: Instant, into actions: inout [Action]
    ) {
        let name = lines[number]!.client!
        let reasons = unsubscribe.filters.map { filter in
            clients[name]!.subscriptions.removeValue(forKey: filter) == nil
                ? ReasonCode.noSubscriptionExisted : .success
        }
        let unsuback = Unsuback(id: unsubscribe.id, reasons: reasons)
        send(.unsuback(unsuback), number, at: now, into: &actions)
    }

    mutating func receivePing(_ number: Int, at now: Instant, into actions: inout [Action]) {
        let name = lines[number]!.client!
        if clients[name]!.pending?.name == .pingrespLost { return }
        if choose(.ping, number) == .pingrespLost {
            let patience = Duration.milliseconds(2500 * lines[number]!.keepAlive) + .seconds(15)
            return begin(.pingrespLost, number, until: patience, at: now)
        }
        send(.pingresp, number, at: now, into: &actions)
    }

    mutating func receive(_ disconnect: Disconnect, _ number: Int, at now: Instant) {
        let name = lines[number]!.client!
        let connect = lines[number]!.connect!
        if let expiry = disconnect.properties.sessionExpiryInterval {
            if expiry > 0, (connect.properties.sessionExpiryInterval ?? 0) == 0 {
                fail(
                    .disconnectExpiry, number, expected: "no Session Expiry Interval",
                    got: "\(expiry) s, after none in CONNECT")
            }
            clients[name]!.expiry = expiry
            clients[name]!.keepsSession = expiry > 0
        }
        pass(.disconnectExpiry, number)
        pass(.afterDisconnect, number)
        lines[number]!.state = .parting
        lines[number]!.partedAt = now
    }

    /// Hands a message on to who subscribed to it and is there.
    ///
    /// A client that has much under way goes without: this broker is no store.
    mutating func route(
        _ publish: Publish, from sender: String, at now: Instant, into actions: inout [Action]
    ) {
        var served: Set<String> = []
        for name in clients.keys.sorted() {
            guard let number = clients[name]!.link, let line = lines[number], line.state == .open,
                !line.isSpoilt
            else { continue }
            let grants = clients[name]!.subscriptions.filter { filter, grant in
                (grant.isLocal || name != sender)
                    && TopicFilter.matches(
                        topic: publish.topic,
                        filter: SharedFilter(parsing: filter)?.filter ?? filter)
                    && !(filter.hasPrefix("$share/") && !served.insert(filter).inserted)
            }
            guard let qos = grants.values.map(\.qos).max() else { continue }
            var copy = Publish(
                topic: publish.topic, payload: publish.payload, qos: min(qos, publish.qos))
            if line.version == .v5, lines[clients[sender]?.link ?? -1]?.version == .v5 {
                copy.properties.list = publish.properties.list.filter { $0.kind != .topicAlias }
            }
            if line.version == .v5 {
                copy.properties.subscriptionIdentifiers = grants.values.compactMap(\.identifier)
                    .sorted()
            }
            _ = deliver(copy, number, at: now, into: &actions)
        }
    }

    /// Sends a message of the tester's own; nil where the client has no room for it.
    mutating func deliver(
        _ publish: Publish, _ number: Int, at now: Instant, into actions: inout [Action]
    ) -> UInt16? {
        let line = lines[number]!
        let name = line.client!
        let own = line.connect!.properties
        var publish = publish
        if publish.qos > .atMostOnce {
            let room = min(Int(own.receiveMaximum ?? .max), 16)
            guard clients[name]!.deliveries.count < room else { return nil }
            publish.id = clients[name]!.takeID()
        }
        let packet = Packet.publish(publish)
        guard packet.size(line.version) <= Int(own.maximumPacketSize ?? .max) else { return nil }
        if publish.qos > .atMostOnce {
            clients[name]!.deliveries.append(DeviceClient.Delivery(publish: publish))
        }
        send(packet, number, at: now, into: &actions)
        return publish.id
    }
}
