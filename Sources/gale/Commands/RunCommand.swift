import Base
import Fleet
import Glibc
import Reactor
import Reports
import Scenarios
import Transports

extension Command {
    static let run = Command(
        "run", operands: "SCENARIO", summary: "Play a scenario and report what happened.",
        details:
            "SCENARIO is a file, or the name of one that gale scenarios lists. Without --broker "
            + "the embedded\nbroker serves. Exit code 0: all expectations held; 1: some did not.",
        takes: 1...1, offers: .files, options: Option.run, defaults: RunOptions()
    ) { options, operands in
        let scenario = try ScenarioFile(operands[0])
        let plan = try scenario.plan(options.overrides)
        let prediction = Prediction(plan, isEmbedded: options.broker == nil) { fleet, message in
            fleet.payloadBytes(of: message)
        }
        if options.isDry {
            print(prediction.text, terminator: "")
            return .allWell
        }
        try Limits.check(prediction, sources: options.sources)
        let folder = options.reportFolder ?? "reports/\(plan.name)-\(WallClock.stamp())"
        let made = try Folder.prepare(folder)
        let outcome: FleetRun.Outcome
        do {
            outcome = try Play(plan, options, prediction).outcome()
        } catch {
            Folder.removeIfEmpty(made)
            throw error
        }
        let report = outcome.report
        try report.write(options.formats, to: folder)
        for (leg, text) in outcome.histograms {
            try TextFile.write(text, to: "\(folder)/latency-\(leg).hgrm")
        }
        let headline = Format.text.print(report)
        if options.isQuiet {
            print(headline.prefix { $0 != "\n" })
        } else {
            print(headline, terminator: "")
            let hasPage = options.formats.contains { $0.name == "html" }
            print("\nReport: \(folder)\(hasPage ? "/report.html" : "")")
        }
        return report.verdict.exitCode
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
