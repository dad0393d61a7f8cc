import Base

extension Device {
    /// Fills every slot for the instant at which the run begins.
    mutating func begin() {
        values = [Double](repeating: 0, count: model.slotCount)
        for (slot, field) in model.model.fields.enumerated() {
            guard case .state(let state) = field.source else { continue }
            values[slot] = state.initial
        }
        if let course = model.course {
            let memory = model.model.fields.count
            values[memory] = dice.unit() * course.lap
            values[memory + 1] = 1 + course.spread * dice.between(-1, 1)
        }
        for motion in model.motions { begin(motion) }
    }

    private mutating func begin(_ motion: Motion) {
        let memory = motion.memory
        switch motion.kind {
        case .still(let value, let spread):
            keep(spread > 0 ? value + spread * dice.between(-1, 1) : value, by: motion)
        case .walk(let start, _): keep(start, by: motion)
        case .wave(let mean, let amplitude, _, let turns, let scatter):
            values[memory] = scatter > 0 ? scatter * dice.unit() : 0
            let angle = turns + values[memory]
            show(mean + amplitude * Portable.sine(turns: angle), by: motion)
        case .ornsteinUhlenbeck(let mean, let deviation, _):
            keep(mean + deviation * dice.gaussian(), by: motion)
        case .weibull(let shape, let scale, _):
            let (x, y) = (dice.gaussian(), dice.gaussian())
            blow(x, y, shape: shape, scale: scale, by: motion)
        case .curve(let of, let from, let to):
            show(interpolated(values[of], from: from, to: to), by: motion)
        case .counter(let start, _, _), .follows(_, let start, _): keep(start, by: motion)
        case .linear(let of, let factor, let offset, _):
            keep(values[of] * factor + offset, by: motion)
        case .battery(let full, let empty, let lasts, let charges):
            values[memory] = dice.unit()
            let second = values[memory] * (lasts + charges)
            show(
                charge(at: second, full: full, empty: empty, lasts: lasts, charges: charges),
                by: motion)
        case .choice(let from, let to, _): values[motion.slot] = drawn(from: from, to: to)
        case .route(let property, let memory):
            let value = model.course!.value(
                of: property, elapsed: 0, begins: values[memory], pace: values[memory + 1])
            if property == .tunnel { values[motion.slot] = value } else { show(value, by: motion) }
        }
    }
}

extension DeviceModel.Field.State {
    /// The number that stands for the initial value in a slot.
    var initial: Double {
        switch self {
        case .words(_, let initial): Double(initial)
        case .boolean(let initial): initial ? 1 : 0
        case .number(let initial): initial
        }
    }
}
