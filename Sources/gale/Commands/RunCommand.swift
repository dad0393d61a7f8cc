import Reports
import Scenarios

extension Command {
    static let run = Command(
        "run", operands: "SCENARIO", summary: "Play a scenario and report what happened.",
        details:
            "SCENARIO is a file, or the name of one that gale scenarios lists. Without --broker "
            + "the embedded\nbroker serves. Exit code 0: all expectations held; 1: some did not.",
        takes: 1...1, offers: .files, options: Option.run + Option.series, defaults: RunOptions()
    ) { options, operands in
        let scenario = try ScenarioFile(operands[0])
        let plan = try scenario.plan(options.overrides)
        let prediction = Prediction(plan, isEmbedded: options.play.broker == nil) {
            fleet, message in
            fleet.payloadBytes(of: message)
        }
        if options.isDry {
            print(prediction.text, terminator: "")
            return .allWell
        }
        return try Play.toReport(plan, options.play, prediction)
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
