import ReferenceBroker
import YAML

/// What clients prove about themselves beside user name and password, and what follows.
extension BrokerFile {
    static let principal = Block<PrincipalDraft>(
        "principal", "What follows from what is proved about a client.",
        [
            Key(
                "client-id", .choice(["any": .any, "must-match": .mustMatch], isNo: "policy"),
                \.clientID, .otherwise("any"),
                "With must-match, a client that has a principal must use its name as Client "
                    + "Identifier: the Common Name of its certificate, the id of the access key "
                    + "that signed, or the user of a custom authorizer."),
            Key(
                "user-name",
                .choice(["from-client": false, "from-principal": true], isNo: "origin"),
                \.givesUserName, .otherwise("from-client"),
                "With from-principal, its name is the user name, whatever the client says, and no "
                    + "password is needed."),
            Key(
                "required", .bool, \.isRequired, .otherwise("false"),
                "Whether clients without a principal are kept out."),
        ])

    static let authorizerForm = authorizer.form { AuthorizerDraft() }
        .map { (draft, _) in
            Authorizer(name: draft.name, tokenKey: draft.tokenKey, grants: draft.grants)
        }

    static let authorizer = Block<AuthorizerDraft>(
        "authorizer", "A custom authorizer, which compares tokens and verifies no signature.",
        [
            Key("name", .name, \.name, .required, "What clients ask for it by."),
            Key(
                "token-key", .name, \.tokenKey, .otherwise("token"),
                "The key of the token in the user name; over HTTP, the header."),
            Key("tokens", .list(of: grantForm), \.grants, .required, "Whom it lets in for what."),
        ])

    static let grantForm = grant.form { GrantDraft() }
        .map { (draft, node) throws(Problem) in
            guard draft.token != nil || draft.password != nil else {
                throw node.problem("a token needs \"token\", \"password\" or both")
            }
            return Authorizer.Grant(
                user: draft.user, token: draft.token.map { Array($0.utf8) },
                password: draft.password.map { Array($0.utf8) })
        }

    static let grant = Block<GrantDraft>(
        "token", "What a custom authorizer lets users in for: a token, a password or both.",
        [
            Key(
                "user", .name, \.user, .otherwise("*"),
                "The user name before the question mark; * stands for any characters.",
                example: "turbine-*"),
            Key("token", .secret, \.token, .otherwise("none"), "The token in the user name."),
            Key("password", .secret, \.password, .otherwise("none"), "The password in CONNECT."),
        ])
}

extension Form where Value == String {
    /// A text that proves something: not empty, and never repeated in a complaint.
    static let secret = Form("TEXT") { (node) throws(Problem) in
        guard let text = node.text, !node.isNothing, !text.isEmpty else {
            throw node.problem("a text that is not empty belongs here")
        }
        return text
    }
}

struct PrincipalDraft: Sendable {
    var clientID = ClientIDPolicy.any
    var givesUserName = false
    var isRequired = false
}

struct AuthorizerDraft: Sendable {
    var name = ""
    var tokenKey = "token"
    var grants: [Authorizer.Grant] = []
}

struct GrantDraft: Sendable {
    var user = "*"
    var token: String?
    var password: String?
}
