import Base
import Testing

@testable import Measures

/// What must hold for any tariff and any month.
@Suite struct TariffLawTests {
    static let seeds: Range<UInt64> = 0..<200

    private struct Dice {
        var random: SplitMix64

        mutating func number(_ range: ClosedRange<Int>) -> Int {
            .random(in: range, using: &random)
        }

        mutating func usage() -> Usage {
            var usage = Usage()
            usage.connections = number(1...50)
            usage.messages = usage.connections * number(0...200)
            (usage.payload, usage.topic, usage.qos) = (
                number(0...9000), number(0...60), number(0...1)
            )
            (usage.receivers, usage.isHTTP) = (number(0...3), number(0...1) == 1)
            (usage.response, usage.connect) = (number(0...90), number(20...400))
            (usage.subscriptions, usage.filters) = (number(0...2), number(0...900))
            usage.connected = .seconds(number(0...100_000))
            usage.pings = number(0...500)
            usage.wire = .init(
                message: Double(number(60...90_000)) / 10,
                connection: Double(number(100...60_000)) / 10, ping: Double(number(60...2000)) / 10)
            return usage
        }

        mutating func rate() -> Tariff.Rate {
            let price = number(0...2_000_000_000)
            return Tariff.Rate(
                Money(nanos: Int64(price)), per: number(1...1_000_000),
                tiers: (0..<number(0...3)).map {
                    .init(
                        above: ($0 + 1) * number(1000...1010),
                        price: Money(nanos: Int64(price / ($0 + 2))))
                })
        }

        mutating func tariff() -> Tariff {
            var tariff = Tariff(name: "t")
            tariff.monthly = Money(nanos: Int64(number(0...3_000_000_000)))
            var data = Tariff.DataCharge()
            (data.rate, data.block, data.minimum) = (rate(), number(1...20_000), number(0...50_000))
            data.rounding = Tariff.DataCharge.Rounding.allCases[number(0...3)]
            data.included = number(0...1) * number(0...1_000_000)
            tariff.data = data
            var messages = Tariff.MessageCharge()
            (messages.rate, messages.block) = (rate(), number(1...6000))
            messages.bills = Set(
                Tariff.MessageCharge.Extra.allCases.filter { _ in number(0...1) == 1 })
            tariff.messages = messages
            tariff.minutes = rate()
            (tariff.free.messages, tariff.free.minutes) = (number(0...9000), number(0...9000))
            return tariff
        }
    }

    @Test(arguments: seeds)
    func `more of anything never costs less`(_ seed: UInt64) {
        var dice = Dice(random: SplitMix64(seed: seed))
        let (tariff, usage) = (dice.tariff(), dice.usage())
        let more: [(String, (inout Usage) -> Void)] = [
            ("payload", { $0.payload += 700 }), ("topic", { $0.topic += 40 }),
            ("response", { $0.response += 3000 }), ("receivers", { $0.receivers += 1 }),
            ("pings", { $0.pings += 1 }), ("wire", { $0.wire.message += 0.3 }),
            ("connection", { $0.wire.connection += 900 }), ("ping", { $0.wire.ping += 11 }),
            ("connected", { $0.connected += .seconds(61) }), ("qos", { $0.qos = 1 }),
        ]
        for devices in [1, 1000] {
            for isNew in [false, true] {
                let bill = tariff.bill(for: usage, devices: devices, whileNew: isNew)
                for (name, grow) in more {
                    var larger = usage
                    grow(&larger)
                    let other = tariff.bill(for: larger, devices: devices, whileNew: isNew)
                    #expect(other.total >= bill.total, "seed \(seed): more \(name)")
                }
            }
            #expect(
                tariff.bill(for: usage, devices: devices, whileNew: true).total
                    <= tariff.bill(for: usage, devices: devices).total, "seed \(seed)")
        }
    }

    @Test(arguments: seeds)
    func `what is rounded up in smaller parts comes to no less`(_ seed: UInt64) {
        var dice = Dice(random: SplitMix64(seed: seed))
        let usage = dice.usage()
        var charge = dice.tariff().data!
        let bytes = [.message, .session, .month].map {
            (rounding: Tariff.DataCharge.Rounding) in
            charge.rounding = rounding
            return charge.bytes(of: usage)
        }
        #expect(bytes[0] >= bytes[1] && bytes[1] >= bytes[2], "seed \(seed): \(bytes)")
        charge.rounding = .day
        #expect(charge.bytes(of: usage) >= bytes[2], "seed \(seed)")
        let moved =
            Double(usage.messages) * usage.wire.message + Double(usage.pings) * usage.wire.ping
            + Double(usage.connections) * usage.wire.connection
        #expect(Double(bytes[2]) >= moved - 0.001, "seed \(seed)")
        #expect(bytes.allSatisfy { $0 % charge.block == 0 }, "seed \(seed)")
        #expect(
            Double(bytes[2]) < max(moved, Double(charge.minimum)) + Double(charge.block) + 0.001,
            "seed \(seed): at most one block too many")
    }

    @Test(arguments: seeds)
    func `a message costs as many blocks as hold it`(_ seed: UInt64) {
        var dice = Dice(random: SplitMix64(seed: seed))
        var charge = Tariff.MessageCharge()
        charge.block = dice.number(1...6000)
        var usage = Usage()
        usage.messages = 1
        for blocks in 1...4 {
            usage.payload = blocks * charge.block
            #expect(charge.count(of: usage).published == blocks, "seed \(seed)")
            usage.payload += 1
            #expect(charge.count(of: usage).published == blocks + 1, "seed \(seed)")
        }
        usage.payload = 0
        #expect(charge.count(of: usage).published == 1, "an empty message is one too")
    }

    @Test(arguments: seeds)
    func `tiers are each thing at its own price`(_ seed: UInt64) {
        var dice = Dice(random: SplitMix64(seed: seed))
        let base = Int64(dice.number(4...1_000_000)) * 4
        let tiers = [(30, base / 2), (75, base / 4)]
        let rate = Tariff.Rate(
            Money(nanos: base), per: 1,
            tiers: tiers.map { .init(above: $0.0, price: Money(nanos: $0.1)) })
        var sum: Int64 = 0
        for count in 0...120 {
            #expect(rate.cost(of: count).nanos == sum, "seed \(seed): \(count)")
            sum += tiers.last { $0.0 <= count }?.1 ?? base
        }
    }
}

/// Amounts are exact, and end at the largest.
@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("5", 5_000_000_000), ("0.08", 80_000_000), ("0.000000001", 1),
        ("999999999.999999999", 999_999_999_999_999_999), ("25.920", 25_920_000_000),
    ])
    func `plain decimals are read to the last digit`(text: String, nanos: Int64) {
        #expect(Money(decimal: text)?.nanos == nanos)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0.0000000001", "١", "1.2.3"])
    func `anything else is no price`(text: String) {
        #expect(Money(decimal: text) == nil)
    }

    @Test func `an amount is written with all its digits`() {
        for text in ["0.00", "25.92", "0.0108", "0.000000001", "1320.60", "7.00"] {
            #expect(Money(decimal: text)?.description == text)
        }
    }

    @Test func `a product is rounded once, halves up`() {
        #expect(Money(nanos: 1).times(1, per: 2).nanos == 1)
        #expect(Money(nanos: 1).times(1, per: 3).nanos == 0)
        #expect(Money(nanos: 2).times(1, per: 3).nanos == 1)
        #expect(Money(nanos: 5_000_000_000).times(43_200, per: 1_000_000).description == "0.216")
        #expect(Money(nanos: .max).times(7, per: 7).nanos == .max)
        let third = Money(nanos: 1_000_000_000).times(1_000_000_007, per: 3)
        #expect(third.nanos == 333_333_335_666_666_667)
    }

    @Test func `what does not fit is the most there is`() {
        #expect(Money.most.times(2) == .most)
        #expect(Money.most.times(.max, per: 1) == .most)
        #expect(Money.most + Money(nanos: 1) == .most)
    }

    @Test func `a fleet without end pays the most, and does not trap`() {
        var usage = Usage()
        (usage.messages, usage.receivers, usage.payload) = (.max, .max, .max)
        (usage.connections, usage.pings, usage.connected) = (.max, .max, .seconds(Int64.max / 2))
        usage.wire = .init(message: 1e300, connection: .infinity, ping: 1e17)
        for rounding in Tariff.DataCharge.Rounding.allCases {
            var tariff = TariffTests.cloud5K
            var data = Tariff.DataCharge()
            data.rate = .init(Money(nanos: 10), per: 1)
            (data.rounding, data.block) = (rounding, 50)
            tariff.data = data
            let bill = tariff.bill(for: usage, devices: .max)
            #expect(bill.total == .most, "\(rounding)")
        }
    }
}
