import Harness
import Transports

extension Command {
    static let sink = Command(
        "sink", summary: "Serve as a null broker, until interrupted; then say what came.",
        details: "Accepts every client of MQTT 3.1.1 and 5.0, acknowledges everything, delivers "
            + "nothing. It costs\nnext to nothing, so that what a load generator costs can be "
            + "measured against it.",
        takes: 0...0, options: Option.sink, defaults: SinkOptions()
    ) { options, _ in
        let interrupt = Interrupt()
        Limits.raiseDescriptors()
        let sink: Sink
        do {
            sink = try Sink(on: try options.listen.isEmpty ? [.usual] : options.listen)
            try sink.start()
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
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
struct SinkOptions: Sendable {
    var listen: [Endpoint] = []
}

extension Option<SinkOptions> {
    static let sink: [Self] = [
        Option(
            "--listen", "URL",
            help: "Listen there, such as mqtt://127.0.0.1:1883, the default; may be repeated. "
                + "Port 0 lets the kernel choose."
        ) { options, text throws(UsageError) in options.listen.append(try .listening(text)) }
    ]
}
