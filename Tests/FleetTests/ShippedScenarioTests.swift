import Base
import Fleet
import Reports
import Testing

/// The shipped scenarios hold what they promise against the reference broker.
@Suite struct ShippedScenarioTests {
    /// How much of each fleet is played: a few dozen devices show what thousands would.
    private static let scales = [
        "mixed-fleet.yaml": 0.01, "wind-farm.yaml": 0.03, "fan-in.yaml": 0.02,
        "fan-out.yaml": 0.05, "trucks.yaml": 0.1, "round-trip.yaml": 0.1, "last-will.yaml": 0.2,
        "exactly-once.yaml": 0.1, "sprinklers.yaml": 1, "durable-and-transient.yaml": 0.5,
    ]

    /// What has identities needs TLS, which only sockets have: the end-to-end tests play it.
    private static let plain = Shipped.scenarios.filter {
        !["secure-fleet.yaml", "identity-faults.yaml"].contains($0)
    }

    @Test(arguments: plain) func `passes in virtual time`(_ name: String) throws {
        let run = try VirtualRun(
            try Shipped.scenario(name), scale: Self.scales[name] ?? 0.05)
        for check in run.report.checks {
            #expect(check.verdict == .passed, "\(name): \(check.title), \(check.detail)")
        }
        #expect(run.report.verdict == .passed, "\(name): \(run.report.reason)")
        #expect(run.report.warnings.allSatisfy { $0.contains("never sent") }, "\(name)")
        #expect(run.all.published > 100)
    }
}
