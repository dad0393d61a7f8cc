import Base
import MQTT

/// What passed between one client and the tester lately, over all its connections.
///
/// - Cost: at most ``most`` events, each with at most 256 bytes.
struct DeviceLog: Sendable {
    enum Event: Sendable {
        case opened
        /// By the client.
        case received([UInt8], Version)
        /// By the tester.
        case sent([UInt8], Version)
        case closedByClient
        case closed
    }

    private static let most = 60
    private static let mostBytes = 4096

    private var lines: [(at: Instant, event: Event, count: Int)] = []
    private var isCut = false

    mutating func add(_ event: Event, at now: Instant) {
        if lines.count == Self.most {
            lines.removeFirst(Self.most / 4)
            isCut = true
        }
        switch event {
        case .received(let bytes, let version) where bytes.count > Self.mostBytes:
            let cut = Event.received(Array(bytes.prefix(Self.mostBytes)), version)
            lines.append((now, cut, bytes.count))
        case .sent(let bytes, let version) where bytes.count > Self.mostBytes:
            let cut = Event.sent(Array(bytes.prefix(Self.mostBytes)), version)
            lines.append((now, cut, bytes.count))
        case .received(let bytes, _), .sent(let bytes, _): lines.append((now, event, bytes.count))
        default: lines.append((now, event, 0))
        }
    }

    mutating func append(_ other: DeviceLog) {
        for line in other.lines { add(line.event, at: line.at) }
    }

    /// As a report shows it; times are seconds since the trial began.
    var text: [String] {
        (isCut ? ["…"] : [])
            + lines.flatMap { line -> [String] in
                let head = "\(Double(line.at.nanoseconds / 1_000_000) / 1000) s"
                switch line.event {
                case .opened: return ["\(head) connection opened"]
                case .closedByClient: return ["\(head) connection closed by the client"]
                case .closed: return ["\(head) connection closed by gale"]
                case .received(let bytes, let version):
                    return Self.text("\(head) client →", bytes, version, line.count)
                case .sent(let bytes, let version):
                    return Self.text("\(head) client ←", bytes, version, line.count)
                }
            }
    }

    private static func text(
        _ head: String, _ bytes: [UInt8], _ version: Version, _ count: Int
    ) -> [String] {
        guard count == bytes.count else {
            return ["\(head) \(count) bytes"] + Transcript.plain(Array(bytes.prefix(64)))
        }
        return ["\(head) \(Transcript.names(bytes, version))"]
            + Transcript.dissected(bytes, version)
    }
}
