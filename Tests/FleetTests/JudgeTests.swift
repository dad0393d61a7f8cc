import Fleet
import Reports
import Scenarios
import Testing

@Suite struct JudgeTests {
    private func expectation(
        _ comparison: Scenarios.Expectation.Comparison, _ value: Int,
        metric: String = "messages.lost", unit: String = ""
    ) throws -> Scenarios.Expectation {
        let text = "\(metric) \(comparison.rawValue) \(value)\(unit)"
        let plan = try Plan(
            parsing: """
                name: judged
                fleets: [{name: applicants, model: sensor, count: 1}]
                phases: [hold: 1s]
                expect: ["\(text)"]
                """, file: "test.yaml", models: Shipped.models)
        return plan.expectations[0]
    }

    @Test(arguments: Scenarios.Expectation.Comparison.allCases) func `every comparison`(
        comparison: Scenarios.Expectation.Comparison
    ) throws {
        for found in 4...6 {
            let holds =
                switch comparison {
                case .equal: found == 5
                case .notEqual: found != 5
                case .atMost: found <= 5
                case .atLeast: found >= 5
                case .below: found < 5
                case .above: found > 5
                }
            var report = Report()
            report.messages.all.lost = found
            report.judge([try expectation(comparison, 5)], wasStopped: false)
            #expect(report.checks.map(\.verdict) == [holds ? .passed : .failed])
            #expect(report.verdict == (holds ? .passed : .failed))
            #expect(report.checks[0].detail.contains("\(found)"))
        }
    }

    @Test func `what was not measured is inconclusive, and a failure counts for more`() throws {
        var report = Report()
        let unmeasured = try expectation(.below, 5, metric: "latency.shadow.p99", unit: "ms")
        report.judge([unmeasured, try expectation(.equal, 0)], wasStopped: false)
        #expect(report.checks.map(\.verdict) == [.inconclusive, .passed])
        #expect(report.verdict == .inconclusive)
        report.judge([unmeasured, try expectation(.equal, 1)], wasStopped: false)
        #expect(report.verdict == .failed)
    }

    @Test func `a run that was stopped says so`() throws {
        var report = Report()
        report.judge([try expectation(.equal, 1)], wasStopped: true)
        #expect(report.verdict == .interrupted)
    }

    @Test func `a fleet that never connected proves nothing`() throws {
        var report = Report()
        report.fleet.devices = 3
        report.judge([try expectation(.equal, 0)], wasStopped: false)
        #expect(report.verdict == .inconclusive)
        report.fleet.connected = 1
        report.judge([try expectation(.equal, 0)], wasStopped: false)
        #expect(report.verdict == .passed)
    }
}
