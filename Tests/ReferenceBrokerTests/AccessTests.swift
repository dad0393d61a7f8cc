import Base
import MQTT
import ReferenceBroker
import Testing

@Suite struct AccessTests {
    static func configure(_ configuration: inout Configuration) {
        configuration.allowsAnonymous = false
        configuration.users = [
            User(name: "ann", password: Array("secret".utf8)),
            User(name: "bob", password: Array("other".utf8)),
        ]
        configuration.accessControl = AccessControl(
            rules: [
                .init(.deny, .read, filter: "all/secret"),
                .init(.allow, .readWrite, filter: "own/%u/#"),
                .init(.allow, .write, filter: "by-id/x-%c"),
                .init(.allow, .read, filter: "all/#"),
                .init(.allow, .readWrite, user: "bob", filter: "#"),
            ], otherwise: .deny)
    }

    @Test(arguments: [
        (nil, nil, ReasonCode.notAuthorized), ("ann", "wrong", .badUserNameOrPassword),
        ("ann", nil, .badUserNameOrPassword), ("eve", "secret", .badUserNameOrPassword),
        ("ann", "secretsecret", .badUserNameOrPassword), ("ann", "secret", .success),
    ])
    func `only users with their password come in`(
        _ name: String?, _ password: String?, _ reason: ReasonCode
    ) {
        var room = Room { Self.configure(&$0) }
        let (link, connack) = room.join("a", user: name, password: password)
        #expect(connack?.reason == reason)
        #expect(room.closed.contains(link) == reason.isFailure)
        let old = room.join("b", .v3_1_1, user: name, password: name == nil ? nil : password).1
        let codes: [ReasonCode: ReasonCode] = [
            .notAuthorized: .v3NotAuthorized, .badUserNameOrPassword: .v3BadUserNameOrPassword,
        ]
        #expect(old?.reason == codes[reason] ?? .success)
    }

    @Test func `passwords are not printed`() {
        let user = User(name: "ann", password: Array("secret".utf8))
        var dumped = ""
        dump(user, to: &dumped)
        #expect("\(user) \(String(reflecting: user)) \(dumped)".contains("115") == false)
    }

    @Test func `the first rule that covers a topic decides`() {
        var room = Room { Self.configure(&$0) }
        let (ann, _) = room.join("a1", user: "ann", password: "secret")
        let (bob, _) = room.join("b1", user: "bob", password: "other")
        #expect(room.subscribe(ann, "all/#") == .grantedQoS2)
        #expect(room.subscribe(ann, "#") == .notAuthorized)
        #expect(room.subscribe(ann, "own/+/x") == .notAuthorized)
        #expect(room.subscribe(ann, "own/ann/+") == .grantedQoS2)
        #expect(room.subscribe(ann, "all/secret") == .notAuthorized)
        _ = room.take(ann)
        room.publish(bob, "all/secret", "s", retain: true)
        room.publish(bob, "all/open", "o", retain: true)
        #expect(room.payloads(ann) == ["o"])
        room.subscribe(ann, "all/#")
        #expect(room.payloads(ann) == ["o"])
        room.publish(ann, "by-id/x-a1", "mine", .atLeastOnce)
        room.publish(ann, "by-id/x-b1", "not mine", .atLeastOnce)
        room.publish(ann, "by-id/x-b1", "not mine", .exactlyOnce)
        room.publish(ann, "by-id/x-b1", "not mine")
        let reasons = room.take(ann).map(\.reason)
        #expect(reasons == [.noMatchingSubscribers, .notAuthorized, .notAuthorized])
        #expect(room.broker.statistics.dropped.denied == 3)
        #expect(room.closed.isEmpty)
    }

    @Test func `3.1.1 is acknowledged and dropped`() {
        var room = Room { Self.configure(&$0) }
        let (bob, _) = room.join("b1", user: "bob", password: "other")
        room.subscribe(bob, "#")
        let (ann, _) = room.join("a1", .v3_1_1, user: "ann", password: "secret")
        #expect(room.subscribe(ann, "x") == .unspecifiedError)
        room.publish(ann, "x", "x", .atLeastOnce)
        room.publish(ann, "x", "x", .exactlyOnce)
        room.ack(ann, .pubrel, 7)
        #expect(room.take(ann).map(\.kind) == [.puback, .pubrec, .pubcomp])
        #expect(room.take(bob).isEmpty)
    }

    @Test func `a name with wildcards in it reaches nowhere`() {
        var room = Room {
            $0.accessControl = AccessControl(
                rules: [.init(.allow, .readWrite, filter: "own/%u/%c")], otherwise: .deny)
        }
        let (link, _) = room.join("#", user: "+")
        #expect(room.subscribe(link, "own/ann/x") == .notAuthorized)
        #expect(room.subscribe(link, "own/+/#") == .notAuthorized)
        let (slash, _) = room.join("x/y", user: "a")
        #expect(room.subscribe(slash, "own/a/x/y") == .notAuthorized)
    }

    @Test func `a Will that may not be published is refused`() {
        var room = Room { Self.configure(&$0) }
        let will = Will(topic: "all/open", payload: [])
        let (_, connack) = room.join("a", will: will, user: "ann", password: "secret")
        #expect(connack?.reason == .notAuthorized)
    }
}
