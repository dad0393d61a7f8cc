import MQTT
import ReferenceBroker

/// Short forms of packets and moves, so that a case reads like the conversation that it is.
extension Packet {
    /// CONNECT under the identifier of `peer`.
    ///
    /// - Parameters:
    ///   - fresh: Clean Start; in 3.1.1 Clean Session, unless the session is to be kept.
    ///   - keeps: the session outlives its connection, by five minutes in 5.0.
    static func connect(
        _ peer: Peer, fresh: Bool = true, keeps: Bool = false, keepAlive: UInt16 = 0,
        will: Will? = nil, user: String? = nil, password: [UInt8]? = nil,
        with properties: [Property] = []
    ) -> Packet {
        let expiry = keeps ? [Property.sessionExpiryInterval(300)] : []
        return .connect(
            Connect(
                clientID: "{\(peer)}", cleanStart: fresh, keepAlive: keepAlive, will: will,
                userName: user, password: password, properties: Properties(expiry + properties)))
    }

    static func publish(
        _ topic: String, _ payload: String = "x", qos: QoS = .atMostOnce, id: UInt16? = nil,
        retain: Bool = false, dup: Bool = false, with properties: [Property] = []
    ) -> Packet {
        .publish(
            Publish(
                topic: topic, payload: Array(payload.utf8), qos: qos, retain: retain, dup: dup,
                id: id ?? (qos == .atMostOnce ? nil : 1), properties: Properties(properties)))
    }

    static func subscribe(
        _ filters: String..., qos: QoS = .atMostOnce, id: UInt16 = 10,
        with properties: [Property] = []
    ) -> Packet {
        .subscribe(filters.map { Subscription($0, qos: qos) }, id: id, with: properties)
    }

    static func subscribe(
        _ subscriptions: [Subscription], id: UInt16 = 10, with properties: [Property] = []
    ) -> Packet {
        .subscribe(Subscribe(id: id, subscriptions, properties: Properties(properties)))
    }

    static func unsubscribe(_ filters: String..., id: UInt16 = 11) -> Packet {
        .unsubscribe(Unsubscribe(id: id, filters: filters))
    }

    static func ack(
        _ kind: Ack.Kind, id: UInt16 = 1, reason: ReasonCode = .success,
        with properties: [Property] = []
    ) -> Packet {
        .ack(Ack(kind, id: id, reason: reason, properties: Properties(properties)))
    }

    static func disconnect(
        _ reason: ReasonCode = .success, with properties: [Property] = []
    ) -> Packet {
        .disconnect(Disconnect(reason: reason, properties: Properties(properties)))
    }
}

extension Pattern {
    /// CONNACK that lets the client in.
    static func connack(
        present: Bool? = nil, has: [Property] = [], hasAny: [Property.Kind] = [],
        lacks: [Property.Kind] = []
    ) -> Pattern {
        var pattern = Pattern(.connack)
        pattern.reasons = [[.success]]
        pattern.sessionPresent = present
        (pattern.has, pattern.hasAny, pattern.lacks) = (has, hasAny, lacks)
        return pattern
    }

    /// CONNACK that does not.
    static func refusal(_ reasons: ReasonCode...) -> Pattern {
        var pattern = Pattern(.connack)
        pattern.reasons = [reasons]
        pattern.sessionPresent = false
        return pattern
    }

    static func publish(
        _ topic: String? = nil, _ payload: String? = nil, qos: QoS? = nil, retain: Bool? = nil,
        dup: Bool? = nil, has: [Property] = [], lacks: [Property.Kind] = [],
        identifiers: [UInt32]? = nil
    ) -> Pattern {
        var pattern = Pattern(.publish)
        pattern.subscriptionIDs = identifiers
        pattern.topic = topic
        pattern.payload = payload.map { Array($0.utf8) }
        (pattern.qos, pattern.retain, pattern.dup) = (qos, retain, dup)
        (pattern.has, pattern.lacks) = (has, lacks)
        return pattern
    }

    /// PUBACK, PUBREC, PUBREL or PUBCOMP; PUBACK and PUBREC may say that nobody was there.
    static func ack(
        _ kind: Ack.Kind, id: UInt16? = 1, _ reasons: ReasonCode...
    ) -> Pattern {
        var pattern = Pattern(Packet.Kind(rawValue: kind.rawValue)!)
        pattern.id = id
        let isFirst = kind == .puback || kind == .pubrec
        let good: [ReasonCode] = isFirst ? [.success, .noMatchingSubscribers] : [.success]
        pattern.reasons = [reasons.isEmpty ? good : reasons]
        return pattern
    }

    /// SUBACK that grants what it says: one list of codes for each filter.
    static func suback(id: UInt16 = 10, _ reasons: [ReasonCode]...) -> Pattern {
        var pattern = Pattern(.suback)
        pattern.id = id
        if !reasons.isEmpty { pattern.reasons = reasons }
        return pattern
    }

    static func unsuback(id: UInt16 = 11, _ reasons: [ReasonCode]...) -> Pattern {
        var pattern = Pattern(.unsuback)
        pattern.id = id
        if !reasons.isEmpty { pattern.reasons = reasons }
        return pattern
    }

    static let pingresp = Pattern(.pingresp)

    /// The same with just these Subscription Identifiers.
    func told(_ ids: UInt32...) -> Pattern {
        var pattern = self
        pattern.subscriptionIDs = ids
        return pattern
    }

    /// The same under the Packet Identifier of the peer's delivery `number` of QoS 1 or 2, from 0.
    func of(delivery number: Int) -> Pattern {
        var pattern = self
        pattern.delivery = number
        return pattern
    }

    static func disconnect(_ reasons: ReasonCode...) -> Pattern {
        var pattern = Pattern(.disconnect)
        if !reasons.isEmpty { pattern.reasons = [reasons] }
        return pattern
    }
}

extension Reaction {
    static func packets(_ packets: Pattern..., allowance: String? = nil) -> Reaction {
        Reaction(packets, allowance: allowance)
    }

    /// The broker closes, and says no more before it than these.
    static func closed(after packets: Pattern..., allowance: String? = nil) -> Reaction {
        Reaction(packets, end: .closed, allowance: allowance)
    }

    /// Right by the standard, but then the rule says nothing: it would, if the broker did `lack`.
    static func moot(_ reaction: Reaction, without lack: String) -> Reaction {
        var reaction = reaction
        reaction.moot = lack
        return reaction
    }

    /// The connection stays, and nothing comes but these.
    static func alive(after packets: Pattern..., allowance: String? = nil) -> Reaction {
        Reaction(packets, end: .alive, allowance: allowance)
    }
}

extension Move {
    /// Connects, and expects to be let in.
    static func join(
        _ peer: Peer, fresh: Bool = true, keeps: Bool = false, keepAlive: UInt16 = 0,
        will: Will? = nil, user: String? = nil, password: [UInt8]? = nil,
        present: Bool? = nil, with properties: [Property] = []
    ) -> Move {
        .all([
            .open(peer),
            .send(
                .connect(
                    peer, fresh: fresh, keeps: keeps, keepAlive: keepAlive, will: will, user: user,
                    password: password, with: properties), peer),
            .expect(.connack(present: present), peer),
        ])
    }

    /// The next packets that come are these, in this order.
    static func expect(_ packets: Pattern..., at peer: Peer) -> Move {
        .await(peer, [Reaction(packets)], within: .soon)
    }

    static func expect(_ packet: Pattern, _ peer: Peer, within window: Window = .soon) -> Move {
        .await(peer, [Reaction([packet])], within: window)
    }

    /// The next packets that come are these, in any order.
    static func expect(inAnyOrder packets: Pattern..., at peer: Peer) -> Move {
        .await(peer, [Reaction(packets, inAnyOrder: true)], within: .soon)
    }

    /// One of these is seen.
    static func react(_ peer: Peer, _ reactions: Reaction...) -> Move {
        .await(peer, reactions, within: .soon)
    }

    /// The broker closes; in 5.0 it may say why with DISCONNECT, or CONNACK where none was sent.
    static func expectClosed(
        _ peer: Peer, within window: Window = .soon, tolerating others: Reaction...
    ) -> Move {
        .await(
            peer,
            [.closed(), .closed(after: .disconnect()), .closed(after: .anyRefusal)] + others,
            within: window)
    }

    /// Nothing has come for `peer`, whose connection stands.
    static func expectAlive(_ peer: Peer) -> Move {
        .await(peer, [.alive()], within: .soon)
    }

    /// Acknowledges the last PUBLISH that came to `peer`, or the one so many before.
    static func acknowledge(
        _ kind: Ack.Kind, _ peer: Peer, back: Int, reason: ReasonCode = .success
    ) -> Move {
        .answer(Ack(kind, id: 0, reason: reason), peer, back: back)
    }

    /// Answers the last challenge as the reference broker's method wants it.
    static func solve(_ peer: Peer) -> Move {
        .solve(peer, .continueAuthentication, method: Challenge.method)
    }

    /// Refuses the last PUBLISH that came to `peer`.
    static func reject(_ kind: Ack.Kind, _ peer: Peer, _ reason: ReasonCode) -> Move {
        .acknowledge(kind, peer, back: 0, reason: reason)
    }

    /// Takes up a session that was kept, and acknowledges nothing that it brings by itself.
    static func rejoinHolding(_ peer: Peer, with properties: [Property] = []) -> Move {
        .all([
            .open(peer), .hold(peer, true),
            .send(.connect(peer, fresh: false, keeps: true, with: properties), peer),
            .expect(.connack(present: true), peer),
        ])
    }

    /// Sends SUBSCRIBE and expects what it asks for.
    static func subscribe(
        _ peer: Peer, _ filters: String..., qos: QoS = .atMostOnce, id: UInt16 = 10,
        with properties: [Property] = []
    ) -> Move {
        .subscribe(
            peer, filters.map { Subscription($0, qos: qos) }, id: id, with: properties)
    }

    static func subscribe(
        _ peer: Peer, _ subscriptions: [Subscription], id: UInt16 = 10,
        with properties: [Property] = []
    ) -> Move {
        var suback = Pattern(.suback)
        suback.id = id
        suback.reasons = subscriptions.map { [.granted($0.qos)] }
        return .all([
            .send(.subscribe(subscriptions, id: id, with: properties), peer),
            .expect(suback, peer),
        ])
    }

    /// Publishes, with all that its QoS asks for.
    static func publish(
        _ peer: Peer, _ topic: String, _ payload: String = "x", qos: QoS = .atMostOnce,
        id: UInt16 = 1, retain: Bool = false, with properties: [Property] = []
    ) -> Move {
        let publish = Move.send(
            .publish(
                topic, payload, qos: qos, id: qos == .atMostOnce ? nil : id, retain: retain,
                with: properties), peer)
        switch qos {
        case .atMostOnce: return publish
        case .atLeastOnce: return .all([publish, .expect(.ack(.puback, id: id), peer)])
        case .exactlyOnce:
            return .all([
                publish, .expect(.ack(.pubrec, id: id), peer), .send(.ack(.pubrel, id: id), peer),
                .expect(.ack(.pubcomp, id: id), peer),
            ])
        }
    }

    /// Proves that nothing else was on its way: a marker comes next.
    ///
    /// `subscriber` must get what is published on `topic`; the marker goes the way of the message
    /// that must not come, with its QoS, so that no broker may let it overtake.
    static func fence(
        from publisher: Peer, to subscriber: Peer, on topic: String, qos: QoS = .atMostOnce
    ) -> Move {
        .all([
            .publish(publisher, topic, "fence", qos: qos, id: 0x7F00),
            .expect(.publish(topic, "fence"), subscriber),
        ])
    }

    /// Says DISCONNECT and closes.
    static func leave(
        _ peer: Peer, _ reason: ReasonCode = .success, with properties: [Property] = []
    ) -> Move {
        .all([.send(.disconnect(reason, with: properties), peer), .depart(peer)])
    }

    /// The broker closes what was left, and says nothing more.
    static func expectGone(_ peer: Peer) -> Move { .await(peer, [.closed()], within: .soon) }
}

extension Pattern {
    /// CONNACK with any reason but success.
    static let anyRefusal: Pattern = {
        var pattern = Pattern(.connack)
        pattern.reasons = [(1...255).map { ReasonCode(rawValue: $0) }]
        return pattern
    }()
}
