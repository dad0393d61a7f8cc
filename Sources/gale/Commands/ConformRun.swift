import Conformance
import Reports

/// One broker judged, and its report.
enum ConformRun {
    static func run(_ options: ConformOptions, _ url: String?) throws -> ExitCode {
        let cases = try options.cases()
        let target = try ConformTarget(options, url)
        // Made before any thread, so that all leave the signals to this one.
        let interrupt = Interrupt()
        Limits.raiseDescriptors()
        let trial = try ConformTrial(target, options, cases, interrupt)
        let folder = try ReportFolder(options.play.reportFolder, insteadOf: "conform")
        let report = try folder.during { try trial.report(in: folder) }
        return try tell(report, options.play, in: folder, isInterrupted: interrupt.came)
    }

    /// Writes the report in every format, and says what it comes to.
    static func tell(
        _ report: ConformanceReport, _ options: PlayOptions, in folder: ReportFolder,
        isInterrupted: Bool
    ) throws -> ExitCode {
        try folder.write(ConformanceFormat.all.map { ($0.fileName, $0.print(report)) })
        if options.isQuiet {
            print(report.headline)
        } else {
            print(ConformanceFormat.text.print(report), terminator: "")
            print("\nReport: \(folder.path)/conformance.html")
        }
        if isInterrupted { return .interrupted }
        return report.verdict.isGood ? .allWell : .failed
    }
}
