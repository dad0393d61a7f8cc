import Base
import Foundation
import Reports
import Testing

/// A run of a scenario that came to its end, and the report that it wrote.
struct Played {
    let outcome: Child.Outcome
    let report: JSON

    /// Plays `words`, reporting to the folder `report`.
    init(
        _ words: String..., in folder: Workspace, environment: [String: String] = [:],
        within seconds: Double = 90
    ) throws {
        let child = try Gale.start(
            ["run"] + words + ["--report", "report"], in: folder, environment: environment)
        try self.init(child, in: folder, within: seconds)
    }

    /// Waits for a run that reports to the folder `report`.
    init(_ child: Child, in folder: Workspace, within seconds: Double = 90) throws {
        outcome = try child.outcome(within: seconds)
        try #require(
            folder.has("report/report.json"),
            "no report; status \(outcome.status), \(outcome.stdout)\(outcome.stderr)")
        report = try JSON(parsing: Array(folder.read("report/report.json").utf8))
    }

    /// The number at a path of report.json; fails the test where there is none.
    subscript(_ path: String) -> Double {
        get throws {
            // Not in the macro, which would show the whole report.
            guard let value = report.value(at: path) else {
                throw Trouble("report.json has nothing at \(path)")
            }
            return value
        }
    }

    var verdict: String { report["verdict"]?.string ?? "none" }

    /// That every check held.
    ///
    /// A machine that does other things at the same time is slow, so checks of latency alone may
    /// fail: what they measure is tested where nothing else runs.
    func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
        let checks = report["checks"]?.array ?? []
        let failed = checks.filter { $0["verdict"]?.string != "passed" }
        let wrong = failed.filter { !($0["title"]?.string ?? "").hasPrefix("latency.") }
        #expect(wrong.isEmpty, "\(outcome.stdout)", sourceLocation: sourceLocation)
        #expect(
            outcome.status == (failed.isEmpty ? 0 : 1), "\(outcome.stdout)\(outcome.stderr)",
            sourceLocation: sourceLocation)
    }
}
