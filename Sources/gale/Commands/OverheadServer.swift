import Base
import Crypto
import Fleet
import Harness
import Identities
import Reports
import Transports

/// Where `gale overhead` sends its messages.
struct OverheadServer {
    let subjects: [OverheadSubject]
    let brokers: [Report.Broker]
    /// What the figures are of, where they are of a world that was made for them.
    var notes: [String] = []
    private var embedded: EmbeddedBroker?

    func stop() { embedded?.stop() }
}

extension OverheadServer {
    /// The servers that were named.
    ///
    /// - Parameter epochSeconds: the world's clock at `Instant.zero`, since 1970.
    init(_ urls: [String], _ security: SecurityOptions, epochSeconds: Int64) throws {
        let endpoints = try urls.map { url throws(Failure) in
            try Play.endpoint(url, of: "--broker")
        }
        for (index, endpoint) in endpoints.enumerated() {
            guard endpoint.scheme != .unix else {
                throw UsageError(
                    "\(endpoint.text) has neither TCP nor IP; there is no overhead to measure")
            }
            let twin = endpoints[..<index].first { $0.scheme == endpoint.scheme }
            if let twin {
                throw UsageError(
                    "\(twin.text) and \(endpoint.text) are one transport; measure them in two runs")
            }
        }
        if !endpoints.contains(where: \.scheme.isSecure), let first = endpoints.first {
            // Refuses options of TLS that nothing here has a use for.
            _ = try security.context(for: first)
        }
        if !endpoints.contains(where: \.scheme.speaksHTTP), let first = endpoints.first {
            _ = try security.signing(to: first, epochSeconds: epochSeconds)
        }
        subjects = try endpoints.map { endpoint in
            var subject = try OverheadSubject(endpoint, security)
            if endpoint.scheme.speaksHTTP {
                subject.persona.signing = try security.signing(
                    to: endpoint, epochSeconds: epochSeconds)
            }
            return subject
        }
        brokers = endpoints.map { Report.Broker(url: $0.text, embedded: false) }
    }

    /// gale's own broker, by every transport, with certificates that both sides show.
    init(embedded security: SecurityOptions, _ started: WallClock.Reading) throws {
        let now = started.milliseconds / 1000
        let lineage = try Lineage(validFor: now - 3600..<now + 86_400)
        func identity(_ name: String, _ use: CertificateRequest.Use) throws -> TLSIdentity {
            let key = try PrivateKey.p256()
            let request = CertificateRequest(
                commonName: name, validity: now - 3600..<now + 86_400, use: use)
            return TLSIdentity(
                trusted: try lineage.issuing.issue(request, for: key),
                chain: lineage.issuing.trail, key: key)
        }
        let thing = try identity("thing-1", .client)
        var settings = TLSSettings()
        settings.identity = try identity("gale server", .server(hosts: ["127.0.0.1"]))
        settings.trust = .only([lineage.issuing.root])
        settings.requiresCertificate = true
        settings.protocols = TLSFile.usualALPN
        settings.resumes = true
        let schemes = Endpoint.Scheme.allCases.filter { $0 != .unix }
        do {
            let broker = try EmbeddedBroker(
                on: schemes.map { scheme in
                    try Endpoint(parsing: "\(scheme)://127.0.0.1:0", for: .listening)
                },
                security: try TLSContext(.server, settings), origin: started.origin,
                epochSeconds: now)
            try broker.start()
            embedded = broker
        } catch {
            throw Failure(.ourFault, "the embedded broker cannot start: \(error)")
        }
        subjects = try embedded!.endpoints.map { endpoint in
            try OverheadSubject(
                endpoint, security, trusting: .only([lineage.issuing.root]), as: thing)
        }
        brokers = [Report.Broker(url: "", embedded: true)]
        notes = [
            "Both sides show a certificate of P-256 and the intermediate that signed it. Longer "
                + "chains, and RSA, make handshakes larger."
        ]
    }
}

extension OverheadSubject {
    /// - Parameters:
    ///   - trust: whom to believe where no option says so.
    ///   - identity: what to show of oneself where no option says so.
    fileprivate init(
        _ endpoint: Endpoint, _ security: SecurityOptions,
        trusting trust: TLSSettings.Trust = .system, as identity: TLSIdentity? = nil
    ) throws {
        guard endpoint.scheme.isSecure else {
            self.init(endpoint, as: Persona(fields: security.fields))
            return
        }
        var resuming = security
        resuming.resumes = true
        self.init(
            endpoint, as: Persona(tls: TLSPersona(identity: identity), fields: security.fields),
            tls: try security.context(for: endpoint, trusting: trust),
            resuming: try resuming.context(for: endpoint, trusting: trust))
    }
}

extension Endpoint.Scheme {
    /// Whether there is a request that could be signed.
    fileprivate var speaksHTTP: Bool { isWebSocket || isHTTP }
}
