import MQTT

extension Broker {
    /// Whether `connect` may come in; throws what its CONNACK is to say.
    func check(_ connect: Connect) throws(ProtocolError) {
        try checkForm(of: connect)
        try checkUser(of: connect)
        if let will = connect.will { try check(will, of: connect) }
        guard statistics.connections < configuration.maximumConnections else {
            throw ProtocolError(.serverBusy, "the limit of connections is reached")
        }
        guard
            statistics.sessions < configuration.maximumSessions
                || sessionNumbers[Exact(connect.clientID)] != nil
        else { throw ProtocolError(.quotaExceeded, "the limit of sessions is reached") }
    }

    private func checkForm(of connect: Connect) throws(ProtocolError) {
        let properties = connect.properties
        if connect.clientID.isEmpty {
            guard configuration.allowsEmptyClientID, connect.version == .v5 || connect.cleanStart
            else {
                throw ProtocolError(
                    .clientIdentifierNotValid, "the Client Identifier must not be empty")
            }
        }
        guard properties.receiveMaximum != 0, properties.maximumPacketSize != 0 else {
            throw ProtocolError(
                .protocolError, "Receive Maximum and Maximum Packet Size must not be zero")
        }
        guard properties.authenticationMethod == nil else {
            throw ProtocolError(.badAuthenticationMethod, "no Authentication Method is offered")
        }
        guard properties.authenticationData == nil else {
            throw ProtocolError(.protocolError, "Authentication Data without a method")
        }
    }

    private func checkUser(of connect: Connect) throws(ProtocolError) {
        guard let name = connect.userName else {
            guard configuration.allowsAnonymous else {
                throw ProtocolError(.notAuthorized, "a user name is needed")
            }
            return
        }
        // Without users nobody has a password to check, and all are as good as anonymous.
        if configuration.users.isEmpty, configuration.allowsAnonymous { return }
        let user = configuration.users.first { haveSameBytes($0.name, name) }
        // A name that does not exist takes as long as a wrong password.
        let stranger = User(name: "", password: [0])
        let isProved = (user ?? stranger).isProved(by: connect.password ?? [])
        guard user != nil, isProved, connect.password != nil else {
            throw ProtocolError(.badUserNameOrPassword, "user name or password is wrong")
        }
    }

    private func check(_ will: Will, of connect: Connect) throws(ProtocolError) {
        guard isTopic(will.topic) else {
            throw ProtocolError(.topicNameInvalid, "the Will Topic is no Topic Name")
        }
        guard will.qos <= configuration.maximumQoS else {
            throw ProtocolError(.qosNotSupported, "the Will QoS is above the Maximum QoS")
        }
        guard !will.retain || configuration.retainAvailable else {
            throw ProtocolError(.retainNotSupported, "retained messages are not available")
        }
        if let response = will.properties.responseTopic, !isTopic(response) {
            throw ProtocolError(.protocolError, "the Will's Response Topic is no Topic Name")
        }
        let isAllowed = configuration.accessControl.allows(
            .write, to: will.topic, user: connect.userName, clientID: connect.clientID)
        guard isAllowed else {
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
