import MQTT

extension ApplicationPlan {
    /// A client that serves others on the topics it subscribes to, and has no plan of its own.
    package static func service(named name: String, filters: [String]) -> ApplicationPlan {
        ApplicationPlan(
            name: name,
            client: ClientPlan(
                version: .v3_1_1, cleanStart: true, sessionExpiry: 0, keepAlive: 60,
                receiveMaximum: .max, topicAliasMaximum: 0, maximumPacketSize: nil, userName: nil,
                password: nil, window: 1000, backlog: 65_535,
                reconnect: ReconnectPlan(
                    isAutomatic: true, first: .milliseconds(100), cap: .seconds(1))),
            subscriptions: filters.map { Subscription($0, qos: .atLeastOnce) }, count: 1,
            commands: [], publications: [], watchesWills: false)
    }
}
