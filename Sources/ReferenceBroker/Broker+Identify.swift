import MQTT

extension Broker {
    /// Who somebody is who gives a user name and a password; throws where it is not proved.
    func identify(
        userName: String?, password: [UInt8]?, proof: Proof?
    ) throws(ProtocolError) -> Guest {
        var guest = Guest(user: nil, proof: proof)
        if let principal = proof?.principal, configuration.userNameFromPrincipal {
            guard !principal.name.isEmpty else {
                throw ProtocolError(.notAuthorized, "what proves the client names nobody")
            }
            guest.user = principal.name
        } else if let claim = claim(in: userName) {
            try check(claim, password)
            guest.user = claim.user.isEmpty ? nil : claim.user
            guest.proof = proof ?? Proof(Principal(name: claim.user, kind: .token))
        } else {
            guest.user = try checkUser(userName, password)
        }
        guard guest.proof != nil || !configuration.requiresPrincipal else {
            throw ProtocolError(.notAuthorized, "a certificate, signature or token is needed")
        }
        return guest
    }

    private func claim(in userName: String?) -> AuthorizerClaim? {
        configuration.authorizers.isEmpty ? nil : userName.flatMap { AuthorizerClaim($0) }
    }

    private func check(_ claim: AuthorizerClaim, _ password: [UInt8]?) throws(ProtocolError) {
        let authorizer = configuration.authorizers.first {
            haveSameBytes($0.name, claim.authorizer)
        }
        guard authorizer?.admits(claim, password: password) == true else {
            throw ProtocolError(
                .badUserNameOrPassword, "the custom authorizer does not let this user in")
        }
    }

    /// The user that name and password prove; nil is anonymous.
    private func checkUser(_ name: String?, _ password: [UInt8]?) throws(ProtocolError) -> String? {
        guard let name, !isMetrics(name) else {
            guard configuration.allowsAnonymous else {
                throw ProtocolError(.notAuthorized, "a user name is needed")
            }
            return nil
        }
        if configuration.takesEveryName || mutant == .admitsEverybody { return name }
        let user = configuration.users.first { haveSameBytes($0.name, name) }
        // A name that does not exist takes as long as a wrong password.
        let stranger = User(name: "", password: [0])
        let isProved = (user ?? stranger).isProved(by: password ?? [])
        guard user != nil, isProved, password != nil else {
            throw ProtocolError(.badUserNameOrPassword, "user name or password is wrong")
        }
        return name
    }

    /// Whether a user name is `?SDK=…&Version=…`, with which a client tells what it is made of
    /// where it does not name itself.
    private func isMetrics(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "?")
            && !configuration.users.contains { haveSameBytes($0.name, name) }
    }
}

extension Configuration {
    /// Whether nothing here could tell one user from another: all are as good as anonymous.
    fileprivate var takesEveryName: Bool {
        users.isEmpty && authorizers.isEmpty && allowsAnonymous && !userNameFromPrincipal
    }
}
