/// SUBSCRIBE: a client asks for topics (§3.8 of both versions).
package struct Subscribe: Equatable, Sendable {
    package var id: UInt16
    package var subscriptions: [Subscription]
    package var properties: Properties

    package init(
        id: UInt16, _ subscriptions: [Subscription], properties: Properties = Properties()
    ) {
        self.id = id
        self.subscriptions = subscriptions
        self.properties = properties
    }
}

/// A Topic Filter and how its messages are to come; 3.1.1 knows the filter and the QoS alone.
package struct Subscription: Equatable, Sendable {
    package enum RetainHandling: UInt8, CaseIterable, Sendable {
        case send, sendIfNew, doNotSend
    }

    package var filter: String
    package var qos: QoS
    package var noLocal: Bool
    package var retainAsPublished: Bool
    package var retainHandling: RetainHandling

    package init(
        _ filter: String, qos: QoS = .atMostOnce, noLocal: Bool = false,
        retainAsPublished: Bool = false, retainHandling: RetainHandling = .send
    ) {
        self.filter = filter
        self.qos = qos
        self.noLocal = noLocal
        self.retainAsPublished = retainAsPublished
        self.retainHandling = retainHandling
    }
}

/// SUBACK: one reason code for each Topic Filter of the SUBSCRIBE, in its order (§3.9).
package struct Suback: Equatable, Sendable {
    package var id: UInt16
    package var reasons: [ReasonCode]
    package var properties: Properties

    package init(id: UInt16, reasons: [ReasonCode], properties: Properties = Properties()) {
        self.id = id
        self.reasons = reasons
        self.properties = properties
    }
}

/// UNSUBSCRIBE: a client gives up topics (§3.10).
package struct Unsubscribe: Equatable, Sendable {
    package var id: UInt16
    package var filters: [String]
    package var properties: Properties

    package init(id: UInt16, filters: [String], properties: Properties = Properties()) {
        self.id = id
        self.filters = filters
        self.properties = properties
    }
}

/// UNSUBACK: one reason code a filter in 5.0, none at all in 3.1.1 (§3.11).
package struct Unsuback: Equatable, Sendable {
    package var id: UInt16
    package var reasons: [ReasonCode]
    package var properties: Properties

    package init(id: UInt16, reasons: [ReasonCode] = [], properties: Properties = Properties()) {
        self.id = id
        self.reasons = reasons
        self.properties = properties
    }
}
