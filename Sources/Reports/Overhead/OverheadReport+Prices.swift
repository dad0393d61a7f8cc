import Base

extension OverheadReport {
    /// What the device is taken to do when its month is priced.
    package struct Habit: Record, Equatable {
        /// Between two messages.
        package var interval = Duration.seconds(60)
        /// Subscribers that each message goes out to.
        package var receivers = 0
        /// Connections that are lost and opened anew, a day.
        package var reconnects = 0
        /// After so much silence a server closes an HTTP connection.
        package var httpPatience = Duration.seconds(75)
        /// That share the tiers and the free tier of an account.
        package var devices = 1
        /// Whether the account is new enough to have a free tier.
        package var whileNew = false

        package init() {}

        package static let fields: [Field<Habit>] = [
            Field("interval", \.interval), Field("receivers", \.receivers),
            Field("reconnects", \.reconnects), Field("httpPatience", \.httpPatience),
            Field("devices", \.devices), Field("whileNew", \.whileNew),
        ]
    }

    /// What a tariff makes of the rows.
    package struct PriceList: Record, Equatable {
        package var tariff = ""
        package var about = ""
        /// Three letters, such as `USD`.
        package var currency = ""
        /// The day on which these prices were read.
        package var asOf = ""
        package var source = ""
        package var prices: [Price] = []

        package init() {}

        package static let fields: [Field<PriceList>] = [
            Field("tariff", \.tariff), Field("about", \.about), Field("currency", \.currency),
            Field("asOf", \.asOf), Field("source", \.source), Field("prices", \.prices),
        ]
    }

    /// What one row costs, in the currency's unit.
    package struct Price: Record, Equatable {
        /// ``Row/id``.
        package var row = ""
        /// Of one device, a month of 30 days; nil where a figure is missing to tell.
        package var perMonth: Double?
        /// The month's cost over its messages: pings and connections bear on it.
        package var perMillion: Double?
        /// What the whole fleet is billed for.
        package var lines: [BillLine] = []

        package init() {}

        package static let fields: [Field<Price>] = [
            Field("row", \.row), Field("perMonth", \.perMonth),
            Field("perMillion", \.perMillion), Field("lines", \.lines),
        ]
    }

    /// One charge of a month's bill.
    package struct BillLine: Record, Equatable {
        /// `device`, `bytes`, `messages` or `minutes`.
        package var what = ""
        package var count = 0
        package var free = 0
        package var cost = 0.0

        package init() {}

        package init(what: String, count: Int, free: Int, cost: Double) {
            self.what = what
            self.count = count
            self.free = free
            self.cost = cost
        }

        package static let fields: [Field<BillLine>] = [
            Field("what", \.what), Field("count", \.count), Field("free", \.free),
            Field("cost", \.cost),
        ]
    }
}
