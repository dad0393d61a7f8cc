import Base

extension LimitReport {
    /// What was found in one sentence: the first thing that any format says.
    package var headline: String {
        let found = holds.map { "holds \(amount($0)) at \(demands.text)" }
        let least = holds.map { "holds at least \(amount($0)) at \(demands.text)" }
        let beyond = fails.map { "; at \(Figure.count($0)) \(complaint(at: $0))" } ?? ""
        switch conclusion {
        case .broker:
            return "\(pattern) \(found ?? "holds nothing")\(beyond)"
        case .top:
            return "\(pattern) \(least ?? "holds nothing"), the most that was tried"
        case .generator:
            let bound =
                least.map { "\(pattern) \($0)" } ?? "of \(pattern) nothing can be said"
            return "the limit found is gale's, not the broker's: \(bound)\(beyond)"
        case .host:
            return "no more can be played here, which says nothing of the broker: \(pattern) "
                + "\(least ?? "could not be played at all")\(beyond)"
        case .nothing:
            return "\(pattern) does not hold at \(demands.text)\(beyond)"
        case .steps: return unfinished("the steps did not suffice", beyond)
        case .interrupted: return unfinished("interrupted", beyond)
        case .unreachable: return unfinished("the broker no longer answers", beyond)
        }
    }

    private func unfinished(_ why: String, _ beyond: String) -> String {
        guard let holds else { return "\(why): no load of \(pattern) held so far\(beyond)" }
        return "\(why): \(pattern) holds at least \(amount(holds)) at \(demands.text)\(beyond)"
    }

    /// What the reader may do about it; empty where nothing need be done.
    package var hint: String {
        switch conclusion {
        case .generator:
            "gale was late or had no time left. Play on more loops (--loops), on a quieter "
                + "machine, or with the broker on a second one."
        case .steps: "Allow more --steps, or be content with a coarser --within."
        case .top: "Look further with a higher --to."
        case .broker, .host, .nothing, .interrupted, .unreachable: ""
        }
    }

    /// Whether an answer was found about the broker, and not about what it was tried with.
    package var isAnswered: Bool {
        conclusion == .broker || conclusion == .top
    }

    func amount(_ load: Int) -> String { "\(Figure.count(load)) \(unit)" }

    /// Why `load` is bad: in the words of its last step that says so.
    private func complaint(at load: Int) -> String {
        let step = steps.last { $0.load == load && $0.verdict != .holds }
        guard let step, let reason = step.reasons.first else { return "it did not" }
        guard step.verdict == .generator, !step.generatorReason.isEmpty else { return reason }
        return "\(reason), and \(step.generatorReason)"
    }
}

extension LimitReport.Demands {
    /// `p99 ≤ 50 ms, lost 0`.
    package var text: String {
        let latency = legs.isEmpty ? nil : p99.map { "p99 ≤ \(Figure.duration($0))" }
        let losses =
            if let lost {
                lost == 0 ? "lost 0" : "lost ≤ \(Figure.count(lost))"
            } else {
                "lost ≤ \(Figure.number((lostShare ?? 0) * 100)) %"
            }
        return [latency, losses].compactMap { $0 }.joined(separator: ", ")
    }
}

extension LimitReport.Step {
    /// For the console, as the search goes on.
    package func line(_ unit: String) -> String {
        let figures = [
            "\(Figure.count(load)) \(unit)", achieved.map { "achieved \(Figure.number($0))/s" },
            p50.map { "p50 \(Figure.duration($0))" }, p99.map { "p99 \(Figure.duration($0))" },
            report.isEmpty ? nil : "lost \(Figure.count(lost))",
        ].compactMap { $0 }
        return "\(figures.joined(separator: ", ")): \(outcome)"
    }

    /// What became of the step, and why.
    var outcome: String {
        let why = reasons.isEmpty ? "" : ", \(reasons.joined(separator: ", "))"
        switch verdict {
        case .holds: return "holds"
        case .fails: return "fails\(why)"
        case .generator:
            return "fails\(why), but the generator was \(generator?.rawValue ?? "late")"
        case .host: return "cannot be played here\(why)"
        case .interrupted: return "interrupted"
        }
    }
}
