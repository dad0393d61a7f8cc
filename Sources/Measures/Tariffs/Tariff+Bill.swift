import Base

/// What a fleet pays in a month, charge by charge.
package struct Bill: Equatable, Sendable {
    package struct Line: Equatable, Sendable {
        /// `device`, `bytes`, `messages` or `minutes`.
        package var what: String
        /// After rounding, before what is free or included.
        package var count: Int
        package var free: Int
        package var cost: Money
    }

    package var lines: [Line] = []

    package var total: Money { lines.reduce(.zero) { $0 + $1.cost } }

    fileprivate mutating func add(_ what: String, _ count: Int, free: Int, at rate: Tariff.Rate) {
        let cost = rate.cost(of: max(0, count - free))
        lines.append(Line(what: what, count: count, free: min(free, count), cost: cost))
    }
}

extension Tariff {
    /// What `devices` pay that all do as `usage` says.
    ///
    /// - Parameter whileNew: whether the account still has its free tier, which all devices share.
    package func bill(for usage: Usage, devices: Int = 1, whileNew: Bool = false) -> Bill {
        precondition(devices >= 0, "a fleet has no fewer than no devices")
        var bill = Bill()
        if monthly > .zero {
            bill.add("device", devices, free: 0, at: Rate(monthly, per: 1))
        }
        if let data {
            let bytes = data.bytes(of: usage).timesAtMost(devices)
            bill.add("bytes", bytes, free: data.included.timesAtMost(devices), at: data.rate)
        }
        if let messages {
            let count = messages.count(of: usage).total.timesAtMost(devices)
            bill.add("messages", count, free: whileNew ? free.messages : 0, at: messages.rate)
        }
        if let minutes, !usage.isHTTP {
            let each = Int(max(0, usage.connected.nanoseconds)).blocks(of: 60_000_000_000)
            let count = usage.connections.timesAtMost(each).timesAtMost(devices)
            bill.add("minutes", count, free: whileNew ? free.minutes : 0, at: minutes)
        }
        return bill
    }
}

extension Tariff.DataCharge {
    /// What is billed of the bytes of a month, before what is included.
    package func bytes(of usage: Usage) -> Int {
        let wire = usage.wire
        switch rounding {
        case .message:
            return usage.messages.timesAtMost(rounded(wire.message))
                .plusAtMost(usage.connections.timesAtMost(rounded(wire.connection)))
                .plusAtMost(usage.pings.timesAtMost(rounded(wire.ping)))
        case .session: return spread(usage, over: max(1, usage.connections))
        case .day: return spread(usage, over: Tariff.daysOfMonth)
        case .month: return spread(usage, over: 1)
        }
    }

    /// All bytes, rounded in so many equal parts.
    private func spread(_ usage: Usage, over parts: Int) -> Int {
        let wire = usage.wire
        let bytes =
            Double(usage.messages) * wire.message + Double(usage.connections) * wire.connection
            + Double(usage.pings) * wire.ping
        return parts.timesAtMost(rounded(bytes / Double(parts)))
    }

    private func rounded(_ bytes: Double) -> Int {
        // An average that is whole but for the last bits of a Double must not cost a block more.
        guard bytes > 1e-6 else { return 0 }
        guard bytes < 1e18 else { return .max }
        let whole = max(minimum, Int((bytes * (1 - 1e-12) - 1e-6).rounded(.up)))
        return whole.blocks(of: block).timesAtMost(block)
    }
}

/// What a cloud bills as messages in a month, by what they are.
package struct MessageCount: Equatable, Sendable {
    /// From the device.
    package var published = 0
    /// To its subscribers.
    package var delivered = 0
    /// PUBACKs of subscribers.
    package var acknowledgements = 0
    package var pings = 0
    package var connects = 0
    package var subscriptions = 0
    /// Bodies of HTTP responses.
    package var responses = 0

    package init() {}

    package var total: Int {
        [published, delivered, acknowledgements, pings, connects, subscriptions, responses]
            .reduce(0) { $0.plusAtMost($1) }
    }
}

extension Tariff.MessageCharge {
    /// The blocks that one device's month comes to.
    package func count(of usage: Usage) -> MessageCount {
        var count = MessageCount()
        let size = usage.payload.plusAtMost(bills.contains(.topics) ? usage.topic : 0)
        let deliveries = usage.messages.timesAtMost(usage.receivers)
        // The topic of a POST is in its path, and only bodies are billed.
        count.published = usage.messages.timesAtMost(
            blocks(usage.isHTTP ? usage.payload : size))
        count.delivered = deliveries.timesAtMost(blocks(size))
        if bills.contains(.acknowledgements), usage.qos > 0 { count.acknowledgements = deliveries }
        if usage.isHTTP {
            if bills.contains(.responses), usage.response > 0 {
                count.responses = usage.messages.timesAtMost(blocks(usage.response))
            }
            return count
        }
        if bills.contains(.pings) { count.pings = usage.pings }
        if bills.contains(.connects) {
            count.connects = usage.connections.timesAtMost(blocks(usage.connect))
        }
        if bills.contains(.subscriptions) {
            let packets = usage.connections.timesAtMost(usage.subscriptions)
            count.subscriptions = packets.timesAtMost(blocks(usage.filters))
        }
        return count
    }

    /// An empty message is one too.
    private func blocks(_ bytes: Int) -> Int { max(1, bytes.blocks(of: block)) }
}
