import Base
import MQTT
import ReferenceBroker
import Testing

/// User names in the manner of AWS IoT's custom authorizers.
@Suite struct AuthorizerTests {
    static func configure(_ configuration: inout Configuration) {
        configuration.authorizers = [
            Authorizer(
                name: "fleet", tokenKey: "key",
                grants: [
                    .init(user: "turbine-*", token: Array("s3cret/+=".utf8)),
                    .init(user: "turbine-9", token: Array("other".utf8)),
                    .init(user: "ann", password: Array("pass".utf8)),
                    .init(user: "both", token: Array("t".utf8), password: Array("p".utf8)),
                    .init(user: "", token: Array("unnamed".utf8)),
                ]),
            Authorizer(name: "a&b", grants: [.init(user: "*", token: [0xFF, 0x25])]),
        ]
    }

    static let ask = "?x-amz-customauthorizer-name=fleet"
    static let good = "turbine-7\(ask)&key=s3cret%2F%2B%3D"

    @Test(arguments: [
        (good, nil, true),
        (good + "&x-amz-customauthorizer-signature=whatever", "anything", true),
        ("turbine-7\(ask)&key=s3cret/+=", nil, true),
        ("turbine-7?key=s3cret/%2b=&x-amz-customauthorizer-name=fleet", nil, true),
        ("turbine-9\(ask)&key=other", nil, true),
        ("turbine-9\(ask)&key=s3cret/+=", nil, true),
        ("turbine-8\(ask)&key=other", nil, false),
        ("turbin\(ask)&key=s3cret/+=", nil, false),
        ("x-turbine-7\(ask)&key=s3cret/+=", nil, false),
        ("turbine-7\(ask)&key=s3cret/+", nil, false),
        ("turbine-7\(ask)&key=", nil, false),
        ("turbine-7\(ask)&key", nil, false),
        ("turbine-7\(ask)", nil, false),
        ("turbine-7\(ask)", "s3cret/+=", false),
        ("turbine-7\(ask)&token=s3cret/+=", nil, false),
        (good + "&key=s3cret/+=", nil, false),
        ("turbine-7\(ask)&key=%", nil, false),
        ("turbine-7\(ask)&key=%2", nil, false),
        ("turbine-7\(ask)&key=%zz", nil, false),
        ("turbine-7?x-amz-customauthorizer-name=fleets&key=s3cret/+=", nil, false),
        ("turbine-7?x-amz-customauthorizer-name=&key=s3cret/+=", nil, false),
        (good + "&x-amz-customauthorizer-name=fleet", nil, false),
        ("turbine-7?key=s3cret/+=", nil, false),
        ("turbine-7", "s3cret/+=", false),
        ("ann\(ask)", "pass", true),
        ("ann\(ask)", "Pass", false),
        ("ann\(ask)", "", false),
        ("ann\(ask)", nil, false),
        ("ann\(ask)&key=pass", nil, false),
        ("both\(ask)&key=t", "p", true),
        ("both\(ask)&key=t", "q", false),
        ("both\(ask)&key=u", "p", false),
        ("both\(ask)&key=t", nil, false),
        ("both\(ask)", "p", false),
        ("\(ask)&key=unnamed", nil, true),
        ("any?x-amz-customauthorizer-name=a%26b&token=%FF%25", nil, true),
        ("any?x-amz-customauthorizer-name=a&b&token=%FF%25", nil, false),
        ("any?x-amz-customauthorizer-name=%FF&token=%FF%25", nil, false),
    ])
    func `a token or password lets in whom it is for`(
        _ name: String, _ password: String?, _ isIn: Bool
    ) {
        var room = Room { Self.configure(&$0) }
        let (_, connack) = room.join("c", user: name, password: password)
        #expect(connack?.reason == (isIn ? .success : .badUserNameOrPassword))
        let (_, old) = room.join("d", .v3_1_1, user: name, password: password)
        #expect(old?.reason == (isIn ? .success : .v3BadUserNameOrPassword))
    }

    @Test func `users, tokens and the anonymous live side by side`() {
        var room = Room {
            Self.configure(&$0)
            $0.users = [User(name: "eve?x", password: Array("pw".utf8))]
        }
        #expect(room.join("a", user: "eve?x", password: "pw").1?.reason == .success)
        #expect(room.join("b").1?.reason == .success)
        #expect(room.join("c", user: Self.good).1?.reason == .success)
        #expect(room.join("d", user: "eve").1?.reason == .badUserNameOrPassword)
    }

    @Test func `whom an authorizer lets in is a principal`() {
        var room = Room {
            Self.configure(&$0)
            $0.requiresPrincipal = true
            $0.clientIDFromPrincipal = .mustMatch
            $0.accessControl = AccessControl(
                rules: [.init(.allow, .readWrite, filter: "own/%u/%i/%c")], otherwise: .deny)
        }
        #expect(room.join("turbine-8", user: Self.good).1?.reason == .notAuthorized)
        let (_, unnamed) = room.join("x", user: "\(Self.ask)&key=unnamed")
        #expect(unnamed?.reason == .notAuthorized)
        let (link, connack) = room.join("turbine-7", user: Self.good)
        #expect(connack?.reason == .success)
        #expect(room.subscribe(link, "own/turbine-7/turbine-7/turbine-7") == .grantedQoS2)
        let gone = Principal(name: "turbine-7", kind: .token)
        #expect(room.disconnect(reason: .administrativeAction) { $0 == gone } == 1)
    }

    @Test func `what the transport proved stands above a token, which must be good all the same`() {
        var room = Room {
            Self.configure(&$0)
            $0.accessControl = AccessControl(
                rules: [.init(.allow, .readWrite, filter: "own/%u/%i")], otherwise: .deny)
        }
        let thing = PrincipalTests.certificate("thing")
        let (link, _) = room.join("c", user: Self.good, principal: thing)
        #expect(room.subscribe(link, "own/turbine-7/thing") == .grantedQoS2)
        let (_, wrong) = room.join("d", user: Self.good + "x", principal: thing)
        #expect(wrong?.reason == .badUserNameOrPassword)
    }

    @Test(arguments: [
        ("*", "", true), ("*", "abc", true), ("a*", "abc", true), ("a*", "bac", false),
        ("*c", "abc", true), ("*c", "abcd", false), ("a*c", "ac", true), ("a*c", "abcbc", true),
        ("a*b*c", "a--b--c", true), ("a*b*c", "a--c--b", false), ("**", "x", true),
        ("", "", true), ("", "x", false), ("ab", "a", false), ("a?", "ab", false),
        ("*a*a*a*a*b", String(repeating: "a", count: 255), false),
        ("*", String(repeating: "a", count: 256), true),
        ("*", String(repeating: "a", count: 257), false),
    ])
    func `a star stands for any characters`(_ pattern: String, _ name: String, _ isFor: Bool) {
        let authorizer = Authorizer(
            name: "n", grants: [.init(user: pattern, token: Array("t".utf8))])
        var room = Room { $0.authorizers = [authorizer] }
        let (_, connack) = room.join(
            "c", user: authorizer.userName(for: name, token: Array("t".utf8)))
        #expect(connack?.reason == (isFor ? .success : .badUserNameOrPassword))
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any token comes through a user name unharmed`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let token = (0..<(1 + chance.below(40))).map { _ in UInt8(chance.below(256)) }
        let authorizer = Authorizer(
            name: "käse&=?", tokenKey: "k", grants: [.init(user: "u", token: token)])
        var room = Room { $0.authorizers = [authorizer] }
        let name = authorizer.userName(for: "u", token: token)
        #expect(room.join("c", user: name).1?.reason == .success, "seed \(seed)")
        var wrong = token
        wrong[chance.below(token.count)] ^= UInt8(1 << chance.below(8))
        let other = authorizer.userName(for: "u", token: wrong)
        #expect(room.join("d", user: other).1?.reason == .badUserNameOrPassword, "seed \(seed)")
    }

    @Test func `a hostile query is refused, not chewed on`() {
        var room = Room { Self.configure(&$0) }
        let flood = Self.good + String(repeating: "&a=b", count: 5_000)
        #expect(room.join("c", user: flood).1?.reason == .badUserNameOrPassword)
        let nothing = "?" + String(repeating: "&", count: 60_000)
        #expect(room.join("d", user: nothing).1?.reason == .success)
    }

    @Test func `tokens are not printed`() {
        var configuration = Configuration()
        Self.configure(&configuration)
        let authorizers = configuration.authorizers
        var dumped = ""
        dump(authorizers, to: &dumped)
        let text = "\(authorizers) \(String(reflecting: authorizers)) \(dumped)"
        #expect(text.contains("turbine-*"))
        // 115 is the first byte of the token, 37 the last of the other.
        #expect(!text.contains("115") && !text.contains("37"), "\(text)")
    }
}
