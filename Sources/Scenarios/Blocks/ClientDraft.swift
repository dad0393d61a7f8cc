import Base
import MQTT
import YAML

/// How a client connects, as it was written.
struct ClientDraft: Sendable {
    var version = Version.v5
    var isPersistent = false
    var expiry: Placed<Int>?
    var keepAlive = 60
    var receiveMaximum: Placed<Int>?
    var topicAliasMaximum: Placed<Int>?
    var maximumPacketSize: Placed<Int>?
    var userName: Placed<SecretDraft>?
    var password: Placed<SecretDraft>?
    var window = 20
    var backlog = 1000
    var reconnect: Placed<ReconnectPlan>?
}

/// A block that describes clients: fleets and applications.
protocol ClientOwner: Sendable {
    var client: ClientDraft { get set }
}

extension ClientOwner {
    /// The keys that fleets and applications have in common.
    static var clientKeys: [Key<Self>] {
        [
            Key("mqtt", .version, \.client.version, .otherwise("5.0"), "The version of MQTT."),
            Key(
                "session", .choice(["clean": false, "persistent": true], isNo: "session"),
                \.client.isPersistent, .otherwise("clean"),
                "Whether the broker keeps the session while the link is down."),
            Key(
                "expiry", Form.seconds(bits: 32).placed, \.client.expiry, .otherwise("1h"),
                "How long the broker keeps a persistent session; 5.0 only.", example: "30m"),
            Key(
                "keep-alive", .seconds(bits: 16), \.client.keepAlive, .otherwise("60s"),
                "The longest silence before PINGREQ; 0s turns it off.", example: "30s"),
            Key(
                "reconnect", ReconnectPlan.form.placed, \.client.reconnect,
                .otherwise("{first: 100ms, cap: 10s}"), "What to do when the link is lost.",
                example: "never"),
            Key(
                "window", .wholeNumber(in: 1...65_535), \.client.window, .otherwise("20"),
                "Messages with QoS 1 or 2 that may be unacknowledged at once."),
            Key(
                "backlog", .wholeNumber(in: 0...1_000_000), \.client.backlog, .otherwise("1000"),
                "Messages kept while offline or while the window is full."),
            Key(
                "receive-maximum", Form.wholeNumber(in: 1...65_535).placed, \.client.receiveMaximum,
                .otherwise("65535"),
                "Messages with QoS 1 or 2 that the broker may leave unacknowledged; 5.0 only."),
            Key(
                "topic-alias-maximum", Form.wholeNumber(in: 0...65_535).placed,
                \.client.topicAliasMaximum, .otherwise("0"),
                "Topic aliases that the broker may use; 5.0 only."),
            Key(
                "maximum-packet-size", Form.size(in: 16...268_435_460).placed,
                \.client.maximumPacketSize, .otherwise("no limit"),
                "The largest packet that the broker may send; 5.0 only.", example: "64KiB"),
            Key(
                "user-name", SecretDraft.form.placed, \.client.userName, .otherwise("none"),
                "The user name in CONNECT."),
            Key(
                "password", SecretDraft.form.placed, \.client.password, .otherwise("none"),
                "The password in CONNECT; better kept out of the file.",
                example: "{env: BROKER_PASSWORD}"),
        ]
    }
}

extension ReconnectPlan {
    static let block = Block<ReconnectPlan>(
        "reconnect", "How long to wait before each attempt: doubled each time, with jitter.",
        [
            Key(
                "first", .milliseconds, \.first, .otherwise("100ms"),
                "The wait before the first attempt."),
            Key("cap", .milliseconds, \.cap, .otherwise("10s"), "The longest wait."),
        ])

    static let usual = ReconnectPlan(
        isAutomatic: true, first: .milliseconds(100), cap: .seconds(10))

    static let never = ReconnectPlan(isAutomatic: false, first: .seconds(1), cap: .seconds(1))

    static let form = Form.either(
        .choice(["never": ReconnectPlan.never], isNo: "way to reconnect"),
        orMapping: block.form { .usual }
            .map { (plan, node) throws(Problem) in
                guard plan.first <= plan.cap else {
                    throw node.problem(
                        "the first wait, \(plan.first.short), is longer than the cap, "
                            + plan.cap.short)
                }
                return plan
            })
}

extension ClientDraft {
    /// - Throws: ``Problem`` for what the version does not have and what does not go together.
    func plan(secrets: Secrets) throws(Problem) -> ClientPlan {
        try refuse(expiry, "expiry", "a session of 3.1.1 never expires")
        try refuse(receiveMaximum, "receive-maximum", "3.1.1 has no Receive Maximum")
        try refuse(topicAliasMaximum, "topic-alias-maximum", "3.1.1 has no topic aliases")
        try refuse(maximumPacketSize, "maximum-packet-size", "3.1.1 has no Maximum Packet Size")
        if let expiry, !isPersistent {
            throw expiry.problem(
                "a clean session ends with its link; write session: persistent, or no expiry")
        }
        if version == .v3_1_1, let password, userName == nil {
            throw password.problem(
                "3.1.1 allows no password without a user name; write user-name, or mqtt: 5.0")
        }
        let expiry = isPersistent && version == .v5 ? expiry?.value ?? 3600 : 0
        return ClientPlan(
            version: version, cleanStart: !isPersistent, sessionExpiry: UInt32(expiry),
            keepAlive: UInt16(keepAlive),
            receiveMaximum: UInt16(receiveMaximum?.value ?? 65_535),
            topicAliasMaximum: UInt16(topicAliasMaximum?.value ?? 0),
            maximumPacketSize: maximumPacketSize.map { UInt32($0.value) },
            userName: try reveal(userName, secrets), password: try reveal(password, secrets),
            window: window, backlog: backlog, reconnect: reconnect?.value ?? .usual)
    }

    /// Complains about a key of 5.0 beside `mqtt: 3.1.1`.
    func refuse(_ value: Placed<some Any>?, _ key: String, _ reason: String) throws(Problem) {
        guard version == .v3_1_1, let value else { return }
        throw value.problem("\(reason); write mqtt: 5.0, or leave out \(key)")
    }

    private func reveal(
        _ secret: Placed<SecretDraft>?, _ secrets: Secrets
    ) throws(Problem) -> String? {
        guard let secret else { return nil }
        let text = try secret.reveal(secrets)
        guard text.utf8.count <= 65_535, !text.contains("\0") else {
            throw secret.problem("this is too long for MQTT, or has a NUL in it")
        }
        return text
    }
}
