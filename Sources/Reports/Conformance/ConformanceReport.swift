import Base

/// What a broker's conformance was found to be, case by case.
///
/// The names of its members are those of `report.json`.
package struct ConformanceReport: Record, Equatable {
    package static let schema = "gale.conformance/1"

    /// The broker's URL, or `embedded`.
    package var target = ""
    /// The profile that was believed; empty where none was.
    package var profile = ""
    /// What the profile tells a reader, and the documents that it is from; empty where nothing.
    package var note = ""
    package var source = ""
    /// The release that answered, as somebody said; empty where nobody did.
    package var release = ""
    /// Such as `3.1.1` and `5.0`.
    package var versions: [String] = []
    /// What the broker does not offer, by its own word or its profile's.
    package var lacks: [String] = []
    package var isStrict = false
    /// Whether nobody asked who the broker is.
    package var isInsecure = false
    /// How often each case was played.
    package var repetitions = 1
    package var checks: [Check] = []
    /// Wall-clock time, ISO 8601 in UTC.
    package var started = ""
    package var duration = Duration.zero
    package var gale = Report.Gale()

    package init() {}

    /// One case, and what became of it.
    package struct Check: Record, Equatable {
        package var id = ""
        package var title = ""
        package var statements: [String] = []
        /// `must`, `should` or `may`.
        package var level = ""
        package var verdict = Verdict.inconclusive
        package var detail = ""
        /// Names of what was allowed it, or would have been.
        package var allowances: [String] = []
        /// Why the broker fails it, or it cannot be decided, as its profile says; empty where that
        /// is news.
        package var explanation = ""
        /// Whether a baseline lists it as known to fail, or not to be decided.
        package var isInBaseline = false
        /// Whether its verdict was not the same in all repetitions.
        package var isFlaky = false
        package var duration = Duration.zero
        /// What passed between the peers and the broker; kept where it did not pass.
        package var transcript: [String] = []
        /// A capture of it, in the report's folder; empty where it passed.
        package var capture = ""
        /// The command that plays only this case.
        package var reproduce = ""

        package init() {}

        package static let fields: [Field<Check>] = [
            Field("id", \.id), Field("title", \.title), Field("statements", \.statements),
            Field("level", \.level), Field("verdict", \.verdict), Field("detail", \.detail),
            Field("allowances", \.allowances, required: false),
            Field("explanation", \.explanation), Field("inBaseline", \.isInBaseline),
            Field("flaky", \.isFlaky), Field("duration", \.duration),
            Field("transcript", \.transcript), Field("capture", \.capture),
            Field("reproduce", \.reproduce),
        ]
    }

    package static let fields: [Field<ConformanceReport>] = [
        Field(derived: "schema") { _ in schema },
        Field(derived: "verdict") { $0.verdict },
        Field("target", \.target), Field("profile", \.profile),
        Field("note", \.note, required: false), Field("source", \.source, required: false),
        Field("release", \.release, required: false), Field("versions", \.versions),
        Field("lacks", \.lacks), Field("strict", \.isStrict), Field("insecure", \.isInsecure),
        Field("repetitions", \.repetitions), Field("started", \.started),
        Field("duration", \.duration), Field("checks", \.checks), Field("gale", \.gale),
    ]

    /// Cases that a baseline lists and that fail no more: to be struck off.
    package var repaired: [Check] { checks.filter { $0.isInBaseline && $0.verdict.isSettled } }

    /// Failed where a check failed that no baseline lists, or one that is listed does not fail any
    /// more; inconclusive where neither is so and one that is not listed
    /// could not be decided.
    package var verdict: Verdict {
        let isNews = checks.contains { $0.verdict == .failed && !$0.isInBaseline }
        if isNews || !repaired.isEmpty { return .failed }
        if checks.contains(where: { $0.verdict == .interrupted }) { return .interrupted }
        let isOpen = checks.contains { $0.verdict == .inconclusive && !$0.isInBaseline }
        if isOpen { return .inconclusive }
        return checks.isEmpty ? .inconclusive : .passed
    }

    /// How many checks came to `verdict`.
    package func count(_ verdict: Verdict) -> Int { checks.count { $0.verdict == verdict } }

    /// How many of those that failed a profile or a baseline knows.
    private var known: String {
        let count = checks.count {
            $0.verdict == .failed && (!$0.explanation.isEmpty || $0.isInBaseline)
        }
        guard count > 0 else { return "" }
        return count == self.count(.failed) ? " (all known)" : " (\(Figure.count(count)) known)"
    }

    /// The whole run in a line.
    package var headline: String {
        let counts = Verdict.allCases.filter { count($0) > 0 }
            .map { "\(count($0)) \($0.rawValue)\($0 == .failed ? known : "")" }
            .joined(separator: ", ")
        let flaky = checks.count(where: \.isFlaky)
        let remark = isInsecure ? "NOT VERIFIED who the broker is; " : ""
        return remark + "\(verdict.rawValue.uppercased()) conformance of \(target): "
            + "\(Figure.count(checks.count, "case")), \(counts)"
            + (flaky > 0 ? ", \(flaky) flaky" : "") + ", \(Figure.duration(duration))"
    }
}

extension Verdict {
    /// Whether a case that came to this was decided, and not to the broker's disadvantage.
    fileprivate var isSettled: Bool { self == .passed || self == .tolerated }
}
