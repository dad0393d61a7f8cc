package import MQTT

/// Mutants that decode or encode wrongly: whoever turns bytes into packets and back asks these.
extension Mutant {
    /// Whether this one goes on as if nothing were wrong where `fault` was found in a packet of
    /// `kind`, whose bytes these are: it takes no notice of the packet, and does not close.
    package func forgives(
        _ fault: Malformed.Fault, in kind: Packet.Kind?, of bytes: [UInt8] = []
    ) -> Bool {
        if let pardon = Self.formatPardons[self] { return pardon(fault, bytes) }
        return Self.forgiveness[self]?(fault, kind) ?? false
    }

    /// The bytes that this one sends for `packet`; nil where they are as they should be, empty
    /// where it says nothing.
    package func bytes(of packet: Packet, _ version: Version) -> [UInt8]? {
        Self.misspelling[self]?(packet, version)
    }

    typealias Forgiveness = @Sendable (Malformed.Fault, Packet.Kind?) -> Bool
    /// The same for those who look at the bytes themselves.
    typealias Pardon = @Sendable (Malformed.Fault, [UInt8]) -> Bool
    typealias Misspelling = @Sendable (Packet, Version) -> [UInt8]?

    private static let forgiveness = merged([
        formatForgiveness, publishForgiveness, subscribeForgiveness, sessionForgiveness,
        propertyForgiveness,
    ])

    private static let misspelling = merged([
        formatMisspelling, publishMisspelling, subscribeMisspelling, sessionMisspelling,
        propertyMisspelling, authMisspelling,
    ])

    private static func merged<Deed>(_ tables: [[Mutant: Deed]]) -> [Mutant: Deed] {
        tables.reduce(into: [:]) { all, table in all.merge(table) { deed, _ in deed } }
    }
}
