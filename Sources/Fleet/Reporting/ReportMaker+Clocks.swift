import Base
import Measures
import Reports
import Scenarios

extension ReportMaker {
    /// Says what was played elsewhere, and takes back what the clocks are too coarse for.
    func fillClocks(_ report: inout Report, _ abroad: Abroad) {
        let clocks = abroad.clocks
        report.scenario.only = abroad.cast.filter(abroad.settings.names.contains)
        report.clocks = clocks.map { clock in
            var result = Report.Clock()
            result.who = clock.names
            result.offset = .nanoseconds(clock.offset)
            result.error = .nanoseconds(clock.error)
            result.echoes = clock.echoes
            result.published = abroad.published(by: clock.names)
            return result
        }
        report.applications.removeAll { !abroad.settings.names.contains($0.name) }
        let others = abroad.cast.filter { !abroad.settings.names.contains($0) }
        if roster.ownPlayers.isEmpty, !others.isEmpty {
            report.warnings.append(
                "What became of these messages is judged by the gale that plays "
                    + "\(others.briefly).")
        }
        for clock in clocks where clock.contradictions > 0 {
            report.warnings.append(
                "The clock of \(clock.names.briefly) was set, or ran off by more than 40 parts in "
                    + "a million: one-way latencies may be wrong by more than the error says.")
        }
        guard !abroad.awaited.isEmpty else { return }
        // When a message left is known to the gale that sent it.
        report.serviceTime[.endToEnd] = nil
        guard let error = abroad.error.map(Duration.nanoseconds) else { return }
        let refused = report.refuse(.endToEnd, finerThan: error)
        guard !refused.isEmpty else { return }
        report.warnings.append(
            "End to end, \(refused.joined(separator: ", ")) would be finer than the "
                + "\(Figure.duration(error)) by which the clocks may differ, so they are refused.")
    }
}

extension Abroad {
    /// The worst error of a clock that stamped messages for somebody here; nil without one.
    var error: Int64? {
        clocks.filter { !awaited.isDisjoint(with: $0.names) }.map(\.error).max()
    }
}
