import Base
import Conformance
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Reports
import Transports

extension Command {
    static let conform = Command(
        "conform", operands: "[URL]",
        summary: "Judge a broker by the statements of MQTT 3.1.1 and 5.0.",
        details: """
            Plays cases, each a conversation of one or several clients with the broker at URL, or
            with the embedded one. They run side by side, each on topics and client identifiers of
            its own, and remove what they leave.

            Verdicts:
              passed        the broker did what the statements say
              tolerated     not that, but what brokers may do, by the allowance that is named
              failed        neither; the transcript shows what passed
              skipped       the broker does not offer what the case needs
              inconclusive  the stage did not stand, or gale could not do its part
            Each rule that holds for every packet is checked on every packet of every case.

            --prove plays all cases against brokers that each break one rule: a check that cannot
            fail is worth nothing.
            """,
        takes: 0...1, options: Option.conform, defaults: ConformOptions()
    ) { options, operands in
        switch options.task {
        case .play: return try ConformRun(options, operands.first).run()
        case .list: return try ConformLists.list(options)
        case .coverage: return try ConformLists.coverage(options)
        case .prove: return try ConformLists.prove(options)
        }
    }
}

/// A run of cases from its greeting to its report.
private struct ConformRun {
    let options: ConformOptions
    let url: String?
    /// Made before any thread, so that all leave the signals to this one.
    let interrupt = Interrupt()

    init(_ options: ConformOptions, _ url: String?) {
        self.options = options
        self.url = url
    }

    func run() throws -> ExitCode {
        let cases = try options.cases()
        let profile = try options.profile.map(ProfileFile.read) ?? BrokerProfile()
        let baseline = try options.baseline.map(ProfileFile.baseline) ?? []
        let started = WallClock.now()
        let began = EpollLoop.clock()
        Limits.raiseDescriptors()
        let embedded = try url == nil ? embed(started) : nil
        defer { embedded?.stop() }
        let endpoint =
            try embedded?.endpoints[0] ?? Play.endpoint(url!, of: "conform")
        guard !endpoint.scheme.isHTTP else {
            throw UsageError("\(endpoint.text) only publishes; a conversation needs MQTT")
        }
        let clients = try options.play.security.context(for: endpoint)
        let token = String(UInt32(truncatingIfNeeded: EpollLoop.clock()) % 46_656, radix: 36)
        let security = options.play.security
        let persona = Persona(
            fields: security.fields,
            signing: try security.signing(
                to: endpoint, epochSeconds: started.milliseconds / 1000))
        var run = try ConformanceRun(
            against: endpoint, as: persona, clients: clients, login: options.login(of: profile),
            jobs: options.jobs,
            token: token, origin: started.origin)
        let offers = try capabilities(&run, endpoint, profile)
        var verdicts = Tallies(cases, options, url)
        let playable = cases.indices.filter { offers.lack(of: cases[$0]) == nil }
        for index in cases.indices { verdicts.skip(index, offers.lack(of: cases[index])) }
        let line = StepLine(isQuiet: options.play.isQuiet)
        defer { line.end() }
        for round in 0..<options.repetitions where !interrupt.came {
            var done = 0
            run.run(playable.map { cases[$0] }) {
                interrupt.came || interrupt.comes(within: .zero)
            } _: { index, outcome, play in
                verdicts.note(playable[index], outcome, play)
                done += 1
                line.show("\(round + 1): \(done) of \(playable.count)")
            }
        }
        line.end()
        var report = verdicts.report
        for index in report.checks.indices {
            let id = report.checks[index].id
            report.checks[index].isInBaseline = baseline.contains(id)
            guard report.checks[index].verdict == .failed else { continue }
            report.checks[index].explanation = profile.explanation(of: id) ?? ""
        }
        report.profile = profile.name
        report.isInsecure = security.isInsecure
        report.target = url ?? "embedded"
        report.versions = options.versions.map(\.description)
        report.lacks = Set(Capability.allCases).subtracting(offers.offers).map(\.rawValue).sorted()
        report.started = started.text
        report.duration = .nanoseconds(EpollLoop.clock() - began)
        report.gale.version = Gale.version
        return try tell(report)
    }

    private func embed(_ started: WallClock.Reading) throws -> EmbeddedBroker {
        do {
            let broker = try EmbeddedBroker(
                .rehearsal, on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)],
                origin: started.origin, epochSeconds: started.milliseconds / 1000)
            try broker.start()
            return broker
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    /// What the broker offers, by its own word, and by the options.
    private func capabilities(
        _ run: inout ConformanceRun, _ endpoint: Endpoint, _ profile: BrokerProfile
    ) throws(Failure) -> Capabilities {
        var capabilities = Capabilities()
        var troubles: [String] = []
        for version in [Version.v5, .v3_1_1] {
            let (connack, trouble) = run.greet(version)
            if let connack, connack.reason == .success {
                if version == .v5 { capabilities = Capabilities(announcedIn: connack) }
            } else {
                capabilities.versions.remove(version)
                troubles.append("MQTT \(version): \(trouble)")
            }
        }
        guard !capabilities.versions.isEmpty else {
            throw Failure(
                .brokerUnreachable,
                "\(endpoint.text) lets no client in: \(troubles.joined(separator: "; ")). Is it a "
                    + "broker, and does it want --user and --password?")
        }
        capabilities.offers.formUnion(profile.offers + options.offers)
        capabilities.offers.subtract(profile.lacks + options.lacks)
        return capabilities
    }

    private func tell(_ report: ConformanceReport) throws -> ExitCode {
        let folder = options.play.reportFolder ?? "reports/conform-\(WallClock.stamp())"
        _ = try Folder.prepare(folder)
        for format in ConformanceFormat.all {
            try TextFile.write(format.print(report), to: "\(folder)/\(format.fileName)")
        }
        if options.play.isQuiet {
            print(report.headline)
        } else {
            print(ConformanceFormat.text.print(report), terminator: "")
            print("\nReport: \(folder)/conformance.json")
        }
        if interrupt.came { return .interrupted }
        return report.verdict.isGood ? .allWell : .failed
    }
}

/// What became of each case, over all repetitions.
private struct Tallies {
    private(set) var report = ConformanceReport()
    private let isStrict: Bool
    private var plays: [Int]

    init(_ cases: [Case], _ options: ConformOptions, _ url: String?) {
        isStrict = options.isStrict
        plays = cases.map { _ in 0 }
        report.isStrict = options.isStrict
        report.repetitions = options.repetitions
        report.checks = cases.map { subject in
            var check = ConformanceReport.Check()
            check.id = subject.id
            check.title = subject.title
            check.statements = subject.statements.map(\.description)
            check.level = subject.level.rawValue
            check.verdict = .interrupted
            check.reproduce =
                (["gale conform"] + [url].compactMap(\.self) + ["--only", subject.id])
                .joined(separator: " ")
            return check
        }
    }

    mutating func skip(_ index: Int, _ lack: String?) {
        guard let lack else { return }
        report.checks[index].verdict = .skipped
        report.checks[index].detail = "the broker does not offer \(lack)"
    }

    mutating func note(_ index: Int, _ outcome: Outcome, _ play: Conformance.Play) {
        var outcome = outcome
        if isStrict, outcome.verdict == .tolerated { outcome.verdict = .failed }
        let before = report.checks[index].verdict
        plays[index] += 1
        if plays[index] > 1, before != outcome.verdict { report.checks[index].isFlaky = true }
        // The worst of all counts.
        guard plays[index] == 1 || outcome.verdict.rank > before.rank else { return }
        report.checks[index].verdict = outcome.verdict
        report.checks[index].detail = outcome.detail
        report.checks[index].duration = outcome.duration
        report.checks[index].transcript =
            outcome.verdict == .passed
            ? [] : outcome.transcript.text(play.subject.version, since: play.began)
    }
}

extension Verdict {
    /// How bad it is, where one case came to several.
    fileprivate var rank: Int {
        switch self {
        case .passed: 0
        case .skipped: 1
        case .tolerated: 2
        case .interrupted: 3
        case .inconclusive: 4
        case .failed: 5
        }
    }
}
