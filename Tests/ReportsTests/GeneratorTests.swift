import Base
import Testing

@testable import Reports

@Suite struct GeneratorTests {
    /// The sample with another verdict of its generator.
    private func sample(_ verdict: GeneratorVerdict?) -> Report {
        var report = Report.sample
        report.generator.verdict = verdict
        if verdict == nil || verdict == .valid { report.generator.reasons = [] }
        return report
    }

    @Test(arguments: [
        (GeneratorVerdict.degraded, "FAILED (generator degraded) wind-farm:"),
        (.invalid, "FAILED (generator invalid) wind-farm:"), (.valid, "FAILED wind-farm:"),
        (nil, "FAILED wind-farm:"),
    ])
    func `the first line names a generator that is not to be trusted`(
        _ verdict: GeneratorVerdict?, _ beginning: String
    ) {
        let report = sample(verdict)
        #expect(report.headline.hasPrefix(beginning), "\(report.headline)")
        let isNamed = verdict == .degraded || verdict == .invalid
        let remark = "generator \(verdict?.rawValue ?? "none")"
        #expect(Format.text.print(report).contains("\(remark): loop 2 sent") == isNamed)
        #expect(Format.markdown.print(report).contains("⚠️ \(remark): loop 2 sent") == isNamed)
        let heading = Format.html.print(report).prefix { $0 != "\u{0}" }
        #expect(heading.contains("(\(remark))</span></h1>") == isNamed)
        #expect(report.generatorIsInvalid == (verdict == .invalid))
    }

    @Test
    func `a report from before the generator was tried is still read`() throws {
        var members = Report.sample.json.object!
        members["gap"] = nil
        var generator = members["generator"]!.object!
        let added = [
            "verdict", "valid", "reasons", "latenessP50", "sendBufferFullSeconds", "loopCPU",
            "readDelayP99", "readDelayMax",
        ]
        for name in added { generator[name] = nil }
        members["generator"] = .object(generator)
        let report = try Report(json: .object(members))
        #expect(report.generator.verdict == nil)
        #expect(report.generator.latenessP99 == .microseconds(310))
        #expect(report.headline.hasPrefix("FAILED wind-farm:"))
        #expect(report.value(at: "generator.valid") == nil)
    }

    @Test(arguments: [(GeneratorVerdict.valid, 1.0), (.degraded, 0), (.invalid, 0)])
    func `an expectation may ask for a valid generator`(_ verdict: GeneratorVerdict, _ flag: Double)
    {
        #expect(sample(verdict).value(at: "generator.valid") == flag)
        #expect(Report.hasPlace(for: "generator.valid"))
    }

    @Test
    func `the gap is what latency is longer than service time`() {
        let report = Report.sample
        #expect(report.value(at: "gap.endToEnd.p50") == 0)
        #expect(report.value(at: "gap.endToEnd.p99") == 8_640_000)
        #expect(report.json["gap"]?["shadow"] == ["p50": .null, "p99": .null])
        #expect(Report.hasPlace(for: "gap.will.p99") && !Report.hasPlace(for: "gap.will.max"))
        #expect(Report.figure(2e6, at: "gap.will.p99") == "2 ms")
    }
}
