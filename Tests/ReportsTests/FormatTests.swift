import Testing

@testable import Reports

@Suite struct FormatTests {
    /// Stands for the library, so that the snapshot does not hold it.
    static let assets = Assets(chartScript: "/* the chart library */")

    @Test(arguments: Format.all.map(\.name))
    func `a format draws the sample as it did before`(_ name: String) throws {
        let format = try #require(Format.named(name))
        try Snapshot.expect(format.print(.sample, with: Self.assets), is: format.fileName)
    }

    @Test
    func `without the library the page says so and draws lines by itself`() throws {
        let page = Format.html.print(.sample)
        #expect(page.contains("apt-get install libjs-chart.js"))
        #expect(page.contains("<polyline"))
        #expect(!page.contains("<script"))
        #expect(!page.contains("<canvas"))
    }

    @Test
    func `names and files of formats are their own`() {
        #expect(Set(Format.all.map(\.name)).count == Format.all.count)
        #expect(Set(Format.all.map(\.fileName)).count == Format.all.count)
    }

    @Test
    func `an empty report can be drawn by every format`() {
        for format in Format.all { #expect(!format.print(Report()).isEmpty) }
    }

    @Test
    func `the summary fits a hundred columns whatever it has to say`() {
        var report = Report.sample
        report.reason = String(repeating: "word ", count: 60) + String(repeating: "w", count: 300)
        report.scenario.name = String(repeating: "n", count: 150)
        report.broker.url = "mqtt://" + String(repeating: "b", count: 250)
        report.applications[0].name = String(repeating: "a", count: 150)
        report.checks[0].detail = String(repeating: "d", count: 350)
        for line in Format.text.print(report).split(separator: "\n") {
            #expect(line.count <= 100, "\(line)")
        }
    }

    @Test(arguments: [
        (Verdict.passed, "PASSED wind-farm: 1,000 devices, 30.3 s, 28,000 messages, lost 3"),
        (.failed, "FAILED wind-farm: 2 of 4 checks failed"),
        (
            .interrupted,
            "INTERRUPTED wind-farm: ended early after 30.3 s; 2 of 4 checks failed; 1,000 devices, "
                + "28,000 messages, lost 3"
        ),
        (.inconclusive, "INCONCLUSIVE wind-farm: no verdict can be given; 2 of 4 checks failed"),
    ])
    func `the first line is the verdict`(_ verdict: Verdict, _ headline: String) {
        var report = Report.sample
        report.verdict = verdict
        report.generator.verdict = .valid
        if verdict == .passed { report.checks = [] }
        #expect(report.headline == headline)
    }

    @Test
    func `an invalid run says why in its first line`() {
        var report = Report()
        report.scenario.name = "fan-in"
        report.reason = "messages left 80 ms late"
        #expect(
            report.headline
                == "INCONCLUSIVE fan-in: no verdict can be given; messages left 80 ms late")
    }

    static let outcomes: [([Verdict], Verdict)] = [
        ([], .passed), ([.passed, .skipped, .tolerated], .passed),
        ([.passed, .inconclusive], .inconclusive), ([.inconclusive, .failed], .failed),
    ]

    @Test(arguments: outcomes)
    func `the worst check decides`(_ verdicts: [Verdict], _ overall: Verdict) {
        let checks = verdicts.map { Report.Check(id: "", title: "", verdict: $0, detail: "") }
        #expect(Verdict.overall(checks) == overall)
    }
}
