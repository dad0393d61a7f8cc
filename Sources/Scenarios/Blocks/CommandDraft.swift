import Base
import Devices
import MQTT
import YAML

/// A command as it was written.
struct CommandDraft: Sendable {
    var name: Placed<String>?
    var fleet = Placed("", at: Place(file: ""))
    var command = Placed("", at: Place(file: ""))
    var payload = Node(.mapping([]), at: Place(file: ""))
    var route = Placed(CommandPlan.Route.topic, at: Place(file: ""))
    var qos = QoS.atLeastOnce
    var every: Duration?
    var share = 1.0

    /// What a phase calls it.
    var title: Placed<String> { name ?? command }

    static let block = Block<CommandDraft>(
        "command", "What an application tells the devices of a fleet.",
        [
            Key("fleet", Form.name.placed, \.fleet, .required, "The fleet that is told."),
            Key(
                "command", Form.name.placed, \.command, .required, "A command of its model.",
                example: "water"),
            Key(
                "send", Form("{FIELD: VALUE, …}") { (node) throws(Problem) in node }, \.payload,
                .otherwise("{}"), "The members of the command.", example: "{water: \"on\"}"),
            Key(
                "via",
                Form.choice(["topic": CommandPlan.Route.topic, "shadow": .shadow], isNo: "route")
                    .placed, \.route, .otherwise("topic"),
                "The way it takes: the command's topic, or the desired state of the shadow."),
            Key("qos", .qos, \.qos, .otherwise("1"), "The QoS at which it is published."),
            Key(
                "every", .milliseconds, \.every, .otherwise("only in a command phase"),
                "How often each device gets it.", example: "10s"),
            Key(
                "share", .share, \.share, .otherwise("100%"),
                "The part of the fleet that gets it."),
            Key(
                "name", Form.identifier.placed, \.name, .otherwise("the command's"),
                "What a command phase calls it."),
        ])

    func plan(fleets: [FleetPlan]) throws(Problem) -> CommandPlan {
        guard let target = fleets.first(where: { $0.name == fleet.value }) else {
            throw .unknown(fleet.value, at: fleet.place, isNo: "fleet", among: fleets.map(\.name))
        }
        guard !target.mustBeRefused else {
            throw fleet.problem(
                "the devices of \(fleet.value.inQuotes) must be refused, and hear no commands")
        }
        guard let entries = payload.mapping else {
            throw payload.problem(
                "a command sends fields and values, such as {water: \"on\"}, "
                    + "not \(payload.summary)")
        }
        let members = try members(of: target.model)
        if entries.isEmpty, !members.needed.isEmpty {
            throw command.problem(
                "this command sends nothing; write send, with some of: "
                    + members.needed.joined(separator: ", "))
        }
        for entry in entries where !members.areAny && !members.allowed.contains(entry.key) {
            throw .unknown(
                entry.key, at: entry.place,
                isNo: route.value == .topic
                    ? "member of the command \"\(command.value)\"" : "field that the shadow obeys",
                among: members.allowed)
        }
        return CommandPlan(
            fleet: fleet.value, command: command.value, route: route.value,
            payload: try payload.json(),
            qos: qos, every: every, share: share)
    }

    /// What a command may carry.
    private struct Members {
        /// Fields that it sets; it must carry one of them if there are any.
        var needed: [String]
        var allowed: [String]
        var areAny = false
    }

    private func members(of model: DeviceModel) throws(Problem) -> Members {
        if route.value == .shadow {
            guard let shadow = model.shadow else {
                throw route.problem("the devices of \(fleet.value.inQuotes) keep no shadow")
            }
            return Members(needed: shadow.obeys, allowed: shadow.obeys)
        }
        guard let known = model.commands.first(where: { $0.name == command.value }) else {
            throw .unknown(
                command.value, at: command.place, isNo: "command of a \(model.name)",
                among: model.commands.map(\.name))
        }
        return switch known.echoes {
        case .everything: Members(needed: known.sets, allowed: known.sets, areAny: true)
        case .members(let echoed): Members(needed: known.sets, allowed: known.sets + echoed)
        }
    }
}
