import Base
import Conformance
import Crypto
import Harness
import MQTT
import Reactor
import Reports
import Transports

/// `gale conform --device`: gale is the broker, and judges whoever connects.
struct ConformDevice {
    let options: ConformOptions

    /// A trial from its listening to its report.
    func run() throws -> ExitCode {
        // Made before any thread, so that all leave the signals to this one.
        let interrupt = Interrupt()
        let checks = try options.checks()
        let baseline = try options.baseline.map(ProfileFile.baseline) ?? []
        let started = WallClock.now()
        let began = EpollLoop.clock()
        Limits.raiseDescriptors()
        let folder = try ReportFolder(options.play.reportFolder, insteadOf: "conform")
        let (trial, places) = try folder.during { try serve(checks, began, interrupt) }
        var report = ConformanceReport()
        report.target = places + Self.text(trial.names)
        report.versions = trial.versions.map(\.description).sorted()
        report.isStrict = options.isStrict
        report.repetitions = options.repetitions
        report.started = started.text
        report.duration = .nanoseconds(EpollLoop.clock() - began)
        report.gale.version = Gale.version
        report.checks = trial.results.map { check($0, places, baseline) }
        if trial.turnedAway > 0 {
            Gale.complain(
                "\(trial.turnedAway) connections were turned away: a trial takes "
                    + "\(DeviceTrial.mostLines) at once and \(DeviceTrial.mostClients) clients")
        }
        return try ConformRun.tell(
            report, options.play, in: folder, isInterrupted: interrupt.came)
    }

    /// Serves whoever comes, and returns the trial with the places at which it was.
    private func serve(
        _ checks: [DeviceCheck], _ began: Int64, _ interrupt: Interrupt
    ) throws -> (DeviceTrial, String) {
        var run = try listen(DeviceTrial(checks, repetitions: options.repetitions), began)
        for endpoint in run.listening { print("Listening on \(endpoint.text)") }
        Gale.flush()
        let line = StepLine(isQuiet: options.play.isQuiet)
        let trial = run.run(for: options.length) {
            interrupt.came || interrupt.comes(within: .zero)
        } _: { trial in
            let decided = trial.results.count { $0.decided > 0 }
            line.show("\(decided) of \(checks.count) decided, \(trial.names.count) clients")
        }
        line.end()
        let places = run.listening.map(\.text).joined(separator: " ")
        guard !trial.names.isEmpty || trial.results.contains(where: { $0.decided > 0 }) else {
            throw Failure(
                .brokerUnreachable,
                "no client came to \(places) within \(Figure.duration(options.length)); point one "
                    + "there, or wait longer with --for DURATION")
        }
        return (trial, places)
    }

    private func listen(
        _ trial: DeviceTrial, _ began: Int64
    ) throws -> DeviceConformanceRun {
        let endpoints = try options.listen.isEmpty ? [.usual] : options.listen
        if let http = endpoints.first(where: \.scheme.isHTTP) {
            throw UsageError("\(http.text) only takes posts; a conversation needs MQTT")
        }
        var tls = ServerTLS()
        tls.certificate = options.play.security.certificate
        tls.key = options.play.security.key
        tls.trust = options.play.security.authorities
        try tls.check(endpoints, over: nil)
        let isSecure = endpoints.contains(where: \.scheme.isSecure)
        let security = isSecure ? try tls.context(over: nil, nil) : nil
        do {
            return try DeviceConformanceRun(
                trial, on: endpoints, security: security, origin: began)
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    private func check(
        _ tally: DeviceTally, _ places: String, _ baseline: Set<String>
    ) -> ConformanceReport.Check {
        var check = ConformanceReport.Check()
        check.id = tally.check.id
        check.title = tally.check.title
        check.statements = tally.check.statements.map(\.description)
        check.level = tally.check.level.rawValue
        check.verdict = tally.verdict
        if options.isStrict, check.verdict == .tolerated { check.verdict = .failed }
        check.detail = tally.detail
        check.isFlaky = tally.isFlaky
        check.isInBaseline = baseline.contains(check.id)
        check.transcript = tally.transcript
        check.reproduce = "gale conform --device --listen \(places) --only \(check.id)"
        return check
    }

    /// Who was judged, as far as a line holds it.
    private static func text(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        let shown = names.prefix(4).map { "“\($0)”" }.joined(separator: ", ")
        let rest = names.count > 4 ? " and \(names.count - 4) more" : ""
        return ", clients \(shown)\(rest)"
    }

    // MARK: Without a client

    func list() throws -> ExitCode {
        let checks = try options.checks()
        guard options.isJSON else {
            for check in checks { print("\(check.id)  \(check.title)") }
            return .allWell
        }
        let list = checks.map { check in
            ConformLists.object([
                ("id", .string(check.id)), ("title", .string(check.title)),
                ("statements", ConformLists.strings(check.statements.map(\.description))),
                ("level", .string(check.level.rawValue)),
                ("provokes", .bool(check.occasion != nil)),
            ])
        }
        print(JSON.array(list).pretty)
        return .allWell
    }

    func prove() throws -> ExitCode {
        let proof = DeviceProof(try options.checks())
        return ProofTable(
            kinds: ("checks", "flaws"),
            kills: zip(proof.checks, proof.kills).map { ($0.id, $1.map(\.rawValue)) },
            accused: proof.accused.map { ($0.check.id, $0.detail) },
            unproved: proof.unproved.map(\.id), count: DeviceFlaw.allCases.count,
            survivors: proof.survivors.map(\.rawValue)
        ).tell(options)
    }
}

extension ConformOptions {
    /// The checks of clients that were asked for.
    func checks() throws(UsageError) -> [DeviceCheck] {
        let checks = DeviceCheck.all.filter { check in
            versions.contains { check.level(in: $0) != nil }
                && (only.isEmpty || only.contains { Self.does(check, match: $0) })
        }
        guard !checks.isEmpty else {
            throw UsageError(
                "no check of clients begins with \(only.joined(separator: " or ")); see gale "
                    + "conform --device --list")
        }
        return checks
    }

    private static func does(_ check: DeviceCheck, match prefix: String) -> Bool {
        check.id.hasPrefix(prefix) || check.name.rawValue.hasPrefix(prefix)
            || check.statements.contains {
                $0.number.hasPrefix(prefix) || $0.description.hasPrefix(prefix)
            }
    }
}

extension Option<ConformOptions> {
    static let device: [Self] = [
        Option(
            "--device",
            help: "Be the broker, and judge the clients that connect. With --list and --prove: of "
                + "the checks of clients."
        ) { options, _ in options.isDevice = true },
        Option(
            "--listen", "URL",
            help: "Where --device listens: mqtt://127.0.0.1:1883, the default, mqtts, ws, wss or "
                + "unix; may be repeated. Port 0 lets the kernel choose. --cert and --key are the "
                + "server's."
        ) { options, text throws(UsageError) in
            do {
                options.listen.append(try Endpoint(parsing: text, for: .listening))
            } catch {
                throw UsageError("--listen: \(error)")
            }
        },
        Option(
            "--for", "DURATION",
            help: "How long --device waits for what is undecided, such as 5m. Otherwise 60s."
        ) { options, text throws(UsageError) in
            options.length = try Self.duration(text, of: "--for")
        },
    ]
}
