package import Devices
package import YAML

/// How routes are written.
package enum RouteKeys {
    package static let route = Block<Route>(
        "route", "A way over the ground, walked round and round.",
        [
            Key(
                "points", .list(of: pointForm), \.points, .required,
                "At least two; see point.", example: "[{at: [48.1, 11.5], speed: 80}]"),
            Key(
                "loop", .bool, \.isLoop, .otherwise("true"),
                "Whether the last point leads to the first; otherwise it turns round."),
            Key(
                "spread", .share, \.spread, .otherwise("0%"),
                "How much faster or slower than the signs each device is at most."),
        ])

    package static let point = Block<Route.Waypoint>(
        "point", "A place, and the stretch that begins there.",
        [
            Key(
                KeyHelp(
                    name: "at", placeholder: "[LATITUDE, LONGITUDE]",
                    doc: "Degrees, north and east positive.", need: .required)
            ) { (node, point) throws(Problem) in
                guard let nodes = node.list, nodes.count == 2 else {
                    throw node.problem("\(node.summary) is no place; write it like [48.1, 11.5]")
                }
                point.latitude = try Form<Double>.number(in: -85...85).read(nodes[0])
                point.longitude = try Form<Double>.number(in: -180...180).read(nodes[1])
            },
            Key("speed", .number(), \.speed, .required, "Kilometres an hour on this stretch."),
            Key("tunnel", .bool, \.isTunnel, .otherwise("false"), "Whether it is a tunnel."),
        ])

    private static let pointForm = point.form {
        Route.Waypoint(latitude: 0, longitude: 0, speed: 0)
    }

    static let property = Form<Route.Property>.choice(
        [
            "latitude": .latitude, "longitude": .longitude, "speed": .speed,
            "distance": .distance, "tunnel": .tunnel,
        ], isNo: "property of a route")
}
