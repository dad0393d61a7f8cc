package import MQTT
package import ReferenceBroker

/// One trial of a broker: a stage that must stand, and what is tried on it.
package struct Case: Sendable {
    /// What the standard's word for the rule is.
    package enum Level: String, Sendable {
        case must, should, may
    }

    /// `5.0/connect.second-connect`, stable for ever.
    package let id: String
    /// What is checked, as a sentence.
    package let title: String
    package let version: Version
    package let statements: [Statement.ID]
    package let level: Level
    /// What a broker must offer for the trial to mean something.
    package let needs: Set<Capability>
    /// Sets the stage: what fails here says nothing about the rule.
    package let given: [Move]
    /// The trial.
    package let then: [Move]
    /// Brokers that break just this rule.
    package let provedBy: [Mutant]

    package init(
        id: String, title: String, version: Version, statements: [Statement.ID], level: Level,
        needs: Set<Capability>, given: [Move], then: [Move], provedBy: [Mutant]
    ) {
        self.id = id
        self.title = title
        self.version = version
        self.statements = statements
        self.level = level
        self.needs = needs
        self.given = given
        self.then = then
        self.provedBy = provedBy
    }
}

/// What a broker may lack without being wrong.
package enum Capability: String, CaseIterable, Sendable {
    case qos1 = "qos-1"
    case qos2 = "qos-2"
    case retain
    case wildcards
    case shared
    case subscriptionIDs = "subscription-ids"
    /// The server takes Topic Aliases.
    case topicAliases = "topic-aliases"
    /// And its Topic Alias Maximum is not the largest there is.
    case aliasLimit = "alias-limit"
    /// The server sets Topic Aliases itself.
    case outgoingAliases = "outgoing-aliases"
    /// It has announced a Maximum Packet Size that a test can exceed.
    case maximumPacketSize = "maximum-packet-size"
    /// Sessions outlive their connections.
    case sessions
    /// Several messages of QoS 1 or 2 are under way to a client at once; one is enough (§4.6).
    case severalUnderWay = "several-under-way"
    /// Clients may publish to topics that begin with $.
    case dollarTopics = "dollar-topics"
    case emptyClientID = "empty-client-id"
    /// The server knows the method of the reference broker, `GALE-CHALLENGE`.
    case enhancedAuthentication = "enhanced-authentication"
    case requestResponse = "request-response"
    /// There is a topic that the client may not use: the profile names it.
    case restricted
    /// A client without the right password is refused.
    case credentials
    /// The server has a Maximum QoS below 2, and says so.
    case limitedQoS = "limited-qos"
    /// The server retains nothing, and says so.
    case noRetain = "no-retain"
    /// It sets a Server Keep Alive that a test can wait for.
    case serverKeepAlive = "server-keep-alive"
    /// It is reached over WebSocket, whose frames a test may write itself.
    case webSocket = "websocket"
}

extension Set<Capability> {
    /// What messages of these QoS need, and more.
    static func passing(_ levels: QoS..., and others: Capability...) -> Self {
        var needs = Set(others)
        if levels.contains(.atLeastOnce) { needs.insert(.qos1) }
        if levels.contains(.exactlyOnce) { needs.insert(.qos2) }
        return needs
    }
}

/// The cases of one chapter of the standards, for both versions.
package struct Chapter: Sendable {
    /// As it begins the identifiers of its cases.
    package let name: String
    /// Which sections it is about.
    package let title: String
    package let cases: [Case]

    init(_ name: String, _ title: String, _ drafts: [Draft]) {
        self.name = name
        self.title = title
        cases = drafts.flatMap { $0.cases(in: name) }
    }
}

/// A case as its chapter writes it down, once for all versions it holds for.
struct Draft {
    let name: String
    let title: String
    /// Numbers of statements of 3.1.1, without `MQTT-`; empty where that has no such rule.
    let v3: [String]
    let v5: [String]
    var level = Case.Level.must
    var needs: Set<Capability> = []
    var given: [Move] = []
    let then: [Move]
    let provedBy: [Mutant]

    init(
        _ name: String, _ title: String, v3: [String] = [], v5: [String] = [],
        _ level: Case.Level = .must, needs: Set<Capability> = [], given: [Move] = [],
        then: [Move], provedBy: [Mutant]
    ) {
        self.name = name
        self.title = title
        self.v3 = v3
        self.v5 = v5
        self.level = level
        self.needs = needs
        self.given = given
        self.then = then
        self.provedBy = provedBy
    }

    func cases(in chapter: String) -> [Case] {
        [(Version.v3_1_1, v3), (.v5, v5)].compactMap { version, numbers in
            numbers.isEmpty
                ? nil
                : Case(
                    id: "\(version)/\(chapter).\(name)", title: title, version: version,
                    statements: numbers.map { Statement.ID(version, Self.whole($0)) },
                    level: level, needs: needs, given: given, then: then, provedBy: provedBy)
        }
    }

    /// `MQTT-3.1.0-1` for `3.1.0-1`; rules without a number as they are.
    private static func whole(_ number: String) -> String {
        number.first?.isNumber == true ? "MQTT-" + number : number
    }
}
