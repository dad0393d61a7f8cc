package import Conformance
package import YAML

/// What is known of a broker before it is judged: a file of `fixtures/brokers/`.
package struct BrokerProfile: Sendable {
    /// As people call it, with the release that the file is about.
    package var name = ""
    /// A shell command that prints the release that is installed.
    package var version: String?
    /// A shell command that installs it.
    package var install: String?
    /// A script of `fixtures/brokers/start/`, run as `NAME PORT DIR`, that is the broker until it
    /// is told to end.
    package var start: String?
    /// Where its maker documents what it does otherwise.
    package var source: String?
    /// What else a reader of its verdicts should know.
    package var note: String?
    /// How its URL looks.
    package var url: String?
    /// How to prove who is who where its URL has TLS.
    package var tls = BrokerTLS()
    /// A Topic Name that the client may not use.
    package var restricted: String?
    /// What it does not offer though it cannot say so, or says otherwise.
    package var lacks: [Capability] = []
    /// What it offers and cannot say.
    package var offers: [Capability] = []
    package var user: String?
    package var password: String?
    /// What is tolerated of it; nil for every allowance.
    package var allowances: [String]?
    /// Departures that are understood.
    package var known: [Departure] = []

    /// Cases that fail for one reason, or cannot be decided, and why that is the broker's doing.
    package struct Departure: Equatable, Sendable {
        /// Identifiers such as `5.0/format.padded-length`, and beginnings such as `3.1.1/will.*`.
        package var ids: [String] = []
        /// One sentence, with what is seen.
        package var because = ""

        package init() {}
    }

    package init() {}

    /// Reads a file.
    ///
    /// - Throws: `Problem` with file, line and column.
    package init(parsing bytes: [UInt8], file: String) throws(Problem) {
        self.init()
        try Self.block.read(try Node(parsing: bytes, file: file), into: &self)
    }

    package var login: Login? {
        user.map { Login(user: $0, password: password.map { Array($0.utf8) }) }
    }

    /// Why the broker fails the case `id`, or the case cannot be decided; nil where that is news.
    ///
    /// What names the case alone comes before what names many.
    package func explanation(of id: String) -> String? {
        let departure =
            known.first { $0.ids.contains(id) }
            ?? known.first { $0.ids.contains { Self.does($0, meanAlso: id) } }
        return departure?.because
    }

    private static func does(_ pattern: String, meanAlso id: String) -> Bool {
        pattern.last == "*" && id.hasPrefix(pattern.dropLast())
    }

    /// Those of `names` that are not granted.
    package func refused(_ names: [String]) -> [String] {
        guard let allowances else { return [] }
        return names.filter { !allowances.contains($0) }
    }
}

/// Files and names that a TLS connection to a broker needs.
package struct BrokerTLS: Equatable, Sendable {
    /// Whom to believe.
    package var authorities: String?
    package var certificate: String?
    package var key: String?
    /// Application protocols to offer.
    package var protocols: [String]?
    /// What the broker's certificate must be for, where that is not the host of its URL.
    package var serverName: String?

    package init() {}

    package var isEmpty: Bool { self == BrokerTLS() }

    /// Fills in what is not said here.
    package func or(_ other: BrokerTLS) -> BrokerTLS {
        var whole = self
        whole.authorities = authorities ?? other.authorities
        // A key belongs to its certificate.
        if certificate == nil { (whole.certificate, whole.key) = (other.certificate, other.key) }
        whole.protocols = protocols ?? other.protocols
        whole.serverName = serverName ?? other.serverName
        return whole
    }

    /// With files that are found from `folder`, where they are not named from the root.
    package func beside(_ folder: String) -> BrokerTLS {
        func place(_ name: String?) -> String? {
            name.map { $0.hasPrefix("/") ? $0 : "\(folder)/\($0)" }
        }
        var placed = self
        placed.authorities = place(authorities)
        placed.certificate = place(certificate)
        placed.key = place(key)
        return placed
    }
}
