package import Base
package import Measures
package import Reactor

/// Looks at the broker beside a run: what it costs this machine, and what it says of itself.
///
/// To be asked a few times a second, from a thread that plays nothing.
package struct BrokerWatch {
    /// Where its cost is to be read.
    package enum Subject {
        case nothing
        case processes(ProcessGauge)
        case controlGroups(ProcessGauge)
        /// Seconds on a processor of the embedded broker's thread.
        case thread(() -> Double?)
    }

    private var subject: Subject
    private var sys: SysReader?
    private var found = BrokerBooks()

    /// - Parameter sys: one whose connection stands, so that its memory counts as the broker's own.
    package init(_ subject: Subject, sys: SysReader?) {
        self.subject = subject
        self.sys = sys
        switch subject {
        case .nothing: break
        case .processes: found.source = .processes
        case .controlGroups: found.source = .cgroup
        case .thread: found.source = .thread
        }
    }

    /// Looks before the run has any connection.
    package mutating func begin(connections: Int, at now: Instant) {
        measure(BrokerMeter.Progress(of: connections), at: now)
    }

    package mutating func look(at run: FleetRun, at now: Instant) {
        let snapshot = run.whole
        measure(
            BrokerMeter.Progress(
                connected: snapshot.connected, of: run.connections,
                published: snapshot.published), at: now)
        sys?.read()
    }

    /// Looks for the last time.
    package mutating func end(_ run: FleetRun, at now: Instant) -> BrokerBooks {
        look(at: run, at: now)
        sys?.end()
        found.sys = sys?.books
        return found
    }

    private mutating func measure(_ progress: BrokerMeter.Progress, at now: Instant) {
        switch subject {
        case .nothing: break
        case .processes(var gauge):
            enter(&gauge, progress, at: now)
            subject = .processes(gauge)
        case .controlGroups(var gauge):
            enter(&gauge, progress, at: now)
            subject = .controlGroups(gauge)
        case .thread(let seconds):
            guard let seconds = seconds() else { return }
            found.meter.observe(BrokerMeter.Reading(cpuSeconds: seconds), progress, at: now)
        }
    }

    private mutating func enter(
        _ gauge: inout ProcessGauge, _ progress: BrokerMeter.Progress, at now: Instant
    ) {
        guard !found.isOver else { return }
        let (reading, ended) = gauge.read()
        for what in ended { found.ended.append((what, now)) }
        found.isOver = gauge.isOver
        guard !found.isOver else { return }
        found.meter.observe(
            BrokerMeter.Reading(
                cpuSeconds: reading.cpuSeconds, memoryBytes: reading.memoryBytes),
            progress, at: now)
    }
}
