import Base
package import Devices
package import MQTT
package import Scenarios

/// Everybody in a run by number, and what each topic of the run means.
///
/// Made once from the plan and shared by all loops, which agree on the numbers without talking.
/// Devices are numbered through all fleets, application instances after them; a stream is what one
/// publisher sends to one topic.
///
/// - Cost: about 150 bytes a topic.
package final class Roster: Sendable {
    let plan: Plan
    /// The names that are played here; nil where all are.
    let names: Set<String>?
    let contingents: [Contingent]
    let players: [Player]
    package let deviceCount: Int

    /// The QoS at which each stream is published.
    package let streamQoS: [QoS]
    /// The topic of each stream; empty where a model has no answer or greeting.
    package let topics: [String]
    /// How many subscribers here are to get what each stream publishes.
    package let audience: [UInt16]
    /// What is known of each topic that somebody of this run publishes to.
    let uses: [String: TopicUse]

    /// Where the streams of commands begin: after those of the devices and of the applications.
    let firstCommandStream: Int

    /// The devices of one fleet.
    struct Contingent: Sendable {
        let plan: FleetPlan
        let model: CompiledModel
        /// Encoded 5.0 properties that every message of the fleet bears.
        let properties: [UInt8]
        let firstDevice: Int
        let firstStream: Int
        let firstCommandStream: Int
        /// The client identifiers, where identities decide about them and not the plan.
        let names: [String]?

        /// Streams of each device: one a message, then one an answer, then its greeting.
        var streamsPerDevice: Int { plan.model.messages.count + plan.model.commands.count + 1 }

        func stream(message: Int, of member: Int) -> Int {
            firstStream + member * streamsPerDevice + message
        }

        func stream(answer command: Int, of member: Int) -> Int {
            stream(message: plan.model.messages.count + command, of: member)
        }

        func greetingStream(of member: Int) -> Int {
            stream(message: streamsPerDevice - 1, of: member)
        }

        func stream(command: Int, of member: Int) -> Int {
            firstCommandStream + member * plan.model.commands.count + command
        }

        func clientID(of member: Int) -> String {
            if let names, member < names.count { return names[member] }
            return Template.words(plan.clientID, id: plan.firstID + member, name: plan.name)
        }

        /// What the model's templates say for `member`.
        func values(of member: Int) -> Template.Values {
            Template.Values(
                id: plan.firstID + member, client: clientID(of: member), name: plan.model.name)
        }
    }

    /// One instance of an application.
    struct Player: Sendable {
        /// Its place among the applications of the plan.
        let index: Int
        let plan: ApplicationPlan
        let name: String
        /// Those of the plan, and what its commands need to hear the answers.
        let subscriptions: [Subscription]
        let firstStream: Int
        /// Instances that share a subscription are one subscriber: the number of the first of them.
        let ledgerNumber: Int
        /// Whether it is gale's own shadow service, beside a broker that has none.
        var servesShadows = false
    }

    package var streamCount: Int { streamQoS.count }

    /// The fleet of device `number`.
    package func contingent(of device: Int) -> Int {
        contingents.lastIndex { $0.firstDevice <= device }!
    }

    /// The device that is told something on `stream`; nil where that carries no commands.
    func device(commandedOn stream: Int) -> Int? {
        guard stream >= firstCommandStream,
            let contingent = contingents.last(where: { $0.firstCommandStream <= stream })
        else { return nil }
        let place = stream - contingent.firstCommandStream
        return contingent.firstDevice + place / contingent.plan.model.commands.count
    }

    /// - Parameters:
    ///   - servesShadows: whether a client of gale's must be the shadow service.
    ///   - names: who is played here; nil for everybody. The numbers stay those of the whole plan.
    ///   - passports: what decides about client identifiers where the plan leaves them open.
    package init(
        _ plan: Plan, servesShadows: Bool = false, only names: Set<String>? = nil,
        with passports: Passports? = nil
    ) throws(DeviceModel.Invalid) {
        var builder = RosterBuilder(plan)
        for (index, fleet) in plan.fleets.enumerated() {
            let names =
                fleet.clientIDFromIdentity
                ? passports?.devices[index].map { $0?.name ?? fleet.name } : nil
            try builder.add(fleet, names: names)
        }
        for (index, application) in plan.applications.enumerated() {
            builder.add(application, index: index, fleets: plan.fleets)
        }
        if servesShadows { builder.addShadowService() }
        builder.addCommands()
        self.plan = plan
        self.names = names
        contingents = builder.contingents
        players = builder.players
        deviceCount = builder.deviceCount
        streamQoS = builder.streamQoS
        firstCommandStream = builder.firstCommandStream
        uses = builder.uses
        topics = builder.topics
        audience = builder.audiences(only: names)
    }

    func plays(_ name: String) -> Bool { names?.contains(name) ?? true }

    var ownPlayers: [Player] { players.filter { plays($0.plan.name) } }

    /// Devices that are played here.
    var ownDeviceCount: Int {
        contingents.reduce(0) { $0 + (plays($1.plan.name) ? $1.plan.count : 0) }
    }
}

/// What a topic means in this run.
struct TopicUse: Sendable {
    /// The stream that it carries; -1 when none.
    var stream: Int32 = -1
    /// The interval of that stream in milliseconds, 0 when it has none.
    var everyMilliseconds: Int32 = 0
    /// Whether its messages carry stamps, from one publisher alone.
    var isStamped = false
    /// The device that answers commands here; -1 when none.
    var answerOf: Int32 = -1
    /// The device whose Will goes here; -1 when none.
    var willOf: Int32 = -1
    /// The device that obeys commands here; -1 when none.
    var commandOf: Int32 = -1
    /// Which of the device's commands.
    var command: Int16 = 0
}
