package import Base

/// What passed between a case's peers and the broker, in its order.
package struct Transcript: Sendable {
    package enum Event: Sendable {
        case opened
        case sent([UInt8])
        case received([UInt8])
        /// By the broker.
        case closed
        case cut
    }

    package struct Line: Sendable {
        package let at: Instant
        package let peer: Peer
        package let event: Event
        /// Whether the bytes are HTTP or frames of a WebSocket that the case writes itself.
        package let isWeb: Bool
    }

    package private(set) var lines: [Line] = []
    /// Bytes of ``lines``: a broker that floods must not fill the memory.
    private var size = 0
    private static let limit = 1 << 20

    package init() {}

    package mutating func add(
        _ event: Event, of peer: Peer, at now: Instant, isWeb: Bool = false
    ) {
        switch event {
        case .sent(let bytes), .received(let bytes): size += bytes.count
        default: break
        }
        guard size <= Self.limit else { return }
        lines.append(Line(at: now, peer: peer, event: event, isWeb: isWeb))
    }
}
