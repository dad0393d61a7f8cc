import Base
import MQTT
import Reports

/// All checks of clients against all flaws: whether each can fail, and who catches whom.
package struct DeviceProof: Sendable {
    package let checks: [DeviceCheck]
    /// By check: the flaws that it complains of, in their order.
    package let kills: [[DeviceFlaw]]
    /// Checks that gale's own sessions do not pass, and why.
    package let accused: [(check: DeviceCheck, detail: String)]

    /// Plays everything, on the calling thread.
    package init(
        _ checks: [DeviceCheck] = DeviceCheck.all, flaws: [DeviceFlaw] = DeviceFlaw.allCases
    ) {
        self.checks = checks
        var accused: [(DeviceCheck, String)] = []
        var kills = checks.map { _ in [DeviceFlaw]() }
        for version in Version.allCases {
            for (tally, check) in zip(DeviceRehearsal.play(version, checks: checks), checks)
            where check.level(in: version) != nil && tally.verdict != .passed {
                accused.append((check, "\(version): \(tally.verdict), \(tally.detail)"))
            }
            for flaw in flaws where flaw.isOf(version) {
                // Whoever never closes makes every provocation last.
                let length = Duration.minutes(flaw == .neverCloses ? 30 : 6)
                let tallies = DeviceRehearsal.play(
                    version, flaw: flaw, checks: checks, lasting: length)
                for index in checks.indices where tallies[index].isComplaint {
                    if kills[index].last != flaw { kills[index].append(flaw) }
                }
            }
        }
        self.kills = kills.map { flaws in DeviceFlaw.allCases.filter(flaws.contains) }
        self.accused = accused
    }

    /// Checks that complain of no flaw.
    package var unproved: [DeviceCheck] {
        zip(checks, kills).filter { $1.isEmpty }.map(\.0)
    }

    /// Flaws that no check complains of.
    package var survivors: [DeviceFlaw] {
        let killed = Set(kills.joined())
        return DeviceFlaw.allCases.filter { !killed.contains($0) }
    }
}
