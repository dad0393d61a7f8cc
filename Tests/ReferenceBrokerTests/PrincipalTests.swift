import Base
import MQTT
import ReferenceBroker
import Testing

/// What follows from what a transport proved about its peer.
@Suite struct PrincipalTests {
    static func certificate(_ name: String, serial: String = "01") -> Principal {
        Principal(name: name, kind: .certificate(serial: serial, fingerprint: "aa:bb"))
    }

    static let turbine = certificate("turbine-7")
    static let nameless = certificate("")
    static let key = Principal(name: "AKID", kind: .signature)

    static let clientIDs: [(String, Principal?, ReasonCode)] = [
        ("turbine-7", turbine, .success),
        ("turbine-8", turbine, .notAuthorized),
        ("turbine-", turbine, .notAuthorized),
        ("", turbine, .notAuthorized),
        ("", nameless, .notAuthorized),
        ("x", nameless, .notAuthorized),
        ("AKID", key, .success),
        ("x", key, .notAuthorized),
        ("anything", nil, .success),
    ]

    @Test(arguments: clientIDs)
    func `the Client Identifier must match where it is said to`(
        _ clientID: String, _ principal: Principal?, _ reason: ReasonCode
    ) {
        var room = Room { $0.clientIDFromPrincipal = .mustMatch }
        let (link, connack) = room.join(clientID, principal: principal)
        #expect(connack?.reason == reason)
        #expect(room.closed.contains(link) == reason.isFailure)
        let (_, old) = room.join(clientID, .v3_1_1, principal: principal)
        #expect(old?.reason == (reason.isFailure ? .v3NotAuthorized : .success))
        var free = Room()
        #expect(free.join(clientID, principal: principal).1?.reason == .success)
    }

    @Test func `two names that look alike are two names`() {
        var room = Room { $0.clientIDFromPrincipal = .mustMatch }
        let composed = Self.certificate("caf\u{E9}")
        #expect(room.join("cafe\u{301}", principal: composed).1?.reason == .notAuthorized)
        #expect(room.join("caf\u{E9}", principal: composed).1?.reason == .success)
    }

    @Test(arguments: [turbine, key, nameless, nil])
    func `a principal may be required`(_ principal: Principal?) {
        let reason: ReasonCode = principal == nil ? .notAuthorized : .success
        var room = Room {
            $0.requiresPrincipal = true
            $0.users = [User(name: "ann", password: Array("secret".utf8))]
        }
        #expect(room.join("a", principal: principal).1?.reason == reason)
        let (_, connack) = room.join("b", user: "ann", password: "secret", principal: principal)
        #expect(connack?.reason == reason)
    }

    /// Principal, user name and password; then the reason and the user whose topics are open.
    static let names: [(Principal?, String?, String?, ReasonCode, String?)] = [
        (turbine, nil, nil, .success, "turbine-7"),
        (turbine, "ann", "wrong", .success, "turbine-7"),
        (turbine, "?SDK=x", nil, .success, "turbine-7"),
        (nameless, "ann", "secret", .notAuthorized, nil),
        (nil, "ann", "secret", .success, "ann"),
        (nil, "ann", "wrong", .badUserNameOrPassword, nil),
        (nil, "turbine-7", nil, .badUserNameOrPassword, nil),
        (nil, "turbine-7", "", .badUserNameOrPassword, nil),
        (nil, nil, nil, .success, nil),
    ]

    @Test(arguments: names)
    func `the user name may come from the principal`(
        _ principal: Principal?, _ user: String?, _ password: String?, _ reason: ReasonCode,
        _ owner: String?
    ) {
        var room = Room {
            $0.userNameFromPrincipal = true
            $0.users = [User(name: "ann", password: Array("secret".utf8))]
            $0.accessControl = AccessControl(
                rules: [.init(.allow, .readWrite, filter: "own/%u")], otherwise: .deny)
        }
        let (link, connack) = room.join(
            "c", user: user, password: password, principal: principal)
        #expect(connack?.reason == reason)
        guard reason == .success else { return }
        for name in ["ann", "turbine-7"] {
            let isOpen = room.subscribe(link, "own/\(name)") == .grantedQoS2
            #expect(isOpen == (name == owner), "\(name)")
        }
    }

    @Test func `a name without proof is no name where principals give them`() {
        var room = Room { $0.userNameFromPrincipal = true }
        #expect(room.join("a", user: "turbine-7").1?.reason == .badUserNameOrPassword)
        #expect(room.join("b").1?.reason == .success)
    }

    @Test func `a user name that only tells of an SDK is anonymous`() {
        let metrics = "?SDK=Python&Version=1.0"
        var strict = Room {
            $0.allowsAnonymous = false
            $0.users = [User(name: "ann", password: [1])]
        }
        #expect(strict.join("a", user: metrics).1?.reason == .notAuthorized)
        var room = Room { $0.users = [User(name: "ann", password: [1])] }
        #expect(room.join("a", user: metrics).1?.reason == .success)
        var listed = Room { $0.users = [User(name: metrics, password: [1])] }
        #expect(listed.join("a", user: metrics).1?.reason == .badUserNameOrPassword)
    }

    @Test func `rules know the principal`() {
        var room = Room {
            $0.accessControl = AccessControl(
                rules: [
                    .init(.deny, .write, filter: "things/%i/locked"),
                    .init(.allow, .readWrite, filter: "things/%i/#"),
                    .init(.allow, .read, filter: "%c/%i"),
                ], otherwise: .deny)
        }
        let (mine, _) = room.join("c", principal: Self.turbine)
        let (other, _) = room.join("plain")
        let (nobody, _) = room.join("nobody", principal: Self.nameless)
        #expect(room.subscribe(mine, "things/turbine-7/#") == .grantedQoS2)
        #expect(room.subscribe(mine, "things/turbine-8/#") == .notAuthorized)
        #expect(room.subscribe(mine, "c/turbine-7") == .grantedQoS2)
        for link in [other, nobody] {
            #expect(room.subscribe(link, "things/turbine-7/#") == .notAuthorized)
            #expect(room.subscribe(link, "things//a") == .notAuthorized)
            room.publish(link, "things/turbine-7/a", "foreign")
            room.publish(link, "things//a", "foreign")
        }
        room.publish(mine, "things/turbine-7/locked", "locked")
        room.publish(mine, "things/turbine-7/open", "open")
        #expect(room.payloads(mine) == ["open"])
    }

    @Test func `a session that another principal takes over reads by that one's rules`() {
        var room = Room {
            $0.accessControl = AccessControl(
                rules: [
                    .init(.allow, .read, filter: "things/%i"),
                    .init(.allow, .write, filter: "#"),
                ], otherwise: .deny)
        }
        let (first, _) = room.join("c", expiry: 100, principal: Self.turbine)
        let (writer, _) = room.join("w")
        #expect(room.subscribe(first, "things/turbine-7") == .grantedQoS2)
        room.publish(writer, "things/turbine-7", "1")
        #expect(room.payloads(first) == ["1"])
        let foreign = Self.certificate("turbine-8")
        let (second, _) = room.join("c", clean: false, expiry: 100, principal: foreign)
        room.publish(writer, "things/turbine-7", "2")
        #expect(room.payloads(second).isEmpty)
        let (third, _) = room.join("c", clean: false, expiry: 100, principal: Self.turbine)
        room.publish(writer, "things/turbine-7", "3")
        #expect(room.payloads(third) == ["3"])
    }

    @Test(arguments: Version.allCases)
    func `connections whose principal is gone are ended, and no others`(_ version: Version) {
        var room = Room()
        let watcher = room.connect("watcher")
        room.subscribe(watcher, "wills/+")
        var links: [Link] = []
        for serial in ["01", "02", "03"] {
            let will = Will(topic: "wills/\(serial)", payload: [])
            let (link, _) = room.join(
                serial, version, will: will,
                principal: Self.certificate("t", serial: serial))
            links.append(link)
        }
        let silent = room.open(principal: Self.certificate("t", serial: "02"))
        let (signed, _) = room.join("s", principal: Principal(name: "02", kind: .signature))
        let count = room.disconnect(reason: .notAuthorized) {
            if case .certificate(serial: "02", _) = $0.kind { true } else { false }
        }
        #expect(count == 2)
        #expect(room.closed == [links[1], silent])
        #expect(room.take(links[1]).map(\.reason) == (version == .v5 ? [.notAuthorized] : []))
        #expect(room.take(silent).isEmpty && room.take(signed).isEmpty)
        #expect(room.messages(watcher).map(\.topic) == ["wills/02"])
        #expect(room.disconnect(reason: .notAuthorized) { _ in false } == 0)
        // The number of the link goes to another peer, of whom nothing is proved.
        room.reopen(links[1])
        #expect(room.disconnect(reason: .administrativeAction) { $0.name == "t" } == 2)
        #expect(!room.closed.contains(links[1]))
    }
}
