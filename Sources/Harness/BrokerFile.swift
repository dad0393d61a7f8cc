import Base
import MQTT
package import ReferenceBroker
package import YAML

/// The file of `gale broker --config`: users, access rules and limits.
package enum BrokerFile {
    /// Reads a file into a configuration.
    ///
    /// - Throws: `Problem` with file, line and column. Passwords never stand in one.
    package static func configuration(
        parsing bytes: [UInt8], file: String
    ) throws(Problem) -> Configuration {
        var configuration = Configuration()
        try block.read(try Node(parsing: bytes, file: file), into: &configuration)
        return configuration
    }

    /// The blocks of the file, for help.
    package static let blocks = [block.help, user.help, rule.help]

    private static let block = Block<Configuration>(
        "broker file", "Everything may be left out; what is not said keeps its default.",
        [
            Key(
                "anonymous", .bool, \.allowsAnonymous, .otherwise("true"),
                "Whether clients may connect without a user name."),
            Key(
                "users", .list(of: userForm), \.users, .otherwise("none"),
                "Who may connect, and how they prove it."),
            Key(
                "access", .list(of: ruleForm), \.accessControl.rules, .otherwise("none"),
                "Who may publish and subscribe where; the first rule that applies decides."),
            Key(
                "otherwise",
                .choice(["allow": .allow, "deny": .deny], isNo: "effect"),
                \.accessControl.otherwise, .otherwise("allow"),
                "What holds where no rule applies."),
            Key(
                "empty-client-id", .bool, \.allowsEmptyClientID, .otherwise("true"),
                "Whether the broker names clients that do not name themselves."),
            Key(
                "maximum-qos", qos, \.maximumQoS, .otherwise("2"),
                "The highest QoS that it takes and grants."),
            Key(
                "retain", .bool, \.retainAvailable, .otherwise("true"),
                "Whether it keeps retained messages."),
            Key(
                "shared-subscriptions", .bool, \.sharedSubscriptionAvailable, .otherwise("true"),
                "Whether it knows $share/GROUP/FILTER."),
            Key(
                "wildcards", .bool, \.wildcardSubscriptionAvailable, .otherwise("true"),
                "Whether filters may have wildcards."),
            Key(
                "receive-maximum", word, \.receiveMaximum, .otherwise("1000"),
                "Unfinished QoS 2 messages from one client at once."),
            Key(
                "topic-alias-maximum", short, \.topicAliasMaximum, .otherwise("16"),
                "Topic Aliases that a client may set."),
            Key(
                "inflight-limit", word, \.inflightLimit, .otherwise("256"),
                "QoS 1 and 2 messages on their way to one client at once."),
            Key(
                "maximum-packet-size", packetSize, \.maximumPacketSize, .otherwise("1MiB"),
                "Larger packets end the connection."),
            Key(
                "server-keep-alive", keepAlive, \.serverKeepAlive, .otherwise("the client's"),
                "Replaces what clients ask for."),
            Key(
                "session-expiry-cap", expiry, \.sessionExpiryCap, .otherwise("none"),
                "The longest that a session outlives its connection."),
            Key(
                "queue-limit", count, \.queueLimit, .otherwise("1000"),
                "Messages that wait for one session; beyond it the newest is dropped."),
            Key(
                "queue-qos-0", .bool, \.queuesQoS0, .otherwise("false"),
                "Whether QoS 0 waits for sessions without a connection too."),
            Key(
                "retained-limit", count, \.retainedLimit, .otherwise("100000"),
                "Retained messages in all."),
            Key(
                "maximum-connections", count, \.maximumConnections, .otherwise("100000"),
                "Connections in all."),
            Key(
                "connect-timeout", .duration(in: .milliseconds(100)...(.minutes(10))),
                \.connectTimeout, .otherwise("10s"),
                "How long a connection may stay without its CONNECT."),
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

    private static let userForm = user.form { UserDraft() }
        .map { (draft, _) in User(name: draft.name, password: Array(draft.password.utf8)) }

    private static let user = Block<UserDraft>(
        "user", "One who may connect.",
        [
            Key("name", .name, \.name, .required, "The user name in CONNECT."),
            Key("password", .text, \.password, .required, "The password in CONNECT."),
        ])

    private static let ruleForm = rule.form { RuleDraft() }
        .map { (draft, node) throws(Problem) in
            guard TopicFilter.isValid(draft.filter) else {
                throw node.problem("\(draft.filter.inQuotes) is no Topic Filter")
            }
            return AccessControl.Rule(
                draft.effect, draft.access, user: draft.user, filter: draft.filter)
        }

    private static let rule = Block<RuleDraft>(
        "access rule", "One line of who may do what.",
        [
            Key(
                "effect", .choice(["allow": .allow, "deny": .deny], isNo: "effect"), \.effect,
                .otherwise("allow"), "Whether it lets or keeps from."),
            Key(
                "to",
                .choice(
                    ["read": .read, "write": .write, "read-write": .readWrite], isNo: "access"),
                \.access, .otherwise("read-write"),
                "Subscribing and receiving is read, publishing is write."),
            Key("user", .name, \.user, .otherwise("everyone"), "Whom it is about."),
            Key(
                "filter", .name, \.filter, .required,
                "Where; %u stands for the user name, %c for the client identifier.",
                example: "fleet/%u/#"),
        ])
}

private struct UserDraft: Sendable {
    var name = ""
    var password = ""
}

private struct RuleDraft: Sendable {
    var effect = AccessControl.Effect.allow
    var access = AccessControl.Access.readWrite
    var user: String?
    var filter = ""
}
