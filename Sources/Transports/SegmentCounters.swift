import CLinux

/// Segments of TCP as the kernel counted them, of links that have ended.
///
/// Each link is read once, when this side closes it or learns that the peer has: the segments of
/// the closing itself that come later are not in.
package struct SegmentCounters: Equatable, Sendable {
    package var links = 0
    package var sent = 0
    package var received = 0
    /// Those of ``sent`` that were sent again.
    package var resent = 0
    /// Links whose segments carry TCP's timestamps (RFC 7323).
    package var linksWithTimestamps = 0

    package init() {}

    mutating func add(_ segments: clinux_segments) {
        links += 1
        sent += Int(segments.sent)
        received += Int(segments.received)
        resent += Int(segments.resent)
        if segments.has_timestamps != 0 { linksWithTimestamps += 1 }
    }
}
