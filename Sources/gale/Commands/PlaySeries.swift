import Base
import Fleet
import Reactor
import Reports
import Scenarios
import Transports

/// Several runs of one plan in a row: of one broker, or of two in turn; and what they add up to.
struct PlaySeries {
    private let plan: Plan
    private let options: PlayOptions
    private let prediction: Prediction
    private let folder: String
    private var series: Series
    private var rest: PortRest

    init(
        _ plan: Plan, _ options: PlayOptions, _ prediction: Prediction, mustBeValid: Bool
    ) throws(UsageError) {
        self.plan = plan
        self.options = options
        self.prediction = prediction
        series = Series(try options.series.turns(), mustBeValid: mustBeValid)
        folder = options.reportFolder ?? "reports/\(plan.name)-\(WallClock.stamp())"
        rest = PortRest(options.sources)
    }

    /// Plays all turns, or as many as it can, and writes and prints what they add up to.
    ///
    /// - Throws: why a run came to nothing; the runs before it are summed up first.
    mutating func play() throws -> ExitCode {
        try Limits.check(prediction, sources: options.sources)
        try options.beside.check(broker: options.broker, against: options.series.against)
        let brokers = try Brokers(options)
        let made = try Folder.prepare(folder)
        let interrupt = Interrupt()
        do {
            try brokers.probe(from: options.sources)
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
        SeriesFiles.clear(folder)
        announce()
        let problem = play(brokers, interrupt)
        guard !series.runs.isEmpty else {
            Folder.removeIfEmpty(made)
            if let problem { throw problem }
            return .interrupted
        }
        let ending = try sumUp(brokers)
        if let problem { throw problem }
        return ending.exitCode
    }

    /// Plays each turn.
    ///
    /// - Returns: why a run came to nothing, if one did.
    private mutating func play(_ brokers: Brokers, _ interrupt: Interrupt) -> Failure? {
        var meter = SeriesMeter(runs: series.turns.count, length: plan.length)
        for turn in series.turns {
            let endpoint = brokers[turn.side]
            if let endpoint {
                rest.wait(for: prediction.connections, to: endpoint, interrupt, say: say)
            }
            // A signal may also have come while a report was written.
            if interrupt.came || interrupt.comes(within: .zero) {
                series.interrupt()
                break
            }
            say(turn.title + meter.left(before: turn.place, at: EpollLoop.clock()))
            do {
                let report = try play(turn, at: endpoint, interrupt)
                series.add(report, of: turn)
                if let endpoint { rest.note(report, of: endpoint) }
                say("  " + report.headline)
            } catch {
                let failure = error as? Failure ?? Failure(.ourFault, "\(error)")
                return Failure(failure.code, explain(failure, turn, brokers))
            }
            if interrupt.came {
                series.interrupt()
                break
            }
        }
        return nil
    }

    /// Plays one turn and writes its report.
    private func play(
        _ turn: Turn, at endpoint: Endpoint?, _ interrupt: Interrupt
    ) throws -> Report {
        let folder = try ReportFolder("\(folder)/\(turn.folder)", insteadOf: turn.folder)
        var options = options
        if turn.side == .b { options.broker = options.series.against }
        return try folder.during {
            let play = Play(plan, options, prediction, at: endpoint)
            let outcome = try play.outcome(interrupt)
            try Play.write(outcome, options.formats, to: folder.path)
            return outcome.report
        }
    }

    private func explain(_ failure: Failure, _ turn: Turn, _ brokers: Brokers) -> String {
        let place = "run \(turn.title) (\(brokers.name(turn.side))) came to nothing"
        let kept = series.runs.isEmpty ? "" : "; the runs before it are in \(folder)"
        return "\(place): \(failure.message)\(kept)"
    }

    /// Writes and prints what the runs add up to.
    private func sumUp(_ brokers: Brokers) throws -> Series.Ending {
        let text: String
        let ending: Series.Ending
        if brokers.areTwo {
            let comparison: Comparison
            do {
                comparison = try series.comparison(
                    names: (brokers.name(.a), brokers.name(.b)),
                    tolerance: options.series.tolerance ?? 0.05)
            } catch {
                throw Failure(.ourFault, error.description)
            }
            text = try SeriesFiles.write(comparison, to: folder)
            ending = series.ending(isWorse: !comparison.worse.isEmpty)
        } else {
            text = try SeriesFiles.write(Summary(series), to: folder)
            ending = series.ending()
        }
        if options.isQuiet {
            print(text.prefix { $0 != "\n" })
        } else {
            print(text, terminator: "")
            print("\nReports: \(folder)")
        }
        return ending
    }

    private mutating func announce() {
        say("\(plan.name): \(plan.about)")
        let turns = series.turns
        let letters = turns.prefix(8).compactMap { $0.side?.letter }
        let order =
            letters.isEmpty
            ? "" : ", " + letters.joined(separator: " ") + (turns.count > 8 ? " …" : "")
        let meter = SeriesMeter(runs: turns.count, length: plan.length)
        say(
            "\(Figure.count(turns.count, "run"))\(order), of \(Figure.duration(plan.length)) "
                + "each: at least \(Figure.duration(meter.whole))")
    }

    private func say(_ text: String) {
        guard !options.isQuiet else { return }
        var console = Console(isQuiet: false)
        console.say(text)
    }
}

/// The brokers that take turns: A, or gale's own, and perhaps B.
private struct Brokers {
    /// Nil where the embedded broker serves, which is another one in each run.
    private let a: Endpoint?
    private let b: Endpoint?

    init(_ options: PlayOptions) throws(Failure) {
        a = if let url = options.broker { try Play.endpoint(url, of: "--broker") } else { nil }
        b =
            if let url = options.series.against {
                try Play.endpoint(url, of: "--against")
            } else { nil }
    }

    var areTwo: Bool { b != nil }

    subscript(side: Turn.Side?) -> Endpoint? { side == .b ? b : a }

    func name(_ side: Turn.Side?) -> String { self[side]?.text ?? "gale's own broker" }

    /// Asks each whether it answers, so that no run is played in vain.
    func probe(from sources: SourceAddresses) throws(Failure) {
        for endpoint in [a, b] {
            if let endpoint { try Probe.connect(to: endpoint, from: sources) }
        }
    }
}

/// How long a series takes: by the plan at first, then by the runs so far.
private struct SeriesMeter {
    private let runs: Int
    private let length: Duration
    private var began: Int64?

    init(runs: Int, length: Duration) {
        self.runs = runs
        self.length = length
    }

    var whole: Duration { length * runs }

    /// What is left when the run at `place` begins, in words.
    mutating func left(before place: Int, at now: Int64) -> String {
        guard let began else {
            self.began = now
            return ""
        }
        let each = Duration.nanoseconds((now - began) / Int64(place - 1))
        let seconds = (max(each, length) * (runs - place + 1)).inSeconds.rounded(.up)
        return ", about \(Figure.duration(.seconds(Int(seconds)))) left"
    }
}

extension Plan {
    /// Of all phases.
    fileprivate var length: Duration { phases.reduce(.zero) { $0 + $1.duration } }
}
