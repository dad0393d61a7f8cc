import Base
import Devices
import Fleet
import Measures
import Reactor
import Reports
import Scenarios

/// A search for a limit, played: step after step until ``LimitSearch`` has found it or somebody
/// ends it.
struct LimitHunt {
    /// What is looked for, with every default filled in.
    struct Order {
        var bench: Bench
        let load: Bench.Load
        /// Nil where nobody said how many; never given where they are what grows.
        let devices: Int?
        var demands = LimitReport.Demands()
        let bounds: LimitSearch.Bounds
        /// How long a broker may recover from a step that failed.
        let rest: Duration
    }

    private let order: Order
    private let options: PlayOptions
    private let folder: String
    /// One for the whole search: made before any thread.
    private let interrupt = Interrupt()
    private var search: LimitSearch
    private(set) var report = LimitReport()

    private init(_ order: Order, _ options: PlayOptions, folder: String) {
        self.order = order
        self.options = options
        self.folder = folder
        search = LimitSearch(order.bounds)
        report.pattern = order.bench.pattern.rawValue
        report.about = order.bench.about(searching: order.load, devices: order.devices)
        report.unit = order.load == .rate ? "\(order.bench.counted)/s" : "devices"
        report.demands = order.demands
        report.gale.version = Gale.version
        report.host = Host.facts
    }

    /// Searches, writes what was found and says it.
    static func toReport(_ order: Order, _ options: PlayOptions) throws -> ExitCode {
        let name = "find-limit-\(order.bench.pattern.rawValue)"
        let folder = try ReportFolder(options.reportFolder, insteadOf: name)
        var hunt = LimitHunt(order, options, folder: folder.path)
        hunt.say("\(name): \(hunt.report.about)\n")
        try folder.during { try hunt.run() }
        let report = hunt.report
        try folder.write(LimitFormat.all.map { ($0.fileName, $0.print(report)) })
        if options.isQuiet {
            print(report.headline)
        } else {
            print("\n" + LimitFormat.text.print(report), terminator: "")
            print("\nReport: \(folder.path)/limit.html")
        }
        return report.exitCode
    }

    private mutating func run() throws {
        let began = EpollLoop.clock()
        report.started = WallClock.now().text
        report.conclusion = try playAll() ?? search.conclusion
        report.holds = search.holds
        report.fails = search.fails
        report.duration = .nanoseconds(EpollLoop.clock() - began)
    }

    /// - Returns: why the search ended before its end; nil when it did not.
    private mutating func playAll() throws -> LimitReport.Conclusion? {
        while case .play(let load, let afterRest) = search.next {
            if afterRest, interrupt.comes(within: order.rest) { return .interrupted }
            let step: LimitReport.Step
            do {
                step = try play(load)
            } catch let failure as Failure
                where failure.code == .brokerUnreachable && !report.steps.isEmpty
            {
                if interrupt.comes(within: order.rest) { return .interrupted }
                guard isReachable else {
                    report.reason = failure.message
                    return .unreachable
                }
                step = LimitReport.Step(load, .fails, because: failure.message)
            }
            report.steps.append(step)
            say("\(report.steps.count). \(step.line(report.unit))")
            guard let outcome = step.verdict.outcome else { return .interrupted }
            search.note(outcome, at: load)
        }
        return nil
    }

    /// Plays one step on fresh connections, against a fresh broker where it is the embedded one.
    private mutating func play(_ load: Int) throws -> LimitReport.Step {
        let bench = order.bench.under(load, of: order.load, devices: order.devices)
        let plan: Plan
        let prediction: Prediction
        do {
            plan = try bench.stepPlan()
            prediction = Prediction(plan, isEmbedded: options.broker == nil) { fleet, _ in
                fleet.model.messages.first?.payloadBytes ?? 0
            }
            try Limits.check(prediction, sources: options.sources)
        } catch let mistake as Bench.Mistake {
            return LimitReport.Step(load, .host, because: mistake.message)
        } catch let failure as Failure {
            return LimitReport.Step(load, .host, because: failure.message)
        }
        let outcome = try Play(plan, options, prediction).outcome(interrupt)
        report.broker = outcome.report.broker
        var step = order.demands.judge(
            outcome.report, load: load, yield: bench.yield ?? .connected)
        let number = report.steps.count + 1
        step.report = "\(number < 10 ? "0" : "")\(number)-\(load)"
        _ = try Folder.prepare("\(folder)/\(step.report)")
        try Play.write(outcome, options.formats, to: "\(folder)/\(step.report)")
        return step
    }

    /// Whether the broker still answers; the embedded one is started anew for each step.
    private var isReachable: Bool {
        guard let url = options.broker else { return true }
        do {
            try Probe.connect(to: try Play.endpoint(url, of: "--broker"), from: options.sources)
            return true
        } catch {
            return false
        }
    }

    private func say(_ line: String) {
        guard !options.isQuiet else { return }
        print(line)
        Gale.flush()
    }
}

extension LimitReport.Step {
    /// A step that gave no figures.
    fileprivate init(_ load: Int, _ verdict: Verdict, because reason: String) {
        self.init()
        self.load = load
        self.verdict = verdict
        reasons = [reason]
    }
}

extension LimitReport.Step.Verdict {
    /// What the search makes of it; nil for what somebody ended.
    fileprivate var outcome: LimitSearch.Outcome? {
        switch self {
        case .holds: .held
        case .fails: .failed
        case .generator: .late
        case .host: .unplayable
        case .interrupted: nil
        }
    }
}

extension LimitSearch {
    fileprivate var conclusion: LimitReport.Conclusion {
        guard isComplete else { return .steps }
        switch limit {
        case .broker: return holds == nil ? .nothing : .broker
        case .generator: return .generator
        case .host: return .host
        case nil: return .top
        }
    }
}

extension LimitReport {
    fileprivate var exitCode: ExitCode {
        switch conclusion {
        case .interrupted: .interrupted
        case .unreachable: .brokerUnreachable
        default: isAnswered ? .allWell : .failed
        }
    }
}
