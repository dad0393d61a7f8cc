import Base
import Devices
import YAML

extension SignalKeys {
    static let constant = SignalKeys(
        "constant", "The same for ever.",
        [
            number("value", \.value, "What it is."),
            number("spread", \.spread, "How far devices differ either way.", otherwise: "0"),
        ]
    ) { .constant($0.value, spread: $0.spread) }

    static let walk = SignalKeys(
        "walk", "A random walk that turns back at the range.",
        [
            number("start", \.start, "Where it begins."),
            number("step", \.step, "Its standard deviation after \"per\"."),
            span("per", \.per, "The time of one step.", otherwise: "1s"),
        ]
    ) { .walk(start: $0.start, step: $0.step, per: $0.per) }

    static let sine = SignalKeys(
        "sine", "A wave.",
        [
            number("mean", \.mean, "Its middle."),
            number("amplitude", \.amplitude, "How far it swings either way."),
            span("period", \.period, "The time of one swing."),
            span("shift", \.shift, "How far into its period it begins.", otherwise: "0s"),
            share("scatter", \.scatter, "By which part of a period devices differ."),
        ]
    ) {
        .sine(
            mean: $0.mean, amplitude: $0.amplitude, period: $0.period, shift: $0.shift,
            scatter: $0.scatter)
    }

    static let daily = SignalKeys(
        "daily", "The curve of a day, lowest twelve hours from its peak.",
        [
            number("low", \.low, "Its lowest value."),
            number("high", \.high, "Its highest value."),
            span("peak", \.peak, "When it is highest, after midnight.", otherwise: "15h"),
            span("start", \.begins, "When the run begins, after midnight.", otherwise: "8h"),
        ]
    ) { .daily(low: $0.low, high: $0.high, peak: $0.peak, start: $0.begins) }

    static let ornsteinUhlenbeck = SignalKeys(
        "ornstein-uhlenbeck", "Random, but drawn back to its mean.",
        [
            number("mean", \.mean, "Where it is drawn to."),
            number("deviation", \.deviation, "How far it strays: its standard deviation."),
            span("relaxation", \.relaxation, "How long it remembers."),
        ]
    ) {
        .ornsteinUhlenbeck(mean: $0.mean, deviation: $0.deviation, relaxation: $0.relaxation)
    }

    static let weibull = SignalKeys(
        "weibull", "Wind.",
        [
            number("shape", \.shape, "2 for most places; steadier when larger."),
            number("scale", \.scale, "Somewhat above the mean."),
            span("relaxation", \.relaxation, "How long gusts last."),
        ]
    ) { .weibull(shape: $0.shape, scale: $0.scale, relaxation: $0.relaxation) }

    static let curve = SignalKeys(
        "curve", "Straight lines between points over another field.",
        [field, Key("points", points, \.points, .required, "Pairs, first numbers rising.")]
    ) { .curve(of: $0.of ?? "", points: $0.points) }

    static let counter = SignalKeys(
        "counter", "Grows steadily, or with another field; begins anew when it leaves the range.",
        [
            number("start", \.start, "Where it begins.", otherwise: "0"),
            number("step", \.step, "How much it grows in \"per\"."),
            span("per", \.per, "The time of one step.", otherwise: "1s"),
            Key("of", optionalName, \.of, .otherwise("none"), "A field that multiplies the step."),
        ]
    ) { .counter(start: $0.start, step: $0.step, per: $0.per, of: $0.of) }

    static let linear = SignalKeys(
        "linear", "factor * field + offset, perhaps with a lag.",
        [
            field,
            number("factor", \.factor, "What the field is multiplied by.", otherwise: "1"),
            number("offset", \.offset, "What is added.", otherwise: "0"),
            span("lag", \.lag, "How far behind it is.", otherwise: "0s"),
        ]
    ) { .linear(of: $0.of ?? "", factor: $0.factor, offset: $0.offset, lag: $0.lag) }

    static let follows = SignalKeys(
        "follows", "Relaxes towards one target or another, as a state says.",
        [
            field, number("start", \.start, "Where it begins."),
            Key(
                "targets", targets, \.targets, .required,
                "For each word of the state, a value and the time it is two thirds there.",
                example: "{on: {value: 60, within: 20m}, off: {value: 12, within: 6h}}"),
        ]
    ) { .follows(of: $0.of ?? "", start: $0.start, targets: $0.targets) }

    static let battery = SignalKeys(
        "battery", "Drains and is charged, over and over; devices begin anywhere.",
        [
            number("full", \.full, "After charging."), number("empty", \.empty, "Before."),
            span("lasts", \.lasts, "The time from full to empty."),
            span("charges", \.charges, "The time from empty to full."),
        ]
    ) { .battery(full: $0.full, empty: $0.empty, lasts: $0.lasts, charges: $0.charges) }
}

// The keys that kinds share.
extension SignalKeys {
    private static let field = Key<Draft>("of", optionalName, \.of, .required, "The other field.")

    private static let optionalName = Form<String>.name.map { (name, _) in Optional(name) }

    private static func number(
        _ name: String, _ property: any WritableKeyPath<Draft, Double> & Sendable, _ doc: String,
        otherwise: String? = nil
    ) -> Key<Draft> {
        Key(name, .number(), property, otherwise.map { .otherwise($0) } ?? .required, doc)
    }

    private static func span(
        _ name: String, _ property: any WritableKeyPath<Draft, Duration> & Sendable,
        _ doc: String, otherwise: String? = nil
    ) -> Key<Draft> {
        Key(name, .duration, property, otherwise.map { .otherwise($0) } ?? .required, doc)
    }

    private static func share(
        _ name: String, _ property: any WritableKeyPath<Draft, Double> & Sendable, _ doc: String
    ) -> Key<Draft> {
        Key(name, .share, property, .otherwise("0%"), doc)
    }

    private static let points = Form<[Signal.Point]>("[[X, Y], …]") { (node) throws(Problem) in
        var points: [Signal.Point] = []
        for pair in node.list ?? [] {
            guard let numbers = pair.list, numbers.count == 2 else {
                throw pair.problem("\(pair.summary) is no point; write it like [3, 0]")
            }
            let x = try Form<Double>.number().read(numbers[0])
            let y = try Form<Double>.number().read(numbers[1])
            points.append(Signal.Point(x, y))
        }
        return points
    }

    private static let targets = ModelKeys.byName("TARGETS") {
        (word, node) throws(Problem) -> Signal.Target in
        var target = Signal.Target(word, value: 0, within: .zero)
        try targetKeys.read(node, into: &target)
        return target
    }

    private static let targetKeys = Block<Signal.Target>(
        "target", "Where a value goes while a state shows a word.",
        [
            Key("value", .number(), \.value, .required, "Where it goes."),
            Key("within", .duration, \.within, .required, "When it is two thirds there."),
        ])
}
