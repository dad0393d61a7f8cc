import Base
import Measures
import Reports

extension Report.Generator {
    /// Reasons that a report tells; the worst come first.
    private static let most = 12

    /// Draws the verdict from what the loops saw of themselves.
    mutating func judge(_ counters: GeneratorCounters, end: Instant) {
        let trial = counters.trial
        loopCPU = trial.loops.compactMap(\.share).map { ($0 * 1000).rounded() / 1000 }
        switch trial.judge(counters.lateness, readDelay: counters.readDelay) {
        case .valid:
            verdict = .valid
            return
        case .degraded: verdict = .degraded
        case .invalid: verdict = .invalid
        }
        if latenessP99 > .nanoseconds(GeneratorTrial.Limit.late) {
            reasons.append(
                Reason(
                    "one message in a hundred left more than \(Figure.duration(latenessP99)) late",
                    from: 0, until: end.seconds))
        }
        if let readDelayP99, readDelayP99 > .nanoseconds(GeneratorTrial.Limit.tooLate) {
            reasons.append(
                Reason(
                    "one read in a hundred took what had come more than "
                        + "\(Figure.duration(readDelayP99)) before",
                    from: 0, until: end.seconds))
        }
        let spells = trial.spells.sorted {
            ($0.symptom.rawValue, $1.nanoseconds, $0.from, $0.loop)
                < ($1.symptom.rawValue, $0.nanoseconds, $1.from, $1.loop)
        }
        for spell in spells.prefix(Self.most) {
            reasons.append(
                Reason(
                    spell.text(loops: loops), from: spell.from.seconds, until: spell.until.seconds))
        }
    }
}

extension GeneratorTrial.Spell {
    fileprivate func text(loops: Int) -> String {
        let who = loops == 1 ? "the loop" : "loop \(loop + 1)"
        switch symptom {
        case .late:
            return "\(who) sent up to \(Figure.duration(.nanoseconds(Int64(worst)))) late (p99 of "
                + "a second)"
        case .saturated:
            return "\(who) had work for up to \(share) of its time and can do no more; play "
                + "fewer messages, or on more loops"
        case .starved:
            return "for up to \(share) of what it had to do, \(who) waited for a processor; "
                + "something else kept them busy"
        }
    }

    private var share: String { Figure.share(Int((worst * 1000).rounded()), of: 1000) }
}

extension Instant {
    /// From the start of the run.
    fileprivate var seconds: Double { Double(nanoseconds) / 1e9 }
}
