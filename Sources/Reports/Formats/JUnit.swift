import Base

extension Format {
    /// One test case for each check, and one for the run itself.
    ///
    /// What could not be decided is an error rather than a failure: the broker is not to blame.
    package static let junit = Format(
        name: "junit", fileName: "junit.xml",
        doc: "the checks as test cases, for a build server"
    ) { report, _ in
        JUnit.document(
            suite: report.scenario.name.isEmpty ? "gale" : report.scenario.name,
            duration: report.duration, started: report.started, properties: report.properties,
            [report.runItself] + report.checks)
    }
}

extension Report {
    /// A run that was broken off passes no test, whatever its checks say.
    fileprivate var runItself: Check {
        let isOver = verdict != .interrupted && verdict != .inconclusive
        // A run may fail without a failed check; then this case has to say so.
        let stands = isOver && (verdict.isGood || checks.contains { $0.verdict == .failed })
        return Check(
            id: "run", title: "the run came to its end", verdict: stands ? .passed : verdict,
            detail: stands ? "" : headline)
    }

    fileprivate var properties: [(name: String, value: String)] {
        (insecurityRemark.map { [("security", $0)] } ?? []) + [
            ("verdict", verdict.rawValue), ("seed", "\(scenario.seed)"), ("broker", broker.url),
            ("devices", "\(fleet.devices)"), ("published", "\(messages.all.published)"),
            ("delivered", "\(messages.all.delivered)"), ("lost", "\(messages.all.lost)"),
            ("duplicated", "\(messages.all.duplicated)"),
            ("latency.endToEnd.p99", latency[.endToEnd]?.p99.map { "\($0.nanoseconds)" } ?? ""),
            ("gale.version", gale.version), ("host", host.system),
        ]
    }
}

enum JUnit {
    /// A file with one suite.
    static func document(
        suite name: String, duration: Duration, started: String,
        properties: [(name: String, value: String)], _ cases: [Report.Check]
    ) -> String {
        let failures = cases.count { $0.verdict == .failed }
        let errors = cases.count { [.inconclusive, .interrupted].contains($0.verdict) }
        let skipped = cases.count { $0.verdict == .skipped }
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
        let time = "time=\"\(seconds(duration))\""
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<testsuites name=\"gale\" \(counts) \(time)>",
            "  <testsuite name=\"\(Escape.markup(name))\" \(counts) skipped=\"\(skipped)\" \(time)"
                + timestamp(started) + ">",
            "    <properties>",
        ]
        for (name, value) in properties {
            lines.append("      <property name=\"\(name)\" value=\"\(Escape.markup(value))\"/>")
        }
        lines.append("    </properties>")
        for check in cases { lines += self.lines(for: check, in: name) }
        return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
    }

    /// Plain seconds with three decimals, without the grouping that people like.
    private static func seconds(_ duration: Duration) -> String {
        Figure.fixed(duration.inSeconds, decimals: 3).replacing(",", with: "")
    }

    /// The schema wants the time without a zone; anything that is no time is left out.
    private static func timestamp(_ started: String) -> String {
        let text = started.prefix(19)
        guard text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil else { return "" }
        return " timestamp=\"\(text)\""
    }

    private static func lines(for check: Report.Check, in suite: String) -> [String] {
        let id = check.id.isEmpty ? "check" : check.id
        let name = check.title.isEmpty ? id : check.title
        let head =
            "    <testcase classname=\"\(Escape.markup("\(suite).\(id)"))\" "
            + "name=\"\(Escape.markup(name))\" time=\"0\""
        let message = "message=\"\(Escape.markup(check.detail))\""
        let body = Escape.markup(check.detail, keepingLines: true)
        let element: String
        switch check.verdict {
        case .passed, .tolerated: return [head + "/>"]
        case .skipped: element = "<skipped \(message)/>"
        case .failed: element = "<failure \(message) type=\"failed\">\(body)</failure>"
        case .inconclusive, .interrupted:
            element = "<error \(message) type=\"\(check.verdict.rawValue)\">\(body)</error>"
        }
        return [head + ">", "      " + element, "    </testcase>"]
    }
}
