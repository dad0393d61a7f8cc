import Base

/// Turns the fields of a model into motions, each after those it depends on.
struct Composer {
    let model: DeviceModel
    let slots: [String: Int]
    private(set) var motions: [Motion] = []
    private(set) var slotCount: Int
    private(set) var points: [Signal.Point] = []
    private(set) var targets: [Target] = []
    private(set) var weights: [Double] = []
    private let routeMemory: Int
    private var isDone: [Bool]

    init(_ model: DeviceModel, slots: [String: Int]) {
        self.model = model
        self.slots = slots
        isDone = model.fields.map { _ in false }
        routeMemory = model.fields.count
        slotCount = model.fields.count + (model.route == nil ? 0 : Course.memory)
    }

    mutating func compose() {
        for index in model.fields.indices { compose(index) }
    }

    // Fields that depend on each other were refused before, so this ends.
    private mutating func compose(_ index: Int) {
        if isDone[index] { return }
        isDone[index] = true
        let field = model.fields[index]
        for name in field.source.dependencies { compose(slots[name]!) }
        guard let kind = kind(of: field) else { return }
        motions.append(
            Motion(
                kind: kind, slot: index, memory: slotCount, noise: field.noise,
                low: field.range?.lowerBound ?? -.infinity,
                high: field.range?.upperBound ?? .infinity))
        slotCount += kind.memory
    }

    private mutating func kind(of field: DeviceModel.Field) -> Motion.Kind? {
        switch field.source {
        case .timestamp, .number, .text, .state: return nil
        case .signal(let signal): return kind(of: signal)
        case .route(let property): return .route(property, memory: routeMemory)
        case .choice(let choices, let every):
            let first = weights.count
            var sum = 0.0
            for choice in choices {
                sum += choice.weight
                weights.append(sum)
            }
            return .choice(from: first, to: weights.count, every: every.inSeconds)
        }
    }

    private mutating func kind(of signal: Signal) -> Motion.Kind {
        switch signal {
        case .constant(let value, let spread): .still(value: value, spread: spread)
        case .walk(let start, let step, let per):
            .walk(start: start, stepPerRootSecond: step / per.inSeconds.squareRoot())
        case .sine(let mean, let amplitude, let period, let shift, let scatter):
            .wave(
                mean: mean, amplitude: amplitude, period: period.inSeconds,
                turns: shift.inSeconds / period.inSeconds, scatter: scatter)
        case .daily(let low, let high, let peak, let start):
            .wave(
                mean: (low + high) / 2, amplitude: (high - low) / 2, period: 86_400,
                turns: (start.inSeconds - peak.inSeconds) / 86_400 + 0.25, scatter: 0)
        case .ornsteinUhlenbeck(let mean, let deviation, let relaxation):
            .ornsteinUhlenbeck(
                mean: mean, deviation: deviation, relaxation: relaxation.inSeconds)
        case .weibull(let shape, let scale, let relaxation):
            .weibull(shape: shape, scale: scale, relaxation: relaxation.inSeconds)
        case .curve(let of, let line): curve(of: of, line)
        case .counter(let start, let step, let per, let of):
            .counter(start: start, rate: step / per.inSeconds, of: of.map { slots[$0]! } ?? -1)
        case .linear(let of, let factor, let offset, let lag):
            .linear(of: slots[of]!, factor: factor, offset: offset, lag: lag.inSeconds)
        case .follows(let of, let start, let goals): follows(of: of, start: start, goals)
        case .battery(let full, let empty, let lasts, let charges):
            .battery(
                full: full, empty: empty, lasts: lasts.inSeconds, charges: charges.inSeconds)
        }
    }

    private mutating func curve(of name: String, _ line: [Signal.Point]) -> Motion.Kind {
        let first = points.count
        points += line
        return .curve(of: slots[name]!, from: first, to: points.count)
    }

    private mutating func follows(
        of name: String, start: Double, _ goals: [Signal.Target]
    ) -> Motion.Kind {
        let first = targets.count
        for word in model.fields[slots[name]!].words ?? [] {
            guard let goal = goals.first(where: { $0.word == word }) else { continue }
            targets.append(Target(value: goal.value, within: goal.within.inSeconds))
        }
        return .follows(of: slots[name]!, start: start, targets: first)
    }
}

extension Motion.Kind {
    /// Slots beside the one that is shown.
    var memory: Int {
        switch self {
        case .curve, .choice, .route: 0
        case .still, .walk, .wave, .ornsteinUhlenbeck, .counter, .linear, .battery: 1
        case .weibull, .follows: 2
        }
    }
}

extension DeviceModel.Field.Source {
    /// Names of the fields that must be known before this one.
    var dependencies: [String] {
        guard case .signal(let signal) = self else { return [] }
        return switch signal {
        case .curve(let of, _), .linear(let of, _, _, _), .follows(let of, _, _): [of]
        case .counter(_, _, _, let of): of.map { [$0] } ?? []
        default: []
        }
    }
}
