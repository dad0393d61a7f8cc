package import MQTT

/// What a server said in its CONNACK that it can take (5.0 §3.2.2.3); 3.1.1 says nothing.
package struct ServerLimits: Equatable, Sendable {
    package private(set) var receiveMaximum: UInt16 = .max
    /// Bytes.
    package private(set) var maximumPacketSize: UInt32 = .max
    package private(set) var topicAliasMaximum: UInt16 = 0
    package private(set) var maximumQoS: QoS = .exactlyOnce
    package private(set) var retain = true
    package private(set) var wildcards = true
    package private(set) var subscriptionIdentifiers = true
    package private(set) var sharedSubscriptions = true

    package init() {}

    /// Nil if a limit has a value that cannot be.
    package init?(_ properties: Properties) {
        for property in properties.list {
            switch property {
            case .receiveMaximum(let value): receiveMaximum = value
            case .maximumPacketSize(let value): maximumPacketSize = value
            case .topicAliasMaximum(let value): topicAliasMaximum = value
            case .maximumQoS(let value):
                guard value < 2 else { return nil }
                maximumQoS = value == 0 ? .atMostOnce : .atLeastOnce
            case .retainAvailable(let value): retain = value != 0
            case .wildcardSubscriptionAvailable(let value): wildcards = value != 0
            case .subscriptionIdentifierAvailable(let value): subscriptionIdentifiers = value != 0
            case .sharedSubscriptionAvailable(let value): sharedSubscriptions = value != 0
            default: break
            }
        }
        guard receiveMaximum > 0, maximumPacketSize > 0 else { return nil }
    }

    /// Why this server must not be sent such a message.
    func refusal(qos: QoS, retain: Bool) -> Refusal? {
        if qos > maximumQoS { return .qosNotSupported }
        return retain && !self.retain ? .retainNotSupported : nil
    }

    /// Why this server must not be sent these subscriptions.
    func refusal(_ subscriptions: [Subscription], identified: Bool) -> Refusal? {
        if identified, !subscriptionIdentifiers { return .subscriptionIdentifiersNotSupported }
        for subscription in subscriptions {
            if !wildcards, subscription.filter.utf8.contains(where: { $0 == 0x23 || $0 == 0x2B }) {
                return .wildcardsNotSupported
            }
            if !sharedSubscriptions, subscription.filter.utf8.starts(with: "$share/".utf8) {
                return .sharedSubscriptionsNotSupported
            }
        }
        return nil
    }
}
