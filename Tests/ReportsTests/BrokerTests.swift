import Base
import Testing

@testable import Reports

/// What a report says of the broker beside it.
@Suite struct BrokerTests {
    /// The sample without anything about the broker's cost, as an older gale wrote it.
    private func older() throws -> Report {
        var members = Report.sample.json.object!
        members["broker"] = ["url": "mqtt://127.0.0.1:1883", "embedded": false]
        var timeline = members["timeline"]!.object!
        timeline["brokerCPU"] = nil
        timeline["brokerMemory"] = nil
        members["timeline"] = .object(timeline)
        return try Report(json: .object(members))
    }

    @Test
    func `a report from before the broker was measured is still read`() throws {
        let report = try older()
        #expect(report.broker.process == nil && report.broker.sys.isEmpty)
        #expect(report.timeline.slices.allSatisfy { $0.brokerCPU == nil })
        #expect(report.json["broker"]?["process"] == .null)
    }

    @Test
    func `what was not measured is not drawn`() throws {
        let report = try older()
        let page = Format.html.print(report, with: FormatTests.assets)
        #expect(!page.contains("<canvas id=\"broker\""))
        #expect(!page.contains("<h2>Broker</h2>") && !page.contains("own count"))
        #expect(!Format.text.print(report).contains("of processor time, 130"))
        #expect(!Format.markdown.print(report).contains("### Broker"))
        #expect(
            Format.csv.print(report).split(separator: "\n").dropFirst().allSatisfy {
                $0.hasSuffix(",,")
            })
        #expect(!Format.html.print(report).contains("Broker, memory"))
        let measured = Format.html.print(.sample, with: FormatTests.assets)
        #expect(measured.contains("<canvas id=\"broker\""))
    }

    @Test(arguments: [
        ("broker.process.cpuSeconds", 3.64, "3.64 s"),
        ("broker.process.cpuPerMessage", 130_000, "130 µs"),
        ("broker.process.memoryPerConnection", 3780, "3.78 kB"),
        ("broker.process.memoryPeak", 11_900_000, "11.9 MB"),
        ("broker.process.memoryBefore", 6_320_000, "6.32 MB"),
        ("broker.process.memoryAtFullFleet", 10_100_000, "10.1 MB"),
    ])
    func `an expectation may name what the broker cost`(
        _ path: String, _ value: Double, _ text: String
    ) {
        #expect(Report.sample.value(at: path) == value)
        #expect(Report.hasPlace(for: path))
        #expect(Report.figure(value, at: path) == text)
    }

    @Test
    func `the broker's own count stands beside gale's of the same moment`() {
        var report = Report()
        report.timeline.sliceSeconds = 1
        report.duration = .milliseconds(3500)
        for second in 1...4 {
            var slice = Report.Timeline.Slice()
            slice.seconds = Double(second)
            slice.connected = 10 * second
            slice.published = 100
            slice.delivered = 200
            report.timeline.slices.append(slice)
        }
        report.broker.sysMessages = 5
        for (name, first, last) in [
            ("$SYS/broker/publish/messages/received", 1000.0, 1251.0),
            ("$SYS/brokers/a@host/metrics/messages/sent", 0, 300),
            ("$SYS/brokers/b@host/metrics/messages/sent", 50, 250),
            ("$SYS/brokers/a@host/stats/connections/count", 3, 31),
            ("$SYS/broker/uptime", 1, 2),
        ] {
            var topic = Report.SysTopic()
            topic.topic = name
            topic.first = first
            topic.last = last
            topic.lastSeconds = 2.5
            report.broker.sys.append(topic)
        }
        #expect(
            report.ownCountTable.rows == [
                ["messages to the broker", "251", "250", "1", "2.5 s"],
                ["messages from the broker", "500", "505", "-5", "2.5 s"],
                ["connections", "31", "31", "0", "2.5 s"],
            ])
    }

    @Test(arguments: [(3.25, "350"), (3.5, "400"), (9, "400"), (0, "0")])
    func `the last slice is no longer than the run`(_ second: Double, _ own: String) {
        var report = Report()
        report.duration = .milliseconds(3500)
        for number in 1...4 {
            var slice = Report.Timeline.Slice()
            slice.seconds = Double(number)
            slice.published = 100
            report.timeline.slices.append(slice)
        }
        var topic = Report.SysTopic()
        topic.topic = "$SYS/broker/publish/messages/received"
        topic.lastSeconds = second
        report.broker.sys = [topic]
        #expect(report.ownCountTable.rows[0][2] == own)
    }

    @Test
    func `runs are compared by what the broker cost, where both sides know it`() throws {
        let both = KeyFigure.all(of: [.sample, .sample]).map(\.id)
        #expect(both.contains("broker.process.cpuPerMessage"))
        #expect(both.contains("broker.process.memoryPeak"))
        let one = KeyFigure.all(of: [.sample, try older()]).map(\.id)
        #expect(!one.contains { $0.hasPrefix("broker") })
        var thread = Report.sample
        thread.broker.process?.memoryPeak = nil
        let embedded = KeyFigure.all(of: [.sample, thread]).map(\.id)
        #expect(embedded.filter { $0.hasPrefix("broker") } == ["broker.process.cpuPerMessage"])
    }
}
