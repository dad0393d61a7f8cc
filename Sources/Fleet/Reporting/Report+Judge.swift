import Base
package import Reports
package import Scenarios

extension Report {
    /// Holds the figures against what the scenario expects, and draws the verdict.
    package mutating func judge(_ expectations: [Expectation], wasStopped: Bool) {
        judge(expectations, wasStopped: wasStopped, within: nil)
    }

    /// - Parameter part: what this gale can judge, where others play with it.
    mutating func judge(
        _ expectations: [Expectation], wasStopped: Bool, within part: Jurisdiction?
    ) {
        let figures = json
        checks = expectations.map { expectation in
            part?.refusal(of: expectation, figures) ?? expectation.check(against: figures)
        }
        if wasStopped {
            verdict = .interrupted
        } else if checks.contains(where: { $0.verdict == .failed }) {
            verdict = .failed
        } else if checks.contains(where: { $0.verdict == .inconclusive }) {
            verdict = .inconclusive
        } else if fleet.devices > 0, fleet.connected == 0 {
            verdict = .inconclusive
            reason = "no device ever connected"
        } else if let gap = part?.gap {
            verdict = .inconclusive
            reason = gap
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
