/// What the transport, or a custom authorizer, proved about a peer.
package struct Principal: Hashable, Sendable {
    /// What the proof was.
    package enum Kind: Hashable, Sendable {
        /// A client certificate: its serial number and fingerprint, as whoever verified it writes
        /// them.
        case certificate(serial: String, fingerprint: String)
        /// A request that was signed with a secret access key.
        case signature
        /// A token or password that a custom authorizer knows.
        case token
    }

    /// The Common Name of the certificate, the id of the access key, or the authorizer's user.
    ///
    /// An empty name proves that somebody is known, but not who: it equals no Client Identifier
    /// and fills in no rule.
    package let name: String
    package let kind: Kind

    package init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// A principal where it costs eight bytes to have none.
final class Proof: Sendable {
    let principal: Principal

    init(_ principal: Principal) {
        self.principal = principal
    }
}

/// Who somebody turned out to be who was let in.
struct Guest: Equatable, Sendable {
    /// Proved, unless the configuration takes every name for good.
    var user: String?
    var proof: Proof?

    /// Whether rules cannot tell the two apart.
    static func == (a: Self, b: Self) -> Bool {
        Exact.areEqual(a.user, b.user)
            && Exact.areEqual(a.proof?.principal.name, b.proof?.principal.name)
    }
}

/// Who asks for access, in the words that rules have for them.
struct Asker: Sendable {
    var user: String?
    /// Nil for one who publishes without a connection of MQTT.
    var clientID: String?
    /// The name of the principal, unless it is empty.
    var principal: String?

    init(_ guest: Guest, clientID: String?) {
        user = guest.user
        self.clientID = clientID
        principal = guest.proof.flatMap { $0.principal.name.isEmpty ? nil : $0.principal.name }
    }
}

extension Session {
    var asker: Asker { Asker(Guest(user: user, proof: proof), clientID: clientID) }
}
