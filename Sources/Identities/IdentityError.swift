/// Why identities cannot be read, made or kept; one sentence for a person.
package struct IdentityError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Fault: Sendable {
        /// What was given cannot be used: a file, a row, a name.
        case input
        /// The machine did not let it happen: a full disk, a lock, a missing permission.
        case world
        /// Somebody asked to stop.
        case interrupted
    }

    package let fault: Fault
    package let message: String

    package init(_ message: String, fault: Fault = .input) {
        self.message = message
        self.fault = fault
    }

    package var description: String { message }
}
