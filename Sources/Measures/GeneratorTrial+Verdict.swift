extension GeneratorTrial {
    /// Where a generator ceases to be believed; `reports/README.md` says why there.
    package enum Limit {
        /// Nanoseconds: everything is due on a whole millisecond, so a message that leaves within
        /// the next one kept its schedule as exactly as the schedule is written.
        package static let late: Int64 = 1_000_000
        /// Nanoseconds: several turns of other threads on a busy machine, and ten times what a
        /// broker nearby takes, so that latencies are gale's own.
        package static let tooLate: Int64 = 10_000_000
        /// Of a second on a processor or waiting for one: what is left is the sleep between two
        /// wake-ups.
        package static let saturated = 0.95
        /// Of the time that a thread had something to do: waits of this share explain lateness.
        package static let starved = 0.2
        /// Of a loop's time: saturated for longer, it set the pace.
        package static let share = 0.1
        /// Of the time in which a loop had messages: too late in more of it, it was so as a rule.
        package static let most = 0.5
    }

    /// What the figures of the run are worth, by the lateness of all its messages and by how long
    /// what came had waited to be read.
    ///
    /// - `invalid`: p99 above 10 ms; or in most seconds of some loop.
    /// - `degraded`: p99 above 1 ms; or above 10 ms in any second of some loop; or some loop was
    ///   saturated for more than a tenth of its time; or the delay's p99 above 10 ms.
    /// - `valid`: else.
    package func judge(
        _ lateness: Histogram, readDelay: Histogram = Histogram()
    ) -> Verdict {
        let p99 = lateness.quantile(0.99) ?? 0
        let isInvalid = loops.contains { loop in
            Double(loop.tooLate) > Limit.most * Double(loop.scheduled)
        }
        if p99 > Limit.tooLate || isInvalid { return .invalid }
        let isDegraded = loops.contains { loop in
            loop.tooLate > 0 || Double(loop.saturated) > Limit.share * Double(loop.measured)
        }
        let readsLate = (readDelay.quantile(0.99) ?? 0) > Limit.tooLate
        return p99 > Limit.late || isDegraded || readsLate ? .degraded : .valid
    }
}
