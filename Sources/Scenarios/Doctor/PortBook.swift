package import Base

/// The ports that links keep for a while after their end, and when the next run finds enough.
///
/// Whoever ends a link first, and gale does, keeps its port towards that destination in TIME_WAIT.
/// The kernel tries half of all ports first for a new link, in turn from anywhere: once all of that
/// half are kept, each link costs a search through thousands, milliseconds of a loop, and once
/// nothing is left it fails. So a run should find room in that half.
package struct PortBook: Sendable {
    /// How long a port is kept: TCP_TIMEWAIT_LEN, which is built into the kernel.
    package static let timeWait = Duration.seconds(60)
    /// After this a new link to the same destination may take the port over, where
    /// net.ipv4.tcp_tw_reuse lets it; on loopback it does unless told otherwise.
    package static let takeOver = Duration.seconds(1)

    /// Of all sources, towards one destination.
    private let ports: Int
    private var kept: [(links: Int, destination: String, until: Instant)] = []

    /// - Parameter ports: of each source address towards each destination.
    package init(ports: Int, sources: Int) {
        self.ports = ports * max(1, sources)
    }

    /// Notes the end of a run that opened so many links, reconnects among them.
    package mutating func note(
        _ links: Int, to destination: String, endedAt end: Instant, keptFor time: Duration
    ) {
        kept.removeAll { $0.until <= end }
        kept.append((links, destination, end + time))
    }

    /// Whether `links` find room in the first half beside so many that are kept.
    package func hasRoom(for links: Int, beside kept: Int) -> Bool { links + kept <= ports / 2 }

    /// When so many links to `destination` find room, or no port is kept any more; not before
    /// `now`.
    package func start(of links: Int, to destination: String, now: Instant) -> Instant {
        var kept = kept.filter { $0.destination == destination && $0.until > now }
        kept.sort { $0.until < $1.until }
        var left = kept.reduce(0) { $0 + $1.links }
        var start = now
        for run in kept where !hasRoom(for: links, beside: left) {
            left -= run.links
            start = run.until
        }
        return start
    }
}
