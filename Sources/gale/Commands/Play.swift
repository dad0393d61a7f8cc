import Base
import Fleet
import Glibc
import Harness
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
    private let part: PartSettings?

    /// - Parameters:
    ///   - endpoint: the broker of `options`, where somebody has looked it up already.
    ///   - part: what is played here; nil for the whole plan.
    init(
        _ plan: Plan, _ options: PlayOptions, _ prediction: Prediction,
        at endpoint: Endpoint? = nil, part: PartSettings? = nil
    ) {
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
        try Limits.check(prediction, sources: options.sources)
        let folder = options.reportFolder ?? "reports/\(plan.name)-\(WallClock.stamp())"
        let made = try Folder.prepare(folder)
        let outcome: FleetRun.Outcome
        do {
            outcome = try Play(plan, options, prediction, part: part).outcome(Interrupt())
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
        try write(outcome, options.formats, to: folder)
        let report = outcome.report
        let headline = Format.text.print(report)
        if options.isQuiet {
            print(headline.prefix { $0 != "\n" })
        } else {
            print(headline, terminator: "")
            let hasPage = options.formats.contains { $0.name == "html" }
            print("\nReport: \(folder)\(hasPage ? "/report.html" : "")")
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
        let origin = EpollLoop.clock()
        let started = WallClock.now()
        var embedded: EmbeddedBroker?
        let endpoint: Endpoint
        if let known = self.endpoint {
            endpoint = known
        } else if let url = options.broker {
            endpoint = try Self.endpoint(url, of: "--broker")
        } else {
            let broker = try Self.embeddedBroker(origin: origin, started: started)
            embedded = broker
            endpoint = broker.endpoints[0]
        }
        defer { embedded?.stop() }
        try Probe.connect(to: endpoint, from: options.sources)
        let run = try FleetRun(
            plan,
            RunSettings(
                endpoint: endpoint, isEmbedded: embedded != nil, sources: options.sources,
                loops: options.loops, epochMilliseconds: started.milliseconds,
                part: part),
            origin: origin)
        try run.start()
        watch(run, interrupt, origin: origin)
        do {
            var outcome = try run.finish()
            outcome.report.started = started.text
            outcome.report.gale.version = Gale.version
            outcome.report.host = Host.facts
            return outcome
        } catch {
            throw Failure(.brokerUnreachable, error.message)
        }
    }

    /// Shows how it goes until all loops are done.
    private func watch(_ run: FleetRun, _ interrupt: Interrupt, origin: Int64) {
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
            let now = Instant(nanoseconds: EpollLoop.clock() - origin)
            console.show(meter.progress(run.whole, began: run.began, at: now))
        }
        console.end()
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

    /// A broker of our own on a port that the kernel chooses.
    private static func embeddedBroker(
        origin: Int64, started: WallClock.Reading
    ) throws(Failure) -> EmbeddedBroker {
        do {
            let broker = try EmbeddedBroker(
                .forRuns, on: [try Endpoint(parsing: "mqtt://127.0.0.1:0", for: .listening)],
                origin: origin, epochSeconds: started.milliseconds / 1000)
            try broker.start()
            return broker
        } catch {
            throw Failure(.ourFault, "the embedded broker cannot start: \(error)")
        }
    }
}

extension Configuration {
    /// Room for what scenarios ask of the embedded broker: nobody shall lose for want of a queue.
    fileprivate static var forRuns: Configuration {
        var configuration = Configuration()
        configuration.queueLimit = 100_000
        configuration.queueLimitBytes = 64 << 20
        configuration.inflightLimit = .max
        return configuration
    }
}
