package import Base

extension Device {
    /// Whether the model's outage takes the link away at `instant`.
    ///
    /// Tunnels are looked up for that very instant; any other field counts as it was last shown.
    package func isOutOfReach(at instant: Instant) -> Bool {
        guard let outage = model.outage else { return false }
        guard let (course, memory) = tunnels else { return values[outage] != 0 }
        return course.stretches[course.stretch(at: lapSecond(at: instant, memory))].isTunnel
    }

    /// The next instant after `instant`, on a whole millisecond, at which a tunnel begins or ends.
    ///
    /// ``Instant/never`` where only messages and commands can tell.
    package func nextChangeOfReach(after instant: Instant) -> Instant {
        guard let (course, memory) = tunnels, course.hasBoth else { return .never }
        let second = lapSecond(at: instant, memory)
        var stretch = course.stretch(at: second)
        let isTunnel = course.stretches[stretch].isTunnel
        var ahead = -second
        repeat {
            let (here, seconds) = (stretch, course.stretches[stretch].seconds)
            stretch = (here + 1) % course.stretches.count
            ahead = ahead + (ahead < 0 ? course.stretches[here].begins : 0) + seconds
        } while course.stretches[stretch].isTunnel == isTunnel
        let nanoseconds = ahead / values[memory + 1] * 1e9
        let change = instant.advanced(byNanoseconds: Int64(nanoseconds.rounded(.up)))
        let millisecond: Int64 = 1_000_000
        // One further, for what rounding takes away.
        return Instant(nanoseconds: (change.nanoseconds / millisecond + 1) * millisecond)
    }

    private var tunnels: (Course, memory: Int)? {
        guard let outage = model.outage, let course = model.course,
            case .route(.tunnel) = model.model.fields[outage].source
        else { return nil }
        return (course, model.model.fields.count)
    }

    private func lapSecond(at instant: Instant, _ memory: Int) -> Double {
        model.course!.lapSecond(
            elapsed: elapsed(at: instant), begins: values[memory], pace: values[memory + 1])
    }
}

extension Course {
    /// Whether there is a tunnel, and a way out of it.
    var hasBoth: Bool {
        stretches.contains { $0.isTunnel } && stretches.contains { !$0.isTunnel }
    }

    func lapSecond(elapsed: Double, begins: Double, pace: Double) -> Double {
        let seconds = begins + elapsed * pace
        return seconds - (seconds / lap).rounded(.down) * lap
    }

    func value(
        of property: Route.Property, elapsed: Double, begins: Double, pace: Double
    ) -> Double {
        let second = lapSecond(elapsed: elapsed, begins: begins, pace: pace)
        let stretch = stretches[stretch(at: second)]
        let share = min(max((second - stretch.begins) / stretch.seconds, 0), 1)
        let (from, to) = (stretch.from, stretch.to)
        return switch property {
        case .latitude: from.latitude + (to.latitude - from.latitude) * share
        case .longitude: from.longitude + (to.longitude - from.longitude) * share
        case .speed: stretch.speed * pace
        case .distance: travelled(elapsed: elapsed, begins: begins, pace: pace)
        case .tunnel: stretch.isTunnel ? 1 : 0
        }
    }

    private func travelled(elapsed: Double, begins: Double, pace: Double) -> Double {
        mileage(atSecond: begins + elapsed * pace) - mileage(atSecond: begins)
    }

    private func mileage(atSecond seconds: Double) -> Double {
        let laps = (seconds / lap).rounded(.down)
        let second = seconds - laps * lap
        let stretch = stretches[stretch(at: second)]
        let share = min(max((second - stretch.begins) / stretch.seconds, 0), 1)
        return laps * length + stretch.beginsKilometres + stretch.kilometres * share
    }
}
