import Base
import Devices
package import YAML

/// The keys of a field: what it is, and exactly one that says where its value comes from.
package enum FieldKeys {
    /// A field as far as it was read.
    package struct Draft: Sendable {
        var unit = ""
        var range: ClosedRange<Double>?
        var decimals = 0
        var noise = 0.0
        var source: DeviceModel.Field.Source?
        /// The key of the source, and where it stands.
        var key = ""
    }

    package static let field = Block<Draft>(
        "field", "A quantity: a unit, a range, and one key that says how it moves.",
        [
            Key("unit", .name, \.unit, .otherwise("none"), "Required of numbers.", example: "°C"),
            Key(
                "range", range, \.range, .otherwise("none"),
                "Required of numbers, which are held inside."),
            Key("decimals", .wholeNumber(in: 0...9), \.decimals, .otherwise("0"), "Digits shown."),
            Key(
                "noise", .number(in: 0...1e12), \.noise, .otherwise("0"),
                "Deviation of what the gauge adds."),
            source("text", .text, "Fixed words, with {id}, {client} and {name}.") { .text($0) },
            source("state", StateKeys.state, "Set by commands and the shadow.") { .state($0) },
            source("choice", StateKeys.choice, "One of some words, drawn anew now and then.") {
                .choice($0.choices, every: $0.every)
            },
            source("route", RouteKeys.property, "A property of the place on the route.") {
                .route($0)
            },
        ] + SignalKeys.all.map(signal))

    /// Reads field `name`; a plain `timestamp` or `number` stands for itself.
    static func read(_ node: Node, name: String) throws(Problem) -> DeviceModel.Field {
        if let word = node.text {
            let source = try Form<DeviceModel.Field.Source>.choice(
                ["timestamp": .timestamp, "number": .number], isNo: "field without keys"
            ).read(node)
            _ = word
            return DeviceModel.Field(name: name, source: source)
        }
        var draft = Draft()
        try field.read(node, into: &draft)
        guard let source = draft.source else {
            let keys = field.keys.map(\.name).dropFirst(4).joined(separator: ", ")
            throw node.problem("\(name.inQuotes) needs one key that says how it moves: \(keys)")
        }
        return DeviceModel.Field(
            name: name, unit: draft.unit, range: draft.range, decimals: draft.decimals,
            noise: draft.noise, source: source)
    }

    private static let range = Form<ClosedRange<Double>?>("[LOW, HIGH]") {
        (node) throws(Problem) in
        guard let nodes = node.list, nodes.count == 2 else {
            throw node.problem("\(node.summary) is no range; write it like [0, 100]")
        }
        let low = try Form<Double>.number().read(nodes[0])
        let high = try Form<Double>.number().read(nodes[1])
        guard low <= high else {
            throw node.problem("the range begins above its end; write [\(high), \(low)]")
        }
        return low...high
    }

    private static func signal(_ keys: SignalKeys) -> Key<Draft> {
        source(keys.name, keys.form, keys.doc) { .signal($0) }
    }

    private static func source<Value>(
        _ name: String, _ form: Form<Value>, _ doc: String,
        _ source: @escaping @Sendable (Value) -> DeviceModel.Field.Source
    ) -> Key<Draft> {
        let help = KeyHelp(
            name: name, placeholder: form.placeholder, doc: doc,
            need: .otherwise("another key says how"))
        return Key(help) { (node, draft) throws(Problem) in
            guard draft.source == nil else {
                throw node.problem(
                    "a field moves in one way, but here are \"\(draft.key)\" and \"\(name)\"")
            }
            draft.source = source(try form.read(node))
            draft.key = name
        }
    }
}
