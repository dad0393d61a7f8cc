import Base
import DeviceCloud
import Devices
import MQTT
import Scenarios

/// Hands out the numbers of a ``Roster``.
struct RosterBuilder {
    private(set) var contingents: [Roster.Contingent] = []
    private(set) var players: [Roster.Player] = []
    private(set) var deviceCount = 0
    private(set) var streamQoS: [QoS] = []
    private(set) var firstCommandStream = 0
    private(set) var uses: [String: TopicUse] = [:]
    private(set) var topics: [String] = []

    init(_ plan: Plan) {
        let devices = plan.fleets.reduce(0) { $0 + $1.count }
        uses.reserveCapacity(devices * 2)
    }

    /// - Parameter names: the client identifiers, where the plan does not say them.
    mutating func add(_ fleet: FleetPlan, names: [String]? = nil) throws(DeviceModel.Invalid) {
        let model = try CompiledModel(fleet.model)
        let contingent = Roster.Contingent(
            plan: fleet, model: model, properties: fleet.encodedProperties,
            firstDevice: deviceCount, firstStream: streamQoS.count,
            firstCommandStream: -1, names: names)
        for member in 0..<fleet.count {
            add(member, of: contingent)
        }
        contingents.append(contingent)
        deviceCount += fleet.count
    }

    private mutating func add(_ member: Int, of contingent: Roster.Contingent) {
        let fleet = contingent.plan
        let values = contingent.values(of: member)
        let device = Int32(contingent.firstDevice + member)
        for (index, topic) in contingent.model.messageTopics.enumerated() {
            let every = fleet.every[index].nanoseconds / 1_000_000
            addStream(
                to: topic.filled(values), qos: fleet.qos[index],
                every: Int32(clamping: every), isStamped: fleet.model.isStamped(index))
        }
        for (index, command) in fleet.model.commands.enumerated() {
            // A command without an answer keeps its number, so that numbers stay computable.
            let topic = contingent.model.answerTopics[index]?.filled(values) ?? ""
            addStream(to: topic, qos: QoS(rawValue: command.qos)!, every: 0, isStamped: false)
            guard !topic.isEmpty else { continue }
            uses[topic]!.answerOf = device
        }
        let greeting = contingent.model.greetingTopic?.filled(values) ?? ""
        addStream(
            to: greeting, qos: QoS(rawValue: fleet.model.greeting?.qos ?? 0)!, every: 0,
            isStamped: false)
        if let topic = contingent.model.willTopic?.filled(values) {
            uses[topic, default: TopicUse()].willOf = device
        }
    }

    mutating func add(_ application: ApplicationPlan, index: Int, fleets: [FleetPlan]) {
        let first = players.count
        let subscriptions = application.allSubscriptions(among: fleets)
        for instance in 0..<application.count {
            let name =
                application.count == 1 ? application.name : "\(application.name)-\(instance + 1)"
            let isShared = application.subscriptions.contains { $0.filter.hasPrefix("$share/") }
            players.append(
                Roster.Player(
                    index: index, plan: application, name: name, subscriptions: subscriptions,
                    firstStream: streamQoS.count,
                    ledgerNumber: isShared ? first : first + instance))
            for publication in application.publications {
                addStream(
                    to: Template.words(publication.topic, id: instance + 1, name: name),
                    qos: publication.qos,
                    every: Int32(clamping: publication.every.nanoseconds / 1_000_000),
                    isStamped: publication.payload.contains("{timestamp}"))
            }
        }
    }

    /// A client that answers on the shadow topics, as the embedded broker does by itself.
    mutating func addShadowService() {
        let plan = ApplicationPlan.service(
            named: "gale-shadow-service", filters: ShadowService.filters)
        players.append(
            Roster.Player(
                index: -1, plan: plan, name: plan.name, subscriptions: plan.subscriptions,
                firstStream: streamQoS.count, ledgerNumber: players.count, servesShadows: true))
    }

    /// Commands get a stream a device: what applications send to the topic that it obeys.
    mutating func addCommands() {
        firstCommandStream = streamQoS.count
        for index in contingents.indices {
            let contingent = contingents[index]
            contingents[index] = Roster.Contingent(
                plan: contingent.plan, model: contingent.model,
                properties: contingent.properties,
                firstDevice: contingent.firstDevice, firstStream: contingent.firstStream,
                firstCommandStream: streamQoS.count, names: contingent.names)
            for member in 0..<contingent.plan.count {
                let values = contingent.values(of: member)
                for (command, topic) in contingent.model.commandTopics.enumerated() {
                    let topic = topic.filled(values)
                    addStream(
                        to: topic, qos: contingent.plan.commandQoS, every: 0, isStamped: false)
                    uses[topic]!.commandOf = Int32(contingent.firstDevice + member)
                    uses[topic]!.command = Int16(command)
                }
            }
        }
    }

    /// A topic with two publishers carries one stream that can only be counted.
    private mutating func addStream(to topic: String, qos: QoS, every: Int32, isStamped: Bool) {
        let stream = Int32(streamQoS.count)
        streamQoS.append(qos)
        topics.append(topic)
        guard !topic.isEmpty else { return }
        if var use = uses[topic], use.stream >= 0 {
            use.isStamped = false
            uses[topic] = use
        } else {
            var use = uses[topic] ?? TopicUse()
            use.stream = stream
            use.everyMilliseconds = every
            use.isStamped = isStamped
            uses[topic] = use
        }
    }

    /// How many subscribers each stream has: applications by their filters, devices by their own.
    ///
    /// - Parameter names: whose subscribers count; nil for everybody's.
    func audiences(only names: Set<String>?) -> [UInt16] {
        func counts(_ name: String) -> Bool { names?.contains(name) ?? true }
        var commands = [Bool](repeating: false, count: streamQoS.count)
        for contingent in contingents where counts(contingent.plan.name) {
            let first = contingent.firstCommandStream
            let count = contingent.plan.count * contingent.plan.model.commands.count
            for stream in first..<first + count { commands[stream] = true }
        }
        let filters = players.enumerated()
            .filter { $0.element.ledgerNumber == $0.offset && counts($0.element.plan.name) }
            .flatMap { $0.element.subscriptions.map { SharedFilter.plain($0.filter) } }
        var plain: [String: Int] = [:]
        for filter in filters { plain[filter, default: 0] += 1 }
        return topics.enumerated().map { stream, topic in
            guard !topic.isEmpty else { return 0 }
            var count = commands[stream] ? 1 : 0
            for (filter, number) in plain where TopicFilter.matches(topic: topic, filter: filter) {
                count += number
            }
            return UInt16(clamping: count)
        }
    }
}

extension Template {
    /// A text of the plan, which the scenario reader has checked, filled in.
    static func words(_ text: String, id: Int, name: String) -> String {
        guard let template = try? Template.words(text) else { return text }
        return template.filled(Values(id: id, name: name))
    }
}

extension FleetPlan {
    fileprivate var encodedProperties: [UInt8] {
        Properties(userProperties.map { .userProperty($0.name, $0.value) }).encodedContent
    }
}

extension DeviceModel {
    /// Whether message `index` carries a timestamp, and with it a stamp.
    func isStamped(_ index: Int) -> Bool {
        if let size = messages[index].payloadBytes { return size >= BinaryStamp.smallest }
        return messages[index].fields.contains { name in
            fields.contains { $0.name == name && $0.source == .timestamp }
        }
    }
}

extension SharedFilter {
    /// The Topic Filter that messages are matched against: what follows `$share/GROUP/`.
    static func plain(_ filter: String) -> String {
        SharedFilter(parsing: filter)?.filter ?? filter
    }
}
