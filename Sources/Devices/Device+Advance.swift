package import Base

extension Device {
    /// Lets time pass up to `instant`; does nothing for one that is past.
    ///
    /// - Cost: some tens of nanoseconds a signal.
    package mutating func advance(to instant: Instant) {
        let passed = instant.nanoseconds(since: now)
        guard passed > 0 else { return }
        let seconds = Double(passed) / 1e9
        now = instant
        let elapsed = elapsed(at: instant)
        let model = model
        // Not by an iterator, which would count references.
        model.motions.withUnsafeBufferPointer { motions in
            for motion in motions { step(motion, by: seconds, elapsed: elapsed) }
        }
    }

    /// Seconds since the run began.
    func elapsed(at instant: Instant) -> Double {
        Double(instant.nanoseconds(since: start)) / 1e9
    }

    private mutating func step(_ motion: Motion, by seconds: Double, elapsed: Double) {
        let memory = motion.memory
        switch motion.kind {
        case .still: show(values[memory], by: motion)
        case .walk(_, let step):
            let next = values[memory] + step * seconds.squareRoot() * dice.gaussian()
            keep(reflected(next, by: motion), by: motion)
        case .wave(let mean, let amplitude, let period, let turns, _):
            let angle = elapsed / period + turns + values[memory]
            show(mean + amplitude * Portable.sine(turns: angle), by: motion)
        case .ornsteinUhlenbeck(let mean, let deviation, let relaxation):
            let keeps = Portable.exponential(-seconds / relaxation)
            let fresh = deviation * (1 - keeps * keeps).squareRoot()
            let past = values[memory] - mean
            keep(mean + past * keeps + fresh * dice.gaussian(), by: motion)
        case .weibull(let shape, let scale, let relaxation):
            let keeps = Portable.exponential(-seconds / relaxation)
            let fresh = (1 - keeps * keeps).squareRoot()
            let (x, y) = (dice.gaussian(), dice.gaussian())
            blow(
                values[memory] * keeps + fresh * x, values[memory + 1] * keeps + fresh * y,
                shape: shape, scale: scale, by: motion)
        case .curve(let of, let from, let to):
            show(interpolated(values[of], from: from, to: to), by: motion)
        case .counter(_, let rate, let of):
            let factor = of < 0 ? 1 : values[of]
            keep(wrapped(values[memory] + rate * factor * seconds, by: motion), by: motion)
        case .linear(let of, let factor, let offset, let lag):
            let target = values[of] * factor + offset
            let keeps = lag > 0 ? Portable.exponential(-seconds / lag) : 0
            keep(target + (values[memory] - target) * keeps, by: motion)
        case .follows: follow(motion, at: elapsed)
        case .battery(let full, let empty, let lasts, let charges):
            let second = elapsed + values[memory] * (lasts + charges)
            show(
                charge(at: second, full: full, empty: empty, lasts: lasts, charges: charges),
                by: motion)
        case .choice(let from, let to, let every):
            if dice.unit() < 1 - Portable.exponential(-seconds / every) {
                values[motion.slot] = drawn(from: from, to: to)
            }
        case .route(let property, let memory):
            let value = model.course!.value(
                of: property, elapsed: elapsed, begins: values[memory], pace: values[memory + 1])
            if property == .tunnel { values[motion.slot] = value } else { show(value, by: motion) }
        }
    }
}

// What is shared by the beginning of a signal and its later steps.
extension Device {
    /// Shows `value` with the gauge's noise, inside the range.
    mutating func show(_ value: Double, by motion: Motion) {
        let shown = motion.noise > 0 ? value + motion.noise * dice.gaussian() : value
        values[motion.slot] = min(max(shown, motion.low), motion.high)
    }

    /// Remembers the true value, and shows it.
    mutating func keep(_ value: Double, by motion: Motion) {
        values[motion.memory] = value
        show(value, by: motion)
    }

    mutating func blow(
        _ x: Double, _ y: Double, shape: Double, scale: Double, by motion: Motion
    ) {
        values[motion.memory] = x
        values[motion.memory + 1] = y
        let exponential = (x * x + y * y) / 2
        show(scale * Portable.power(exponential, 1 / shape), by: motion)
    }

    /// Shows a value that follows another, with the gauge's noise.
    mutating func follow(_ motion: Motion, at elapsed: Double) {
        relax(motion, at: elapsed)
        show(values[motion.memory], by: motion)
    }

    /// Relaxes towards the target from when it last did so up to `elapsed`, and shows the true
    /// value; draws nothing, so that commands leave randomness alone.
    mutating func relax(_ motion: Motion, at elapsed: Double) {
        guard case .follows(let of, _, let targets) = motion.kind else { return }
        let target = model.targets[targets + Int(values[of])]
        let seconds = max(elapsed - values[motion.memory + 1], 0)
        let keeps = Portable.exponential(-seconds / target.within)
        let value = target.value + (values[motion.memory] - target.value) * keeps
        values[motion.memory] = value
        values[motion.memory + 1] = elapsed
        values[motion.slot] = min(max(value, motion.low), motion.high)
    }

    mutating func drawn(from: Int, to: Int) -> Double {
        let ticket = dice.unit() * model.weights[to - 1]
        var index = from
        while index < to - 1, model.weights[index] <= ticket { index += 1 }
        return Double(index - from)
    }

    func interpolated(_ x: Double, from: Int, to: Int) -> Double {
        let points = model.points
        guard x > points[from].x else { return points[from].y }
        var index = from + 1
        while index < to, points[index].x < x { index += 1 }
        guard index < to else { return points[to - 1].y }
        let (a, b) = (points[index - 1], points[index])
        return a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x))
    }

    func charge(
        at second: Double, full: Double, empty: Double, lasts: Double, charges: Double
    ) -> Double {
        let cycle = lasts + charges
        let phase = second - (second / cycle).rounded(.down) * cycle
        return phase < lasts
            ? full + (empty - full) * (phase / lasts)
            : empty + (full - empty) * ((phase - lasts) / charges)
    }

    private func reflected(_ value: Double, by motion: Motion) -> Double {
        let span = motion.high - motion.low
        guard span.isFinite, span > 0 else { return min(max(value, motion.low), motion.high) }
        let past = value - motion.low
        let folded = past - (past / (2 * span)).rounded(.down) * (2 * span)
        return motion.low + (folded <= span ? folded : 2 * span - folded)
    }

    private func wrapped(_ value: Double, by motion: Motion) -> Double {
        let span = motion.high - motion.low
        guard span.isFinite, span > 0, value > motion.high || value < motion.low else {
            return value
        }
        let past = value - motion.low
        return motion.low + (past - (past / span).rounded(.down) * span)
    }
}
