import MQTT
import ReferenceBroker
import YAML

/// Who may come in and do what.
extension BrokerFile {
    static let userForm = user.form { UserDraft() }
        .map { (draft, _) in User(name: draft.name, password: Array(draft.password.utf8)) }

    static let user = Block<UserDraft>(
        "user", "One who may connect.",
        [
            Key("name", .name, \.name, .required, "The user name in CONNECT."),
            Key("password", .text, \.password, .required, "The password in CONNECT."),
        ])

    static let ruleForm = rule.form { RuleDraft() }
        .map { (draft, node) throws(Problem) in
            guard TopicFilter.isValid(draft.filter) else {
                throw node.problem("\(draft.filter.inQuotes) is no Topic Filter")
            }
            return AccessControl.Rule(
                draft.effect, draft.access, user: draft.user, filter: draft.filter)
        }

    static let rule = Block<RuleDraft>(
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
                "Where; %u stands for the user name, %c for the Client Identifier, %i for the name "
                    + "of the principal. A rule with a name that a client lacks does not apply to "
                    + "it.",
                example: "fleet/%u/#"),
        ])
}

struct UserDraft: Sendable {
    var name = ""
    var password = ""
}

struct RuleDraft: Sendable {
    var effect = AccessControl.Effect.allow
    var access = AccessControl.Access.readWrite
    var user: String?
    var filter = ""
}
