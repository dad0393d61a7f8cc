import Base
package import Measures
package import Reports

extension OverheadReport {
    /// Fills ``priceLists`` with what each tariff makes of each row and of ``habit``.
    ///
    /// To be called when rows, payload, topic and habit are in place.
    package mutating func price(by tariffs: [Tariff]) {
        priceLists = tariffs.map { tariff in
            var list = PriceList()
            list.tariff = tariff.name
            list.about = tariff.about
            list.currency = tariff.currency
            list.asOf = tariff.asOf
            list.source = tariff.source
            list.prices = rows.map { price(of: $0, by: tariff) }
            return list
        }
    }

    private func price(of row: Row, by tariff: Tariff) -> Price {
        var price = Price()
        price.row = row.id
        guard let usage = usage(of: row, billsBytes: tariff.data != nil) else { return price }
        let bill = tariff.bill(for: usage, devices: habit.devices, whileNew: habit.whileNew)
        price.lines = bill.lines.map { line in
            BillLine(
                what: line.what, count: line.count, free: line.free, cost: line.cost.inUnits)
        }
        guard habit.devices > 0 else { return price }
        let perMonth = bill.total.inUnits / Double(habit.devices)
        price.perMonth = perMonth
        if usage.messages > 0 { price.perMillion = perMonth / Double(usage.messages) * 1e6 }
        return price
    }

    /// A month of the habit over `row`.
    ///
    /// - Returns: Nil where bytes are billed and one of the figures that make them up is missing.
    package func usage(of row: Row, billsBytes: Bool = true) -> Usage? {
        precondition(habit.interval > .zero, "a device that never rests sends without end")
        var usage = Usage()
        let month = Duration.days(Tariff.daysOfMonth)
        usage.messages = Int(month.nanoseconds / habit.interval.nanoseconds)
        usage.payload = payload
        usage.topic = topic.utf8.count
        usage.qos = row.qos
        usage.receivers = habit.receivers
        usage.isHTTP = row.transport.isHTTP
        usage.response = Int((row.responseBody ?? 0).rounded(.up))
        // What stands between messages for longer than the server waits is a new connection each.
        let isFresh =
            row.connection == .perMessage || usage.isHTTP && habit.interval > habit.httpPatience
        usage.connections =
            isFresh ? usage.messages : 1 + habit.reconnects * Tariff.daysOfMonth
        usage.connected = isFresh ? .seconds(1) : month / usage.connections
        usage.connect = Int((row.opening?.bytes?.mqtt ?? 0).rounded(.up))
        if let keepAlive = row.idle?.keepAlive, keepAlive > .zero, !isFresh {
            usage.pings = Usage.pings(in: month, every: habit.interval, keepAlive: keepAlive)
        }
        return !billsBytes || fill(&usage.wire, of: row, in: usage) ? usage : nil
    }

    /// Whether all that is needed is known.
    private func fill(_ wire: inout Usage.Wire, of row: Row, in usage: Usage) -> Bool {
        // Without the headers of TCP and IP a network's bill would be too low.
        guard let bytes = row.bytes, bytes.tcpIP != nil else { return false }
        wire.message = bytes.total
        // With a new connection for each message, its bytes are in those of the message.
        if row.connection == .kept {
            guard let opening = row.opening?.bytes, opening.tcpIP != nil else { return false }
            wire.connection = opening.total
        }
        if usage.pings > 0 {
            guard let ping = row.idle?.bytesPerPing, ping.tcpIP != nil else { return false }
            wire.ping = ping.total
        }
        return true
    }
}
