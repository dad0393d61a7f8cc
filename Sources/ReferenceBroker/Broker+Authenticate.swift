import Base
import MQTT

/// Enhanced authentication (5.0 §4.12).
extension Broker {
    /// Whether CONNECT names the method that this broker knows.
    func isChallenged(by connect: Connect) -> Bool {
        configuration.challenges
            && connect.properties.authenticationMethod == Challenge.method
    }

    /// Makes up what the client is to answer.
    mutating func challenge(
        _ link: Int, for connect: Connect?, into actions: inout [Action]
    ) {
        let nonce = (0..<2).flatMap { _ in
            let word = chance.next()
            return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        connections[link].challenge = PendingChallenge(nonce: nonce, connect: connect)
        if connect != nil { connections[link].state = .authenticating }
        say(.continueAuthentication, data: nonce, on: link, into: &actions)
    }

    private mutating func say(
        _ reason: ReasonCode, data: [UInt8]? = nil, on link: Int, into actions: inout [Action]
    ) {
        let method = Property.authenticationMethod(Challenge.method)
        let data = data.map { [Property.authenticationData($0)] } ?? []
        let text = reason == .success ? nil : "say backwards what the Authentication Data says"
        explain(text, on: link, into: &actions) { properties in
            .auth(Auth(reason: reason, properties: Properties([method] + data + properties.list)))
        }
    }

    /// A packet between CONNECT and CONNACK: only AUTH and DISCONNECT may come (MQTT-3.1.2-30).
    mutating func receiveAuthenticating(
        _ packet: Packet, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        switch packet {
        case .auth(let auth): answer(auth, on: link, at: now, into: &actions)
        case .disconnect: close(link, at: now, into: &actions)
        default:
            if mutant == .servesWhileChallenged, case .publish(let publish) = packet {
                self.publish(publish, at: now, into: &actions)
            }
            statistics.protocolErrors += 1
            let error = ProtocolError(.protocolError, "another packet than AUTH before CONNACK")
            refuse(error, on: link, at: now, into: &actions)
        }
    }

    private mutating func answer(
        _ auth: Auth, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard let pending = connections[link].challenge, let connect = pending.connect else {
            return
        }
        let isSound =
            auth.reason == .continueAuthentication || mutant == .takesAnyReasonForAnswer
        guard isSound, isOurs(auth) else {
            let error = ProtocolError(.protocolError, "an AUTH that answers no challenge")
            return refuse(error, on: link, at: now, into: &actions)
        }
        guard isRight(auth, for: pending) else {
            let error = ProtocolError(.notAuthorized, "the answer to the challenge is wrong")
            return refuse(error, on: link, at: now, into: &actions)
        }
        connections[link].challenge = nil
        connections[link].isProved = true
        self.connect(connect, on: link, at: now, into: &actions)
    }

    private func isOurs(_ auth: Auth) -> Bool {
        auth.properties.authenticationMethod == Challenge.method || mutant == .takesAnyMethod
    }

    private func isRight(_ auth: Auth, for pending: PendingChallenge) -> Bool {
        if mutant == .takesAnyAnswer, pending.connect != nil { return true }
        if mutant == .takesAnyAnswerLater, pending.connect == nil { return true }
        return auth.properties.authenticationData == Challenge.answer(to: pending.nonce)
    }

    /// AUTH on a connection that stands: the client proves itself anew (§4.12.1).
    mutating func reauthenticate(
        _ auth: Auth, on link: Int, at now: Instant, into actions: inout [Action]
    ) {
        guard isOurs(auth) else {
            let error = ProtocolError(.protocolError, "AUTH of another method than CONNECT's")
            return fail(error, on: link, at: now, into: &actions)
        }
        switch (auth.reason, connections[link].challenge) {
        case (.reauthenticate, nil):
            if mutant == .passesOverReauthentication { return }
            challenge(link, for: nil, into: &actions)
        case (.continueAuthentication, let pending?):
            connections[link].challenge = nil
            guard isRight(auth, for: pending) else {
                if mutant == .staysAfterFailedReauthentication { return }
                return disconnect(
                    link, .notAuthorized, "the answer to the challenge is wrong", at: now,
                    into: &actions)
            }
            if mutant == .endsReauthenticationSilently { return }
            say(.success, on: link, into: &actions)
        default:
            let error = ProtocolError(.protocolError, "an AUTH out of turn")
            fail(error, on: link, at: now, into: &actions)
        }
    }
}
