import Base
import MQTT
package import ReferenceBroker
package import YAML

/// The file of `gale broker --config`: users, access rules, limits, and how it is reached.
package struct BrokerFile: Sendable {
    package var configuration = Configuration()
    /// What connections by TLS are served with; nil where the file says nothing of it.
    package var tls: TLSFile?
    /// Who may sign the URLs of WebSocket connections; nil where nobody may.
    package var signatures: SignatureRules?

    /// Reads a file.
    ///
    /// - Throws: `Problem` with file, line and column. Passwords, tokens and secret keys never
    ///   stand in one.
    package init(parsing bytes: [UInt8], file: String) throws(Problem) {
        try Self.block.read(try Node(parsing: bytes, file: file), into: &self)
    }

    /// Reads the part of a file that the broker itself knows.
    package static func configuration(
        parsing bytes: [UInt8], file: String
    ) throws(Problem) -> Configuration {
        try BrokerFile(parsing: bytes, file: file).configuration
    }

    /// The blocks of the file, for help.
    package static let blocks = [
        block.help, user.help, rule.help, TLSFile.block.help, principal.help, authorizer.help,
        grant.help, SignatureRules.block.help, SignatureRules.key.help,
    ]

    private static let block = Block<BrokerFile>(
        "broker file", "Everything may be left out; what is not said keeps its default.",
        [
            Key(
                "anonymous", .bool, \.configuration.allowsAnonymous, .otherwise("true"),
                "Whether clients may connect without a user name."),
            Key(
                "users", .list(of: userForm), \.configuration.users, .otherwise("none"),
                "Who may connect, and how they prove it."),
            Key(
                "access", .list(of: ruleForm), \.configuration.accessControl.rules,
                .otherwise("none"),
                "Who may publish and subscribe where; the first rule that applies decides."),
            Key(
                "otherwise",
                .choice(["allow": .allow, "deny": .deny], isNo: "effect"),
                \.configuration.accessControl.otherwise, .otherwise("allow"),
                "What holds where no rule applies."),
            Key(
                "empty-client-id", .bool, \.configuration.allowsEmptyClientID, .otherwise("true"),
                "Whether the broker names clients that do not name themselves."),
            Key(
                "maximum-qos", qos, \.configuration.maximumQoS, .otherwise("2"),
                "The highest QoS that it takes and grants."),
            Key(
                "retain", .bool, \.configuration.retainAvailable, .otherwise("true"),
                "Whether it keeps retained messages."),
            Key(
                "shared-subscriptions", .bool, \.configuration.sharedSubscriptionAvailable,
                .otherwise("true"),
                "Whether it knows $share/GROUP/FILTER."),
            Key(
                "wildcards", .bool, \.configuration.wildcardSubscriptionAvailable,
                .otherwise("true"),
                "Whether filters may have wildcards."),
            Key(
                "receive-maximum", word, \.configuration.receiveMaximum, .otherwise("1000"),
                "Unfinished QoS 2 messages from one client at once."),
            Key(
                "topic-alias-maximum", short, \.configuration.topicAliasMaximum, .otherwise("16"),
                "Topic Aliases that a client may set."),
            Key(
                "inflight-limit", word, \.configuration.inflightLimit, .otherwise("256"),
                "QoS 1 and 2 messages on their way to one client at once."),
            Key(
                "maximum-packet-size", packetSize, \.configuration.maximumPacketSize,
                .otherwise("1MiB"),
                "Larger packets end the connection."),
            Key(
                "server-keep-alive", keepAlive, \.configuration.serverKeepAlive,
                .otherwise("the client's"),
                "Replaces what clients ask for."),
            Key(
                "session-expiry-cap", expiry, \.configuration.sessionExpiryCap, .otherwise("none"),
                "The longest that a session outlives its connection."),
            Key(
                "queue-limit", count, \.configuration.queueLimit, .otherwise("1000"),
                "Messages that wait for one session; beyond it the newest is dropped."),
            Key(
                "queue-qos-0", .bool, \.configuration.queuesQoS0, .otherwise("false"),
                "Whether QoS 0 waits for sessions without a connection too."),
            Key(
                "retained-limit", count, \.configuration.retainedLimit, .otherwise("100000"),
                "Retained messages in all."),
            Key(
                "maximum-connections", count, \.configuration.maximumConnections,
                .otherwise("100000"),
                "Connections in all."),
            Key(
                "connect-timeout", .duration(in: .milliseconds(100)...(.minutes(10))),
                \.configuration.connectTimeout, .otherwise("10s"),
                "How long a connection may stay without its CONNECT."),
            Key(
                "tls", TLSFile.form, \.tls, .otherwise("no TLS"),
                "With what it proves itself to clients, and whose certificates it takes."),
            Key(
                KeyHelp(
                    name: "principal", placeholder: "PRINCIPAL",
                    doc: "What follows from the certificate, signature or token of a client.",
                    need: .otherwise("nothing"))
            ) { (node, file) throws(Problem) in
                var draft = PrincipalDraft()
                try principal.read(node, into: &draft)
                file.configuration.clientIDFromPrincipal = draft.clientID
                file.configuration.userNameFromPrincipal = draft.givesUserName
                file.configuration.requiresPrincipal = draft.isRequired
            },
            Key(
                "authorizers", .list(of: authorizerForm), \.configuration.authorizers,
                .otherwise("none"),
                "Custom authorizers in the manner of AWS IoT, asked for in the user name as "
                    + "USER?x-amz-customauthorizer-name=NAME&KEY=TOKEN."),
            Key(
                "signatures", SignatureRules.form, \.signatures, .otherwise("nobody may sign"),
                "Who may come by a WebSocket URL that is presigned with AWS Signature Version 4."),
        ])

    private static let count = Form<Int>.wholeNumber(in: 1...10_000_000)
    private static let word = Form<Int>.wholeNumber(in: 1...65_535).map { (n, _) in UInt16(n) }
    private static let short = Form<Int>.wholeNumber(in: 0...65_535).map { (n, _) in UInt16(n) }
    private static let qos = Form<Int>.wholeNumber(in: 0...2).map { (n, _) in
        QoS(rawValue: UInt8(n))!
    }

    private static let packetSize = Form<Int>.size(in: 64...Frame.largest)
        .map { (bytes, _) in UInt32(bytes) }
    private static let keepAlive = Form<Duration>.duration(in: .seconds(1)...(.seconds(65_535)))
        .map { (time, _) in UInt16(time.inSeconds) }
    private static let expiry = Form<Duration>.duration(in: .zero...(.days(36_500)))
        .map { (time, _) in UInt32(time.inSeconds) }
}
