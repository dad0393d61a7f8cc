/// Small loads for one way to a broker.
enum Ways {
    /// Two devices for each QoS and version, and a subscriber of each version.
    static let scenario = """
        name: ways
        seed: 3
        fleets:
          - {name: q0v3, model: sensor, count: 2, every: 100ms, qos: 0, mqtt: 3.1.1}
          - {name: q1v3, model: sensor, count: 2, every: 100ms, qos: 1, mqtt: 3.1.1}
          - {name: q2v3, model: sensor, count: 2, every: 100ms, qos: 2, mqtt: 3.1.1}
          - {name: q0v5, model: sensor, count: 2, every: 100ms, qos: 0}
          - {name: q1v5, model: sensor, count: 2, every: 100ms, qos: 1}
          - {name: q2v5, model: sensor, count: 2, every: 100ms, qos: 2}
        applications:
          - {name: old, mqtt: 3.1.1, subscribe: [{filter: sensors/#, qos: 2}]}
          - {name: new, subscribe: [{filter: sensors/#, qos: 2}]}
        phases:
          - ramp: 300ms
          - hold: 900ms
        drain: 5s
        expect: [lost == 0, duplicated == 0]

        """

    /// Three devices that publish at QoS 1 for less than half a second, and nobody else.
    static let posts = """
        name: posts
        fleets:
          - {name: all, model: sensor, count: 3, every: 100ms, qos: 1}
        phases: [{hold: 450ms}]
        drain: 500ms

        """

    /// Devices and applications of ``scenario``.
    static let links = 14.0
}
