import Base
import MQTT
import ReferenceBroker
import Testing

/// Messages that come without a connection of MQTT.
@Suite struct PostTests {
    @Test func `a message reaches subscribers, the retained store and services`() {
        var room = Room { $0.services = ["service/#"] }
        let link = room.connect("c")
        room.subscribe(link, "t", .atLeastOnce) { $0.noLocal = true }
        let one = Publish(topic: "t", payload: [1], qos: .atLeastOnce)
        #expect(room.post(one) == .accepted(.success))
        #expect(
            room.messages(link) == [Publish(topic: "t", payload: [1], qos: .atLeastOnce, id: 1)])
        #expect(room.post(Publish(topic: "u", payload: [])) == .accepted(.noMatchingSubscribers))
        let kept = Publish(topic: "kept", payload: [2], retain: true)
        #expect(room.post(kept) == .accepted(.noMatchingSubscribers))
        room.subscribe(link, "kept")
        #expect(room.messages(link) == [kept])
        let service = Publish(topic: "service/a", payload: [3])
        #expect(room.post(service) == .accepted(.success))
        #expect(room.served == [service])
        #expect(room.broker.statistics.messagesReceived == 4)
    }

    @Test(arguments: [
        (Publish(topic: "", payload: []), ReasonCode.topicNameInvalid),
        (Publish(topic: "a/+", payload: []), .topicNameInvalid),
        (Publish(topic: "a/#", payload: []), .topicNameInvalid),
        (Publish(topic: "a\0", payload: []), .topicNameInvalid),
        (Publish(topic: String(repeating: "/", count: 200), payload: []), .topicNameInvalid),
        (Publish(topic: "t", payload: [], qos: .exactlyOnce), .qosNotSupported),
        (Publish(topic: "t", payload: [], retain: true), .retainNotSupported),
        (
            Publish(topic: "t", payload: [], properties: Properties([.topicAlias(1)])),
            .topicAliasInvalid
        ),
        (
            Publish(topic: "t", payload: [], properties: Properties([.responseTopic("#")])),
            .protocolError
        ),
        (
            Publish(topic: "t", payload: [], properties: Properties([.subscriptionIdentifier(1)])),
            .protocolError
        ),
    ])
    func `what is not offered or no topic is refused`(_ publish: Publish, _ reason: ReasonCode) {
        var room = Room {
            $0.maximumQoS = .atLeastOnce
            $0.retainAvailable = false
        }
        let link = room.connect("all")
        room.subscribe(link, "#")
        guard case .refused(reason, let text) = room.post(publish) else {
            Issue.record("not refused for \(reason)")
            return
        }
        #expect(text.count > 10)
        #expect(room.messages(link).isEmpty)
        #expect(room.post(Publish(topic: "t", payload: [])) == .accepted(.success))
    }

    static let posters: [(Poster, ReasonCode?)] = [
        (Poster(userName: "ann", password: Array("secret".utf8)), nil),
        (Poster(userName: "ann", password: Array("wrong".utf8)), .badUserNameOrPassword),
        (Poster(userName: "ann"), .badUserNameOrPassword),
        (Poster(userName: "eve", password: Array("secret".utf8)), .badUserNameOrPassword),
        (Poster(), .notAuthorized),
        (Poster(principal: PrincipalTests.turbine), .notAuthorized),
        (
            Poster(
                principal: PrincipalTests.turbine, userName: "ann",
                password: Array("secret".utf8)), nil
        ),
    ]

    @Test(arguments: posters)
    func `who posts must be let in like who connects`(_ poster: Poster, _ reason: ReasonCode?) {
        var room = Room {
            $0.allowsAnonymous = false
            $0.users = [User(name: "ann", password: Array("secret".utf8))]
        }
        let outcome = room.post(Publish(topic: "t", payload: []), by: poster)
        if let reason, case .unproved(reason, _) = outcome { return }
        #expect(reason == nil && outcome == .accepted(.noMatchingSubscribers))
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a post is allowed exactly where a client's PUBLISH is`(_ seed: UInt64) {
        var chance = SplitMix64(seed: seed)
        let world = World(using: &chance)
        var room = Room(seed: seed) { world.configure(&$0) }
        let (watcher, _) = room.join(
            "watcher", user: "ann", password: "ann",
            principal: PrincipalTests.certificate("watcher"))
        room.subscribe(watcher, "#")
        for _ in 0..<60 {
            let name = ["ann", "bob", "t1"][chance.below(3)]
            let principal = chance.below(2) == 0 ? PrincipalTests.certificate(name) : nil
            let user = [nil, "ann", "bob"][chance.below(3)]
            let password = user.map { chance.below(6) == 0 ? "wrong" : $0 }
            let topic = world.path(using: &chance, isFilter: chance.below(8) == 0)
            let retain = chance.below(4) == 0
            let qos = QoS(rawValue: UInt8(chance.below(3)))!
            // A poster's Client Identifier is its principal's name, where that is the rule.
            let (link, connack) = room.join(
                world.mustMatch ? principal?.name ?? "free" : "free", user: user,
                password: password, principal: principal)
            let dropped = room.broker.statistics.dropped.denied
            var isTaken = false
            var reason = connack?.reason
            if connack?.reason == .success {
                room.publish(link, topic, "x", qos, retain: retain)
                isTaken = room.broker.statistics.dropped.denied == dropped
                if let answer = room.take(link).last?.reason { reason = answer }
                isTaken = isTaken && !room.closed.contains(link)
                room.cut(link)
            }
            let byClient = room.messages(watcher).map(\.topic)
            let outcome = room.post(
                Publish(topic: topic, payload: [0x78], qos: qos, retain: retain),
                by: Poster(
                    principal: principal, userName: user, password: password.map { Array($0.utf8) })
            )
            let byPost = room.messages(watcher).map(\.topic)
            #expect(byPost == byClient, "seed \(seed) \(topic)")
            switch outcome {
            case .accepted: #expect(isTaken, "seed \(seed) \(topic)")
            case .unproved(let why, _):
                #expect(connack?.reason == why, "seed \(seed)")
            case .refused(.notAuthorized, _):
                #expect(
                    !isTaken && connack?.reason == .success
                        && (qos == .atMostOnce || reason == .notAuthorized), "seed \(seed) \(topic)"
                )
            case .refused(let why, _):
                #expect(!isTaken && reason == why, "seed \(seed) \(topic)")
            }
        }
    }
}

/// Random rules over few names, so that most of them matter.
private struct World {
    let mustMatch: Bool
    private let rules: [AccessControl.Rule]
    private let otherwise: AccessControl.Effect
    private let givesUserName: Bool
    private let isRequired: Bool
    private let allowsAnonymous: Bool
    private let maximumQoS: QoS

    init(using chance: inout SplitMix64) {
        mustMatch = chance.below(2) == 0
        let mustMatch = mustMatch
        otherwise = chance.below(2) == 0 ? .allow : .deny
        givesUserName = chance.below(3) == 0
        isRequired = chance.below(4) == 0
        allowsAnonymous = chance.below(3) > 0
        maximumQoS = chance.below(3) == 0 ? .atLeastOnce : .exactlyOnce
        rules = (0..<chance.below(8)).map { _ in
            let filter = Self.path(using: &chance, isFilter: true, hasClientID: mustMatch)
            return AccessControl.Rule(
                chance.below(2) == 0 ? .allow : .deny,
                [.readWrite, .write, .write][chance.below(3)],
                user: [nil, nil, "ann", "t1"][chance.below(4)], filter: filter)
        }
    }

    func configure(_ configuration: inout Configuration) {
        configuration.users = ["ann", "bob"].map { User(name: $0, password: Array($0.utf8)) }
        // Whoever watches must see everything.
        configuration.accessControl = AccessControl(
            rules: [.init(.allow, .read, filter: "#")] + rules, otherwise: otherwise)
        configuration.clientIDFromPrincipal = mustMatch ? .mustMatch : .any
        configuration.userNameFromPrincipal = givesUserName
        configuration.requiresPrincipal = isRequired
        configuration.allowsAnonymous = allowsAnonymous
        configuration.maximumQoS = maximumQoS
    }

    func path(using chance: inout SplitMix64, isFilter: Bool) -> String {
        Self.path(using: &chance, isFilter: isFilter, hasClientID: false)
            .split(separator: "/").map { $0.hasPrefix("%") ? "ann" : $0 }.joined(separator: "/")
    }

    private static func path(
        using chance: inout SplitMix64, isFilter: Bool, hasClientID: Bool
    ) -> String {
        var levels = ["ann", "bob", "t1", "a"]
        if isFilter { levels += ["+", "%u", "%i", hasClientID ? "%c" : "%i"] }
        var path = (0...chance.below(2)).map { _ in levels[chance.below(levels.count)] }
        if isFilter, chance.below(4) == 0 { path.append("#") }
        return path.joined(separator: "/")
    }
}
