import Base
import Testing

@testable import Reports

/// What a search found: judged, told and written.
@Suite struct LimitReportTests {
    typealias Step = LimitReport.Step

    /// The report of a step of 5 s at 1,000 messages/s in which all went well.
    static func played(_ change: (inout Report) -> Void = { _ in }) -> Report {
        var report = Report()
        report.verdict = .passed
        (report.fleet.devices, report.fleet.connected) = (100, 100)
        report.phases = [
            Report.Phase(name: "ramp", startSeconds: 0.5, seconds: 0.1),
            Report.Phase(name: "hold", startSeconds: 0.6, seconds: 5),
        ]
        for (second, published) in [450, 1000, 1000, 1000, 1000, 600, 0].enumerated() {
            var slice = Report.Timeline.Slice()
            slice.seconds = Double(second + 1)
            slice.published = published
            report.timeline.slices.append(slice)
        }
        report.messages.all.published = 5050
        report.messages.all.delivered = 5050
        report.latency[.endToEnd] = latency(.milliseconds(3))
        report.generator.verdict = .valid
        change(&report)
        return report
    }

    static func latency(_ p99: Duration) -> Report.Latency {
        var latency = Report.Latency()
        latency.count = 5050
        (latency.p50, latency.p99) = (p99 / 2, p99)
        return latency
    }

    static var demands: LimitReport.Demands {
        var demands = LimitReport.Demands()
        (demands.p99, demands.legs) = (.milliseconds(50), [.endToEnd])
        return demands
    }

    static func judge(_ report: Report, rate: Double = 1000) -> Step {
        demands.judge(report, load: Int(rate), yield: .published(rate))
    }

    @Test func `a step in which all is as asked for holds`() {
        let step = Self.judge(Self.played())
        #expect(step.verdict == .holds && step.reasons.isEmpty)
        #expect(step.achieved == 1000 && step.p50 == .microseconds(1500) && step.lost == 0)
    }

    @Test func `each demand is held against the report`() {
        let cases: [(String, (inout Report) -> Void)] = [
            ("p99 was 51 ms", { $0.latency[.endToEnd] = Self.latency(.milliseconds(51)) }),
            ("nothing arrived", { $0.latency[.endToEnd] = nil }),
            ("1 lost", { $0.messages.all.lost = 1 }),
            ("only 99 of 100 devices connected", { $0.fleet.connected = 99 }),
            ("only 985 of 1,000/s came about", { $0.timeline.slices[2].published = 940 }),
        ]
        for (reason, change) in cases {
            let report = Self.played(change)
            let step = Self.judge(report)
            #expect(step.verdict == .fails && step.reasons == [reason])
            var late = report
            late.generator.verdict = .degraded
            late.generator.reasons = [.init("the loop was busy", from: 0, until: 5)]
            #expect(Self.judge(late).verdict == .generator)
            #expect(Self.judge(late).generatorReason == "the loop was busy")
        }
    }

    @Test func `a late generator takes nothing from a step that holds`() {
        #expect(Self.judge(Self.played { $0.generator.verdict = .invalid }).verdict == .holds)
    }

    @Test func `what this host ran out of is no fault of the broker`() {
        for what in [
            "no port is left for a link to x", "could not connect: no file descriptor is left",
        ] {
            let step = Self.judge(
                Self.played {
                    $0.fleet.connected = 90
                    $0.faults = [Report.Fault(seconds: 1, what: what)]
                })
            #expect(step.verdict == .host && step.reasons == [what])
        }
    }

    @Test func `what is caught up after the hold does not count`() {
        // All of it came, but a third of it late.
        let report = Self.played { report in
            for second in 1...4 { report.timeline.slices[second].published = 700 }
            report.timeline.slices[6].published = 1200
        }
        #expect(Self.judge(report).reasons == ["only 700 of 1,000/s came about"])
    }

    @Test func `a hold too short for slices is counted as a whole`() {
        let report = Self.played { report in
            report.phases[1].seconds = 1
            report.messages.all.published = 985
        }
        #expect(Self.judge(report).reasons == ["only 985 of 1,000/s came about"])
        #expect(Self.judge(report, rate: 990).verdict == .holds)
    }

    @Test func `the slower of two legs decides`() {
        var demands = Self.demands
        demands.legs = [.connect, .connack]
        let report = Self.played { report in
            report.latency[.connect] = Self.latency(.milliseconds(60))
            report.latency[.connack] = Self.latency(.milliseconds(2))
            report.fleet.reconnects = 5000
        }
        let step = demands.judge(report, load: 1000, yield: .reconnects(1000))
        #expect(step.reasons == ["p99 was 60 ms"] && step.achieved == 1000)
        #expect(demands.judge(report, load: 1100, yield: .reconnects(1100)).reasons.count == 2)
        #expect(demands.judge(report, load: 100, yield: .connected).achieved == nil)
    }

    @Test func `losses may be a number or a share`() {
        let report = Self.played { $0.messages.all.lost = 50 }
        for (lost, share, holds) in [
            (50 as Int?, nil as Double?, true), (49, nil, false), (nil, 0.01, true),
            (nil, 0.009, false),
        ] {
            var demands = Self.demands
            (demands.lost, demands.lostShare) = (lost, share)
            let step = demands.judge(report, load: 1000, yield: .published(1000))
            #expect((step.verdict == .holds) == holds)
        }
    }

    @Test func `a step that somebody ended is not judged`() {
        let report = Self.played {
            $0.verdict = .interrupted
            $0.messages.all.lost = 7
        }
        #expect(Self.judge(report).verdict == .interrupted)
    }

    /// A search that found the limit between 44,000 and 46,000.
    static func sample(
        _ conclusion: LimitReport.Conclusion = .broker, holds: Int? = 44_000, fails: Int? = 46_000
    ) -> LimitReport {
        var report = LimitReport()
        report.conclusion = conclusion
        report.pattern = "fan-in"
        report.about = "100 devices, QoS 0, 100 B, MQTT 5.0, steps of 5s"
        report.unit = "messages/s"
        report.demands = demands
        (report.holds, report.fails) = (holds, fails)
        report.broker = Report.Broker(url: "mqtt://u:secret@<b>", embedded: false)
        report.started = "2026-11-20T16:00:00Z"
        report.duration = .seconds(40)
        report.gale.version = "0.1.0"
        for (load, p99, verdict) in [
            (32_000, 4, Step.Verdict.holds), (64_000, 900, .generator), (48_000, 420, .fails),
            (40_000, 9, .holds), (44_000, 21, .holds), (46_000, 180, .fails),
            (46_000, 310, .fails), (44_000, 24, .holds),
        ] {
            var step = judge(played { $0.latency[.endToEnd] = latency(.milliseconds(p99)) })
            step.load = load
            step.achieved = Double(load)
            step.verdict = verdict
            step.generator = verdict == .generator ? .degraded : .valid
            step.generatorReason = verdict == .generator ? "the loop was busy" : ""
            step.report = "\(report.steps.count + 1)-\(load)"
            report.steps.append(step)
        }
        return report
    }

    @Test func `the first line is what was found`() {
        let limit = "messages/s at p99 ≤ 50 ms, lost 0"
        let cases: [(LimitReport, String)] = [
            (Self.sample(), "fan-in holds 44,000 \(limit); at 46,000 p99 was 310 ms"),
            (
                Self.sample(.generator, fails: 64_000),
                "the limit found is gale's, not the broker's: fan-in holds at least 44,000 "
                    + "\(limit); at 64,000 p99 was 900 ms, and the loop was busy"
            ),
            (
                Self.sample(.top, fails: nil),
                "fan-in holds at least 44,000 \(limit), the most that was tried"
            ),
            (
                Self.sample(.interrupted, fails: nil),
                "interrupted: fan-in holds at least 44,000 \(limit)"
            ),
            (
                Self.sample(.nothing, holds: nil, fails: 46_000),
                "fan-in does not hold at p99 ≤ 50 ms, lost 0; at 46,000 p99 was 310 ms"
            ),
            (
                Self.sample(.unreachable, holds: nil, fails: nil),
                "the broker no longer answers: no load of fan-in held so far"
            ),
        ]
        for (report, headline) in cases { #expect(report.headline == headline) }
    }

    @Test func `only an answer about the broker is one`() {
        let answers = LimitReport.Conclusion.allCases.filter { Self.sample($0).isAnswered }
        #expect(answers == [.broker, .top])
    }

    @Test(arguments: LimitFormat.all.map(\.name))
    func `every format is as it was looked at`(name: String) throws {
        let format = try #require(LimitFormat.all.first { $0.name == name })
        let text = format.print(Self.sample())
        try Snapshot.expect(text, is: format.fileName)
        #expect(!text.contains("secret") && (name != "html" || !text.contains("<b>")))
        if name == "text" {
            #expect(text.hasPrefix("fan-in holds 44,000 messages/s"))
            for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
    }

    @Test(arguments: LimitReport.Conclusion.allCases)
    func `every conclusion can be drawn, with and without steps`(
        conclusion: LimitReport.Conclusion
    ) {
        var report = Self.sample(conclusion)
        for format in LimitFormat.all { #expect(!format.print(report).isEmpty) }
        (report.steps, report.holds, report.fails) = ([], nil, nil)
        for format in LimitFormat.all { #expect(!format.print(report).isEmpty) }
    }

    @Test func `what is written is read back`() throws {
        let report = Self.sample()
        let text = LimitFormat.json.print(report)
        let json = try JSON(parsing: Array(text.utf8))
        #expect(try LimitReport(json: json, at: "") == report)
        #expect(json["schema"]?.string == LimitReport.schema)
    }
}
