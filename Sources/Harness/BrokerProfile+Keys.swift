import Conformance
package import YAML

/// How a profile is written down.
extension BrokerProfile {
    /// For help.
    package static let blocks = [block.help, departure.help, BrokerTLS.block.help]

    static let block = Block<BrokerProfile>(
        "broker profile", "What `gale conform --profile` believes of a broker.",
        about + access + judging)

    private static let about: [Key<BrokerProfile>] = [
        Key("name", .text, \.name, .required, "The broker, with its release."),
        Key(
            "version", .text, \.version, .otherwise("unknown"),
            "A shell command that prints the release that is installed."),
        Key(
            "install", .text, \.install, .otherwise("unknown"),
            "A shell command that installs it."),
        Key(
            "start", .text, \.start, .otherwise("none"),
            "A script of fixtures/brokers/start, run as NAME PORT DIR: it keeps its files in DIR, "
                + "listens on 127.0.0.1:PORT, and is the broker until it is told to end."),
        Key(
            "source", .text, \.source, .otherwise("none"),
            "The URL of the documents that its departures are from."),
        Key(
            "note", .text, \.note, .otherwise("none"),
            "What a reader of its verdicts should know, such as settings that matter."),
    ]

    private static let access: [Key<BrokerProfile>] = [
        Key("url", .text, \.url, .otherwise("none"), "How its URL looks."),
        Key("user", .text, \.user, .otherwise("none"), "The User Name to connect with."),
        Key("password", .text, \.password, .otherwise("none"), "The Password to connect with."),
        Key(
            "tls", BrokerTLS.block.form { BrokerTLS() }, \.tls, .otherwise("none"),
            "What holds where options do not say it; files are found from this one's folder."),
        Key(
            "restricted", .text, \.restricted, .otherwise("none"),
            "A Topic Name that the client may not use."),
    ]

    private static let judging: [Key<BrokerProfile>] = [
        Key(
            "lacks", .list(of: .capability), \.lacks, .otherwise("none"),
            "Capabilities that it does not offer though it does not say so."),
        Key(
            "offers", .list(of: .capability), \.offers, .otherwise("none"),
            "Capabilities that it offers and cannot say."),
        Key(
            "allowances", .list(of: allowance), \.allowances, .otherwise("all"),
            "What is tolerated of it; by any other allowance a case fails."),
        Key(
            "known", .list(of: departureForm), \.known, .otherwise("none"),
            "Cases that it fails, or that its ways leave undecided, and why: the verdict stays, "
                + "with the reason."),
    ]

    private static let departure = Block<Departure>(
        "known", "A departure from the standard that is understood.",
        [
            Key(
                "case", .list(of: .text), \.ids, .otherwise(""),
                "The identifier of the case, or a list of them; 3.1.1/will.* is all that begin "
                    + "so."),
            Key(
                "cases", .list(of: .text), \.ids, .otherwise(""),
                "The same, for those who have several."),
            Key("because", .text, \.because, .required, "What the broker does, in a sentence."),
        ])

    private static let departureForm = Form<Departure>("KNOWN") { (node) throws(Problem) in
        var value = Departure()
        try departure.read(node, into: &value)
        guard !value.ids.isEmpty else {
            throw node.problem("a known departure needs \"case\" or \"cases\", which name it")
        }
        guard node["case"] == nil || node["cases"] == nil else {
            throw node.problem("write \"case\" or \"cases\", not both")
        }
        return value
    }

    private static let allowance = Form<String>("ALLOWANCE") { (node) throws(Problem) in
        let name = try Form<String>.text.read(node)
        guard Allowance.all.contains(where: { $0.name == name }) else {
            throw .unknown(
                name, at: node.place, isNo: "allowance", among: Allowance.all.map(\.name))
        }
        return name
    }
}

extension BrokerTLS {
    static let block = Block<BrokerTLS>(
        "tls", "Files and names that TLS needs.",
        [
            Key(
                "cafile", .text, \.authorities, .otherwise("what this machine trusts"),
                "Whom to believe, PEM."),
            Key("cert", .text, \.certificate, .otherwise("none"), "The certificate to show, PEM."),
            Key("key", .text, \.key, .otherwise("in the file of cert"), "Its private key, PEM."),
            Key(
                "alpn", .list(of: .text), \.protocols, .otherwise("what the scheme says"),
                "Application protocols to offer."),
            Key(
                "servername", .text, \.serverName, .otherwise("the host of the URL"),
                "What the broker's certificate must be for."),
        ])
}

extension Form where Value == Capability {
    static let capability = Form("CAPABILITY") { (node) throws(Problem) in
        let name = try Form<String>.text.read(node)
        guard let capability = Capability(rawValue: name) else {
            throw .unknown(
                name, at: node.place, isNo: "capability", among: Capability.allCases.map(\.rawValue)
            )
        }
        return capability
    }
}
