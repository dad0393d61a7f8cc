import Base
import Harness
import Reactor
import ReferenceBroker
import Transports

extension Command {
    static let broker = Command(
        "broker", summary: "Serve as an MQTT broker, until interrupted.",
        details: "The reference broker of MQTT 3.1.1 and 5.0 that gale run embeds. It listens on "
            + "loopback unless told\notherwise and keeps everything in memory.",
        takes: 0...0, options: Option.broker, defaults: BrokerOptions()
    ) { options, _ in
        let interrupt = Interrupt()
        let configuration =
            if let file = options.file { try Configuration(reading: file) } else { Configuration() }
        let broker: EmbeddedBroker
        do {
            broker = try EmbeddedBroker(
                configuration, on: try options.listen.isEmpty ? [.usual] : options.listen,
                origin: EpollLoop.clock(), epochSeconds: WallClock.now().milliseconds / 1000)
            try broker.start()
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
        for endpoint in broker.endpoints { print("Listening on \(endpoint.text)") }
        Gale.flush()
        while !interrupt.comes(within: .seconds(3600)) {}
        broker.stop()
        return .allWell
    }
}

/// What `gale broker` was asked for.
struct BrokerOptions: Sendable {
    var listen: [Endpoint] = []
    var file: String?
}

extension Endpoint {
    /// Where brokers listen that were told nothing.
    static var usual: Endpoint {
        get throws(EndpointError) {
            try Endpoint(parsing: "mqtt://127.0.0.1:1883", for: .listening)
        }
    }

    /// Reads the value of `--listen`.
    static func listening(_ text: String) throws(UsageError) -> Endpoint {
        do {
            return try Endpoint(parsing: text, for: .listening)
        } catch {
            throw UsageError("--listen: \(error)")
        }
    }
}

extension Option<BrokerOptions> {
    static let broker: [Self] = [
        Option(
            "--listen", "URL",
            help: "Listen there, such as mqtt://127.0.0.1:1883, the default; may be repeated. "
                + "Port 0 lets the kernel choose."
        ) { options, text throws(UsageError) in options.listen.append(try .listening(text)) },
        Option(
            "--config", "FILE", offers: .files,
            help: "Read users, access rules and limits; gale help broker-config explains the keys."
        ) { $0.file = $1 },
    ]
}
