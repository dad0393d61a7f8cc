extension Report {
    /// The verdict in one line: the first thing that any format says.
    ///
    /// Certificates that nobody verified and a generator that was not valid are named there,
    /// before any figure.
    package var headline: String {
        let remark = remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
        return "\(verdict.rawValue.uppercased())\(remark) \(summary)"
    }

    /// What stands beside the verdict.
    var remarks: [String] { [insecurityRemark, generatorRemark].compactMap { $0 } }

    /// ``headline`` without the verdicts.
    package var summary: String {
        let name = scenario.name.isEmpty ? "run" : Escape.line(scenario.name)
        return "\(name): \(findings)"
    }

    /// ``summary`` without the name of the scenario.
    var findings: String { clauses.joined(separator: "; ") }

    private var clauses: [String] {
        var clauses: [String] = []
        switch verdict {
        case .passed, .tolerated, .skipped: break
        case .interrupted: clauses.append("ended early after \(Figure.duration(duration))")
        case .inconclusive: clauses.append("no verdict can be given")
        case .failed: clauses.append("failed")
        }
        if let judged = judgement {
            // "failed" alone says less than what follows.
            if verdict == .failed { clauses.removeAll() }
            clauses.append(judged)
        }
        if !reason.isEmpty { clauses.append(Escape.line(reason)) }
        if verdict.isGood || verdict == .interrupted { clauses.append(figures) }
        return clauses
    }

    private var judgement: String? {
        let failed = checks.count { $0.verdict == .failed }
        let open = checks.count { $0.verdict == .inconclusive }
        if failed > 0 { return "\(failed) of \(Figure.count(checks.count, "check")) failed" }
        if open > 0, verdict == .inconclusive {
            return "\(open) of \(Figure.count(checks.count, "check")) could not be decided"
        }
        return nil
    }

    /// Whether this gale had subscribers, and not another one that played with it.
    var judgesDeliveries: Bool { scenario.only.isEmpty || !applications.isEmpty }

    private var figures: String {
        // An interrupted run has said already how long it was.
        let length = verdict == .interrupted ? [] : [Figure.duration(duration)]
        return
            ([Figure.count(fleet.devices, "device")] + length + [
                Figure.count(messages.all.published, "message"),
                judgesDeliveries
                    ? "lost \(Figure.count(messages.all.lost))" : "deliveries judged elsewhere",
            ]).joined(separator: ", ")
    }
}

extension Verdict {
    /// What a run deserves that came to its end: the worst of its checks.
    package static func overall(_ checks: [Report.Check]) -> Verdict {
        if checks.contains(where: { $0.verdict == .failed }) { return .failed }
        return checks.allSatisfy(\.verdict.isGood) ? .passed : .inconclusive
    }
}
