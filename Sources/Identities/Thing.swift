/// One thing: what it is called, what it proves that with, and where it belongs.
///
/// Keys, passwords and tokens show in no description and no mirror of it.
package struct Thing: Hashable, Sendable {
    /// From 1, in the order in which things were made; never given twice.
    package var number: Int
    /// What certificates call it and what it calls itself as an MQTT client.
    package var name: String
    /// Its certificate, or nil for one that has a password or a token alone.
    package var certificateDER: [UInt8]?
    /// The private key of the certificate.
    package var keyDER: [UInt8]?
    package var userName: String?
    package var password: String?
    package var token: String?
    /// What a registry knows of it, sorted by name.
    package var attributes: [Attribute] = []
    /// Paths of the groups that it is in itself, sorted; not of those above them.
    package var groups: [String] = []
    /// When its present certificate was revoked, in seconds since 1970.
    package var revokedAt: Int64?

    package init(number: Int, name: String) {
        self.number = number
        self.name = name
    }

    /// A word of a registry about a thing.
    package struct Attribute: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

extension Thing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "thing \(number) “\(name)”" }
    package var debugDescription: String { description }

    package var customMirror: Mirror {
        Mirror(self, children: ["number": number, "name": name, "groups": groups])
    }
}

/// What a thing needs for mutual TLS and no more, for the many.
package struct Credential: Sendable {
    package let number: Int
    package let name: String
    package let certificateDER: [UInt8]
    package let keyDER: [UInt8]
    /// Whom ``IdentitySet/chain(from:)`` begins with; nil where that is not known to a set.
    package let issuer: Int64?
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "credential of thing \(number) “\(name)”" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["number": number, "name": name]) }
}
