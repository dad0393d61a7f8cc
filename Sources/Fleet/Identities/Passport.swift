package import Crypto
package import Reports

/// Who one client is, and what it shows of itself.
package struct Passport: Sendable {
    /// The name of the thing, which its certificate bears.
    package var name: String
    /// What is wrong with it, if anything.
    package var flaw: IdentityFlaw
    /// Shown where the broker asks for a certificate.
    package var identity: TLSIdentity?
    /// Said in CONNECT.
    package var userName: String?
    package var password: String?
    /// Seconds by which its clock is ahead of the right one; negative for behind.
    package var clock: Int64 = 0

    /// Whether a broker that lets it in is at fault.
    var mustBeRefused: Bool { flaw.deservesEntry == false }
}

/// Hides the password and the key from dumps.
extension Passport: CustomStringConvertible, CustomReflectable {
    package var description: String { "passport of \(name)" }
    package var customMirror: Mirror { Mirror(self, children: ["name": name, "flaw": flaw]) }
}

/// The passports of everybody in a run, and the registrar that gives out new ones.
package struct Passports: Sendable {
    /// Of the devices, by fleet and member; nil for who has none.
    package var devices: [[Passport?]]
    /// Of application instances, by name.
    package var applications: [String: Passport]
    /// Whom everybody here believes, and brokers should.
    package let trusted: [Certificate]
    /// For a broker of our own.
    package let server: TLSIdentity?
    /// Nil where the key of the authority is not at hand.
    package let registrar: Registrar?

    package init(
        devices: [[Passport?]], applications: [String: Passport], trusted: [Certificate],
        server: TLSIdentity?, registrar: Registrar?
    ) {
        self.devices = devices
        self.applications = applications
        self.trusted = trusted
        self.server = server
        self.registrar = registrar
    }
}
