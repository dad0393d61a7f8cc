import Base
import Testing

@testable import Reports

@Suite struct RoundTripTests {
    @Test
    func `the sample is read back as it was written`() throws {
        let text = Format.json.print(.sample)
        #expect(try Report(json: JSON(parsing: text)) == .sample)
    }

    @Test(arguments: 0..<50)
    func `any report is read back as it was written`(_ seed: UInt64) throws {
        let report = Report.random(seed: seed)
        let text = Format.json.print(report)
        #expect(try Report(json: JSON(parsing: text)) == report, "seed \(seed)")
    }

    @Test
    func `a report of a newer schema is refused with both names`() {
        var members = Report.sample.json.object!
        members["schema"] = "gale.report/2"
        let error = #expect(throws: Unreadable.self) { try Report(json: .object(members)) }
        #expect(error?.description.contains("gale.report/2") == true)
        #expect(error?.description.contains("gale.report/1") == true)
    }

    @Test(arguments: ["{}", "[]", "3", #"{"schema":"else"}"#])
    func `what is no report is refused`(_ text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: Unreadable.self) { try Report(json: json) }
    }

    @Test(arguments: [
        ("messages", "lost"), ("latency", "endToEnd"), ("timeline", "p99"), ("checks", ""),
    ])
    func `an error names the place`(_ member: String, _ inner: String) throws {
        var members = Report.sample.json.object!
        if inner.isEmpty {
            members[member] = "nonsense"
        } else {
            var object = members[member]!.object!
            object[inner] = "nonsense"
            members[member] = .object(object)
        }
        let error = #expect(throws: Unreadable.self) { try Report(json: .object(members)) }
        #expect(error?.place == (inner.isEmpty ? member : "\(member).\(inner)"))
    }

    @Test
    func `members that a later gale added are passed over`() throws {
        var members = Report.sample.json.object!
        members["moonPhase"] = 3
        #expect(try Report(json: .object(members)) == .sample)
    }

    @Test
    func `a column of another length is refused`() throws {
        var members = Report.sample.json.object!
        var timeline = members["timeline"]!.object!
        timeline["max"] = [1]
        members["timeline"] = .object(timeline)
        let error = #expect(throws: Unreadable.self) { try Report(json: .object(members)) }
        #expect(error?.place == "timeline.max")
    }

    @Test
    func `a leg that was not measured has a count and no figures`() throws {
        let json = Report.sample.json
        #expect(json["latency"]?["shadow"]?["count"] == 0)
        #expect(json["latency"]?["shadow"]?["p99"] == .null)
        #expect(Report.sample.value(at: "latency.shadow.count") == 0)
        #expect(Report.sample.value(at: "latency.shadow.p99") == nil)
    }
}

@Suite struct ValueTests {
    @Test(arguments: [
        ("messages.lost", 3.0), ("messages.byQoS.1.duplicated", 41), ("wills.missing", 1),
        ("latency.endToEnd.p99", 12_480_000), ("serviceTime.endToEnd.p50", 480_000),
        ("bytes.total", 7_567_000), ("broker.embedded", 0), ("applications.archive.missed", 982),
        ("applications.0.lost", 3), ("duration", 30_250_000_000), ("generator.cpuSeconds", 8.31),
        ("generator.latenessP99", 310_000), ("fleet.reconnects", 500),
    ])
    func `a path leads to a number`(_ path: String, _ value: Double) {
        #expect(Report.sample.value(at: path) == value)
        #expect(Report.hasPlace(for: path) || path.hasPrefix("applications.0"))
    }

    @Test(arguments: [
        "", ".", "messages", "messages.", "messages.lsot", "latency.endToEnd", "latency.p99",
        "applications.nobody.lost", "checks.messages.lost", "scenario.name", "timeline.p99",
    ])
    func `a path that leads to no number has none`(_ path: String) {
        #expect(Report.sample.value(at: path) == nil)
        #expect(!Report.hasPlace(for: path) || path.hasPrefix("applications."))
    }

    @Test(arguments: [
        ("latency.endToEnd.p99", 12_480_000, "12.5 ms"), ("latency.endToEnd.count", 1234, "1,234"),
        ("duration", 30e9, "30 s"), ("generator.latenessP99", 310_000, "310 µs"),
        ("bytes.total", 7_567_000, "7.57 MB"), ("messages.lost", 12_345, "12,345"),
        ("generator.cpuSeconds", 8.31, "8.31 s"), ("serviceTime.will.max", 0, "0 s"),
    ])
    func `a figure has the unit of its path`(_ path: String, _ value: Double, _ text: String) {
        #expect(Report.figure(value, at: path) == text)
    }

    @Test(arguments: [
        ("mqtt://127.0.0.1:1883", "mqtt://127.0.0.1:1883"),
        ("mqtt://me@host", "mqtt://me@host"),
        ("mqtt://me:pass@host:1", "mqtt://me:***@host:1"),
        ("mqtts://me:p@ss:w@host/a?b=c:d@e", "mqtts://me:***@host/a?b=c:d@e"),
        ("host:1883", "host:1883"),
        ("mqtt://:pass@host", "mqtt://:***@host"),
    ])
    func `a password never enters a report`(_ url: String, _ kept: String) throws {
        #expect(Report.Broker(url: url, embedded: false).url == kept)
        var broker = Report.Broker()
        broker.url = url
        #expect(broker.url == kept)
    }
}
