import Base
import Foundation
import Measures
import Reports
import Scenarios
import Testing
import YAML

/// The shipped tariffs, and what they make of a report.
@Suite struct TariffPriceTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../fixtures/tariffs").standardizedFileURL

    static let files = try! FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()

    static let shipped = try! Tariff.all(
        parsing: files.filter { $0.hasSuffix(".yaml") }.map { name in
            (name: name, bytes: Array(try! Data(contentsOf: folder.appending(path: name))))
        })

    static func tariff(_ name: String) throws -> Tariff {
        try #require(shipped.first { $0.name == name })
    }

    @Test func `every kind of tariff is shipped, dated and listed`() throws {
        #expect(Self.shipped.count == 7)
        let readme = try String(
            contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        for file in Self.files where file.hasSuffix(".yaml") {
            let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
            #expect(text.hasPrefix("# ") && readme.contains("`\(file)`"))
        }
        for tariff in Self.shipped {
            #expect(!tariff.about.isEmpty && tariff.about.count <= 80)
            #expect(!tariff.source.isEmpty || tariff.about.hasPrefix("Made up"))
        }
    }

    @Test func `the shipped clouds cost what their price pages say`() throws {
        var usage = Usage()
        (usage.messages, usage.payload, usage.receivers) = (2_592_000, 200, 1)
        let old = try Self.tariff("cloud-512").bill(for: usage)
        #expect(old.total.description == "25.92")
        usage = Usage()
        usage.pings = Usage.pings(in: .days(30), every: .days(365), keepAlive: .seconds(60))
        #expect(try Self.tariff("cloud-512").bill(for: usage).total.description == "0.216")
        usage = Usage()
        (usage.messages, usage.payload, usage.connected) = (9750, 1000, .days(30))
        let new = try Self.tariff("cloud-5k").bill(for: usage, devices: 100_000)
        // 345.60 for the minutes, 975.00 for the messages, 0.10 for the CONNECTs.
        #expect(new.lines.map(\.cost.description).sorted() == ["345.60", "975.10"])
    }

    /// Rows of round figures: 300 B by mqtts, 800 B by HTTPS, 3,500 B for each connection.
    static var report: OverheadReport {
        var report = OverheadReport()
        report.payload = 100
        report.topic = "a/b"
        var mqtts = OverheadReport.Row(.mqtts, qos: 1)
        mqtts.bytes = .init(payload: 100, topic: 3, mqtt: 97, tcpIP: 100)
        mqtts.opening = .init(bytes: .init(mqtt: 60, tlsHandshake: 2440, tcpIP: 1000), time: nil)
        mqtts.idle = .init(keepAlive: .seconds(60), bytesPerPing: .init(mqtt: 4, tcpIP: 196))
        var kept = OverheadReport.Row(.https, qos: 1)
        kept.bytes = .init(payload: 100, http: 550, tcpIP: 150)
        kept.opening = .init(bytes: .init(tlsHandshake: 2500, tcpIP: 1000), time: nil)
        kept.idle = .silent
        kept.responseBody = 24
        var fresh = OverheadReport.Row(.https, qos: 1, .perMessage)
        fresh.bytes = .init(payload: 100, http: 550, tlsHandshake: 2500, tcpIP: 1150)
        fresh.responseBody = 24
        report.rows = [mqtts, kept, fresh]
        return report
    }

    @Test func `a month is what the habit makes of a row`() throws {
        var report = Self.report
        report.habit.interval = .seconds(300)
        report.habit.reconnects = 2
        let usages = report.rows.map { report.usage(of: $0) }
        let mqtts = try #require(usages[0])
        #expect(mqtts.messages == 8640 && mqtts.connections == 61)
        #expect(mqtts.pings == 8640 * 4, "one each minute, but for that of the message")
        #expect(mqtts.connect == 60 && mqtts.topic == 3 && mqtts.qos == 1)
        #expect(mqtts.wire == .init(message: 300, connection: 3500, ping: 200))
        // Five minutes are more than a server waits, so the kept connection is no longer one.
        let kept = try #require(usages[1])
        #expect(kept.connections == 8640 && kept.pings == 0 && kept.response == 24)
        #expect(kept.wire == .init(message: 800, connection: 3500))
        let fresh = try #require(usages[2])
        #expect(fresh.connections == 8640 && fresh.wire == .init(message: 4300))
        report.habit.interval = .seconds(30)
        #expect(report.usage(of: report.rows[1])?.connections == 61)
        #expect(report.usage(of: report.rows[0])?.pings == 0)
    }

    @Test func `each row has its price, for one device and for a million messages`() throws {
        var report = Self.report
        report.habit.interval = .seconds(60)
        report.price(by: Self.shipped)
        #expect(report.priceLists.map(\.tariff) == Self.shipped.map(\.name))
        let sim = try #require(report.priceLists.first { $0.tariff == "cellular-hologram" })
        #expect(sim.prices.map(\.row) == report.rows.map(\.id) && sim.currency == "USD")
        // 43,200 messages of 300 B and one connection: 12,964 blocks of 1 kB at 0.03 a megabyte.
        #expect(sim.prices[0].perMonth == 1.38892)
        #expect(sim.prices[0].perMillion == 1.38892 / 43_200 * 1e6)
        #expect(sim.prices[0].lines.map(\.what) == ["device", "bytes"])
        let costs = sim.prices.compactMap(\.perMonth)
        #expect(costs.count == 3 && costs == costs.sorted())
        let steps = try #require(report.priceLists.first { $0.tariff == "cellular-steps" })
        // A session for each message is 10 kB each time: 432 MB.
        #expect(steps.prices[2].perMonth == 1 + 43.2)
        #expect(steps.prices[0].perMonth! < 2.4)
    }

    @Test func `a fleet shares tiers and the free tier, and a device pays its part`() throws {
        var report = Self.report
        report.habit.interval = .seconds(60)
        report.habit.devices = 1000
        let cloud = try Self.tariff("cloud-512")
        report.price(by: [cloud])
        #expect(report.priceLists[0].prices[0].perMonth == 0.216)
        report.habit.whileNew = true
        report.price(by: [cloud])
        #expect(report.priceLists[0].prices[0].perMonth == 0.21475)
        #expect(report.priceLists[0].prices[0].lines[0].free == 250_000)
        report.habit.devices = 0
        report.price(by: [cloud])
        #expect(report.priceLists[0].prices[0].perMonth == nil)
    }

    @Test func `a figure that is missing leaves the price open, not wrong`() throws {
        var report = Self.report
        report.habit.interval = .seconds(300)
        let (sim, cloud) = (try Self.tariff("cellular-hologram"), try Self.tariff("cloud-5k"))
        let gaps: [(inout OverheadReport.Row) -> Void] = [
            { $0.bytes = nil }, { $0.bytes?.tcpIP = nil }, { $0.opening = nil },
            { $0.opening?.bytes?.tcpIP = nil }, { $0.idle?.bytesPerPing = nil },
            { $0.idle?.bytesPerPing?.tcpIP = nil },
        ]
        for gap in gaps {
            var other = report
            gap(&other.rows[0])
            other.price(by: [sim, cloud])
            #expect(other.priceLists[0].prices[0].perMonth == nil)
            #expect(other.priceLists[1].prices[0].perMonth != nil, "a cloud bills no bytes")
        }
        // Messages that come faster than the Keep Alive need no ping, so none need be known.
        report.habit.interval = .seconds(10)
        report.rows[0].idle?.bytesPerPing = nil
        report.price(by: [sim])
        #expect(report.priceLists[0].prices[0].perMonth != nil)
    }
}
