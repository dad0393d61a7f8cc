/// A way over the ground, walked round and round.
///
/// Devices start anywhere on it and keep to the speed of each stretch, each at its own pace.
package struct Route: Equatable, Sendable {
    package var points: [Waypoint]
    /// Whether the last point leads back to the first; otherwise the device turns round there.
    package var isLoop: Bool
    /// How much faster or slower than the signs a device may be, as a share: 0.1 is ten percent.
    package var spread: Double

    package init(points: [Waypoint], isLoop: Bool = true, spread: Double = 0) {
        self.points = points
        self.isLoop = isLoop
        self.spread = spread
    }

    /// A place, and the stretch that begins there.
    package struct Waypoint: Equatable, Sendable {
        /// Degrees, north positive.
        package var latitude: Double
        /// Degrees, east positive.
        package var longitude: Double
        /// Kilometres an hour on the stretch that begins here.
        package var speed: Double
        /// Whether that stretch is a tunnel.
        package var isTunnel: Bool

        package init(
            latitude: Double, longitude: Double, speed: Double, isTunnel: Bool = false
        ) {
            self.latitude = latitude
            self.longitude = longitude
            self.speed = speed
            self.isTunnel = isTunnel
        }
    }

    /// What a field can show of a device on its way.
    package enum Property: String, CaseIterable, Sendable {
        /// Degrees.
        case latitude
        /// Degrees.
        case longitude
        /// Kilometres an hour.
        case speed
        /// Kilometres since the run began.
        case distance
        /// `true` in a tunnel.
        case tunnel
    }
}
