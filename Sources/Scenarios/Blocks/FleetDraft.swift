import Base
import Devices
import MQTT
import YAML

/// A fleet as it was written.
struct FleetDraft: ClientOwner {
    var name = Placed("", at: Place(file: ""))
    var model = Placed("", at: Place(file: ""))
    var count = 1
    var firstID: Placed<Int>?
    var clientID: Placed<String>?
    var group: Placed<String>?
    var client = ClientDraft()
    var identity: Placed<FleetIdentityDraft>?
    var topic: Placed<PerMessage<String>>?
    var qos: PerMessage<QoS>?
    var every: PerMessage<Duration>?
    var retain: PerMessage<Bool>?
    var commandQoS: QoS?
    var messageExpiry: Placed<Int>?
    var topicAlias = Placed(false, at: Place(file: ""))
    var userProperties: Placed<[UserProperty]>?
    var hasShadow = true
    var hasWill = true

    struct UserProperty: Sendable {
        var name: String
        var value: String
    }

    static let block = Block<FleetDraft>(
        "fleet", "A number of devices of one model.",
        [
            Key(
                "name", Form.identifier.placed, \.name, .required,
                "What phases and reports call it."),
            Key(
                "model", Form.name.placed, \.model, .required,
                "A device model; \"gale devices\" lists them.", example: "turbine"),
            Key(
                "count", .wholeNumber(in: 1...Plan.mostDevices), \.count, .otherwise("1"),
                "How many devices.", example: "400"),
            Key(
                "identity", FleetIdentityDraft.form.placed, \.identity,
                .otherwise("own where there are identities"),
                "Who the devices are: each a thing of its own, all with the certificate of one, "
                    + "nobody, or more about it.",
                example: "{flaw: revoked}"),
            Key(
                "topic", PerMessage.form(Form.topicName.filling([.id, .client, .name])).placed,
                \.topic, .otherwise("the model's"),
                "The topic of its messages; {id} is the device's number, {client} its client "
                    + "identifier, {name} the model's name.",
                example: "\"things/{client}/value\""),
            Key(
                "qos", PerMessage.form(.qos), \.qos, .otherwise("the model's"),
                "The QoS of its messages.", example: "{telemetry: 1}"),
            Key(
                "every", PerMessage.form(.milliseconds), \.every, .otherwise("the model's"),
                "The interval of its messages, in whole milliseconds.", example: "1s"),
            Key(
                "retain", PerMessage.form(.bool), \.retain, .otherwise("the model's"),
                "Whether the broker keeps the last message of each topic."),
            Key(
                "command-qos", .qos, \.commandQoS, .otherwise("the model's"),
                "The QoS at which devices subscribe to commands."),
            Key(
                "shadow", .bool, \.hasShadow, .otherwise("true"),
                "Whether devices keep the shadow of their model."),
            Key(
                "will", .bool, \.hasWill, .otherwise("true"),
                "Whether devices leave the Will of their model."),
            Key(
                "message-expiry", Form.seconds(bits: 32, from: 1).placed, \.messageExpiry,
                .otherwise("none"), "How long a message is worth delivering; 5.0 only.",
                example: "5m"),
            Key(
                "topic-alias", Form.bool.placed, \.topicAlias, .otherwise("false"),
                "Whether devices send a number in place of a topic they sent before; 5.0 only."),
            Key(
                "user-properties", userPropertiesForm.placed, \.userProperties, .otherwise("none"),
                "Names and values that go with each message; 5.0 only.",
                example: "{site: north}"),
            Key(
                "client-id", Form.name.filling([.id, .name]).placed, \.clientID,
                .otherwise("the name of its identity, or NAME-{id}"),
                "The client identifier; {id} is the device's number, {name} the fleet's name."),
            Key(
                "first-id", Form.wholeNumber(in: 0...1_000_000_000).placed, \.firstID,
                .otherwise("1, or what fleets before leave free"), "The number of the first device."
            ),
            Key(
                "group", Form.identifier.placed, \.group, .otherwise("none"),
                "A name that several fleets share; phases may name it instead of them."),
        ] + clientKeys)

    private static let userPropertiesForm = Form<[UserProperty]>("{NAME: VALUE, …}") {
        (node) throws(Problem) in
        guard let entries = node.mapping else {
            throw node.problem("user properties are names and values, not \(node.summary)")
        }
        var properties: [UserProperty] = []
        for entry in entries {
            properties.append(
                UserProperty(name: entry.key, value: try Form.text.read(entry.value)))
        }
        return properties
    }
}

extension FleetDraft {
    /// What a fleet is planned with, beside what it says itself.
    struct Surroundings {
        let count: Int
        let models: ModelLibrary
        let secrets: Secrets
        let identities: IdentitiesDraft?
        /// Those before it in the file.
        let fleets: [FleetPlan]
    }

    func plan(_ around: Surroundings) throws(Problem) -> FleetPlan {
        let model = try model(from: around.models)
        try client.refuse(messageExpiry, "message-expiry", "messages of 3.1.1 never expire")
        try client.refuse(userProperties, "user-properties", "3.1.1 has no User Properties")
        if topicAlias.value {
            try client.refuse(topicAlias, "topic-alias", "3.1.1 has no topic aliases")
        }
        let messages = model.messages.map(\.name)
        let names = around.identities?.names(of: name.value)
        let identity = try identity(names: names, from: around.identities?.plan)
        let clientID =
            try checkedClientID(count: around.count) ?? identity?.clientID(of: name.value)
            ?? "\(name.value)-{id}"
        var plan = FleetPlan(
            name: name.value, model: model, count: around.count, firstID: 1, clientID: clientID,
            clientIDFromIdentity: self.clientID == nil && identity?.isNamedByFile == true,
            identity: identity, group: group?.value,
            client: try client.plan(secrets: around.secrets),
            qos: try qos.resolved(model.messages.map { QoS(rawValue: $0.qos)! }, of: messages),
            every: try every.resolved(model.messages.map(\.every), of: messages),
            retain: try retain.resolved(model.messages.map(\.retain), of: messages),
            commandQoS: commandQoS
                ?? QoS(rawValue: model.commands.map(\.qos).max() ?? 1) ?? .atLeastOnce,
            messageExpiry: messageExpiry.map { UInt32($0.value) },
            useTopicAlias: topicAlias.value,
            userProperties: userProperties?.value.map { ($0.name, $0.value) } ?? [])
        if plan.mustBeRefused { plan.client.reconnect = .never }
        plan.firstID = firstID?.value ?? plan.firstFreeID(beside: around.fleets)
        try around.identities?.checkLength(of: plan)
        return plan
    }

    private func model(from models: ModelLibrary) throws(Problem) -> DeviceModel {
        var model = try models.model(model)
        if !hasShadow { model.shadow = nil }
        if !hasWill { model.will = nil }
        guard let topic else { return model }
        let topics = try Optional(topic.value).resolved(
            model.messages.map(\.topic), of: model.messages.map(\.name))
        guard Set(topics).count == topics.count else {
            throw topic.problem("each message needs a topic of its own; write {MESSAGE: …}")
        }
        for (index, topic) in topics.enumerated() { model.messages[index].topic = topic }
        return model
    }

    /// The one that is written, if there is one.
    private func checkedClientID(count: Int) throws(Problem) -> String? {
        guard let clientID else { return nil }
        let text = clientID.value
        guard count == 1 || text.contains("{id}") else {
            throw clientID.problem(
                "\(count) devices cannot share the client identifier \(text.inQuotes); "
                    + "put {id} into it")
        }
        return text
    }
}

extension FleetPlan {
    /// The first number that leaves those of similar fleets alone.
    fileprivate func firstFreeID(beside others: [FleetPlan]) -> Int {
        others.filter(countsLike).map { $0.firstID + $0.count }.max() ?? 1
    }

    /// Whether the same number here and there would mean the same topic, client identifier or
    /// identity.
    private func countsLike(_ other: FleetPlan) -> Bool {
        model.name == other.model.name || clientID == other.clientID
            || identity?.name != nil && identity?.name == other.identity?.name
    }

    /// Whether a device here and one there have the same topics, client identifier or identity.
    func overlaps(_ other: FleetPlan) -> Bool {
        countsLike(other) && firstID < other.firstID + other.count
            && other.firstID < firstID + count
    }
}
