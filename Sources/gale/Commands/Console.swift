import Base
import Fleet
import Glibc
import Reports
import Scenarios

/// Where progress goes: one line that renews itself on a terminal, a line now and then elsewhere.
struct Console {
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var hasLine = false
    private var nextPlain = Duration.zero

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    mutating func show(_ progress: Progress) {
        guard !isQuiet else { return }
        if isTerminal {
            write(progress.terminalLine(columns: columns))
            hasLine = true
        } else if progress.elapsed >= nextPlain {
            write(progress.line + "\n")
            nextPlain = progress.elapsed + .seconds(5)
        }
    }

    mutating func say(_ text: String) {
        end()
        write(text + "\n")
    }

    mutating func end() {
        if hasLine { write("\n") }
        hasLine = false
    }

    private var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// Makes of what the loops tell what a person wants to see.
struct ProgressMeter {
    private let plan: Plan
    private let devices: Int
    private var last: (published: Int, at: Instant)?
    private var rate = 0.0

    init(_ plan: Plan, devices: Int) {
        self.plan = plan
        self.devices = devices
    }

    mutating func progress(_ snapshot: Snapshot, began: Instant, at now: Instant) -> Progress {
        measureRate(snapshot, at: now)
        var progress = Progress()
        progress.devices = devices + plan.applications.reduce(0) { $0 + $1.count }
        progress.connected = snapshot.connected
        progress.messagesPerSecond = rate
        progress.p99 = snapshot.recentP99 > 0 ? .nanoseconds(snapshot.recentP99) : nil
        progress.lost = max(0, snapshot.missing)
        guard began <= now else { return progress }
        progress.elapsed = now - began
        let total = plan.phases.reduce(Duration.zero) { $0 + $1.duration }
        progress.remaining = max(.zero, total - progress.elapsed)
        var end = Duration.zero
        for phase in plan.phases {
            end += phase.duration
            progress.phase = phase.name
            if progress.elapsed < end { return progress }
        }
        progress.phase = "drain"
        return progress
    }

    private mutating func measureRate(_ snapshot: Snapshot, at now: Instant) {
        guard let last else { return self.last = (snapshot.published, now) }
        let seconds = (now - last.at).inSeconds
        guard seconds >= 1 else { return }
        rate = Double(snapshot.published - last.published) / seconds
        self.last = (snapshot.published, now)
    }
}
