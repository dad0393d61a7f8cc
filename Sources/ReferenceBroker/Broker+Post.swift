package import Base
package import MQTT

/// One who publishes without a connection of MQTT, and what proves who it is.
package struct Poster: Sendable {
    /// What the transport proved.
    package var principal: Principal?
    /// As CONNECT would have it; also asks for an ``Authorizer``.
    package var userName: String?
    package var password: [UInt8]?

    package init(
        principal: Principal? = nil, userName: String? = nil, password: [UInt8]? = nil
    ) {
        self.principal = principal
        self.userName = userName
        self.password = password
    }
}

/// What became of a message that came without a connection of MQTT.
package enum PostOutcome: Equatable, Sendable {
    /// ``ReasonCode/success``, or ``ReasonCode/noMatchingSubscribers`` where it went to nobody.
    case accepted(ReasonCode)
    /// Who sent it is not proved: as CONNACK would say it, with a sentence.
    case unproved(ReasonCode, String)
    /// What was wrong with it: as PUBACK or DISCONNECT would say it, with a sentence.
    case refused(ReasonCode, String)
}

extension Broker {
    /// Publishes for one who has no connection of MQTT, on the terms of those who have one.
    ///
    /// There is no Client Identifier, so a rule with `%c` does not apply; but where it must match
    /// the principal's name, that name stands for it. DUP and Packet Identifier are ignored, and a
    /// Topic Alias is refused.
    package mutating func publish(
        _ publish: consuming Publish, by poster: Poster, at now: Instant,
        into actions: inout [Action]
    ) -> PostOutcome {
        statistics.messagesReceived += 1
        let asker: Asker
        do throws(ProtocolError) {
            asker = try identify(poster)
        } catch {
            return .unproved(error.reason, error.text)
        }
        let slot: Int
        do throws(ProtocolError) {
            try checkOffer(publish)
            for property in publish.properties.list {
                if case .topicAlias = property {
                    throw ProtocolError(.topicAliasInvalid, "a Topic Alias without a connection")
                }
                try check(property)
            }
            slot = try findTopic(publish.topic)
        } catch {
            statistics.protocolErrors += 1
            return .refused(error.reason, error.text)
        }
        guard mayPublish(publish.topic, asker) else {
            statistics.dropped.denied += 1
            return .refused(.notAuthorized, Self.denial)
        }
        let isMatched = take(
            publish, from: Subscriber.nobody, clientID: asker.clientID ?? "", slot: slot, at: now,
            into: &actions)
        let isUnheard = !isMatched && configuration.tellsNoMatchingSubscribers
        return .accepted(isUnheard ? .noMatchingSubscribers : .success)
    }

    private func identify(_ poster: Poster) throws(ProtocolError) -> Asker {
        let guest = try identify(
            userName: poster.userName, password: poster.password,
            proof: poster.principal.map(Proof.init))
        var asker = Asker(guest, clientID: nil)
        if configuration.clientIDFromPrincipal == .mustMatch { asker.clientID = asker.principal }
        return asker
    }
}
