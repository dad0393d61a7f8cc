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

extension Subscribe: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init(id: try body.packetID(), [])
        properties = try Properties(&body, version, in: .subscribe)
        guard !body.isEmpty else { throw body.failure(.noSubscriptions) }
        while !body.isEmpty { subscriptions.append(try Subscription(&body, version)) }
    }

    func size(_ version: Version) -> Int {
        var size = 2 + properties.size(version)
        for subscription in subscriptions { size += 3 + subscription.filter.utf8.count }
        return size
    }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write(id)
        properties.write(to: &writer, version)
        for subscription in subscriptions {
            writer.write(subscription.filter)
            writer.write(subscription.options(version))
        }
    }
}

extension Subscription {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        let filter = try body.topicFilter(version)
        let start = body.position
        let options = try body.byte()
        guard options & (version == .v5 ? 0xC0 : 0xFC) == 0 else {
            throw Malformed(.reservedBits, at: start)
        }
        guard let qos = QoS(rawValue: options & 0b11) else {
            throw Malformed(.invalidSubscriptionQoS, at: start)
        }
        guard let retainHandling = RetainHandling(rawValue: options >> 4 & 0b11) else {
            throw Malformed(.invalidRetainHandling, at: start)
        }
        let noLocal = options & 0x04 != 0
        guard !noLocal || SharedFilter(parsing: filter) == nil else {
            throw Malformed(.noLocalOnSharedSubscription, at: start)
        }
        self.init(
            filter, qos: qos, noLocal: noLocal, retainAsPublished: options & 0x08 != 0,
            retainHandling: retainHandling)
    }

    /// The byte after the filter; 3.1.1 has the QoS alone.
    fileprivate func options(_ version: Version) -> UInt8 {
        guard version == .v5 else { return qos.rawValue }
        return qos.rawValue | (noLocal ? 0x04 : 0) | (retainAsPublished ? 0x08 : 0)
            | retainHandling.rawValue << 4
    }
}

extension Suback: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init(id: try body.packetID(), reasons: [])
        properties = try Properties(&body, version, in: .suback)
        reasons = try body.reasons(in: .suback, version)
    }

    func size(_ version: Version) -> Int { 2 + properties.size(version) + reasons.count }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write(id)
        properties.write(to: &writer, version)
        for reason in reasons { writer.write(reason.rawValue) }
    }
}

extension Unsubscribe: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init(id: try body.packetID(), filters: [])
        properties = try Properties(&body, version, in: .unsubscribe)
        guard !body.isEmpty else { throw body.failure(.noSubscriptions) }
        while !body.isEmpty { filters.append(try body.topicFilter(version)) }
    }

    func size(_ version: Version) -> Int {
        var size = 2 + properties.size(version)
        for filter in filters { size += 2 + filter.utf8.count }
        return size
    }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write(id)
        properties.write(to: &writer, version)
        for filter in filters { writer.write(filter) }
    }
}

extension Unsuback: Body {
    init(_ body: inout Reader, _ version: Version) throws(Malformed) {
        self.init(id: try body.packetID())
        guard version == .v5 else { return }
        properties = try Properties(&body, version, in: .unsuback)
        reasons = try body.reasons(in: .unsuback, version)
    }

    func size(_ version: Version) -> Int {
        version == .v5 ? 2 + properties.size(version) + reasons.count : 2
    }

    func write(to writer: inout Writer, _ version: Version) {
        writer.write(id)
        guard version == .v5 else { return }
        properties.write(to: &writer, version)
        for reason in reasons { writer.write(reason.rawValue) }
    }
}

extension Reader {
    /// The reason codes that fill the rest of a SUBACK or UNSUBACK.
    fileprivate mutating func reasons(
        in kind: Packet.Kind, _ version: Version
    ) throws(Malformed) -> [ReasonCode] {
        guard !isEmpty else { throw failure(.noReasonCodes) }
        var reasons: [ReasonCode] = []
        reasons.reserveCapacity(count)
        while !isEmpty { reasons.append(try reason(in: kind, version)) }
        return reasons
    }
}
