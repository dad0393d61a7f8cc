/// An estimate of what TCP and IP add to the bytes that sockets move, for connections whose
/// segments the kernel did not count; ``SegmentCounts`` is the count.
///
/// - Model: each write or read travels in a segment, or more where 1,448 bytes are too few, the MSS
///   of Ethernet
///   less the timestamp option; each segment has an IP header, a TCP header and 12 bytes of
///   options; every two segments are answered by one bare acknowledgement; a connection takes
///   three segments to open and four to close.
/// - Error: retransmission and Ethernet's own framing are left out; merged writes, and
///   acknowledgements that ride on data, make the true figure smaller. It is an estimate and
///   reports must call it one.
package enum TCPIPModel: Sendable {
    case ipv4, ipv6

    package static let segmentBytes = 1448

    /// Of IP, TCP and its timestamp option.
    package var headerBytes: Int {
        switch self {
        case .ipv4: 20 + 20 + 12
        case .ipv6: 40 + 20 + 12
        }
    }

    package var bytesPerConnection: Int { (3 + 4) * headerBytes }

    /// The headers of the segments that `transfers` of so many bytes took, and half a bare
    /// acknowledgement for each.
    package func bytes(toMove bytes: Int, in transfers: Int) -> Int {
        let segments = max(transfers, (bytes + Self.segmentBytes - 1) / Self.segmentBytes)
        return segments * (headerBytes + headerBytes / 2)
    }
}
