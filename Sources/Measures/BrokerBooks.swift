package import Base

/// What was seen of a broker from beside the run.
package struct BrokerBooks: Sendable {
    /// Whose processor time and memory it is.
    package enum Source: String, Sendable {
        case processes, cgroup
        /// The thread of the embedded broker, whose memory cannot be told from gale's.
        case thread
    }

    package var source: Source?
    package var meter = BrokerMeter()
    /// What ended in the run, in words for a person, and when that was seen.
    package var ended: [(what: String, at: Instant)] = []
    /// Whether nothing was left to look at before the run was over.
    package var isOver = false
    /// Nil where nobody asked for it.
    package var sys: SysBooks?

    package init() {}
}
