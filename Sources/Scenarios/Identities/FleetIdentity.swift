import Base
package import YAML

/// Who the devices of a fleet are, how they prove it, and what is wrong with the proof.
package struct FleetIdentity: Sendable {
    package enum Binding: Equatable, Sendable {
        /// Each device has one of its own.
        case own
        /// All devices show the same certificate; their client identifiers still differ.
        case shared
        /// Each device has one of its own, of a thing in this group of the file.
        case group(String)
    }

    /// What of the identity a device shows to the broker; it keeps the rest to itself.
    package enum Proof: String, CaseIterable, Sendable {
        /// Its certificate, whose key it has.
        case certificate
        /// Its name and password, in CONNECT.
        case password
        /// Its name and token, in CONNECT.
        case token
    }

    /// Why a broker must refuse the devices of a fleet.
    package enum Flaw: String, CaseIterable, Sendable {
        /// The certificate is on the authority's list of revoked ones.
        case revoked
        /// The certificate has ended.
        case expired
        /// The certificate has not begun.
        case notYetValid = "not-yet-valid"
        /// The certificate is of an authority that the broker does not know.
        case foreign
        /// The certificate is a valid one of another thing, shown under this thing's client
        /// identifier.
        case mismatched
        /// There is no certificate where one is due.
        case noCertificate = "no-certificate"
        case wrongPassword = "wrong-password"
        case wrongToken = "wrong-token"
    }

    package var binding: Binding
    package var proof: Proof
    /// Nil for what is right.
    package var flaw: Flaw?
    /// How far the clock of the device is ahead of the right one; below zero for behind it.
    package var clock: Duration
    /// The names of the identities; nil where only the file knows them.
    ///
    /// `{id}` stands for the number of the device; without it, all devices share one.
    package var name: String?
    /// Where the scenario binds the fleet, for complaints about a file with too few things or
    /// without the group.
    package var place: Place

    /// How wrong a clock may be, in either direction, before the device must find that the
    /// broker's certificate is not valid.
    package static let toleratedClock = Duration.days(1)

    /// Whether a device that gets in is a fault: its proof is flawed, or its clock too wrong.
    ///
    /// Such a device tries once. It owes no messages and no Will.
    package var mustBeRefused: Bool {
        flaw != nil || clock > Self.toleratedClock || clock < .zero - Self.toleratedClock
    }
}
