/// What the kernel says of one TCP connection, read just before its socket is closed.
///
/// - Source: `struct tcp_info`, the members `tcpi_state`, `tcpi_options`, `tcpi_segs_out`,
///   `tcpi_segs_in`, `tcpi_total_retrans` and `tcpi_bytes_retrans`. A closed socket has none.
package struct SegmentReading: Sendable, Equatable {
    /// The number that Linux has for the state of a connection.
    package struct State: RawRepresentable, Sendable, Equatable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let established = State(rawValue: 1)
        package static let synSent = State(rawValue: 2)
        package static let finWait1 = State(rawValue: 4)
        package static let finWait2 = State(rawValue: 5)
        package static let timeWait = State(rawValue: 6)
        /// Closed on both sides, or reset.
        package static let closed = State(rawValue: 7)
        /// The peer has closed its side.
        package static let closeWait = State(rawValue: 8)
        package static let lastAck = State(rawValue: 9)
        package static let closing = State(rawValue: 11)
    }

    /// What both sides agreed on as the connection opened.
    package struct Options: OptionSet, Sendable {
        package var rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let timestamps = Options(rawValue: 1)
        package static let selectiveAcknowledgement = Options(rawValue: 2)
        package static let windowScaling = Options(rawValue: 4)
    }

    package enum Network: Sendable {
        case ipv4, ipv6

        package var headerBytes: Int {
            switch self {
            case .ipv4: 20
            case .ipv6: 40
            }
        }
    }

    package var network: Network
    /// Whether the peer opened the connection; the kernel leaves our SYN-ACK uncounted then.
    package var wasAccepted: Bool
    package var state: State
    package var options: Options
    /// All of them: SYN, bare acknowledgements, FIN and what was sent again among them.
    package var segmentsOut: Int
    package var segmentsIn: Int
    package var retransmittedSegments: Int
    /// Payload that was sent again, of which the socket's owner knows nothing.
    package var retransmittedBytes: Int

    package init(
        network: Network, wasAccepted: Bool = false, state: State = .established,
        options: Options = [.timestamps, .selectiveAcknowledgement, .windowScaling],
        segmentsOut: Int, segmentsIn: Int, retransmittedSegments: Int = 0,
        retransmittedBytes: Int = 0
    ) {
        self.network = network
        self.wasAccepted = wasAccepted
        self.state = state
        self.options = options
        self.segmentsOut = segmentsOut
        self.segmentsIn = segmentsIn
        self.retransmittedSegments = retransmittedSegments
        self.retransmittedBytes = retransmittedBytes
    }
}

extension SegmentReading {
    /// IP, TCP, and the timestamp option where it was agreed on.
    package var segmentHeaderBytes: Int {
        network.headerBytes + 20 + (options.contains(.timestamps) ? 12 : 0)
    }

    /// What a SYN carries beyond ``segmentHeaderBytes``: 8 bytes with the usual options.
    ///
    /// The largest segment's size takes 4, window scaling 4; permission for selective
    /// acknowledgement fits beside the timestamp, and takes 4 where there is none.
    package var synExtraBytes: Int {
        let isAlone =
            options.contains(.selectiveAcknowledgement) && !options.contains(.timestamps)
        return 4 + (options.contains(.windowScaling) ? 4 : 0) + (isAlone ? 4 : 0)
    }
}
