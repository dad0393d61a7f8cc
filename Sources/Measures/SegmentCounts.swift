/// The segments of TCP connections as the kernel counted them, and the bytes they added.
///
/// - Unit: segments of the wire. What the kernel hands to a card in one piece (TSO, GSO: up to
///   64 KB) counts as the segments it is cut into, though a capture on this host shows one. On
///   loopback a segment may itself be 64 KB, so a run there has fewer than one over Ethernet.
/// - Model: each segment has the headers of IP and TCP, and 12 bytes of timestamps where they were
///   agreed on; both SYN carry 8 bytes more. What was sent again is payload that no socket moved.
///   The counters are read before the socket is closed, so the segments that close it are added by
///   ``Ending``. SYN-ACK of accepted connections, which the kernel leaves out, are added too.
/// - Error: none against captures of connections that open, exchange and close on loopback,
///   whoever closed, over IPv4 and IPv6. One segment where both sides closed in the same moment,
///   or where a FIN was acknowledged before it was answered or rode on data. Where segments were
///   lost or overtaken, bare acknowledgements carry 12 to 36 bytes that are not counted.
/// - Source: `segs_out` and `segs_in` of Linux, RFC 4898; the captures are in the tests.
package struct SegmentCounts: Sendable, Equatable {
    /// What follows upon the reading, and is therefore not in it.
    package enum Ending: Sendable {
        /// The socket is closed in good order; what is left to say depends on its state.
        case closed
        /// A RST ends it.
        case aborted
        /// It never opened: every segment out was a SYN, every one in a RST.
        case neverOpened
        /// Nothing yet.
        case open
    }

    package private(set) var connections = 0
    package private(set) var segmentsOut = 0
    package private(set) var segmentsIn = 0
    /// Of ``segmentsOut``.
    package private(set) var retransmittedSegments = 0
    /// Payload that went more than once.
    package private(set) var retransmittedBytes = 0
    /// IP and TCP with its options, both directions.
    package private(set) var headerBytes = 0

    package init() {}

    /// What these segments added to what the sockets moved.
    package var overheadBytes: Int { headerBytes + retransmittedBytes }

    /// Enters a connection of which this is the last reading.
    package mutating func add(_ reading: SegmentReading, ending: Ending) {
        let ending = reading.state == .synSent ? .neverOpened : ending
        connections += 1
        let rest = ending.rest(in: reading.state)
        let out = reading.segmentsOut + (reading.wasAccepted ? 1 : 0) + rest.out
        let into = reading.segmentsIn + rest.into
        segmentsOut += out
        segmentsIn += into
        retransmittedSegments += reading.retransmittedSegments
        retransmittedBytes += reading.retransmittedBytes
        headerBytes += Self.headerBytes(of: reading, out: out, into: into, ending: ending)
    }

    private static func headerBytes(
        of reading: SegmentReading, out: Int, into: Int, ending: Ending
    ) -> Int {
        guard ending != .neverOpened else {
            // Nothing was agreed on: SYN with all of this host's 20 bytes, RST with none.
            let bare = reading.network.headerBytes + 20
            return out * (bare + 20) + into * bare
        }
        return (out + into) * reading.segmentHeaderBytes + 2 * reading.synExtraBytes
    }

    package mutating func merge(_ other: SegmentCounts) {
        connections += other.connections
        segmentsOut += other.segmentsOut
        segmentsIn += other.segmentsIn
        retransmittedSegments += other.retransmittedSegments
        retransmittedBytes += other.retransmittedBytes
        headerBytes += other.headerBytes
    }
}

extension SegmentCounts.Ending {
    /// The segments still to come on a connection in `state`.
    fileprivate func rest(in state: SegmentReading.State) -> (out: Int, into: Int) {
        switch (self, state) {
        case (.open, _), (.neverOpened, _), (_, .closed), (_, .timeWait): (0, 0)
        case (.aborted, _): (1, 0)
        // Our FIN with the acknowledgement of theirs, and theirs of ours.
        case (.closed, .closeWait): (1, 1)
        // Our FIN is out: theirs acknowledges it, and is acknowledged.
        case (.closed, .finWait1), (.closed, .finWait2): (1, 1)
        case (.closed, .lastAck), (.closed, .closing): (0, 1)
        // Our FIN, theirs with the acknowledgement, and our acknowledgement.
        case (.closed, _): (2, 1)
        }
    }
}
