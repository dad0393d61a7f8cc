import MQTT
import YAML

/// A subscription as it was written.
struct SubscriptionDraft: Sendable {
    var filter = Placed("", at: Place(file: ""))
    var qos = QoS.atLeastOnce
    var noLocal: Placed<Bool>?
    var retainAsPublished: Placed<Bool>?
    var retainHandling: Placed<Subscription.RetainHandling>?

    static let block = Block<SubscriptionDraft>(
        "subscription", "A Topic Filter and how its messages are to come.",
        [
            Key(
                "filter", Form.topicFilter.placed, \.filter, .required,
                "A Topic Filter; a shared one begins with $share/GROUP/.",
                example: "turbines/+/status"),
            Key("qos", .qos, \.qos, .otherwise("1"), "The highest QoS of what comes."),
            Key(
                "no-local", Form.bool.placed, \.noLocal, .otherwise("false"),
                "Not what this client published itself; 5.0 only."),
            Key(
                "retain-as-published", Form.bool.placed, \.retainAsPublished, .otherwise("false"),
                "Whether messages keep their RETAIN flag; 5.0 only."),
            Key(
                "retain-handling",
                Form.choice(
                    ["send": .send, "send-if-new": .sendIfNew, "do-not-send": .doNotSend],
                    isNo: "retain handling"
                ).placed,
                \.retainHandling, .otherwise("send"),
                "When the broker sends retained messages; 5.0 only."),
        ])

    static let form = Form.either(
        Form.topicFilter.placed.map("FILTER") { (filter, _) in SubscriptionDraft(filter: filter) },
        orMapping: block.form { SubscriptionDraft() })

    func subscription(for client: ClientDraft) throws(Problem) -> Subscription {
        try client.refuse(noLocal, "no-local", "3.1.1 has no No Local")
        try client.refuse(
            retainAsPublished, "retain-as-published", "3.1.1 has no Retain As Published")
        try client.refuse(retainHandling, "retain-handling", "3.1.1 has no Retain Handling")
        if filter.value.hasPrefix("$share/") {
            if client.version == .v3_1_1 {
                throw filter.problem("3.1.1 has no shared subscriptions; write mqtt: 5.0")
            }
            if let noLocal, noLocal.value {
                throw noLocal.problem("a shared subscription must not be no-local (5.0 §3.8.3.1)")
            }
        }
        return Subscription(
            filter.value, qos: qos, noLocal: noLocal?.value ?? false,
            retainAsPublished: retainAsPublished?.value ?? false,
            retainHandling: retainHandling?.value ?? .send)
    }
}
