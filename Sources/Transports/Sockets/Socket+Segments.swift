import CLinux
import Glibc
import Measures
import Reactor

extension Socket {
    /// What the kernel counted on a TCP connection; nil for other sockets.
    ///
    /// - Cost: two system calls.
    static func segments(of socket: Descriptor, wasAccepted: Bool) -> SegmentReading? {
        var counts = clinux_segment_counts()
        guard clinux_segments(socket.number, &counts) == 0,
            counts.family == AF_INET || counts.family == AF_INET6
        else { return nil }
        var options = SegmentReading.Options()
        if counts.has_timestamps != 0 { options.insert(.timestamps) }
        if counts.has_sack != 0 { options.insert(.selectiveAcknowledgement) }
        if counts.has_scaling != 0 { options.insert(.windowScaling) }
        return SegmentReading(
            network: counts.family == AF_INET ? .ipv4 : .ipv6, wasAccepted: wasAccepted,
            state: SegmentReading.State(rawValue: UInt8(clamping: counts.state)),
            options: options, segmentsOut: Int(counts.sent), segmentsIn: Int(counts.received),
            retransmittedSegments: Int(counts.resent),
            retransmittedBytes: Int(counts.resent_bytes))
    }
}

extension SocketNetwork {
    /// Enters a connection that is about to go.
    mutating func countSegments(
        on socket: Descriptor, wasAccepted: Bool, _ ending: SegmentCounts.Ending
    ) {
        guard let reading = Socket.segments(of: socket, wasAccepted: wasAccepted) else { return }
        counters.segments.add(reading, ending: ending)
    }
}
