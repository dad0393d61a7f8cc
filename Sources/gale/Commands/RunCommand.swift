import Fleet
import Reports
import Scenarios

extension Command {
    static let run = Command(
        "run", operands: "SCENARIO", summary: "Play a scenario and report what happened.",
        details: """
            SCENARIO is a file, or the name of one that gale scenarios lists. Without --broker
            the embedded broker serves. Exit code 0: all expectations held; 1: some did not.

            Several gales can play one scenario, each its own part: the same line for each, but for
            --only. They find each other over the broker, begin together and compare clocks. Each
            judges what it plays; what was delivered is judged where the subscriber is.
            """,
        takes: 1...1, offers: .files, options: Option.run + Option.series, defaults: RunOptions()
    ) { options, operands in
        let scenario = try ScenarioFile(operands[0])
        let plan = try scenario.plan(options.overrides)
        let part = try options.play.part(of: plan)
        let own = part.map { plan.only($0.names) } ?? plan
        let prediction = Prediction(own, isEmbedded: options.play.broker == nil) {
            fleet, message in
            fleet.payloadBytes(of: message)
        }
        if options.isDry {
            print(prediction.text, terminator: "")
            return .allWell
        }
        return try Play.toReport(plan, options.play, prediction, part: part)
    }
}

extension Verdict {
    var exitCode: ExitCode {
        switch self {
        case .passed, .tolerated, .skipped: .allWell
        case .failed, .inconclusive: .failed
        case .interrupted: .interrupted
        }
    }
}
