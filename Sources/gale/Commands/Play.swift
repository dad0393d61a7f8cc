import Base
import Crypto
import Fleet
import Glibc
import Harness
import MQTT
import Reactor
import ReferenceBroker
import Reports
import Scenarios
import Transports

/// One run from its first socket to its report, with the progress line and the interrupt.
struct Play {
    private let plan: Plan
    private let options: PlayOptions
    private let prediction: Prediction
    private let endpoint: Endpoint?
    private let allowance: Allowance?
    private let part: PartSettings?

    /// - Parameters:
    ///   - endpoint: the broker of `options`, where somebody has looked it up already.
    ///   - allowance: what there is room for, where that is less than the plan.
    ///   - part: what is played here; nil for the whole plan.
    init(
        _ plan: Plan, _ options: PlayOptions, _ prediction: Prediction,
        at endpoint: Endpoint? = nil, within allowance: Allowance? = nil,
        part: PartSettings? = nil
    ) {
        self.allowance = allowance
        self.plan = plan
        self.part = part
        self.options = options
        self.prediction = prediction
        self.endpoint = endpoint
    }

    /// Plays `plan`, once or as often as `options` say, writes the report and says what it says.
    ///
    /// - Parameter mustBeValid: whether figures of an invalid generator are a failure.
    static func toReport(
        _ plan: Plan, _ options: PlayOptions, _ prediction: Prediction,
        part: PartSettings? = nil, mustBeValid: Bool = false
    ) throws -> ExitCode {
        guard options.series.isSingle else {
            var series = try PlaySeries(plan, options, prediction, mustBeValid: mustBeValid)
            return try series.play()
        }
        let allowance = try Limits.allowance(prediction, sources: options.sources)
        let folder = try ReportFolder(options.reportFolder, insteadOf: plan.name)
        let outcome = try folder.during {
            try Play(plan, options, prediction, within: allowance, part: part)
                .outcome(Interrupt())
        }
        try write(outcome, options.formats, to: folder.path)
        let report = outcome.report
        let headline = Format.text.print(report)
        if options.isQuiet {
            print(headline.prefix { $0 != "\n" })
        } else {
            print(headline, terminator: "")
            let hasPage = options.formats.contains { $0.name == "html" }
            print("\nReport: \(folder.path)\(hasPage ? "/report.html" : "")")
        }
        let code = report.verdict.exitCode
        return mustBeValid && report.generatorIsInvalid && code == .allWell ? .failed : code
    }

    /// Writes a report and its histograms into a folder that is there.
    static func write(
        _ outcome: FleetRun.Outcome, _ formats: [Format], to folder: String
    ) throws {
        try outcome.report.write(formats, to: folder)
        for (leg, text) in outcome.histograms {
            try TextFile.write(text, to: "\(folder)/latency-\(leg).hgrm")
        }
    }

    /// Plays once.
    ///
    /// - Parameter interrupt: made before any thread, so that all leave the signals to this one;
    ///   several plays in a row share it.
    func outcome(_ interrupt: Interrupt) throws -> FleetRun.Outcome {
        let gauge = try options.beside.gauge(broker: options.broker)
        let started = WallClock.now()
        let origin = started.origin
        if let allowance, !options.isQuiet {
            var console = Console(isQuiet: false)
            console.say(allowance.sentence(of: prediction.devices))
        }
        let scene = try Scene(plan, options, at: self.endpoint, started)
        let embedded = scene.embedded
        defer { embedded?.stop() }
        let signing = try options.security.signing(
            to: scene.endpoint, epochSeconds: started.milliseconds / 1000)
        try Probe.connect(
            to: scene.endpoint, tls: scene.tls, as: scene.guest(options.security, signing),
            from: options.sources)
        let watched = embedded.map { broker in BrokerWatch.Subject.thread { broker.cpuSeconds } }
        let sys =
            options.beside.readsSys
            ? try sysReader(scene.backEnd ?? scene.endpoint, scene.tls, origin: origin) : nil
        var beside = BrokerWatch(watched ?? gauge, sys: sys)
        var settings = RunSettings(
            endpoint: scene.endpoint, backEnd: scene.backEnd, tls: scene.tls,
            passports: scene.passports, isEmbedded: embedded != nil, sources: options.sources,
            loops: options.loops, epochMilliseconds: started.milliseconds,
            allowance: allowance, part: part)
        settings.fields = options.security.fields
        settings.signing = signing
        let run = try FleetRun(plan, settings, origin: origin)
        beside.begin(connections: run.connections, at: Self.now(since: origin))
        try run.start()
        watch(run, &beside, interrupt, origin: origin)
        do {
            var outcome = try run.finish(
                beside: beside.end(run, at: Self.now(since: origin)))
            outcome.report.started = started.text
            outcome.report.gale.version = Gale.version
            outcome.report.host = Host.facts
            return outcome
        } catch {
            throw Failure(.brokerUnreachable, error.message)
        }
    }

    /// Shows how it goes, and looks at the broker, until all loops are done.
    private func watch(
        _ run: FleetRun, _ beside: inout BrokerWatch, _ interrupt: Interrupt, origin: Int64
    ) {
        var console = Console(isQuiet: options.isQuiet)
        var meter = ProgressMeter(
            part.map { plan.only($0.names) } ?? plan, devices: prediction.devices)
        if let part, !options.isQuiet {
            let others = plan.cast.filter { !part.names.contains($0) }
            console.say("Together as \(part.together); elsewhere: \(others.briefly)")
        }
        while !run.isOver {
            if interrupt.comes(within: .milliseconds(200)) {
                run.stop()
                console.say("Ending the run; once more ends it at once.")
            }
            let now = Self.now(since: origin)
            beside.look(at: run, at: now)
            console.show(meter.progress(run.whole, began: run.began, at: now))
        }
        console.end()
    }

    private static func now(since origin: Int64) -> Instant {
        Instant(nanoseconds: EpollLoop.clock() - origin)
    }

    /// One that connects as the scenario's own clients do, and has its answer.
    private func sysReader(
        _ endpoint: Endpoint, _ tls: TLSContext?, origin: Int64
    ) throws(Failure) -> SysReader {
        let client = plan.applications.first?.client ?? plan.fleets.first?.client
        do {
            var reader = try SysReader(
                endpoint,
                as: SysReader.Caller(
                    version: client?.version ?? .v5, user: client?.userName,
                    password: client?.password),
                from: options.sources, tls: tls, origin: origin)
            reader.begin(within: .seconds(2))
            return reader
        } catch {
            throw Failure(.ourFault, "\(error)")
        }
    }

    /// Looks up the broker that was given to option `name`.
    static func endpoint(_ url: String, of name: String) throws(Failure) -> Endpoint {
        do {
            return try Endpoint(parsing: url)
        } catch {
            throw Failure(
                error.isUnknownHost ? .brokerUnreachable : .badUsage, "\(name): \(error)")
        }
    }
}
