import Base
package import Reports
package import Scenarios

extension Report {
    /// Holds the figures against what the scenario expects, and draws the verdict.
    ///
    /// - Parameter shortfall: why less was played than was asked for, if so: then nothing passes.
    package mutating func judge(
        _ expectations: [Expectation], wasStopped: Bool, shortfall: String? = nil
    ) {
        judge(expectations, wasStopped: wasStopped, shortfall: shortfall, within: nil)
    }

    /// - Parameter part: what this gale can judge, where others play with it.
    mutating func judge(
        _ expectations: [Expectation], wasStopped: Bool, shortfall: String?,
        within part: Jurisdiction?
    ) {
        let shortfall = shortfall ?? part?.gap
        let figures = json
        checks = expectations.map { expectation in
            part?.refusal(of: expectation, figures) ?? expectation.check(against: figures)
        }
        reason = shortfall ?? ""
        if wasStopped {
            verdict = .interrupted
        } else if checks.contains(where: { $0.verdict == .failed }) {
            verdict = .failed
        } else if checks.contains(where: { $0.verdict == .inconclusive }) {
            verdict = .inconclusive
        } else if fleet.devices > 0, fleet.connected == 0 {
            verdict = .inconclusive
            if shortfall == nil { reason = "no device ever connected" }
        } else if shortfall != nil {
            verdict = .inconclusive
        } else {
            verdict = .passed
        }
    }
}

extension Expectation {
    func check(against figures: JSON) -> Report.Check {
        guard let found = figures.value(at: metric) else {
            return Report.Check(
                id: metric, title: text, verdict: .inconclusive,
                detail: "nothing was measured for \(metric)")
        }
        return Report.Check(
            id: metric, title: text, verdict: holds(found) ? .passed : .failed,
            detail: "\(metric) was \(Report.figure(found, at: metric))")
    }

    private func holds(_ found: Double) -> Bool {
        switch comparison {
        case .equal: found == value
        case .notEqual: found != value
        case .atMost: found <= value
        case .atLeast: found >= value
        case .below: found < value
        case .above: found > value
        }
    }
}
