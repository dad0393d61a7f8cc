import Devices
import MQTT
import Scenarios

extension ApplicationPlan {
    /// Its own subscriptions, and those that its commands need to hear the answers.
    func allSubscriptions(among fleets: [FleetPlan]) -> [Subscription] {
        var all = subscriptions
        for command in commands {
            guard let fleet = fleets.first(where: { $0.name == command.fleet }) else { continue }
            guard let filter = command.answerFilter(from: fleet) else { continue }
            let isCovered = all.contains { subscription in
                subscription.filter == filter
                    || TopicFilter.matches(topic: filter, filter: subscription.filter)
            }
            if !isCovered { all.append(Subscription(filter, qos: max(command.qos, .atLeastOnce))) }
        }
        return all
    }
}

extension CommandPlan {
    /// Where every device of `fleet` answers this command; nil when none does.
    fileprivate func answerFilter(from fleet: FleetPlan) -> String? {
        switch route {
        case .shadow: "$aws/things/+/shadow/update/accepted"
        case .topic:
            fleet.model.commands.first { $0.name == command }?.answer.map(Self.filter)
        }
    }

    /// The narrowest filter for a topic template: a level with a placeholder becomes `+`.
    private static func filter(over template: String) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.contains("{") ? "+" : String($0) }
            .joined(separator: "/")
    }
}
