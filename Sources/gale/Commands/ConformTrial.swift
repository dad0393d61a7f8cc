import Base
import Conformance
import Crypto
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Reports
import Transports

/// One broker's turn, from its greeting to its report.
struct ConformTrial {
    let target: ConformTarget
    private let options: ConformOptions
    private let cases: [Case]
    private let interrupt: Interrupt
    /// Nil for the embedded broker, which is started when its turn comes.
    private let endpoint: Endpoint?
    private let clients: TLSContext?

    /// Looks up the broker and reads the files that TLS needs; opens nothing.
    init(
        _ target: ConformTarget, _ options: ConformOptions, _ cases: [Case], _ interrupt: Interrupt
    ) throws {
        self.target = target
        self.options = options
        self.cases = cases
        self.interrupt = interrupt
        endpoint = try target.endpoint()
        clients = try endpoint.flatMap { try target.security(for: $0).context(for: $0) }
    }

    /// Plays all cases that the broker can be tried with.
    ///
    /// - Parameters:
    ///   - folder: of the report, which takes the captures of cases that did not pass.
    ///   - keepsAll: whether transcripts of what passed are wanted, too.
    func report(
        in folder: ReportFolder, keepingAllTranscripts keepsAll: Bool = false
    ) throws -> ConformanceReport {
        let started = WallClock.now()
        let began = EpollLoop.clock()
        let embedded = try endpoint == nil ? embed(started) : nil
        defer { embedded?.stop() }
        let endpoint = self.endpoint ?? embedded!.endpoints[0]
        let security = target.security(for: endpoint)
        let signing = try security.signing(
            to: endpoint, epochSeconds: started.milliseconds / 1000)
        let token = String(UInt32(truncatingIfNeeded: EpollLoop.clock()) % 46_656, radix: 36)
        var run = try ConformanceRun(
            against: endpoint, webSocket: embedded?.endpoints[1],
            as: Persona(fields: security.fields, signing: signing),
            clients: clients ?? security.context(for: endpoint), login: target.login,
            restricted: embedded == nil
                ? target.profile.restricted : Configuration.restrictedTopic,
            jobs: options.jobs, token: token, origin: started.origin)
        let offers = try capabilities(&run, endpoint, isEmbedded: embedded != nil)
        var tallies = ConformTallies(
            cases, options, target, keepsAll: keepsAll,
            epochNanoseconds: started.milliseconds * 1_000_000)
        for index in cases.indices { tallies.skip(index, offers.lack(of: cases[index])) }
        play(&run, cases.indices.filter { offers.lack(of: cases[$0]) == nil }, &tallies)
        var report = tallies.report
        report.isInsecure = security.isInsecure
        report.lacks = lacks(offers)
        report.started = started.text
        report.duration = .nanoseconds(EpollLoop.clock() - began)
        folder.removeFiles(in: tallies.captureFolder, endingIn: ".pcapng")
        try folder.write(tallies.captures.map { (name: $0.key, bytes: $0.value) })
        return report
    }

    /// Versions first: what lacks one lacks half of everything.
    private func lacks(_ offers: Capabilities) -> [String] {
        options.versions.filter { !offers.versions.contains($0) }.map { "MQTT \($0)" }
            + Set(Capability.allCases).subtracting(offers.offers).map(\.rawValue).sorted()
    }

    private func play(
        _ run: inout ConformanceRun, _ playable: [Int], _ tallies: inout ConformTallies
    ) {
        let line = StepLine(isQuiet: options.play.isQuiet)
        defer { line.end() }
        let name = target.name.isEmpty ? "" : target.name + ", "
        for round in 0..<options.repetitions where !interrupt.came {
            var done = 0
            run.run(playable.map { cases[$0] }) {
                interrupt.came || interrupt.comes(within: .zero)
            } _: { index, outcome, play in
                tallies.note(playable[index], outcome, play)
                done += 1
                line.show("\(name)\(round + 1): \(done) of \(playable.count)")
            }
        }
    }

    private func embed(_ started: WallClock.Reading) throws -> EmbeddedBroker {
        do {
            let broker = try EmbeddedBroker(
                .rehearsal,
                on: [
                    try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening),
                    try Endpoint(parsing: "ws://127.0.0.1:0/mqtt", for: .listening),
                ],
                origin: started.origin, epochSeconds: started.milliseconds / 1000)
            try broker.start()
            return broker
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    /// What the broker offers, by its own word, by its profile and by the options.
    private func capabilities(
        _ run: inout ConformanceRun, _ endpoint: Endpoint, isEmbedded: Bool
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
        // What it cannot say in CONNACK.
        let known: Set<Capability> =
            isEmbedded ? [.enhancedAuthentication, .credentials, .requestResponse] : []
        capabilities.offers.formUnion(known.union(target.offers).union(target.profile.offers))
        capabilities.offers.subtract(ConformanceRun.brought)
        capabilities.offers.formUnion(run.brings)
        capabilities.offers.subtract(target.lacks.union(target.profile.lacks))
        return capabilities
    }
}
