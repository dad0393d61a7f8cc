import MQTT

extension Broker {
    /// Who comes in with `connect`; throws what its CONNACK is to say where nobody does.
    func admit(_ connect: Connect, with proof: Proof?) throws(ProtocolError) -> Guest {
        try checkForm(of: connect)
        let guest = try identify(
            userName: connect.userName, password: connect.password, proof: proof)
        try checkClientID(of: connect, from: guest)
        if let will = connect.will {
            try check(will, by: Asker(guest, clientID: connect.clientID))
        }
        guard statistics.connections < configuration.maximumConnections else {
            throw ProtocolError(.serverBusy, "the limit of connections is reached")
        }
        guard
            statistics.sessions < configuration.maximumSessions
                || sessionNumbers[Exact(connect.clientID)] != nil
        else { throw ProtocolError(.quotaExceeded, "the limit of sessions is reached") }
        return guest
    }

    private func checkForm(of connect: Connect) throws(ProtocolError) {
        let properties = connect.properties
        if connect.clientID.isEmpty {
            guard configuration.allowsEmptyClientID,
                connect.version == .v5 || connect.cleanStart
                    || mutant == .takesEmptyClientIDWithSession
            else {
                throw ProtocolError(
                    .clientIdentifierNotValid, "the Client Identifier must not be empty")
            }
        }
        if mutant?.dislikes(connect.clientID) == true {
            throw ProtocolError(.clientIdentifierNotValid, "the Client Identifier is disliked")
        }
        if mutant == .refusesPasswordAlone, connect.password != nil, connect.userName == nil {
            throw ProtocolError(.malformedPacket, "a Password without a User Name")
        }
        guard properties.receiveMaximum != 0, properties.maximumPacketSize != 0 else {
            throw ProtocolError(
                .protocolError, "Receive Maximum and Maximum Packet Size must not be zero")
        }
        if mutant == .ignoresAuthenticationMethod { return }
        guard properties.authenticationMethod == nil || isChallenged(by: connect) else {
            throw ProtocolError(.badAuthenticationMethod, "no Authentication Method is offered")
        }
        guard properties.authenticationData == nil || isChallenged(by: connect) else {
            throw ProtocolError(.protocolError, "Authentication Data without a method")
        }
    }

    private func checkClientID(
        of connect: Connect, from guest: Guest
    ) throws(ProtocolError) {
        guard configuration.clientIDFromPrincipal == .mustMatch,
            let name = guest.proof?.principal.name,
            !configuration.sharedPrincipals.contains(name)
        else { return }
        guard !name.isEmpty, haveSameBytes(connect.clientID, name) else {
            throw ProtocolError(
                .notAuthorized, "the Client Identifier is not the name that the client proved")
        }
    }

    private func check(_ will: Will, by asker: Asker) throws(ProtocolError) {
        guard isTopic(will.topic) else {
            throw ProtocolError(.topicNameInvalid, "the Will Topic is no Topic Name")
        }
        guard will.qos <= configuration.maximumQoS || mutant == .takesAnyWillQoS else {
            throw ProtocolError(.qosNotSupported, "the Will QoS is above the Maximum QoS")
        }
        guard !will.retain || configuration.retainAvailable || mutant == .takesRetainedWills else {
            throw ProtocolError(.retainNotSupported, "retained messages are not available")
        }
        if let response = will.properties.responseTopic, !isTopic(response) {
            throw ProtocolError(.protocolError, "the Will's Response Topic is no Topic Name")
        }
        guard configuration.accessControl.allows(.write, to: will.topic, for: asker) else {
            throw ProtocolError(.notAuthorized, "the Will may not be published")
        }
    }

    /// Whether `text` may name a topic, here and by the standard.
    func isTopic(_ text: String) -> Bool {
        TopicName.isValid(text) && isShallow(text)
    }

    func isShallow(_ path: some StringProtocol) -> Bool {
        path.utf8.reduce(1) { $1 == UInt8(ascii: "/") ? $0 + 1 : $0 }
            <= configuration.topicLevelLimit
    }
}
