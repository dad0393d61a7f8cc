import Base
import Devices
import MQTT
import YAML

/// An application as it was written.
struct ApplicationDraft: ClientOwner {
    var name = Placed("", at: Place(file: ""))
    var count = Placed(1, at: Place(file: ""))
    var client = ClientDraft()
    var subscriptions: [SubscriptionDraft] = []
    var commands: [CommandDraft] = []
    var publications: [PublicationDraft] = []
    var watchesWills = Placed(false, at: Place(file: ""))

    static let block = Block<ApplicationDraft>(
        "application", "A client of the back end.",
        [
            Key(
                "name", Form.identifier.placed, \.name, .required,
                "What phases and reports call it."),
            Key(
                "count", Form.wholeNumber(in: 1...100_000).placed, \.count, .otherwise("1"),
                "How many instances, named NAME-1, NAME-2 and so on."),
            Key(
                "subscribe", .list(of: SubscriptionDraft.form), \.subscriptions,
                .otherwise("nothing"), "The topics it wants.",
                example: "[{filter: turbines/#, qos: 1}]"),
            Key(
                "commands", .list(of: CommandDraft.block.form { CommandDraft() }), \.commands,
                .otherwise("none"), "What it tells devices."),
            Key(
                "publish", .list(of: PublicationDraft.block.form { PublicationDraft() }),
                \.publications, .otherwise("nothing"), "Messages of its own."),
            Key(
                "wills", Form.bool.placed, \.watchesWills, .otherwise("false"),
                "Whether it counts the Wills that it subscribes to."),
        ] + clientKeys)

    func plan(
        count: Int, fleets: [FleetPlan], secrets: Secrets
    ) throws(Problem) -> ApplicationPlan {
        let client = try client.plan(secrets: secrets)
        var subscriptions: [Subscription] = []
        for draft in self.subscriptions {
            subscriptions.append(try draft.subscription(for: self.client))
        }
        var commands: [CommandPlan] = []
        for draft in self.commands { commands.append(try draft.plan(fleets: fleets)) }
        if count > 1, !commands.isEmpty {
            throw self.count.problem("an application that commands devices stands alone; count 1")
        }
        let plan = ApplicationPlan(
            name: name.value, client: client, subscriptions: subscriptions, count: count,
            commands: commands, publications: publications.map(\.plan),
            watchesWills: watchesWills.value)
        try checkWills(plan, fleets)
        return plan
    }

    /// An application that watches Wills must see at least one of them.
    private func checkWills(_ plan: ApplicationPlan, _ fleets: [FleetPlan]) throws(Problem) {
        guard plan.watchesWills else { return }
        var topics: [String] = []
        for fleet in fleets {
            guard let will = fleet.model.will, !fleet.mustBeRefused else { continue }
            let topic = TopicTemplate(will.topic, of: fleet)
            if plan.subscriptions.contains(where: { topic.matches($0.filter) != .none }) { return }
            topics.append(will.topic)
        }
        let complaint =
            topics.isEmpty
            ? "no fleet leaves a Will that could be watched"
            : "no subscription matches a Will topic; subscribe to \(topics.joined(separator: ", "))"
        throw watchesWills.problem(complaint)
    }
}
