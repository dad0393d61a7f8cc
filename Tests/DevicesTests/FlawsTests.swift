import Devices
import Testing

/// What keeps a model from being played.
@Suite struct FlawsTests {
    typealias Field = DeviceModel.Field

    private static func field(
        unit: String = "count", range: ClosedRange<Double>? = 0...100, decimals: Int = 0,
        noise: Double = 0, _ signal: Signal = .constant(1, spread: 0), named name: String = "x"
    ) -> Field {
        Field(
            name: name, unit: unit, range: range, decimals: decimals, noise: noise,
            source: .signal(signal))
    }

    private static let water = Field(
        name: "water", source: .state(.words(["off", "on"], initial: 0)))

    private static func model(_ fields: Field...) -> DeviceModel {
        DeviceModel(name: "test", fields: fields)
    }

    private static func with(_ change: (inout DeviceModel) -> Void) -> DeviceModel {
        var model = model(field(), water)
        change(&model)
        return model
    }

    /// Models, and the beginning of the only sentence about each.
    static let flawed: [(DeviceModel, String)] = [
        (DeviceModel(name: ""), "name: a model needs a name"),
        (model(field(), field()), "fields: the field “x” stands twice"),
        (model(field(unit: "furlong")), "fields.x.unit: “furlong” is no unit; there are °C, K"),
        (model(field(unit: "")), "fields.x.unit: “” is no unit"),
        (model(field(range: nil)), "fields.x: a number needs a range"),
        (model(field(range: 0...1e12, decimals: 9)), "fields.x.range: more than 15 digits"),
        (model(field(decimals: 10)), "fields.x.decimals: a number has 0 to 9 decimals"),
        (model(field(noise: -1)), "fields.x.noise: noise is"),
        (model(field(.constant(101, spread: 0))), "fields.x.constant.value: 101.0 is outside"),
        (
            model(field(.walk(start: -1, step: 1, per: .seconds(1)))),
            "fields.x.walk.start: -1.0 is outside the range 0.0 … 100.0"
        ),
        (model(field(.walk(start: 1, step: 1, per: .zero))), "fields.x.walk.per: “per” must be"),
        (
            model(field(.weibull(shape: 0, scale: 1, relaxation: .seconds(1)))),
            "fields.x.weibull.shape: “shape” must be above 0"
        ),
        (
            model(field(.ornsteinUhlenbeck(mean: .nan, deviation: 1, relaxation: .seconds(1)))),
            "fields.x.ornstein-uhlenbeck.mean: nan is no number"
        ),
        (
            model(field(.curve(of: "x", points: [.init(0, 0), .init(1, 1)]))),
            "fields.x.curve: the field depends"
        ),
        (
            model(
                field(.linear(of: "b", factor: 1, offset: 0, lag: .zero), named: "a"),
                field(.counter(start: 0, step: 1, per: .seconds(1), of: "c"), named: "b"),
                field(.linear(of: "b", factor: 1, offset: 0, lag: .zero), named: "c")),
            "fields.b.counter: the field depends"
        ),
        (
            model(field(.linear(of: "y", factor: 1, offset: 0, lag: .zero))),
            "fields.x.linear.of: there is no field “y”"
        ),
        (
            model(water, field(.linear(of: "water", factor: 1, offset: 0, lag: .zero))),
            "fields.x.linear.of: “water” is no number"
        ),
        (
            model(
                field(named: "y"), field(.curve(of: "y", points: [.init(1, 0), .init(1, 1)]))),
            "fields.x.curve.points: the points of a curve come in rising order"
        ),
        (
            model(
                water,
                field(
                    .follows(
                        of: "water", start: 0,
                        targets: [
                            .init("on", value: 1, within: .seconds(1))
                        ]))),
            "fields.x.follows.targets: a target for “off” is missing"
        ),
        (
            model(Field(name: "x", source: .route(.tunnel))),
            "fields.x.route: the model has no route"
        ),
        (
            model(Field(name: "x", source: .choice([.init("a", weight: 0)], every: .seconds(1)))),
            "fields.x.choice: every weight is a number above 0"
        ),
        (
            model(Field(name: "x", source: .text("{idd}"))),
            "fields.x.text: {idd} stands for nothing here"
        ),
        (
            with {
                $0.messages = [.init(name: "m", topic: "a/#", every: .seconds(1), fields: ["x"])]
            },
            "messages.m.topic: the topic “a/#” has # in it"
        ),
        (
            with {
                $0.messages = [
                    .init(name: "m", topic: "a", every: .microseconds(1500), fields: ["x"])
                ]
            },
            "messages.m.every: an interval is a whole number of milliseconds"
        ),
        (
            with { $0.messages = [.init(name: "m", topic: "a", every: .zero, fields: ["x"])] },
            "messages.m.every: an interval is"
        ),
        (
            with { $0.messages = [.init(name: "m", topic: "a", every: .seconds(1), fields: [])] },
            "messages.m.fields: a message needs"
        ),
        (
            with {
                $0.messages = [
                    .init(name: "m", topic: "a", every: .seconds(1), fields: ["x"], qos: 3)
                ]
            }, "messages.m.qos: there is no QoS 3"
        ),
        (
            with { $0.commands = [.init(name: "c", topic: "a", sets: ["y"])] },
            "commands.c.sets: there is no field “y”; there are x, water"
        ),
        (
            with { $0.commands = [.init(name: "c", topic: "a", sets: ["x"])] },
            "commands.c.sets: “x” is no state, so nothing can set it"
        ),
        (
            with { $0.shadow = .init(reports: ["x"], obeys: ["x"]) },
            "shadow.obeys: “x” is no state"
        ),
        (
            with { $0.will = .init(topic: "+", payload: "{client}") },
            "will.topic: the topic “+” has +"
        ),
        (with { $0.outage = .init(field: "z") }, "outage.field: there is no field “z”"),
        (
            with { $0.route = Route(points: [.init(latitude: 0, longitude: 0, speed: 1)]) },
            "route.points: a route needs at least two points"
        ),
        (
            with {
                $0.route = Route(points: [
                    .init(latitude: 0, longitude: 0, speed: 1),
                    .init(latitude: 1, longitude: 0, speed: 0),
                ])
            }, "route.points.1: a speed is above 0"
        ),
    ]

    @Test(arguments: flawed.indices)
    func `each flaw is named with its place`(_ index: Int) {
        let (model, sentence) = Self.flawed[index]
        let problems = model.problems()
        #expect(problems.contains { $0.hasPrefix(sentence) }, "\(problems)")
        #expect(throws: DeviceModel.Invalid.self) { try CompiledModel(model) }
    }

    @Test
    func `a good model has no flaw`() {
        #expect(Self.model(Self.field(), Self.water).problems().isEmpty)
    }
}
