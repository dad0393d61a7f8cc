package import MQTT

/// One sentence of a standard that binds somebody, or a rule of it that bears no number.
package struct Statement: Equatable, Sendable {
    /// `5.0:MQTT-3.1.0-2`: the two versions number their statements independently.
    package struct ID: Hashable, Comparable, Sendable, CustomStringConvertible {
        package let version: Version
        /// As the standard, or our list of rules without a number, prints it.
        package let number: String

        package init(_ version: Version, _ number: String) {
            self.version = version
            self.number = number
        }

        package var description: String { "\(version):\(number)" }

        package static func < (a: ID, b: ID) -> Bool {
            if a.version != b.version { return a.version.rawValue < b.version.rawValue }
            return a.number.compareNaturally(to: b.number)
        }
    }

    /// Who has to obey.
    package enum Obligated: String, Sendable {
        case client, server, both, sender, receiver

        /// Whether a server is among them.
        package var includesServer: Bool { self != .client }
    }

    /// Whether a peer can see if it is obeyed.
    package enum Observability: String, Sendable {
        case yes, partly, no
    }

    package let id: ID
    /// Number and title of the section.
    package let section: String
    package let obligated: Obligated
    /// In our words, one line.
    package let paraphrase: String
    package let observability: Observability
    /// How it can be tried; or why not.
    package let method: String

    /// Whether it has a number in the standard.
    package var isNumbered: Bool { id.number.hasPrefix("MQTT-") }
}

extension String {
    /// Orders `3.9.1` before `3.10.1`.
    fileprivate func compareNaturally(to other: String) -> Bool {
        let (a, b) = (pieces, other.pieces)
        for (x, y) in zip(a, b) where x != y {
            if let x = Int(x), let y = Int(y) { return x < y }
            return x < y
        }
        return a.count < b.count
    }

    private var pieces: [Substring] { split { $0 == "." || $0 == "-" } }
}
