package import Base
package import Measures
import Reactor

/// What can be told of a link that is still open.
extension LayeredNetwork {
    /// The segments of `link` so far, which ``NetworkCounters/segments`` has once it is over; nil
    /// for what is no open TCP connection.
    ///
    /// - Cost: two system calls.
    package func segments(of link: Link) -> SegmentCounts? { sockets.segments(of: link) }

    /// How `link` has ended, where that was not told yet; nil while it takes more.
    package func ending(of link: Link) -> Closure? { stack(link.number)?.ending }

    /// What a server of HTTP has answered on `link`; nil where nothing is posted.
    package func answers(of link: Link) -> HTTPAnswers? { stack(link.number)?.poster?.answered }
}

/// Responses on one connection.
package struct HTTPAnswers: Equatable, Sendable {
    package var count = 0
    /// Of all their bodies, as they are without chunks.
    package var bodyBytes = 0

    package init() {}
}

extension SocketNetwork {
    fileprivate func segments(of link: Link) -> SegmentCounts? {
        guard link.number < streams.count, streams[link.number].state == .open,
            let descriptor = streams[link.number].descriptor,
            let reading = Socket.segments(
                of: descriptor, wasAccepted: streams[link.number].endpoint < 0)
        else { return nil }
        var counts = SegmentCounts()
        counts.add(reading, ending: .open)
        return counts
    }
}
