package import Conformance
package import YAML

/// What is known of a broker before it is judged: a file of `fixtures/brokers/`.
package struct BrokerProfile: Sendable {
    /// As people call it, with the release that the file is about.
    package var name = ""
    /// What it does not offer though it cannot say so, or says otherwise.
    package var lacks: [Capability] = []
    /// What it offers and cannot say.
    package var offers: [Capability] = []
    package var user: String?
    package var password: String?
    /// Departures that are understood.
    package var known: [Departure] = []

    /// A case that the broker fails, and why that is the broker's doing.
    package struct Departure: Equatable, Sendable {
        /// The case's identifier: `5.0/format.padded-length`.
        package var id = ""
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

    /// Why the broker fails the case `id`; nil where that is news.
    package func explanation(of id: String) -> String? {
        known.first { $0.id == id }?.because
    }

    /// For help.
    package static let blocks = [block.help, departure.help]

    private static let block = Block<BrokerProfile>(
        "broker profile", "What `gale conform --profile` believes of a broker.",
        [
            Key("name", .text, \.name, .required, "The broker, with its release."),
            Key(
                "lacks", .list(of: capability), \.lacks, .otherwise("none"),
                "Capabilities that it does not offer though it does not say so."),
            Key(
                "offers", .list(of: capability), \.offers, .otherwise("none"),
                "Capabilities that it offers and cannot say."),
            Key(
                "user", .text, \.user, .otherwise("none"),
                "The User Name to connect with."),
            Key(
                "password", .text, \.password, .otherwise("none"),
                "The Password to connect with."),
            Key(
                "known", .list(of: departureForm), \.known, .otherwise("none"),
                "Cases that it fails, and why: they fail all the same, with the reason."),
        ])

    private static let departure = Block<Departure>(
        "known", "A departure from the standard that is understood.",
        [
            Key("case", .text, \.id, .required, "The identifier of the case."),
            Key("because", .text, \.because, .required, "What the broker does, in a sentence."),
        ])

    private static let departureForm = Form<Departure>("DEPARTURE") { (node) throws(Problem) in
        var value = Departure()
        try departure.read(node, into: &value)
        return value
    }

    private static let capability = Form<Capability>("CAPABILITY") { (node) throws(Problem) in
        let name = try Form<String>.text.read(node)
        guard let capability = Capability(rawValue: name) else {
            let known = Capability.allCases.map(\.rawValue).joined(separator: ", ")
            throw node.problem("“\(name)” is no capability; write one of \(known)")
        }
        return capability
    }
}
