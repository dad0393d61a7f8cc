import Base
import Testing

@testable import Measures

/// What a month costs: the checked examples of price pages, and what must hold for any tariff.
@Suite struct TariffTests {
    static func money(_ text: String) -> Money { Money(decimal: text)! }

    /// Blocks of 512 bytes, pings billed, as of 2016.
    static var cloud512: Tariff {
        var tariff = Tariff(name: "cloud-512")
        var messages = Tariff.MessageCharge()
        messages.rate = .init(money("5"), per: 1_000_000)
        messages.block = 512
        messages.bills = [.pings]
        tariff.messages = messages
        tariff.free.messages = 250_000
        return tariff
    }

    /// Blocks of 5 KiB and connected minutes, as of today.
    static var cloud5K: Tariff {
        var tariff = Tariff(name: "cloud-5k")
        var messages = Tariff.MessageCharge()
        messages.rate = .init(
            money("1"), per: 1_000_000, tiers: [.init(above: 1_000_000_000, price: money("0.8"))])
        messages.block = 5120
        messages.bills = [.topics, .connects, .subscriptions, .acknowledgements, .responses]
        tariff.messages = messages
        tariff.minutes = .init(money("0.08"), per: 1_000_000)
        tariff.free.messages = 500_000
        tariff.free.minutes = 2_250_000
        return tariff
    }

    @Test func `a sensor a second to one subscriber costs what the old page says`() {
        var usage = Usage()
        usage.messages = 2_592_000
        usage.payload = 200
        usage.receivers = 1
        let bill = Self.cloud512.bill(for: usage)
        #expect(bill.lines.map(\.count) == [5_184_000])
        #expect(bill.total.description == "25.92")
        let new = Self.cloud512.bill(for: usage, whileNew: true)
        #expect(new.total.description == "24.67" && new.lines[0].free == 250_000)
    }

    @Test(arguments: [(60, 43_200, "0.216"), (1200, 2_160, "0.0108")])
    func `an idle device pays for its pings`(seconds: Int, pings: Int, cost: String) {
        var usage = Usage()
        usage.pings = Usage.pings(
            in: .days(30), every: .days(365), keepAlive: .seconds(seconds))
        #expect(usage.pings == pings)
        let bill = Self.cloud512.bill(for: usage)
        #expect(bill.total.description == cost)
        #expect(Self.cloud5K.messages?.count(of: usage).pings == 0)
    }

    @Test func `a hundred thousand devices cost what the new page says`() {
        var usage = Usage()
        usage.messages = 325 * 30
        usage.payload = 1000
        usage.connected = .days(30)
        let bill = Self.cloud5K.bill(for: usage, devices: 100_000)
        let lines = Dictionary(uniqueKeysWithValues: bill.lines.map { ($0.what, $0) })
        #expect(lines["minutes"]?.count == 4_320_000_000)
        #expect(lines["minutes"]?.cost.description == "345.60")
        // The page leaves out the one CONNECT of each device, ten cents.
        #expect(lines["messages"]?.count == 975_000_000 + 100_000)
        #expect(lines["messages"]?.cost.description == "975.10")
        var published = Self.cloud5K
        published.messages?.bills = [.topics]
        #expect(published.bill(for: usage, devices: 100_000).total.description == "1320.60")
        let new = Self.cloud5K.bill(for: usage, devices: 100_000, whileNew: true)
        #expect(new.total == Money(decimal: "1320.02"))
    }

    @Test func `what a cloud counts beside payloads is counted apart`() {
        var usage = Usage()
        (usage.messages, usage.payload, usage.topic, usage.qos) = (10, 5100, 30, 1)
        (usage.receivers, usage.connections, usage.connect) = (2, 3, 60)
        (usage.subscriptions, usage.filters) = (1, 6000)
        let charge = Self.cloud5K.messages!
        let count = charge.count(of: usage)
        #expect(count.published == 20, "5,130 bytes with the topic are two blocks")
        #expect(count.delivered == 40 && count.acknowledgements == 20)
        #expect(count.connects == 3 && count.subscriptions == 6 && count.responses == 0)
        #expect(count.total == 89)
        usage.isHTTP = true
        usage.response = 65
        let posted = charge.count(of: usage)
        #expect(posted.published == 10 && posted.responses == 10, "the topic is in the path")
        #expect(posted.connects == 0 && posted.subscriptions == 0 && posted.delivered == 40)
        usage.qos = 0
        #expect(charge.count(of: usage).acknowledgements == 0)
    }

    @Test func `HTTP has no connected minutes`() {
        var usage = Usage()
        usage.messages = 10
        usage.connected = .days(30)
        #expect(Self.cloud5K.bill(for: usage).lines.map(\.what) == ["messages", "minutes"])
        usage.isHTTP = true
        #expect(Self.cloud5K.bill(for: usage).lines.map(\.what) == ["messages"])
    }

    @Test(arguments: [
        (Tariff.DataCharge.Rounding.message, 10 * 150 + 2 * 3050 + 4 * 100),
        (.session, 2 * 3850), (.day, 30 * 300), (.month, 7650),
    ])
    func `bytes are rounded where the tariff says`(
        rounding: Tariff.DataCharge.Rounding, bytes: Int
    ) {
        var usage = Usage()
        (usage.messages, usage.connections, usage.pings) = (10, 2, 4)
        usage.wire = .init(message: 130.5, connection: 3010, ping: 70)
        var charge = Tariff.DataCharge()
        (charge.rounding, charge.block) = (rounding, 50)
        #expect(charge.bytes(of: usage) == bytes)
        charge.minimum = 100_010
        #expect(charge.bytes(of: usage) >= 100_050)
        #expect(charge.bytes(of: Usage()) == 0, "nothing is not rounded up")
    }

    @Test func `an average that is whole but for a rounding error costs no block more`() {
        var usage = Usage()
        usage.messages = 10
        usage.wire.message = 370.0 + 3e-14
        var charge = Tariff.DataCharge()
        (charge.rounding, charge.block) = (.month, 50)
        #expect(charge.bytes(of: usage) == 3700)
        usage.wire.message = 370.001
        #expect(charge.bytes(of: usage) == 3750)
    }

    @Test func `what the monthly fee includes is each device's own`() {
        var tariff = Tariff(name: "sim")
        tariff.monthly = Self.money("1.5")
        var data = Tariff.DataCharge()
        data.rate = .init(Self.money("0.1"), per: 1_000_000)
        data.included = 1_000_000
        tariff.data = data
        var usage = Usage()
        usage.messages = 3000
        usage.wire.message = 1000
        let bill = tariff.bill(for: usage, devices: 10)
        #expect(bill.lines.map(\.what) == ["device", "bytes"])
        #expect(bill.lines.map(\.free) == [0, 10_000_000])
        #expect(bill.total.description == "17.00")
    }

    @Test(arguments: [
        (60, 60, 0), (30, 60, 0), (61, 60, 1), (120, 60, 1), (300, 60, 4), (300, 0, 0),
    ])
    func `a ping is owed after each silent Keep Alive`(every: Int, keepAlive: Int, pings: Int) {
        let hours = Usage.pings(
            in: .seconds(every * 100), every: .seconds(every), keepAlive: .seconds(keepAlive))
        #expect(hours == pings * 100)
    }
}
