/// What somebody asks for carrying or handling a device's messages, a month of 30 days at a time.
///
/// A tariff is a sum of charges, each of which may be missing: a network asks for bytes, a cloud
/// for messages and for the minutes of a connection, both perhaps for the device as such.
package struct Tariff: Equatable, Sendable {
    package var name: String
    package var about = ""
    /// Three letters, such as `USD`; every price of the tariff is in it.
    package var currency = ""
    /// The day on which these prices were read, such as `2016-10-08`.
    package var asOf = ""
    /// Where the prices were found.
    package var source = ""
    /// For each device, whatever it does.
    package var monthly = Money.zero
    package var data: DataCharge?
    package var messages: MessageCharge?
    /// Of a connected minute; each connection's time is rounded up to whole ones.
    package var minutes: Rate?
    package var free = Free()

    package init(name: String) {
        self.name = name
    }

    package static let daysOfMonth = 30

    /// What an account need not pay for while it is new, a month.
    package struct Free: Equatable, Sendable {
        package var messages = 0
        package var minutes = 0

        package init() {}
    }
}

extension Tariff {
    /// A price for so many things, and a lower one for all beyond a number.
    package struct Rate: Equatable, Sendable {
        package var price: Money
        /// What the price buys: bytes, messages or minutes.
        package var per: Int
        /// In the order of ``Tier/above``.
        package var tiers: [Tier]

        package struct Tier: Equatable, Sendable {
            /// The price is for what comes after so many.
            package var above: Int
            package var price: Money

            package init(above: Int, price: Money) {
                self.above = above
                self.price = price
            }
        }

        package init(_ price: Money, per: Int, tiers: [Tier] = []) {
            self.price = price
            self.per = per
            self.tiers = tiers
        }

        package func cost(of count: Int) -> Money {
            var cost = Money.zero
            var (start, price) = (0, price)
            for tier in tiers where tier.above < count {
                cost = cost + price.times(tier.above - start, per: per)
                (start, price) = (tier.above, tier.price)
            }
            return cost + price.times(count - start, per: per)
        }
    }

    /// What a network asks for bytes on the wire, both directions and all headers included.
    package struct DataCharge: Equatable, Sendable {
        /// What is rounded up by itself.
        package enum Rounding: String, CaseIterable, Sendable {
            /// Each message, each connection's opening and each ping.
            case message
            /// From the opening of a connection to its end.
            case session
            case day
            case month
        }

        /// Per bytes.
        package var rate = Rate(.zero, per: 1)
        package var rounding = Rounding.month
        /// Bytes; what is rounded is rounded up to a multiple of it.
        package var block = 1
        /// Bytes; what is rounded counts at least so many, unless it is nothing.
        package var minimum = 0
        /// Bytes that each device may move for ``Tariff/monthly``.
        package var included = 0

        package init() {}
    }

    /// What a cloud asks for messages, in blocks of so many bytes.
    package struct MessageCharge: Equatable, Sendable {
        /// What is billed beside messages in and out, or counted with them.
        package enum Extra: String, CaseIterable, Sendable {
            /// The topic counts with the payload of a PUBLISH.
            case topics
            /// Each PINGREQ is a message; its answer is none.
            case pings
            /// Each CONNECT is a message of its own size.
            case connects
            /// Each SUBSCRIBE is a message of the size of its Topic Filters.
            case subscriptions
            /// Each PUBACK that a device sends is a message; the cloud's own are none.
            case acknowledgements
            /// The body of an HTTP response is a message, as that of the request is.
            case responses
        }

        /// Per messages.
        package var rate = Rate(.zero, per: 1)
        /// Bytes that a message may have and be billed once.
        package var block = 1
        package var bills: Set<Extra> = []

        package init() {}
    }
}
