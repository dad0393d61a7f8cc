/// A custom authorizer in the manner of AWS IoT, which lets a user in for a token or a password.
///
/// It is asked for in the user name: `USER?x-amz-customauthorizer-name=NAME&KEY=TOKEN`, the values
/// percent-encoded. What a real one computes is a list here. The signature of the token,
/// `x-amz-customauthorizer-signature`, is not verified: the token itself is compared.
package struct Authorizer: Sendable {
    /// What it grants access for.
    package struct Grant: Sendable {
        /// Which users it is for; `*` stands for any characters, also none.
        package let user: String
        let token: Secret?
        let password: Secret?

        /// A grant that wants all that is given: the token of the user name, the password of
        /// CONNECT, or both.
        package init(user: String, token: [UInt8]? = nil, password: [UInt8]? = nil) {
            precondition(
                token != nil || password != nil,
                "a grant without token and password lets everybody in: give it one of them")
            self.user = user
            self.token = token.map(Secret.init)
            self.password = password.map(Secret.init)
        }
    }

    package static let nameKey = "x-amz-customauthorizer-name"
    /// Users with longer names are nobody's.
    package static let longestUser = 256

    package let name: String
    /// The key of the token.
    package let tokenKey: String
    package let grants: [Grant]

    package init(name: String, tokenKey: String = "token", grants: [Grant]) {
        self.name = name
        self.tokenKey = tokenKey
        self.grants = grants
    }

    /// The user name that asks this authorizer to let `user` in for `token`, or for the password.
    package func userName(for user: String, token: [UInt8]?) -> String {
        let asking = "\(user)?\(Self.nameKey)=\(Array(name.utf8).percentEncoded)"
        guard let token else { return asking }
        return asking + "&\(Array(tokenKey.utf8).percentEncoded)=\(token.percentEncoded)"
    }

    /// Whether some grant is for the user and proved.
    ///
    /// - Cost: where no grant is for the user, as long as where one is and fails.
    func admits(_ claim: AuthorizerClaim, password: [UInt8]?) -> Bool {
        let token = claim.value(of: tokenKey)
        var isAdmitted = false
        var isKnown = false
        for grant in grants where grant.isFor(claim.user) {
            isKnown = true
            let isTokenGood = grant.token?.isProved(by: token ?? []) ?? true
            let isPasswordGood = grant.password?.isProved(by: password ?? []) ?? true
            let isGiven =
                (grant.token == nil || token != nil)
                && (grant.password == nil || password != nil)
            if isTokenGood, isPasswordGood, isGiven { isAdmitted = true }
        }
        if !isKnown { _ = Secret.stranger.isProved(by: token ?? password ?? []) }
        return isAdmitted
    }
}

extension Authorizer.Grant {
    /// Whether the pattern stands for `name`.
    ///
    /// - Cost: at most the product of both lengths.
    func isFor(_ name: String) -> Bool {
        let pattern = Array(user.utf8)
        let name = Array(name.utf8)
        guard name.count <= Authorizer.longestUser else { return false }
        var at = 0
        var next = 0
        /// Where to go on, in pattern and name, when the last `*` has to stand for more.
        var retry: (pattern: Int, name: Int)?
        while at < name.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                retry = (next + 1, at)
                next += 1
            } else if next < pattern.count, pattern[next] == name[at] {
                next += 1
                at += 1
            } else if let longer = retry {
                retry!.name += 1
                next = longer.pattern
                at = longer.name + 1
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
