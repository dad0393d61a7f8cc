import Base
import Measures
import Reactor

/// What a loop's thread has cost so far.
struct ThreadUsage {
    /// Seconds on a processor.
    var busy: Double
    /// Seconds ready to run without a processor; nil where the kernel does not say.
    var waiting: Double?

    /// Of the calling thread.
    static func read() -> ThreadUsage {
        ThreadUsage(busy: Usage.threadSeconds(), waiting: Usage.threadWaitSeconds())
    }
}

/// Looks at its own loop once a second and enters what it sees into the trial.
///
/// - Cost: once a second a copy of the lateness histogram, and what reading the usage costs.
struct GeneratorWatch {
    /// Nil where a thread's time has nothing to do with the time of the run.
    private let usage: (() -> ThreadUsage)?
    private var since: Instant?
    private var before = Histogram()
    private var spent: ThreadUsage?

    init(of usage: (() -> ThreadUsage)? = nil) {
        self.usage = usage
    }

    /// Enters a sample when a second is over.
    mutating func look(at counters: inout GeneratorCounters, loop: Int, at now: Instant) {
        guard let since else { return begin(counters, at: now) }
        guard now - since >= .seconds(1) else { return }
        sample(&counters, loop, since, now)
    }

    /// Enters what is left of the last second, unless that is too short to tell anything.
    mutating func end(_ counters: inout GeneratorCounters, loop: Int, at now: Instant) {
        guard let since, now - since >= .milliseconds(250) else { return }
        sample(&counters, loop, since, now)
    }

    private mutating func begin(_ counters: GeneratorCounters, at now: Instant) {
        since = now
        before = counters.lateness
        spent = usage?()
    }

    private mutating func sample(
        _ counters: inout GeneratorCounters, _ loop: Int, _ since: Instant, _ now: Instant
    ) {
        var sample = GeneratorTrial.Sample(from: since, until: now)
        sample.latenessP99 = counters.lateness.quantile(0.99, since: before)
        let last = spent
        begin(counters, at: now)
        let seconds = (now - since).inSeconds
        if let last, let spent {
            sample.busy = min(1, max(0, spent.busy - last.busy) / seconds)
            if let wait = spent.waiting, let earlier = last.waiting {
                sample.waiting = min(1, max(0, wait - earlier) / seconds)
            }
        }
        counters.trial.observe(sample, loop: loop)
    }
}
