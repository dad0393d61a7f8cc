import Base

/// What a step was asked to bring about, to be found again in its report.
package enum Yield: Equatable, Sendable {
    /// Messages that were published, so many a second.
    case published(Double)
    /// Reconnects, so many a second.
    case reconnects(Double)
    /// Devices that are connected, and nothing else.
    case connected
}

extension LimitReport.Demands {
    /// Of what was asked for, as much must have come about for the step to have been played.
    static let achievedShare = 0.99

    /// Holds the report of a step against the demands.
    package func judge(_ report: Report, load: Int, yield: Yield) -> LimitReport.Step {
        var step = LimitReport.Step()
        step.load = load
        step.devices = report.fleet.devices
        step.connected = report.fleet.connected
        step.lost = report.messages.all.lost
        step.generator = report.generator.verdict
        step.generatorReason = report.generator.reasons.first?.text ?? ""
        let yielded = report.yielded(yield)
        step.achieved = yielded?.perSecond
        let worst = slowest(report)
        step.p50 = worst?.p50
        step.p99 = worst?.p99
        guard report.verdict != .interrupted else { return step }
        step.reasons = complaints(step, report, yielded, of: yield)
        if !step.reasons.isEmpty, let shortage = report.shortage {
            (step.verdict, step.reasons) = (.host, [shortage])
            return step
        }
        let isValid = step.generator == nil || step.generator == .valid
        step.verdict = step.reasons.isEmpty ? .holds : isValid ? .fails : .generator
        return step
    }

    private func complaints(
        _ step: LimitReport.Step, _ report: Report, _ yielded: Report.Yielded?, of yield: Yield
    ) -> [String] {
        var reasons: [String] = []
        if step.connected < step.devices {
            reasons.append(
                "only \(Figure.count(step.connected)) of \(Figure.count(step.devices)) devices "
                    + "connected"
            )
        }
        if !legs.isEmpty, let limit = p99 {
            if let p99 = step.p99 {
                if p99 > limit { reasons.append("p99 was \(Figure.duration(p99))") }
            } else {
                reasons.append("nothing arrived")
            }
        }
        if !allows(step.lost, of: step.lost + report.messages.all.delivered) {
            reasons.append("\(Figure.count(step.lost)) lost")
        }
        if let yielded, let asked = yield.perSecond {
            let due = asked * yielded.seconds
            // Where a second begins is a matter of one message at either end.
            if yielded.perSecond * yielded.seconds < due * Self.achievedShare - 2 {
                reasons.append(
                    "only \(Figure.number(yielded.perSecond)) of \(Figure.number(asked))/s "
                        + "came about"
                )
            }
        }
        return reasons
    }

    private func allows(_ lost: Int, of owed: Int) -> Bool {
        if let most = self.lost { return lost <= most }
        return Double(lost) <= Double(owed) * (lostShare ?? 0)
    }

    /// The leg whose p99 is highest; nil where none of them was measured.
    private func slowest(_ report: Report) -> Report.Latency? {
        legs.compactMap { report.latency[$0] }.max { ($0.p99 ?? .zero) < ($1.p99 ?? .zero) }
    }
}

extension Yield {
    fileprivate var perSecond: Double? {
        switch self {
        case .published(let rate), .reconnects(let rate): rate
        case .connected: nil
        }
    }
}

extension Report {
    /// What this host ran out of, if it did: no broker is to blame for that.
    fileprivate var shortage: String? {
        faults.map(\.what).first {
            $0.contains("no port is left") || $0.contains("no file descriptor is left")
        }
    }

    /// What came about, and in how long a time it was counted.
    fileprivate struct Yielded {
        let perSecond: Double
        let seconds: Double
    }

    /// Nil where nothing is counted, or no phase to count in was reached.
    fileprivate func yielded(_ yield: Yield) -> Yielded? {
        switch yield {
        case .connected: return nil
        case .published: return published(during: phases.last)
        case .reconnects:
            let seconds = phases.dropFirst().reduce(0) { $0 + $1.seconds }
            guard seconds > 0 else { return nil }
            return Yielded(perSecond: Double(fleet.reconnects) / seconds, seconds: seconds)
        }
    }

    /// Counts in the slices that lie wholly within `phase`, so that neither a ramp nor what was
    /// caught up in the drain counts; in all of the run, where there are fewer than two.
    private func published(during phase: Phase?) -> Yielded? {
        guard let phase, phase.seconds > 0 else { return nil }
        let (from, until) = (phase.startSeconds, phase.startSeconds + phase.seconds)
        let width = timeline.sliceSeconds
        let whole = timeline.slices.filter { $0.seconds - width >= from && $0.seconds <= until }
        guard whole.count >= 2 else {
            return Yielded(
                perSecond: Double(messages.all.published) / phase.seconds, seconds: phase.seconds)
        }
        let seconds = Double(whole.count) * width
        let published = whole.reduce(0) { $0 + $1.published }
        return Yielded(perSecond: Double(published) / seconds, seconds: seconds)
    }
}
