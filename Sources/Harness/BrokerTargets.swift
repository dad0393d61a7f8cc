package import Conformance
package import YAML

/// One broker of several that are judged side by side: an entry of `gale conform --targets`.
package struct BrokerTarget: Sendable {
    /// Letters, digits, dots, dashes and underscores: it names files and columns.
    package var name = Placed("", at: Place(file: ""))
    /// Nil for the embedded broker.
    package var url: Placed<String>?
    /// A file, or the name of one in `fixtures/brokers`; nil for that of ``name``, where there is
    /// one.
    package var profile: Placed<String>?
    /// The release that answers.
    package var version: String?
    package var user: String?
    package var password: String?
    package var lacks: [Capability] = []
    package var offers: [Capability] = []
    /// A file that lists cases which are known to fail.
    package var baseline: Placed<String>?
    package var tls = BrokerTLS()

    package init() {}

    /// Whether `name` may stand for a broker.
    package static func canBeCalled(_ name: String) -> Bool {
        (1...40).contains(name.utf8.count) && name.first != "."
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Reads a file that lists brokers.
    ///
    /// - Throws: `Problem` with file, line and column.
    package static func list(parsing bytes: [UInt8], file: String) throws(Problem) -> [Self] {
        let node = try Node(parsing: bytes, file: file)
        guard let nodes = node.list, !nodes.isEmpty else {
            throw node.problem("a list of targets belongs here, each with its name and its url")
        }
        var targets: [Self] = []
        for node in nodes {
            var target = Self()
            try block.read(node, into: &target)
            if targets.contains(where: { $0.name.value == target.name.value }) {
                throw target.name.problem("“\(target.name.value)” is the name of another target")
            }
            targets.append(target)
        }
        return targets
    }

    /// For help.
    package static let help = block.help

    private static let block = Block<BrokerTarget>("target", "One broker of several.", keys)

    private static let keys: [Key<BrokerTarget>] =
        [
            Key("name", targetName.placed, \.name, .required, "What the matrix calls it."),
            Key(
                "url", address, \.url, .otherwise("embedded"),
                "Where it listens; embedded is gale's own broker."),
            Key(
                "profile", Form<String>.text.placed, \.profile,
                .otherwise("that of its name, where there is one"),
                "What is believed of it: a file, or the name of one in fixtures/brokers."),
            Key("version", .text, \.version, .otherwise("unknown"), "The release that answers."),
            Key(
                "user", .text, \.user, .otherwise("the profile's"), "The User Name to connect with."
            ),
            Key(
                "password", .text, \.password, .otherwise("the profile's"),
                "The Password to connect with."),
            Key(
                "lacks", .list(of: .capability), \.lacks, .otherwise("the profile's"),
                "Capabilities that it does not offer, beside those of its profile."),
            Key(
                "offers", .list(of: .capability), \.offers, .otherwise("the profile's"),
                "Capabilities that it offers, beside those of its profile."),
            Key(
                "baseline", Form<String>.text.placed, \.baseline, .otherwise("none"),
                "A file of cases that are known to fail, as for --baseline, found from this one's "
                    + "folder."),
        ]
        + BrokerTLS.block.keys.map { key in
            Key(key.help) { (node, target) throws(Problem) in try key.read(node, &target.tls) }
        }

    private static let targetName = Form<String>("NAME") { (node) throws(Problem) in
        guard let name = node.text, canBeCalled(name) else {
            throw node.problem(
                "\(node.summary) cannot name a target; write at most 40 letters, digits, dots, "
                    + "dashes and underscores")
        }
        return name
    }

    private static let address = Form<Placed<String>?>("URL|embedded") { (node) throws(Problem) in
        let text = try Form<String>.text.read(node)
        return text == "embedded" ? nil : Placed(text, at: node.place)
    }
}
