import Base
import Crypto
import Harness
import Reactor
import ReferenceBroker
import Transports

extension Command {
    static let broker = Command(
        "broker", summary: "Serve as an MQTT broker, until interrupted.",
        details: """
            The reference broker of MQTT 3.1.1 and 5.0 that gale run embeds. It listens on loopback
            unless told otherwise and keeps everything in memory. By http and https it takes
            messages: POST /topics/TOPIC?qos=0|1.

            SIGHUP lets it read certificate, key, authorities, revocation lists and the identity
            file anew: they hold for later connections, and whoever is revoked is dropped. Users,
            passwords and tokens stay as they were.
            """,
        takes: 0...0, options: Option.broker, defaults: BrokerOptions()
    ) { options, _ in
        let signals = ServerSignals()
        Limits.raiseDescriptors()
        let broker = try options.start()
        for endpoint in broker.endpoints { print("Listening on \(endpoint.text)") }
        Gale.flush()
        while signals.next() == .reload { options.reload(broker) }
        broker.stop()
        return .allWell
    }
}

/// What `gale broker` was asked for.
struct BrokerOptions: ServerSettings {
    var listen: [Endpoint] = []
    var tls = ServerTLS()
    var file: String?

    /// Reads all files, and begins to serve.
    fileprivate func start() throws -> EmbeddedBroker {
        let file = try file.map { path throws(Failure) in try BrokerFile(reading: path) }
        let endpoints = try places
        try tls.check(endpoints, over: file?.tls)
        let started = WallClock.now()
        let served = try tls.served()
        let isSecure = endpoints.contains(where: \.scheme.isSecure)
        let security = isSecure ? try tls.context(over: file?.tls, served) : nil
        var configuration = file?.configuration ?? Configuration()
        if let served {
            served.join(&configuration)
            if file == nil, !served.allHaveCertificates {
                configuration.allowsAnonymous = false
                configuration.userNameFromPrincipal = true
            }
        }
        do {
            let broker = try EmbeddedBroker(
                configuration, on: endpoints, security: security, signatures: file?.signatures,
                origin: started.origin, epochSeconds: started.milliseconds / 1000)
            try broker.start()
            return broker
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    /// Reads the files of TLS anew; what cannot be read leaves all as it was.
    fileprivate func reload(_ broker: EmbeddedBroker) {
        do {
            guard broker.endpoints.contains(where: \.scheme.isSecure) else {
                return Gale.complain("no listener has TLS, so there is nothing to read anew")
            }
            let file = try file.map { path throws(Failure) in try BrokerFile(reading: path) }
            try tls.check(broker.endpoints, over: file?.tls)
            broker.replace(security: try tls.context(over: file?.tls, try tls.served()))
            print("Certificates and revocation lists are read anew")
            Gale.flush()
        } catch {
            let why = (error as? Failure)?.message ?? (error as? UsageError)?.message ?? "\(error)"
            Gale.complain("\(why); all stays as it was")
        }
    }
}

extension Option<BrokerOptions> {
    static let broker: [Self] =
        [
            .listen,
            Option(
                "--config", "FILE", offers: .files,
                help: "Read users, access rules, limits and TLS; gale help broker-config explains "
                    + "the keys. Options win."
            ) { $0.file = $1 },
        ] + tls
}
