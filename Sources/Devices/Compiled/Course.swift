import Base

/// A ``Route``, measured: when a device at the speed of the signs is where.
struct Course: Sendable {
    /// Slots of a device: where on the lap it began, in seconds, and its pace.
    static let memory = 2

    struct Stretch: Sendable {
        var from: Route.Waypoint
        var to: Route.Waypoint
        /// Seconds of the lap at the start of this stretch.
        var begins: Double
        var seconds: Double
        /// Kilometres of the lap at the start of this stretch.
        var beginsKilometres: Double
        var kilometres: Double
        var speed: Double
        var isTunnel: Bool
    }

    let stretches: [Stretch]
    /// Seconds of one lap.
    let lap: Double
    /// Kilometres of one lap.
    let length: Double
    let spread: Double

    init(_ route: Route) {
        var stretches: [Stretch] = []
        var seconds = 0.0
        var kilometres = 0.0
        func add(from: Route.Waypoint, to: Route.Waypoint, signs: Route.Waypoint) {
            let distance = Self.kilometres(from, to)
            let duration = distance / signs.speed * 3600
            stretches.append(
                Stretch(
                    from: from, to: to, begins: seconds, seconds: duration,
                    beginsKilometres: kilometres, kilometres: distance, speed: signs.speed,
                    isTunnel: signs.isTunnel))
            seconds += duration
            kilometres += distance
        }
        let points = route.points
        for (from, to) in zip(points, points.dropFirst()) { add(from: from, to: to, signs: from) }
        if route.isLoop {
            add(from: points.last!, to: points[0], signs: points.last!)
        } else {
            for (to, from) in zip(points, points.dropFirst()).reversed() {
                add(from: from, to: to, signs: to)
            }
        }
        self.stretches = stretches
        lap = seconds
        length = kilometres
        spread = route.spread
    }

    /// The stretch at `second` of the lap.
    func stretch(at second: Double) -> Int {
        var low = 0
        var high = stretches.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if stretches[middle].begins <= second { low = middle } else { high = middle }
        }
        return low
    }

    /// Along a flat map, which is within 0.1 % for stretches of less than 100 km.
    private static func kilometres(_ a: Route.Waypoint, _ b: Route.Waypoint) -> Double {
        let kilometresADegree = 6371.0088 * 2 * Double.pi / 360
        let north = b.latitude - a.latitude
        let middle = (a.latitude + b.latitude) / 2
        let east = (b.longitude - a.longitude) * Portable.cosine(turns: middle / 360)
        return (north * north + east * east).squareRoot() * kilometresADegree
    }
}
