import DeviceCloud
import Devices
import MQTT
import Scenarios

extension ApplicationPlan {
    /// Its own subscriptions, and those that its commands need to hear the answers.
    func allSubscriptions(among fleets: [FleetPlan]) -> [Subscription] {
        var all = subscriptions
        for command in commands {
            guard let fleet = fleets.first(where: { $0.name == command.fleet }) else { continue }
            for filter in command.answerFilters(from: fleet) {
                let isCovered = all.contains { subscription in
                    subscription.filter == filter
                        || TopicFilter.matches(topic: filter, filter: subscription.filter)
                }
                guard !isCovered else { continue }
                all.append(Subscription(filter, qos: max(command.qos, .atLeastOnce)))
            }
        }
        return all
    }
}

extension CommandPlan {
    /// Where every device of `fleet`, or its shadow, answers this command.
    fileprivate func answerFilters(from fleet: FleetPlan) -> [String] {
        switch route {
        case .shadow: return ShadowClient.filters(for: "+", role: .application)
        case .topic:
            let answer = fleet.model.commands.first { $0.name == command }?.answer
            return answer.map { [Self.filter(over: $0)] } ?? []
        }
    }

    /// The narrowest filter for a topic template: a level with a placeholder becomes `+`.
    private static func filter(over template: String) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.contains("{") ? "+" : String($0) }
            .joined(separator: "/")
    }
}
