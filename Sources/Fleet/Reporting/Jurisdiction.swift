import Base
import Reports
import Scenarios

/// Which expectations one of several gales can judge: those about what it plays itself, and what
/// was published for it only where its publishers said how much that was.
struct Jurisdiction {
    private let names: Set<String>
    private let hasDevices: Bool
    private let hasApplications: Bool
    private let others: String
    /// Names that never said what they published.
    private let untold: [String]

    init(_ roster: Roster, untold: [String], _ cast: [String]) {
        names = roster.names ?? []
        hasDevices = roster.ownDeviceCount > 0
        hasApplications = !roster.ownPlayers.isEmpty
        others = cast.filter { [names] in !names.contains($0) }.briefly
        self.untold = untold
    }

    /// Why no verdict can be given whatever the figures say; nil where one can.
    var gap: String? {
        guard !untold.isEmpty else { return nil }
        return "\(untold.briefly) never said what was published, so nobody knows what was lost"
    }

    /// The check of an expectation that is not this gale's to judge; nil for all others.
    func refusal(of expectation: Expectation, _ figures: JSON) -> Report.Check? {
        let steps = expectation.metric.split(separator: ".").map(String.init)
        guard let what = steps.last else { return nil }
        func check(_ verdict: Verdict, _ detail: String) -> Report.Check {
            Report.Check(
                id: expectation.metric, title: expectation.text, verdict: verdict, detail: detail)
        }
        let elsewhere = check(.skipped, "it is judged by the gale that plays \(others)")
        let name = steps.dropFirst().dropLast().joined(separator: ".")
        let isOfPublishers = ["published", "acknowledged"].contains(what)
        switch steps[0] {
        case "applications" where !names.contains(name):
            return elsewhere
        case "messages" where !hasApplications && !isOfPublishers,
            "fleet" where !hasDevices:
            return elsewhere
        case "messages", "applications":
            let isKnown = ["delivered", "duplicated", "reordered", "corrupted"].contains(what)
            return isKnown ? nil : gap.map { check(.inconclusive, $0) }
        case "latency", "serviceTime", "gap":
            let count = figures["latency"]?[steps.count > 1 ? steps[1] : ""]?["count"]
            return count == 0 ? elsewhere : nil
        default: return nil
        }
    }
}
