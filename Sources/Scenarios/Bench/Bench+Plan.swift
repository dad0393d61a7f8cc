import Base
import Devices
import MQTT
import YAML

extension Plan {
    /// The scenario that a benchmark is.
    ///
    /// - Throws: ``Bench/Mistake`` when its flags make no run.
    package init(_ bench: Bench) throws(Bench.Mistake) {
        try bench.check()
        let fleet = bench.fleet
        let problems = fleet.model.problems()
        try Bench.expect(problems.isEmpty, "--topic: \(problems.joined(separator: "; "))")
        let phases = try bench.phases()
        let length = phases.reduce(Duration.zero) { $0 + $1.duration }
        try Bench.expect(length <= .seconds(30 * 86_400), "the run would take more than 30 days")
        self.init(
            name: "bench-\(bench.pattern.rawValue)", about: bench.about, seed: bench.seed,
            fleets: [fleet], applications: bench.applications, phases: phases,
            expectations: bench.expectations, drain: .seconds(10), needsShadows: false)
    }
}

extension Bench {
    fileprivate var about: String {
        let rate =
            perSecond.map {
                let each = interval(among: fleet.count)
                return "\($0.forPeople) a second"
                    + (pattern == .connect || pattern == .churn ? "" : ", each every \(each.short)")
            } ?? "flat out"
        let what =
            pattern == .connect || pattern == .churn
            ? "" : ", QoS \(qos.rawValue), \(payloadBytes.forPeople) B"
        return "\(devices.forPeople) devices, \(rate)\(what), MQTT \(version)"
    }

    private static let name = "devices"

    private var topicTemplate: String {
        topic ?? (pattern == .fanOut ? "bench/all" : "bench/{id}")
    }

    private var client: ClientPlan {
        let usual = pace == .flatOut && qos == .atMostOnce ? 1 : 20
        return ClientPlan(
            version: version, cleanStart: true, sessionExpiry: 0, keepAlive: 60,
            receiveMaximum: .max, topicAliasMaximum: 0, maximumPacketSize: nil, userName: nil,
            password: nil, window: window ?? usual, perWrite: perWrite, backlog: 1000,
            reconnect: ReconnectPlan(
                isAutomatic: true, first: .milliseconds(100), cap: .seconds(10)))
    }

    fileprivate var fleet: FleetPlan {
        let isSilent = [.roundTrip, .connect, .churn].contains(pattern)
        let count = pattern == .fanOut ? 1 : devices
        let message = DeviceModel.Message(
            name: "payload", topic: topicTemplate, every: .seconds(1), fields: [],
            qos: qos.rawValue, payloadBytes: payloadBytes)
        let ping = DeviceModel.Command(
            name: "ping", topic: topicTemplate + "/ping", sets: [], answer: topicTemplate + "/pong",
            echoes: .everything, qos: qos.rawValue)
        let model = DeviceModel(
            name: "bench", messages: isSilent ? [] : [message],
            commands: pattern == .roundTrip ? [ping] : [])
        return FleetPlan(
            name: Self.name, model: model, count: count, firstID: 1, clientID: "bench-{id}",
            group: nil, client: client, qos: isSilent ? [] : [qos],
            every: isSilent ? [] : [interval(among: count)], retain: isSilent ? [] : [false],
            commandQoS: qos, messageExpiry: nil, useTopicAlias: false, userProperties: [])
    }

    /// What a QoS promises, without which figures say little: that nothing is lost; at QoS 0, and
    /// where nobody subscribes, that something came through.
    fileprivate var expectations: [Expectation] {
        switch pattern {
        case .connect, .churn: return []
        case .publish where qos == .atMostOnce: return []
        case .publish:
            return [
                Expectation(
                    text: "acknowledged > 0", metric: "messages.acknowledged", comparison: .above,
                    value: 0)
            ]
        case .fanIn, .fanOut, .pairs, .roundTrip:
            return [
                qos == .atMostOnce
                    ? Expectation(
                        text: "delivered > 0", metric: "messages.delivered", comparison: .above,
                        value: 0)
                    : Expectation(
                        text: "lost == 0", metric: "messages.lost", comparison: .equal, value: 0)
            ]
        }
    }

    fileprivate var applications: [ApplicationPlan] {
        switch pattern {
        case .publish, .connect, .churn: return []
        case .fanIn: return [subscriber(to: Self.filter(over: topicTemplate))]
        case .fanOut: return [subscriber(to: Self.filter(over: topicTemplate), count: devices)]
        case .pairs:
            return (1...devices).map { id in
                let filter = topicTemplate.replacing("{id}", with: "\(id)")
                    .replacing("{client}", with: "bench-\(id)").replacing("{name}", with: "bench")
                return subscriber(to: filter, named: "subscriber-\(id)")
            }
        case .roundTrip:
            var caller = subscriber(to: Self.filter(over: topicTemplate + "/pong"), named: "caller")
            caller.commands = [
                CommandPlan(
                    fleet: Self.name, command: "ping", route: .topic, payload: question, qos: qos,
                    every: interval(among: devices), share: 1)
            ]
            return [caller]
        }
    }

    private func subscriber(
        to filter: String, named name: String = "subscriber", count: Int = 1
    ) -> ApplicationPlan {
        ApplicationPlan(
            name: name, client: client, subscriptions: [Subscription(filter, qos: qos)],
            count: count, commands: [], publications: [], watchesWills: false)
    }

    /// An object of as many bytes as asked for, if they are enough for one with a member.
    private var question: JSON {
        let frame = #"{"pad":""}"#.utf8.count
        return .object([
            "pad": .string(String(repeating: "x", count: max(0, payloadBytes - frame)))
        ])
    }

    /// The narrowest filter that matches the topics of all devices.
    static func filter(over template: String) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.contains("{") ? "+" : String($0) }
            .joined(separator: "/")
    }

    fileprivate func phases() throws(Mistake) -> [Phase] {
        let hold = Phase(name: "hold", deed: .hold, duration: duration, who: [], share: 1)
        switch pattern {
        case .connect:
            let length = Self.length(of: devices, at: perSecond!)
            let goodbye = Cut(disconnect: true, at: [], stayAway: true)
            return [
                Phase(name: "connect", deed: .ramp, duration: length, who: [], share: 1), hold,
                Phase(name: "disconnect", deed: .cut(goodbye), duration: length, who: [], share: 1),
            ]
        case .churn: return [ramp] + (try rounds())
        default: return [ramp, hold]
        }
    }

    private var ramp: Phase {
        Phase(
            name: "ramp", deed: .ramp,
            duration: Self.length(of: fleet.count, at: Self.rampRate), who: [], share: 1)
    }

    /// Every device goes and comes back once a round; the last round may be a part of one.
    private func rounds() throws(Mistake) -> [Phase] {
        let whole = Self.length(of: devices, at: perSecond!)
        try Self.expect(
            duration.inSeconds / whole.inSeconds <= Double(Self.mostRounds),
            "each device would reconnect more than \(Self.mostRounds) times; "
                + "take more --devices, or a lower --rate")
        let blink = Cut(disconnect: true, at: [], stayAway: false)
        var rounds: [Phase] = []
        var left = duration
        while left > .zero {
            let length = min(left, whole)
            rounds.append(
                Phase(
                    name: "churn \(rounds.count + 1)", deed: .cut(blink), duration: length,
                    who: [], share: min(1, length.inSeconds / whole.inSeconds)))
            left -= length
        }
        return rounds
    }

    /// What `count` of something take at `rate` a second, in whole milliseconds.
    private static func length(of count: Int, at rate: Double) -> Duration {
        .milliseconds(max(1, Int64((Double(count) * 1000 / rate).rounded())))
    }
}
