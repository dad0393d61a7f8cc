import Base
import Crypto
import Devices
import Fleet
import Harness
import Identities
import MQTT
import ReferenceBroker
import Reports
import Scenarios
import Transports
import YAML

/// Where a run takes place: the broker, how it is reached, and who everybody is.
struct Scene {
    let endpoint: Endpoint
    /// Where applications connect, where that is elsewhere.
    let backEnd: Endpoint?
    let tls: TLSContext?
    let passports: Passports?
    /// Nil beside a broker that was there before.
    let embedded: EmbeddedBroker?

    /// What a first look at the broker shows of itself: what the first application does, or the
    /// first device that nothing is wrong with.
    func guest(_ security: SecurityOptions, _ signing: Signing?) -> Persona {
        let passport =
            passports?.applications.min { $0.key < $1.key }?.value
            ?? passports?.devices.joined().lazy.compactMap { $0 }.first { $0.flaw == .none }
        return Persona(
            tls: TLSPersona(identity: passport?.identity), fields: security.fields,
            signing: signing)
    }

    /// - Parameter endpoint: the broker of `options`, where somebody has looked it up already.
    init(
        _ plan: Plan, _ options: PlayOptions, at endpoint: Endpoint?, _ started: WallClock.Reading
    ) throws {
        if options.broker != nil || endpoint != nil {
            try self.init(plan, options, beside: endpoint, started)
        } else {
            try self.init(embeddedFor: plan, options, started)
        }
    }

    /// Beside a broker that is there.
    private init(
        _ plan: Plan, _ options: PlayOptions, beside endpoint: Endpoint?,
        _ started: WallClock.Reading
    ) throws {
        guard options.transport == nil else {
            throw UsageError("--transport is for the embedded broker; --broker says it in its URL")
        }
        self.endpoint = try endpoint ?? Play.endpoint(options.broker ?? "", of: "--broker")
        backEnd = try options.backEnd.map { try Play.endpoint($0, of: "--back-end") }
        try Self.check(plan, devicesAt: self.endpoint, applicationsAt: backEnd ?? self.endpoint)
        passports = try Self.passports(plan, beside: self.endpoint, at: started.milliseconds / 1000)
        let trust = passports.map { TLSSettings.Trust.only($0.trusted) } ?? .system
        tls = try options.security.context(
            for: self.endpoint.scheme.isSecure ? self.endpoint : backEnd ?? self.endpoint,
            trusting: trust)
        embedded = nil
        if let registrar = passports?.registrar, plan.revokes {
            try Revocations(options).begin(with: registrar, at: started.milliseconds / 1000)
        }
    }

    /// With a broker of our own, on ports that the kernel chooses.
    private init(embeddedFor plan: Plan, _ options: PlayOptions, _ started: WallClock.Reading)
        throws
    {
        guard options.backEnd == nil else {
            throw UsageError("--back-end is for a broker that is there; write --broker, too")
        }
        let now = started.milliseconds / 1000
        let scheme = options.transport ?? (plan.identities == nil ? .mqtt : .mqtts)
        let made = scheme.isSecure ? try Self.embeddedPassports(plan, at: now) : nil
        passports = plan.identities == nil ? nil : made
        guard plan.identities == nil || scheme.isSecure else {
            throw UsageError("\(plan.name) has identities, which need mqtts, wss or https")
        }
        var places = [try Endpoint(parsing: "\(scheme)://localhost:0", for: .listening)]
        if scheme.isHTTP {
            let other = scheme.isSecure ? "mqtts" : "mqtt"
            places.append(try Endpoint(parsing: "\(other)://localhost:0", for: .listening))
        }
        let broker = try Self.broker(plan, on: places, made, started)
        embedded = broker
        endpoint = broker.endpoints[0]
        backEnd = scheme.isHTTP ? broker.endpoints[1] : nil
        try Self.check(plan, devicesAt: endpoint, applicationsAt: backEnd ?? endpoint)
        tls = try options.security.context(
            for: endpoint, trusting: .only(made?.trusted ?? []))
    }

    private static func broker(
        _ plan: Plan, on places: [Endpoint], _ made: Passports?, _ started: WallClock.Reading
    ) throws(Failure) -> EmbeddedBroker {
        do {
            let now = started.milliseconds / 1000
            let security = try made.map {
                try TLSContext(.server, plan.serverSettings($0, at: now))
            }
            let broker = try EmbeddedBroker(
                .forRuns(of: plan, made), on: places, security: security,
                origin: started.origin, epochSeconds: now)
            made?.registrar?.publish { list, _ in
                var settings = try plan.serverSettings(made!, at: now)
                settings.revocations = [list]
                broker.replace(security: try TLSContext(.server, settings))
                broker.awaitObedience()
            }
            try broker.start()
            return broker
        } catch {
            throw Failure(.ourFault, "the embedded broker cannot start: \(error)")
        }
    }

    /// HTTP publishes, and does nothing else.
    private static func check(
        _ plan: Plan, devicesAt devices: Endpoint, applicationsAt applications: Endpoint
    ) throws(UsageError) {
        if applications.scheme.isHTTP, !plan.applications.isEmpty {
            throw UsageError(
                "\(applications.text) only publishes, and applications subscribe; write --back-end "
                    + "with a way for them, such as mqtts://")
        }
        guard devices.scheme.isHTTP else { return }
        for fleet in plan.fleets {
            if !fleet.model.commands.isEmpty || fleet.model.shadow != nil {
                throw UsageError(
                    "\(devices.text) only publishes, and the devices of \(fleet.name) obey "
                        + "commands or a shadow; choose another model, or another scheme")
            }
            if fleet.qos.contains(.exactlyOnce) {
                throw UsageError(
                    "\(devices.text) knows QoS 0 and 1, and \(fleet.name) publishes at QoS 2")
            }
        }
    }
}

extension Scene {
    private static func embeddedPassports(
        _ plan: Plan, at now: Int64
    ) throws(Failure) -> Passports {
        if case .file = plan.identities?.source { return try passports(from: plan, at: now)! }
        do {
            return try PassportOffice.make(
                for: plan, hosts: ["localhost", "127.0.0.1", "::1"], at: now)
        } catch {
            throw Failure(.ourFault, "certificates cannot be made: \(error)")
        }
    }

    private static func passports(
        _ plan: Plan, beside endpoint: Endpoint, at now: Int64
    ) throws(Failure) -> Passports? {
        if case .made = plan.identities?.source {
            throw Failure(
                .badInput,
                "the identities of \(plan.name) are made for the run, and \(endpoint.text) does "
                    + "not know their authority; make them with gale provision, give the broker "
                    + "its export, and write --set identities.file=FILE")
        }
        return try passports(from: plan, at: now)
    }

    private static func passports(from plan: Plan, at now: Int64) throws(Failure) -> Passports? {
        guard case .file(let path, let place) = plan.identities?.source else { return nil }
        do {
            let set = try IdentitySet(opening: path.inFolder(of: place.file))
            return try PassportOffice.take(from: set, for: plan, at: now)
        } catch let refusal as PassportOffice.Refusal {
            throw Failure(.badInput, refusal.description)
        } catch {
            throw Failure(.badInput, "\(place): \(error)")
        }
    }
}

extension String {
    /// This path, seen from where `file` is seen from, if it was seen from the folder of `file`.
    fileprivate func inFolder(of file: String) -> String {
        guard !hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return self }
        return file[...slash] + self
    }
}

extension Plan {
    /// Whether certificates are taken back, so that the broker must hear of it.
    fileprivate var revokes: Bool {
        fleets.contains { $0.identity?.flaw == .revoked }
            || phases.contains { if case .revoke = $0.deed { true } else { false } }
    }

    /// Whether everybody shows a certificate, or is to be refused for want of one.
    fileprivate var allShowCertificates: Bool {
        identities != nil && fleets.allSatisfy { $0.identity?.proof == .certificate }
    }

    /// What the TLS of the embedded broker demands.
    fileprivate func serverSettings(
        _ passports: Passports, at now: Int64
    ) throws(CryptoError) -> TLSSettings {
        var settings = TLSSettings()
        settings.identity = passports.server
        settings.trust = .only(passports.trusted)
        settings.requiresCertificate = allShowCertificates
        settings.resumes = true
        if let registrar = passports.registrar, identities != nil {
            settings.revocations = [try registrar.list(at: now)]
        }
        return settings
    }
}
