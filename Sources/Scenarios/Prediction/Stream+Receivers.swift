import MQTT

extension Stream {
    /// Adds what applications receive of this stream.
    ///
    /// A client receives a message once, at the highest QoS of the subscriptions that match it; a
    /// group that shares a subscription receives it once in all.
    mutating func findReceivers(in applications: [ApplicationPlan]) {
        var groups: Set<String> = []
        for application in applications {
            var coverage = Coverage()
            for subscription in application.subscriptions {
                let match = topic.matches(subscription.filter)
                guard match != .none else { continue }
                if SharedFilter(parsing: subscription.filter) == nil {
                    coverage.add(match, subscription.qos)
                } else if groups.insert(subscription.filter).inserted {
                    var alone = Coverage()
                    alone.add(match, subscription.qos)
                    add(alone, to: application, clients: 1)
                }
            }
            add(coverage, to: application, clients: application.count)
        }
    }

    private mutating func add(
        _ coverage: Coverage, to application: ApplicationPlan, clients: Int
    ) {
        for level in QoS.allCases {
            let part = coverage.part(at: level, of: topic.count)
            guard part > 0 else { continue }
            deliveries.append(
                Delivery(
                    receiver: application.name, version: application.client.version,
                    qos: min(level, qos), copies: part * Double(clients)))
        }
    }
}

/// Which devices' messages a client receives, and at which QoS.
private struct Coverage {
    private var all: QoS?
    private var single: [Int: QoS] = [:]

    mutating func add(_ match: TopicTemplate.Match, _ qos: QoS) {
        switch match {
        case .none: break
        case .all: all = max(all ?? qos, qos)
        case .one(let id): single[id] = max(single[id] ?? qos, qos)
        }
    }

    /// The part of the messages of `count` devices that comes at `level`.
    func part(at level: QoS, of count: Int) -> Double {
        let raised = single.values.count { max($0, all ?? $0) == level }
        let rest = all == level ? count - single.count : 0
        return Double(raised + rest) / Double(count)
    }
}
