extension Route {
    func examine(_ examination: inout Examination) {
        examination.within("spread") {
            $0.expect(spread >= 0 && spread < 1, "a spread is a share from 0 to below 1")
        }
        examination.within("points") { examination in
            examination.expect(points.count >= 2, "a route needs at least two points")
            for (index, point) in points.enumerated() {
                examination.within("\(index)") { point.examine(&$0) }
            }
            for (index, pair) in zip(points, points.dropFirst()).enumerated()
            where pair.0.latitude == pair.1.latitude && pair.0.longitude == pair.1.longitude {
                examination.within("\(index + 1)") {
                    $0.report("this point is where the one before it is")
                }
            }
            guard isLoop, points.count >= 2, let first = points.first, let last = points.last,
                first.latitude == last.latitude, first.longitude == last.longitude
            else { return }
            examination.within("\(points.count - 1)") {
                $0.report("the route closes by itself; leave out the last point")
            }
        }
    }
}

extension Route.Waypoint {
    fileprivate func examine(_ examination: inout Examination) {
        examination.expect(
            (-85...85).contains(latitude), "a latitude lies from -85 to 85 degrees")
        examination.expect(
            (-180...180).contains(longitude), "a longitude lies from -180 to 180 degrees")
        examination.expect(
            speed > 0 && speed <= 1000, "a speed is above 0 and at most 1000 km/h")
    }
}
