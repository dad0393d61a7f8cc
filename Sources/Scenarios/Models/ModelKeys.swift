import Base
package import Devices
package import YAML

/// Every key of a device model's file: what reads it, and what `gale help` prints of it.
package enum ModelKeys {
    package static let model = Block<DeviceModel>(
        "device model", "What devices of one kind measure, send, obey and leave behind.",
        [
            Key("about", .text, \.about, .required, "One line for `gale devices`."),
            Key(
                "fields", fields, \.fields, .required,
                "The quantities a device has, by name; see field."),
            Key(
                "messages", messages, \.messages, .otherwise("none"),
                "What it publishes by itself, by name; see message."),
            Key(
                "commands", commands, \.commands, .otherwise("none"),
                "What it obeys, by name; see command."),
            Key(
                "shadow", optional(shadow.form { .init(reports: [], obeys: []) }), \.shadow,
                .otherwise("none"), "What it shares with its shadow; see shadow."),
            Key(
                "will", optional(will.form { .init(topic: "", payload: "") }), \.will,
                .otherwise("none"), "What the broker says when the link is lost; see will."),
            Key(
                "greeting", optional(greeting.form { .init(topic: "", payload: "") }), \.greeting,
                .otherwise("none"), "What it publishes once connected; see greeting."),
            Key(
                "outage", optional(outage.form { .init(field: "") }), \.outage,
                .otherwise("none"), "When the link is lost; see outage."),
            Key(
                "route", optional(RouteKeys.route.form { .init(points: []) }), \.route,
                .otherwise("none"), "Where it travels; see route."),
        ])

    package static let message = Block<DeviceModel.Message>(
        "message", "One JSON object that a device publishes by itself.",
        [
            Key("topic", .text, \.topic, .required, topicDoc, example: "turbines/ev-gen/{id}"),
            Key("every", .duration, \.every, .required, "The interval; whole milliseconds."),
            Key(
                "fields", .list(of: .name), \.fields, .required,
                "Its members, in the order of the payload."),
            Key("qos", qos, \.qos, .otherwise("0"), "Unless the scenario says otherwise."),
            Key("retain", .bool, \.retain, .otherwise("false"), "Unless the scenario does."),
        ])

    package static let command = Block<DeviceModel.Command>(
        "command", "A topic on which a device takes a JSON object and obeys it.",
        [
            Key("topic", .text, \.topic, .required, topicDoc),
            Key(
                "sets", .list(of: .name), \.sets, .otherwise("nothing"),
                "States that members of the same name set."),
            Key(
                "answer", optional(.text), \.answer, .otherwise("silence"),
                "The topic of the answer."),
            Key(
                "answers", .list(of: .name), \.answers, .otherwise("what it sets"),
                "Fields in the answer."),
            Key(
                "echoes", echo, \.echoes, .otherwise("[id, token]"),
                "Members of the command that the answer repeats, or `everything`."),
            Key("qos", qos, \.qos, .otherwise("1"), "Of the subscription and of the answer."),
        ])

    package static let shadow = Block<DeviceModel.Shadow>(
        "shadow", "What a device shares with its shadow.",
        [
            Key(
                "reports", .list(of: .name), \.reports, .required,
                "Fields that it keeps up to date there."),
            Key(
                "obeys", .list(of: .name), \.obeys, .otherwise("nothing"),
                "States that it takes from the desired state."),
        ])

    package static let will = Block<DeviceModel.LastWill>(
        "will", "What the broker publishes when the link is lost.",
        [
            Key("topic", .text, \.topic, .required, topicDoc),
            Key("payload", .text, \.payload, .required, payloadDoc),
            Key("qos", qos, \.qos, .otherwise("1"), "Of the Will."),
            Key("retain", .bool, \.retain, .otherwise("false"), "Whether it is retained."),
            Key("delay", seconds, \.delay, .otherwise("0s"), "Will Delay Interval; 5.0 only."),
        ])

    package static let greeting = Block<DeviceModel.Greeting>(
        "greeting", "What a device publishes whenever it has connected.",
        [
            Key("topic", .text, \.topic, .required, topicDoc),
            Key("payload", .text, \.payload, .required, payloadDoc),
            Key("qos", qos, \.qos, .otherwise("1"), "Of the message."),
            Key("retain", .bool, \.retain, .otherwise("true"), "Whether it is retained."),
        ])

    package static let outage = Block<DeviceModel.Outage>(
        "outage", "When a device loses its link.",
        [Key("field", .name, \.field, .required, "While this field is not zero.")])

    private static let topicDoc = "With {id}, {client} and {name} for number, client and model."
    private static let payloadDoc = "Any text; {id}, {client} and {name} as in topics."
}

extension ModelKeys {
    private static let fields = byName("FIELDS") { (name, node) throws(Problem) in
        try FieldKeys.read(node, name: name)
    }

    private static let messages = byName("MESSAGES") { (name, node) throws(Problem) in
        var value = DeviceModel.Message(name: name, topic: "", every: .zero, fields: [])
        try message.read(node, into: &value)
        return value
    }

    private static let commands = byName("COMMANDS") { (name, node) throws(Problem) in
        var value = DeviceModel.Command(name: name, topic: "", sets: [])
        try command.read(node, into: &value)
        if node["answers"] == nil { value.answers = value.sets }
        return value
    }

    private static let echo = Form<DeviceModel.Echo>("[NAME, …]|everything") {
        (node) throws(Problem) in
        if node.text == "everything" { return .everything }
        return .members(try Form<[String]>.list(of: .name).read(node))
    }

    private static let qos = Form<Int>.wholeNumber(in: 0...2).map { (value, _) in UInt8(value) }

    private static let seconds = Form<Duration>.duration(in: .zero...(.days(36_500))).map {
        (value, node) throws(Problem) in
        guard value.nanoseconds % 1_000_000_000 == 0 else {
            throw node.problem("\(node.summary) is no whole number of seconds; write 5s")
        }
        return UInt32(value.nanoseconds / 1_000_000_000)
    }

    private static func optional<Value>(_ form: Form<Value>) -> Form<Value?> {
        form.map { (value, _) in value }
    }

    /// A mapping whose keys are names that the user chooses.
    static func byName<Element>(
        _ placeholder: String,
        _ read: @escaping @Sendable (String, Node) throws(Problem) -> Element
    ) -> Form<[Element]> {
        Form("{NAME: …}") { (node) throws(Problem) in
            guard let entries = node.mapping else {
                throw node.problem(
                    "\(placeholder.lowercased()) are written as names and values, "
                        + "not as \(node.summary)")
            }
            var elements: [Element] = []
            for entry in entries { elements.append(try read(entry.key, entry.value)) }
            return elements
        }
    }
}
