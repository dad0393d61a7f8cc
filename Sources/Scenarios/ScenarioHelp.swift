package import YAML

/// The text of `gale help scenario`: every key that the reader knows.
package enum ScenarioHelp {
    /// The blocks of a scenario file, from the outside in; what fleets and applications share is
    /// in a block of its own.
    package static let blocks: [BlockHelp] =
        [
            ScenarioDraft.block.help, IdentitiesDraft.block.help,
            FleetDraft.block.help.without(client), FleetIdentityDraft.block.help,
            ApplicationDraft.block.help.without(client), client, ReconnectPlan.block.help,
            SubscriptionDraft.block.help, CommandDraft.block.help, PublicationDraft.block.help,
            PhaseDraft.block.help,
        ] + PhaseDraft.blocks.map(\.help)

    private static let client = BlockHelp(
        name: "client", doc: "What every fleet and application may also say.",
        keys: FleetDraft.clientKeys.map(\.help))

    package static var text: String {
        """
        A scenario is a YAML file. Unknown keys are mistakes, never ignored.
        DURATION is written 250ms, 30s, 5m, 2h or 1d; SHARE 20%; SIZE 512, 64KB or 1KiB.
        Where a list has one element, the brackets may be left out.


        """ + blocks.map(\.text).joined(separator: "\n")
    }

    /// The text of `gale help expectations`: every figure that a limit may be set for.
    package static var expectations: String {
        let metrics = Metric.all(applications: ["NAME"])
        return """
            An expectation is a figure of report.json, a comparison and a limit:
              lost == 0
              latency.endToEnd.p99 < 100ms
              messages.byQoS.2.duplicated == 0
            Comparisons: \(Expectation.Comparison.allCases.map(\.rawValue).joined(separator: " "))
            "messages." may be left out. NAME is the name of an application.


            """
                + metrics.map { "  \($0.path)\($0.unit.hint)\n" }.joined()
    }
}

extension Metric.Unit {
    /// How a limit is written, where it is not a plain number.
    fileprivate var hint: String {
        switch self {
        case .count: ""
        case .nanoseconds, .seconds: "  DURATION"
        case .bytes: "  SIZE"
        }
    }
}
