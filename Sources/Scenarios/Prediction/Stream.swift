import Base
import Devices
import MQTT

/// Messages of one kind from clients of one kind, and who receives them.
struct Stream: Sendable {
    /// A fleet or an application.
    var sender: String
    var version: Version
    var qos: QoS
    var topic: TopicTemplate
    var payloadBytes: Int
    var properties = Properties()
    /// Whether a topic travels once, and a number in its place from then on.
    var usesTopicAlias = false
    /// Of all senders together, once all are connected.
    var perSecond: Double
    /// In the whole run.
    var total: Double
    var deliveries: [Delivery] = []

    /// What clients of one kind receive of the messages.
    struct Delivery: Sendable {
        var receiver: String
        var version: Version
        var qos: QoS
        /// Copies of each message, on average over all senders.
        var copies: Double
    }
}

extension Stream {
    /// The streams of a plan, in the order of its file.
    ///
    /// - Parameter payloadBytes: of a fleet's message with this index, on average.
    static func all(
        of plan: Plan, payloadBytes: (FleetPlan, Int) -> Int
    ) -> [Stream] {
        var streams: [Stream] = []
        for fleet in plan.fleets where !fleet.mustBeRefused {
            let presence = Presence(of: fleet, in: plan.phases)
            for index in fleet.model.messages.indices {
                let payload = payloadBytes(fleet, index)
                streams.append(telemetry(fleet, index, payloadBytes: payload, presence))
            }
        }
        for application in plan.applications {
            for publication in application.publications {
                streams.append(Stream(publication, of: application, in: plan))
            }
            for index in application.commands.indices {
                streams += commands(application, index, in: plan)
            }
        }
        for index in streams.indices { streams[index].findReceivers(in: plan.applications) }
        return streams
    }

    private static func telemetry(
        _ fleet: FleetPlan, _ index: Int, payloadBytes: Int, _ presence: Presence
    ) -> Stream {
        // What goes flat out cannot be known before.
        let every = fleet.every[index]
        let perSecond = every == .zero ? 0 : Double(fleet.count) / every.inSeconds
        var properties = Properties()
        if let expiry = fleet.messageExpiry {
            properties.list.append(.messageExpiryInterval(expiry))
        }
        properties.list += fleet.userProperties.map { .userProperty($0.name, $0.value) }
        return Stream(
            sender: fleet.name, version: fleet.client.version, qos: fleet.qos[index],
            topic: TopicTemplate(fleet.model.messages[index].topic, of: fleet),
            payloadBytes: payloadBytes, properties: properties,
            usesTopicAlias: fleet.useTopicAlias, perSecond: perSecond,
            total: perSecond * presence.seconds
                + Double(fleet.count) * presence.burstMessages)
    }

    private init(
        _ publication: PublicationPlan, of application: ApplicationPlan, in plan: Plan
    ) {
        let perSecond = Double(application.count) / publication.every.inSeconds
        let name = application.count == 1 ? application.name : application.name + "-{id}"
        self.init(
            sender: application.name, version: application.client.version, qos: publication.qos,
            topic: TopicTemplate(
                publication.topic.replacing("{name}", with: name), ids: 1..<application.count + 1),
            payloadBytes: Self.filledBytes(publication.payload, name: application.name),
            perSecond: perSecond, total: perSecond * plan.length.inSeconds)
    }

    /// The bytes of a payload with an instant, a number of six digits and a name filled in.
    private static func filledBytes(_ payload: String, name: String) -> Int {
        payload.replacing("{timestamp}", with: "2026-01-01T00:00:00.000000000Z")
            .replacing("{number}", with: "100000").replacing("{name}", with: name).utf8.count
    }

    /// A command on its way to the devices, and their answers.
    private static func commands(
        _ application: ApplicationPlan, _ index: Int, in plan: Plan
    ) -> [Stream] {
        let command = application.commands[index]
        guard let fleet = plan.fleets.first(where: { $0.name == command.fleet }) else { return [] }
        let receivers = command.share * Double(fleet.count)
        let perSecond = command.every.map { receivers / $0.inSeconds } ?? 0
        let total =
            perSecond * plan.length.inSeconds
            + plan.commandShares(by: application.name, index: index) * Double(fleet.count)
        let known = fleet.model.commands.first { $0.name == command.command }
        let topic =
            command.route == .shadow
            ? "$aws/things/{client}/shadow/update" : known?.topic ?? command.command
        let body = command.payload.compact.utf8.count
        let isShadow = command.route == .shadow
        var told = Stream(
            sender: application.name, version: application.client.version, qos: command.qos,
            topic: TopicTemplate(topic, of: fleet),
            payloadBytes: body + (isShadow ? "{\"state\":{\"desired\":}}".utf8.count : 0),
            perSecond: perSecond, total: total)
        told.deliveries = [
            Delivery(
                receiver: fleet.name, version: fleet.client.version,
                qos: min(command.qos, fleet.commandQoS),
                copies: told.topic.isPerDevice ? 1 : Double(fleet.count))
        ]
        guard !isShadow, let known, let answer = known.answer else { return [told] }
        return [
            told,
            Stream(
                sender: fleet.name, version: fleet.client.version, qos: fleet.commandQoS,
                topic: TopicTemplate(answer, of: fleet),
                payloadBytes: body + ",\"timestamp\":\"2026-01-01T00:00:00.000000000Z\"".utf8.count,
                perSecond: perSecond, total: total),
        ]
    }
}

extension Plan {
    /// All phases together.
    package var length: Duration { phases.reduce(.zero) { $0 + $1.duration } }

    /// How often phases give a command to the whole fleet.
    fileprivate func commandShares(by name: String, index: Int) -> Double {
        phases.reduce(0) { sum, phase in
            guard case .command(name, index) = phase.deed else { return sum }
            return sum + phase.share
        }
    }
}

/// How long the devices of a fleet are connected, on average, if nothing cuts their links but the
/// end of their certificates.
struct Presence: Equatable, Sendable {
    var seconds = 0.0
    /// Messages of each kind beyond the schedule, of each device on average.
    var burstMessages = 0.0

    init(of fleet: FleetPlan, in phases: [Phase]) {
        func concerns(_ phase: Phase) -> Bool {
            phase.who.isEmpty || phase.who.contains(fleet.name)
        }
        let ramps = phases.contains { if case .ramp = $0.deed { concerns($0) } else { false } }
        var connected = ramps ? 0.0 : 1.0
        for phase in phases {
            let before = connected
            switch phase.deed {
            case .ramp where concerns(phase): connected += (1 - connected) * phase.share
            case .revoke where concerns(phase): connected *= 1 - phase.share
            case .burst(let messages) where concerns(phase):
                burstMessages += Double(messages) * phase.share * connected
            default: break
            }
            if case .expire(let after) = phase.deed, concerns(phase) {
                connected *= 1 - phase.share
                seconds += before * after.inSeconds
                seconds += connected * (phase.duration - after).inSeconds
                continue
            }
            seconds += phase.duration.inSeconds * (before + connected) / 2
        }
    }
}
