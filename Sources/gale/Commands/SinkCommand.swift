import Harness
import Transports

extension Command {
    static let sink = Command(
        "sink", summary: "Serve as a null broker, until interrupted; then say what came.",
        details:
            "Accepts every client of MQTT 3.1.1 and 5.0 and every POST, acknowledges everything, "
            + "delivers\nnothing. It costs next to nothing, so that what a load generator "
            + "costs can be measured\nagainst it.",
        takes: 0...0, options: Option.sink, defaults: SinkOptions()
    ) { options, _ in
        let interrupt = Interrupt()
        Limits.raiseDescriptors()
        let sink = try options.start()
        for endpoint in sink.endpoints { print("Listening on \(endpoint.text)") }
        Gale.flush()
        while !interrupt.comes(within: .seconds(3600)) {}
        let counts = sink.stop()
        print("connections    \(counts.connections)")
        print("subscriptions  \(counts.subscriptions)")
        for qos in 0...2 { print("publishes QoS \(qos)  \(counts.publishes[qos])") }
        print("bytes          \(counts.bytes)")
        if counts.violations > 0 { print("not MQTT       \(counts.violations)") }
        return .allWell
    }
}

/// What `gale sink` was asked for.
struct SinkOptions: ServerSettings {
    var listen: [Endpoint] = []
    var tls = ServerTLS()

    fileprivate func start() throws -> Sink {
        let endpoints = try places
        try tls.check(endpoints, over: nil)
        let isSecure = endpoints.contains(where: \.scheme.isSecure)
        let security = isSecure ? try tls.context(over: nil, try tls.served()) : nil
        do {
            let sink = try Sink(on: endpoints, security: security)
            try sink.start()
            return sink
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }
}

extension Option<SinkOptions> {
    static let sink: [Self] = [.listen] + tls
}
