import Base
import Conformance
import Harness
import MQTT
import Reports

/// What became of each case at one broker, over all repetitions.
struct ConformTallies {
    private(set) var report = ConformanceReport()
    /// Of cases that did not pass, by file name in the report's folder.
    private(set) var captures: [String: [UInt8]] = [:]
    private var capturedBytes = 0
    private let epochNanoseconds: Int64
    private let target: ConformTarget
    private let isStrict: Bool
    private let keepsAll: Bool
    private var plays: [Int]

    /// More than any broker needs that is not out of order.
    private static let mostCaptured = 64 << 20

    /// - Parameter epochNanoseconds: the wall clock at `Instant.zero`, since 1970.
    init(
        _ cases: [Case], _ options: ConformOptions, _ target: ConformTarget, keepsAll: Bool,
        epochNanoseconds: Int64
    ) {
        self.target = target
        self.epochNanoseconds = epochNanoseconds
        self.keepsAll = keepsAll
        isStrict = options.isStrict
        plays = cases.map { _ in 0 }
        report.target = target.title
        report.profile = target.profile.name
        report.note = target.profile.note ?? ""
        report.source = target.profile.source ?? ""
        report.release = target.release
        report.versions = options.versions.map(\.description)
        report.isStrict = options.isStrict
        report.repetitions = options.repetitions
        report.gale.version = Gale.version
        let command = target.command
        report.checks = cases.map { subject in
            var check = ConformanceReport.Check()
            check.id = subject.id
            check.title = subject.title
            check.statements = subject.statements.map(\.description)
            check.level = subject.level.rawValue
            check.verdict = .interrupted
            check.isInBaseline = target.baseline.contains(subject.id)
            check.reproduce = "\(command) --only \(subject.id)"
            return check
        }
    }

    mutating func skip(_ index: Int, _ lack: String?) {
        guard let lack else { return }
        report.checks[index].verdict = .skipped
        report.checks[index].detail = "the broker does not offer \(lack)"
    }

    mutating func note(_ index: Int, _ outcome: Outcome, _ play: Conformance.Play) {
        let (verdict, detail, allowances) = judge(outcome, play.subject.level)
        let before = report.checks[index].verdict
        plays[index] += 1
        if plays[index] > 1, before != verdict { report.checks[index].isFlaky = true }
        // The worst of all counts.
        guard plays[index] == 1 || verdict.rank > before.rank else { return }
        report.checks[index].verdict = verdict
        report.checks[index].detail = detail
        report.checks[index].allowances = allowances
        report.checks[index].duration = outcome.duration
        report.checks[index].explanation =
            verdict == .failed || verdict == .inconclusive
            ? target.profile.explanation(of: report.checks[index].id) ?? "" : ""
        report.checks[index].transcript =
            verdict == .passed && !keepsAll
            ? [] : outcome.transcript.text(play.subject.version, since: play.began)
        capture(index, outcome)
    }

    /// Of each target its own.
    var captureFolder: String { target.name.isEmpty ? "pcap" : "pcap/\(target.name)" }

    /// Keeps what passed in a failed case for Wireshark.
    private mutating func capture(_ index: Int, _ outcome: Outcome) {
        let id = report.checks[index].id
        guard [.failed, .inconclusive].contains(report.checks[index].verdict),
            capturedBytes < Self.mostCaptured
        else { return }
        let file = outcome.transcript.pcapng(
            named: id, epochNanoseconds: epochNanoseconds, application: "gale \(Gale.version)")
        let name = id.map { $0 == "/" ? "-" : $0 }
        report.checks[index].capture = "\(captureFolder)/\(String(name)).pcapng"
        capturedBytes += file.count - (captures[report.checks[index].capture]?.count ?? 0)
        captures[report.checks[index].capture] = file
    }

    /// What is tolerated at one broker may be too much for another.
    private func judge(
        _ outcome: Outcome, _ level: Case.Level
    ) -> (verdict: Verdict, detail: String, allowances: [String]) {
        let isRecommended = outcome.verdict == .failed && level == .should && !outcome.isBreach
        guard outcome.verdict == .tolerated || isRecommended else {
            return (outcome.verdict, outcome.detail, outcome.allowances)
        }
        let used = isRecommended ? ["SHOULD"] : outcome.allowances
        let detail = outcome.detail + (isRecommended ? "; allowed by SHOULD" : "")
        let strictly = Allowance.all.filter { isStrict && $0.against != .may }.map(\.name)
            .filter(used.contains)
        guard strictly.isEmpty else {
            let list = strictly.joined(separator: " and ")
            return (.failed, detail + ", and --strict does not allow \(list)", used)
        }
        let refused = target.profile.refused(used)
        guard refused.isEmpty else {
            let list = refused.joined(separator: " and ")
            return (.failed, detail + "; its profile does not allow \(list)", used)
        }
        return (.tolerated, detail, used)
    }
}
