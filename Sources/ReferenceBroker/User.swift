/// A name and the password that proves it.
///
/// The password is compared in constant time and never printed.
package struct User: Sendable, CustomStringConvertible {
    package let name: String
    private let password: Secret

    package init(name: String, password: [UInt8]) {
        self.name = name
        self.password = Secret(password)
    }

    package var description: String { "user \(name)" }

    /// Whether `candidate` is the password.
    ///
    /// - Cost: depends on the length of `candidate` alone, not on where it differs.
    func isProved(by candidate: [UInt8]) -> Bool {
        password.isProved(by: candidate)
    }
}

extension User: CustomReflectable {
    /// Leaves the password out of dumps.
    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
