extension Signal {
    /// The key of this signal in a model's file.
    package var key: String {
        switch self {
        case .constant: "constant"
        case .walk: "walk"
        case .sine: "sine"
        case .daily: "daily"
        case .ornsteinUhlenbeck: "ornstein-uhlenbeck"
        case .weibull: "weibull"
        case .curve: "curve"
        case .counter: "counter"
        case .linear: "linear"
        case .follows: "follows"
        case .battery: "battery"
        }
    }

    func examine(
        of field: DeviceModel.Field, in model: DeviceModel, _ examination: inout Examination
    ) {
        for (name, value) in numbers {
            examination.within(name) { $0.expect(value.isFinite, "\(value) is no number") }
        }
        for (name, value) in levels {
            guard let range = field.range else { break }
            examination.within(name) {
                $0.expect(
                    range.contains(value),
                    "\(value) is outside the range \(range.lowerBound) … \(range.upperBound)")
            }
        }
        for (name, value) in positive {
            examination.within(name) { $0.expect(value > 0, "“\(name)” must be above 0") }
        }
        for (name, value) in spans {
            examination.within(name) { $0.expect(value > .zero, "“\(name)” must be above 0s") }
        }
        examineDependencies(in: model, &examination)
        if case .curve(_, let points) = self { examine(points, of: field, &examination) }
    }

    private func examine(
        _ points: [Point], of field: DeviceModel.Field, _ examination: inout Examination
    ) {
        examination.within("points") {
            $0.expect(points.count >= 2, "a curve needs at least two points")
            let isRising = zip(points, points.dropFirst()).allSatisfy { $0.x < $1.x }
            $0.expect(isRising, "the points of a curve come in rising order of their first number")
            let isInside = points.allSatisfy { field.range?.contains($0.y) ?? true }
            $0.expect(isInside, "a point's second number is outside the range of the field")
        }
    }

    private func examineDependencies(
        in model: DeviceModel, _ examination: inout Examination
    ) {
        for name in DeviceModel.Field.Source.signal(self).dependencies {
            examination.within("of") { examination in
                guard let other = model[name] else {
                    return examination.report("there is no field “\(name)”")
                }
                guard case .follows = self else {
                    return examination.expect(other.isNumeric, "“\(name)” is no number")
                }
                examination.expect(
                    other.words != nil, "“\(name)” has no words to follow, such as on and off")
            }
            guard case .follows(_, _, let targets) = self, let words = model[name]?.words else {
                continue
            }
            examination.within("targets") { examination in
                examination.expectUnique(targets.map(\.word), "target")
                for word in words where !targets.contains(where: { $0.word == word }) {
                    examination.report("a target for “\(word)” is missing")
                }
                for target in targets where !words.contains(target.word) {
                    examination.report("“\(name)” never shows “\(target.word)”")
                }
            }
        }
    }

    /// Constants by their keys; all must be finite.
    private var numbers: [(String, Double)] {
        switch self {
        case .constant(let value, let spread): [("value", value), ("spread", spread)]
        case .walk(let start, let step, _): [("start", start), ("step", step)]
        case .sine(let mean, let amplitude, _, _, let scatter):
            [("mean", mean), ("amplitude", amplitude), ("scatter", scatter)]
        case .daily(let low, let high, _, _): [("low", low), ("high", high)]
        case .ornsteinUhlenbeck(let mean, let deviation, _):
            [("mean", mean), ("deviation", deviation)]
        case .weibull(let shape, let scale, _): [("shape", shape), ("scale", scale)]
        case .curve(_, let points): points.flatMap { [("points", $0.x), ("points", $0.y)] }
        case .counter(let start, let step, _, _): [("start", start), ("step", step)]
        case .linear(_, let factor, let offset, _): [("factor", factor), ("offset", offset)]
        case .follows(_, let start, let targets):
            [("start", start)] + targets.map { ("targets", $0.value) }
        case .battery(let full, let empty, _, _): [("full", full), ("empty", empty)]
        }
    }

    /// Those constants that are values of the field, and must be inside its range.
    private var levels: [(String, Double)] {
        switch self {
        case .constant, .daily, .battery, .follows: numbers.filter { $0.0 != "spread" }
        case .walk(let start, _, _), .counter(let start, _, _, _): [("start", start)]
        case .sine(let mean, _, _, _, _), .ornsteinUhlenbeck(let mean, _, _): [("mean", mean)]
        case .weibull, .curve, .linear: []
        }
    }

    private var positive: [(String, Double)] {
        switch self {
        case .weibull(let shape, let scale, _): [("shape", shape), ("scale", scale)]
        default: []
        }
    }

    private var spans: [(String, Duration)] {
        switch self {
        case .constant, .curve, .linear, .daily: []
        case .walk(_, _, let per), .counter(_, _, let per, _): [("per", per)]
        case .sine(_, _, let period, _, _): [("period", period)]
        case .ornsteinUhlenbeck(_, _, let relaxation), .weibull(_, _, let relaxation):
            [("relaxation", relaxation)]
        case .follows(_, _, let targets): targets.map { ("targets", $0.within) }
        case .battery(_, _, let lasts, let charges): [("lasts", lasts), ("charges", charges)]
        }
    }
}
