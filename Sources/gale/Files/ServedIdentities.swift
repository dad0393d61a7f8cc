import Crypto
import Identities
import ReferenceBroker

/// What a broker takes from a file of `gale provision`: what it shows, whom it believes, and who
/// may come by name.
struct ServedIdentities {
    /// By which things ask for the authorizer that knows their tokens.
    static let authorizer = "gale"

    let server: TLSIdentity
    /// The root alone: what it did not sign, directly or not, is not of this fleet.
    let root: Certificate
    let revocations: [RevocationList]
    /// Whether every thing has a certificate, so that all can be asked for one.
    let allHaveCertificates: Bool
    private(set) var users: [User] = []
    private(set) var grants: [Authorizer.Grant] = []

    /// - Parameter now: seconds since 1970, when the revocation list is signed.
    /// - Cost: some 10 µs a thing where any has a password or a token, little otherwise.
    init(reading path: String, at now: Int64) throws(Failure) {
        do {
            let set = try IdentitySet(opening: path)
            let chain = try set.authorityChain
            guard let shown = try set.server, let root = chain.last else {
                throw Failure(
                    .badInput,
                    "\(path) has no certificate for a broker; gale provision --host NAME makes one "
                        + "with a new file")
            }
            server = try TLSIdentity(
                certificate: Certificate(der: shown.certificateDER, from: path),
                chain: chain.filter { !$0.isSelfIssued },
                key: PrivateKey(der: shown.keyDER), from: path)
            self.root = root
            revocations = try [set.revocationList(at: now)] + set.revocationListsAbove
            let summary = try set.summary(at: now)
            allHaveCertificates = summary.certificates == summary.things
            guard summary.passwords + summary.tokens > 0 else { return }
            let things = try set.things()
            while let thing = try things.next() { take(thing) }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    private mutating func take(_ thing: Thing) {
        let name = thing.userName ?? thing.name
        // A token also comes as a password, from clients that know of no authorizer.
        if let password = thing.password ?? thing.token {
            users.append(User(name: name, password: Array(password.utf8)))
        }
        if let token = thing.token {
            grants.append(Authorizer.Grant(user: name, token: Array(token.utf8)))
        }
    }

    /// Lets those in who come by name.
    func join(_ configuration: inout Configuration) {
        configuration.users += users
        guard !grants.isEmpty else { return }
        configuration.authorizers.append(Authorizer(name: Self.authorizer, grants: grants))
    }
}
