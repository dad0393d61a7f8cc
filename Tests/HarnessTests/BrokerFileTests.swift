import Base
import Harness
import MQTT
import ReferenceBroker
import Testing
import YAML

@Suite struct BrokerFileTests {
    private func read(_ text: String) throws(Problem) -> Configuration {
        try BrokerFile.configuration(parsing: Array(text.utf8), file: "broker.yaml")
    }

    @Test func `every key is read`() throws {
        let text = """
            anonymous: false
            users:
              - {name: anna, password: secret}
              - {name: bert, password: "12345"}
            access:
              - {effect: deny, to: write, user: bert, filter: fleet/#}
              - {filter: "fleet/%u/#"}
              - {to: read, filter: public/+}
            otherwise: deny
            empty-client-id: false
            maximum-qos: 1
            retain: false
            shared-subscriptions: false
            wildcards: false
            receive-maximum: 17
            topic-alias-maximum: 3
            inflight-limit: 21
            maximum-packet-size: 4KiB
            server-keep-alive: 90s
            session-expiry-cap: 2h
            queue-limit: 5
            queue-qos-0: true
            retained-limit: 6
            maximum-connections: 8
            connect-timeout: 1500ms
            tls: {certificate: server.pem, key: server.key}
            principal: {client-id: must-match}
            authorizers: {name: fleet, tokens: {token: x}}
            signatures: {keys: {id: AKID, secret: x}}
            """
        let configuration = try read(text)
        #expect(!configuration.allowsAnonymous)
        #expect(configuration.users.map(\.name) == ["anna", "bert"])
        #expect(configuration.accessControl.otherwise == .deny)
        let rules = configuration.accessControl.rules
        #expect(rules.map(\.effect) == [.deny, .allow, .allow])
        #expect(rules.map(\.access) == [.write, .readWrite, .read])
        #expect(rules.map(\.user) == ["bert", nil, nil])
        #expect(rules.map(\.filter) == ["fleet/#", "fleet/%u/#", "public/+"])
        #expect(!configuration.allowsEmptyClientID)
        #expect(configuration.maximumQoS == .atLeastOnce)
        #expect(!configuration.retainAvailable)
        #expect(!configuration.sharedSubscriptionAvailable)
        #expect(!configuration.wildcardSubscriptionAvailable)
        #expect(configuration.receiveMaximum == 17)
        #expect(configuration.topicAliasMaximum == 3)
        #expect(configuration.inflightLimit == 21)
        #expect(configuration.maximumPacketSize == 4096)
        #expect(configuration.serverKeepAlive == 90)
        #expect(configuration.sessionExpiryCap == 7200)
        #expect(configuration.queueLimit == 5)
        #expect(configuration.queuesQoS0)
        #expect(configuration.retainedLimit == 6)
        #expect(configuration.maximumConnections == 8)
        #expect(configuration.connectTimeout == .milliseconds(1500))
        // What help lists is what this reads: every key of the main block stands above.
        let keys = BrokerFile.blocks[0].keys.map(\.name)
        for key in keys { #expect(text.contains("\n\(key):") || text.hasPrefix(key), "\(key)") }
    }

    @Test func `what is left out keeps its default`() throws {
        let configuration = try read("retain: true")
        #expect(configuration.allowsAnonymous)
        #expect(configuration.users.isEmpty)
        #expect(configuration.maximumQoS == .exactlyOnce)
        #expect(configuration.queueLimit == Configuration().queueLimit)
    }

    @Test(arguments: [
        ("retain: true\nretian: true", "broker.yaml:2:1: "),
        ("maximum-qos: 3", "broker.yaml:1:14: "),
        ("maximum-qos: one", "broker.yaml:1:14: "),
        ("anonymous: perhaps", "broker.yaml:1:12: "),
        ("receive-maximum: 0", "broker.yaml:1:18: "),
        ("receive-maximum: 65536", "broker.yaml:1:18: "),
        ("maximum-packet-size: 1", "broker.yaml:1:22: "),
        ("connect-timeout: 10", "broker.yaml:1:18: "),
        ("connect-timeout: 1ms", "broker.yaml:1:18: "),
        ("otherwise: maybe", "broker.yaml:1:12: "),
        ("users:\n  - {name: anna}", "broker.yaml:2:5: "),
        ("users:\n  - {password: x}", "broker.yaml:2:5: "),
        ("users:\n  - {name: a, password: x, role: y}", "broker.yaml:2:28: "),
        ("access:\n  - {filter: a/#/b}", "broker.yaml:2:5: "),
        ("access:\n  - {to: read}", "broker.yaml:2:5: "),
        ("access:\n  - {effect: forbid, filter: a}", "broker.yaml:2:14: "),
        ("access:\n  - {to: listen, filter: a}", "broker.yaml:2:10: "),
        ("retain: true\nretain: false", "broker.yaml:2:1: "),
        ("- retain", "broker.yaml:1:1: "),
        ("retain: [", "broker.yaml:"),
        ("principal: {client-id: must}", "broker.yaml:1:24: "),
        ("principal: {user-name: principal}", "broker.yaml:1:24: "),
        ("principal: {required: yes}", "broker.yaml:1:23: "),
        ("principal: required", "broker.yaml:1:12: "),
        ("principal: {clientid: any}", "broker.yaml:1:13: "),
        ("authorizers: [{name: a}]", "broker.yaml:1:15: "),
        ("authorizers: [{tokens: {token: x}}]", "broker.yaml:1:15: "),
        ("authorizers: [{name: a, tokens: [{user: u}]}]", "broker.yaml:1:34: "),
        ("authorizers: [{name: a, tokens: [{token: \"\"}]}]", "broker.yaml:1:42: "),
        ("authorizers: [{name: a, tokens: [{token: x, user: \"\"}]}]", "broker.yaml:1:51: "),
        ("signatures: {region: eu}", "broker.yaml:1:13: "),
        ("signatures: {keys: [{id: a}]}", "broker.yaml:1:21: "),
        ("signatures: {keys: [{id: a, secret: ~}]}", "broker.yaml:1:37: "),
        ("signatures: {keys: [{id: a, secret: b}], clock-skew: 5}", "broker.yaml:1:54: "),
        ("tls: {certificate: c}", "broker.yaml:1:6: "),
        ("tls: {key: c}", "broker.yaml:1:6: "),
        ("tls: server.pem", "broker.yaml:1:6: "),
        ("tls: {certificate: c, key: k, require-certificate: true}", "broker.yaml:1:6: "),
        ("tls: {certificate: c, key: k, crl: r}", "broker.yaml:1:6: "),
        ("tls: {certificate: c, key: k, versions: [1.1]}", "broker.yaml:1:42: "),
        ("tls: {certificate: c, key: k, versions: []}", "broker.yaml:1:41: "),
        ("tls: {certificate: c, key: k, ciphers: \"A:B\"}", "broker.yaml:1:40: "),
        ("tls: {certificate: c, key: k, alpn: []}", "broker.yaml:1:37: "),
    ])
    func `a mistake has its place`(text: String, place: String) throws {
        let problem = try #require(throws: Problem.self) { try read(text) }
        #expect("\(problem)".hasPrefix(place), "\(problem)")
        #expect("\(problem)".count > place.count + 10)
    }

    @Test func `a password stands in no message`() throws {
        for text in [
            "users:\n  - {name: anna, password: hunter2, x: 1}",
            "users:\n  - {password: hunter2}",
            "users:\n  - {name: anna, password: [hunter2]}",
            "users:\n  - {name: anna, password: hunter2}\n  - 5",
        ] {
            let problem = try #require(throws: Problem.self) { try read(text) }
            #expect(!"\(problem)".contains("hunter2"), "\(problem)")
        }
        let configuration = try read("users:\n  - {name: anna, password: hunter2}")
        #expect(!"\(configuration)".contains("hunter2"))
    }
}
